"""Experiments on leads: what is tried against what, and which lead got which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salesops.causal.experiments import Design
from salesops.web.kept import Kept

if TYPE_CHECKING:
    from salesops.process.lead_outcomes import Goal as Wanted


class Experiment(Kept):
    """Two talk tracks, of which the hash of the experiment's id and a lead's says who gets which.

    What is found, and with which certainty, is fixed when it starts: afterwards only the end may
    be set, so that nobody chooses the question after having seen the answer.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("Not begun")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Ended")

    class Goal(models.TextChoices):
        """What counts as success."""

        CONVERTED = "converted", _("The lead becomes a deal")
        WON = "won", _("A deal of the lead is won")

    experiment_id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(_("Name"), max_length=200)
    control = models.TextField(_("As it is done now"), max_length=4000)
    treatment = models.TextField(_("What is tried"), max_length=4000)
    source = models.CharField(_("Only leads of this source"), max_length=100, blank=True)
    goal = models.CharField(
        _("Success"), max_length=10, choices=Goal.choices, default=Goal.CONVERTED
    )
    horizon_days = models.PositiveIntegerField(
        _("Days a lead has to succeed"), default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )  # fmt: skip
    base_rate = models.FloatField(
        _("Success now"), validators=[MinValueValidator(0.001), MaxValueValidator(0.999)]
    )
    effect = models.FloatField(
        _("Smallest improvement worth having"),
        validators=[MinValueValidator(0.001), MaxValueValidator(0.999)],
    )
    share = models.FloatField(
        _("Share of leads that get it"), default=0.5,
        validators=[MinValueValidator(0.05), MaxValueValidator(0.95)],
    )  # fmt: skip
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    started_at = models.DateTimeField(null=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    conclusion = models.TextField(_("What we do now"), max_length=4000, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def wanted(self) -> Wanted:
        """What counts as success, as the ledger's outcomes name it."""
        return "won" if self.goal == self.Goal.WON else "converted"

    @property
    def design(self) -> Design:
        """What it is to find."""
        return Design(self.base_rate, self.effect, self.share, self.horizon_days)


class Assignment(models.Model):
    """The arm a lead was put into when it arrived; never changed."""

    class Arm(models.TextChoices):
        """Which of the two."""

        CONTROL = "control", _("As now")
        TREATMENT = "treatment", _("New way")

    experiment = models.ForeignKey(
        Experiment, on_delete=models.PROTECT, related_name="leads", db_index=False
    )
    lead = models.ForeignKey("crm.Lead", on_delete=models.CASCADE, related_name="arms")
    arm = models.CharField(max_length=10, choices=Arm.choices)
    assigned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "lead"], name="one_arm_a_lead")
        ]

    def __str__(self) -> str:
        return f"{self.experiment_id}: {self.lead_id} {self.arm}"
