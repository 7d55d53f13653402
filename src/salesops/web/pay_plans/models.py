"""Pay plans and their texts by version, who is on which plan when, and who signed which text."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept
from salesops.web.problems import Faulty

if TYPE_CHECKING:
    from salesops.incentives.plan import Plan


def _somebody() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip


class PayPlan(Kept):
    """A pay plan by its name; what it says stands in its versions."""

    plan_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(_("Name"), max_length=200)

    class Meta:
        ordering = ["name", "plan_id"]

    def __str__(self) -> str:
        return self.name


class PayPlanVersion(Kept):
    """One text of a plan; approved, it holds from its first day until a later one begins.

    `content` is the TOML of an `incentives.plan.Plan`, its days are told from it, and `digest` is
    its fingerprint. `earlier` are the texts of before, newest last, for taking changes back.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")

    version_id = models.CharField(primary_key=True, max_length=32)
    pay_plan = models.ForeignKey(
        PayPlan, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    content = models.TextField(_("Text of the plan"))
    digest = models.CharField(max_length=64, editable=False)
    starts_on = models.DateField(_("Holds from"))
    ends_before = models.DateField(_("Ends before"))
    note = models.CharField(_("Note"), max_length=1000, blank=True)
    place = models.CharField(_("Rules of"), max_length=10, blank=True)
    earlier: Any = models.JSONField(default=list, blank=True, editable=False)
    written_by = _somebody()
    submitted_by = _somebody()
    approved_by = _somebody()
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    returned_why = models.CharField(_("Returned because"), max_length=1000, blank=True)

    class Meta:
        ordering = ["pay_plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["pay_plan", "number"], name="a_pay_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pay_plan.name} v{self.number}"

    @property
    def text(self) -> Plan:
        """What the version says; an action has seen to it that it can be read."""
        return _read(self.content)


@lru_cache(maxsize=64)
def _read(content: str) -> Plan:
    """Read once: a list of who has signed asks for the same text for everybody."""
    # A command that pays nobody need not wait for NumPy.
    from salesops.incentives.plan_file import plan_file

    found = plan_file(content)
    if isinstance(found, list):
        raise Faulty(found)
    return found


class PayAssignment(Kept):
    """A person on a plan from a day until another, with the own target pay of a year.

    Target pay is somebody's pay: it is in no audit row, and shown to whoever sees their pay.
    """

    assignment_id = models.CharField(primary_key=True, max_length=32)
    pay_plan = models.ForeignKey(PayPlan, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="pay_assignments", db_index=False
    )
    starts_on = models.DateField(_("From"))
    ends_before = models.DateField(_("Ends before"), null=True, blank=True)
    target_pay = models.DecimalField(
        _("Target pay a year"), max_digits=18, decimal_places=4, null=True, blank=True,
        editable=False,
    )  # fmt: skip
    currency = models.CharField(_("Paid in"), max_length=3, blank=True)

    class Meta:
        ordering = ["person__name", "starts_on"]
        indexes = [models.Index(fields=["person", "starts_on"], name="pay_assignment_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="pay_assignment_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}: {self.pay_plan.name}"

    def overlaps(self, starts_on: date, ends_before: date | None) -> bool:
        """Whether it shares a day with this time."""
        begins = ends_before is None or self.starts_on < ends_before
        return begins and (self.ends_before is None or starts_on < self.ends_before)


class Acknowledgement(models.Model):
    """A person signed a text: `digest` is the fingerprint of all it says to them, never changed."""

    plan_version = models.ForeignKey(
        PayPlanVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    assignment = models.ForeignKey(
        PayAssignment, on_delete=models.CASCADE, related_name="acknowledgements", db_index=False
    )
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = _somebody()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "digest"], name="signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.digest[:12]}"


class PayStudy(Kept):
    """What a version would cost: on a year that is past, or on the simulated years of a plan.

    `against` is the version it is compared with; none means what was in force. The result is of
    one snapshot and never changes; whose amounts are shown is decided when it is read.
    """

    class Kind(models.TextChoices):
        """On which years."""

        REPLAY = "replay", _("Replay")
        SIMULATION = "simulation", _("Simulation")

    class State(models.TextChoices):
        """How far the work has come."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    study_id = models.CharField(primary_key=True, max_length=32)
    plan_version = models.ForeignKey(
        PayPlanVersion, on_delete=models.CASCADE, related_name="studies"
    )
    against = models.ForeignKey(
        PayPlanVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked: Any = models.JSONField(default=dict, blank=True)
    # The texts it was made of: a draft may be another by now.
    digest = models.CharField(max_length=64, editable=False)
    snapshot_id = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    result: Any = models.JSONField(null=True, blank=True, editable=False)
    failure: Any = models.JSONField(null=True, blank=True, editable=False)
    made_by = _somebody()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.plan_version}"
