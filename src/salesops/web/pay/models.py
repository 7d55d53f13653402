"""Pay runs, statements with their parts, the ledger of what was issued, adjustments, disputes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept

USER = settings.AUTH_USER_MODEL


def _money(**more: Any) -> models.DecimalField:
    # What somebody is paid stands in no audit row: more people read those than may see pay.
    return models.DecimalField(max_digits=18, decimal_places=4, editable=False, **more)


def _user() -> models.ForeignKey:
    return models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class PayRun(Kept):
    """What everybody is paid in one period of the pay calendar, from calculation to its close.

    `sums` are what is due in each currency, exactly; `noticed` is how many things stand out.
    `seen` is the last entry of the ledger that the calculation knew: what was issued since is
    not in it. `seal` is the hash of everything a closed run issued.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        CALCULATING = "calculating", _("Calculating")
        FAILED = "failed", _("Failed")
        REVIEW = "review", _("In review")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", _("Issued")
        CLOSED = "closed", _("Closed")

    run_id = models.CharField(primary_key=True, max_length=32)
    period = models.CharField(_("Period"), max_length=10, unique=True)
    starts_on = models.DateField()
    ends_before = models.DateField()
    status = models.CharField(
        _("Status"), max_length=12, choices=Status.choices, default=Status.CALCULATING
    )
    usual_change = models.DecimalField(max_digits=9, decimal_places=4)
    snapshot = models.CharField(max_length=100, blank=True)
    fingerprint = models.CharField(max_length=100, blank=True)
    as_of = models.DateField(null=True, blank=True)
    plans: Any = models.JSONField(default=list, blank=True)
    anomalies: Any = models.JSONField(default=list, blank=True)
    noticed = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    sums: Any = models.JSONField(default=list, blank=True)
    failure = models.CharField(max_length=2000, blank=True)
    seen = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)
    calculated_by = _user()
    calculated_by_name = models.CharField(max_length=200, blank=True)
    calculated_at = models.DateTimeField(null=True, blank=True)
    approved_by = _user()
    approved_by_name = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.period


class Statement(Kept):
    """What one person is paid in one run under one plan; never changed once it is issued.

    `plan_hash` is the fingerprint of the plan's text, `digest` that of the statement's own.
    `before` is what the last run paid, None where there was none.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("In review")
        ISSUED = "issued", _("Issued")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")

    statement_id = models.CharField(primary_key=True, max_length=32)
    run = models.ForeignKey(
        PayRun, on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="statements",
        verbose_name=_("Person"),
    )  # fmt: skip
    name = models.CharField(max_length=200)
    team = models.ForeignKey(
        "people.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Team"),
    )  # fmt: skip
    status = models.CharField(
        _("Status"), max_length=12, choices=Status.choices, default=Status.DRAFT
    )
    plan = models.CharField(max_length=32)
    plan_from = models.DateField()
    plan_name = models.CharField(_("Plan"), max_length=200)
    plan_hash = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    entitled = _money()
    issued = _money()
    due = _money()
    carried = _money()
    pay_currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    pay_out = _money()
    before = _money(null=True, blank=True)
    flags: Any = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-run__starts_on", "name", "statement_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person", "plan", "plan_from"], name="one_statement_a_run_and_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.run_id.removeprefix('PAY-')}"


class StatementPart(models.Model):
    """One component of one period on a statement, with its lines and the orders behind them."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="parts")
    period = models.CharField(max_length=10)
    component = models.CharField(max_length=200)
    entitled = _money()
    issued = _money()
    due = _money()
    plan_text = models.CharField(max_length=64, blank=True)
    lines: Any = models.JSONField(default=list, blank=True)
    orders: Any = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-period", "id"]

    def __str__(self) -> str:
        return f"{self.period} {self.component}"


class Entry(models.Model):
    """One entry of the incentive ledger: added when a run is issued, never changed."""

    entry_id = models.CharField(max_length=40, unique=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="entries")
    run = models.ForeignKey(
        PayRun, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=32)
    plan_from = models.DateField()
    plan_name = models.CharField(max_length=200)
    plan_text = models.CharField(max_length=64, blank=True)
    period = models.CharField(max_length=10)
    component = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    amount = _money()
    currency = models.CharField(max_length=3)
    posted_in = models.CharField(max_length=10)
    posted_on = models.DateField(db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person", "plan", "plan_from", "period", "component"],
                name="an_entry_a_run_once",
            )
        ]

    def __str__(self) -> str:
        return self.entry_id


class Dispute(Kept):
    """A payee's objection to a part of a statement, and the answer, due by a working day."""

    class Status(models.TextChoices):
        """How far it has come."""

        OPEN = "open", _("Unanswered")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    dispute_id = models.CharField(primary_key=True, max_length=32)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="disputes")
    period = models.CharField(max_length=10, blank=True)
    component = models.CharField(max_length=200, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(_("What is wrong"), max_length=2000, editable=False)
    status = models.CharField(
        _("Status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    opened_on = models.DateField()
    due_on = models.DateField(_("Answer due"))
    answer = models.TextField(_("Answer to it"), max_length=2000, blank=True, editable=False)
    opened_by = _user()
    answered_by = _user()
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "dispute_id"]

    def __str__(self) -> str:
        return f"{self.statement} {self.component}".strip()


class Adjustment(Kept):
    """An amount somebody adds to or takes from a person's pay, with its reason, by two people.

    Approved, it is entitled for its period; the next calculation makes it due.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    class Reason(models.TextChoices):
        """Why."""

        DISPUTE = "dispute", _("Dispute accepted")
        CREDIT = "credit", _("Credit corrected")
        QUOTA = "quota", _("Quota corrected")
        SPIFF = "spiff", _("Special bonus")
        GUARANTEE = "guarantee", _("Guarantee or draw")
        CLAWBACK = "clawback", _("Clawback")
        OTHER = "other", _("Other")

    adjustment_id = models.CharField(primary_key=True, max_length=32)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("Person")
    )
    plan = models.CharField(max_length=32)
    plan_name = models.CharField(max_length=200)
    period = models.CharField(_("Period"), max_length=10)
    amount = _money(verbose_name=_("Amount"))
    currency = models.CharField(max_length=3)
    reason = models.CharField(_("Reason"), max_length=12, choices=Reason.choices)
    text = models.TextField(_("Explanation"), max_length=2000, editable=False)
    status = models.CharField(
        _("Status"), max_length=10, choices=Status.choices, default=Status.PROPOSED
    )
    dispute = models.OneToOneField(
        Dispute, null=True, blank=True, on_delete=models.PROTECT, related_name="adjustment"
    )
    proposed_by = _user()
    proposed_by_name = models.CharField(max_length=200)
    decided_by = _user()
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.person.name} {self.period}"
