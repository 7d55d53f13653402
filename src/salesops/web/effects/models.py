"""Interventions: what was changed for whom, and how its effect is to be judged."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.causal.declared import Declared
from salesops.web.kept import Kept


class Intervention(Kept):
    """Something tried on some teams or people, declared once and judged as declared.

    `treated` holds for each unit the first day of the month it starts in; `compared` the units to
    compare with, all others where it is empty. Neither the question nor the comparison changes
    afterwards, so that nobody chooses them after having seen the answer.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PLAN = "plan", _("Plan change")
        SPIFF = "spiff", _("SPIFF")
        AWARD = "award", _("Award")
        OTHER = "other", _("Something else")

    class Level(models.TextChoices):
        """At which level it was decided who gets it."""

        TEAM = "team", _("Teams")
        PERSON = "person", _("People")

    class Method(models.TextChoices):
        """How the comparison is made."""

        DID = "did", _("Difference-in-differences")
        SC = "sc", _("Synthetic control")
        SDID = "sdid", _("Synthetic difference-in-differences")
        MATCHED = "matched", _("Matched groups")

    class Status(models.TextChoices):
        """How far it has come."""

        DECLARED = "declared", _("Declared")
        CLOSED = "closed", _("Concluded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    intervention_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("What it is"), max_length=10, choices=Kind.choices)
    what = models.TextField(_("What is changed"), max_length=4000, blank=True)
    level = models.CharField(_("Decided by"), max_length=10, choices=Level.choices)
    treated: Any = models.JSONField(_("Who gets it"))
    compared: Any = models.JSONField(_("Compared with"), default=list, blank=True)
    starts_on = models.DateField(_("From"))
    metric = models.CharField(_("Metric"), max_length=60)
    product_line = models.CharField(_("Only this product line"), max_length=200, blank=True)
    higher_is_better = models.BooleanField(_("More is better"), default=True)
    method = models.CharField(
        _("Comparison"), max_length=10, choices=Method.choices, default=Method.DID
    )
    worth = models.DecimalField(
        _("Smallest effect worth having, a unit and month"), max_digits=18, decimal_places=4,
        default=0, validators=[MinValueValidator(0)],
    )  # fmt: skip
    months_before = models.PositiveIntegerField(
        _("Months before"), default=18, validators=[MinValueValidator(3), MaxValueValidator(60)]
    )
    months_after = models.PositiveIntegerField(
        _("Months after"), default=6, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DECLARED, editable=False
    )
    # What was known when it was declared: the figures' day, and what could be found.
    known_until = models.DateField(null=True, editable=False)
    power: Any = models.JSONField(null=True, editable=False)
    conclusion = models.TextField(_("What we do now"), max_length=4000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_before_looking(self) -> bool:
        """Whether no figure from after its start was there when it was declared."""
        return self.known_until is None or self.known_until < self.starts_on

    @property
    def starts(self) -> dict[str, date]:
        """The first month of every unit."""
        return {unit: date.fromisoformat(day) for unit, day in self.treated.items()}

    @property
    def declared(self) -> Declared:
        """How it is to be judged."""
        return Declared(
            method=self.method,  # type: ignore[arg-type]  # one of its choices
            higher_is_better=self.higher_is_better, worth=float(self.worth),
        )  # fmt: skip
