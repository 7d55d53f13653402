"""Settings, calendar, rates, snapshots, audit and tokens: what belongs to the whole workspace."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Workspace(models.Model):
    """The one row of settings."""

    name = models.CharField(_("Company"), max_length=200)
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    fiscal_start_month = models.PositiveSmallIntegerField(_("Fiscal year starts in"), default=1)
    pattern = models.CharField(
        _("Fiscal months"),
        max_length=6,
        default="months",
        choices=[("months", _("calendar months")), ("445", "4-4-5"), ("454", "4-5-4"),
                 ("544", "5-4-4")],
    )  # fmt: skip
    language = models.CharField(
        _("Language"), max_length=10, default="zh-hans", choices=settings.LANGUAGES
    )
    # Whose sign-in needs a second step.
    two_factor_roles = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_workspace")]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that is not like its weekday: a holiday, or a weekend day worked to make up for one."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    holiday = models.CharField(max_length=100, blank=True)
    is_confirmed = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.day} {self.holiday}"


class ExchangeRate(models.Model):
    """What one unit of a currency is worth in ours from a day on."""

    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "starts_on"], name="one_rate_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.starts_on} {self.rate}"


class Snapshot(models.Model):
    """One ledger that was built; the current one is the newest marked so.

    `checked_at` is when it was last built again and came out the same.
    """

    snapshot_id = models.CharField(primary_key=True, max_length=100)
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=200)
    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    fingerprint = models.CharField(max_length=100)
    is_current = models.BooleanField(default=False)
    rows = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_snapshot"
            )
        ]

    def __str__(self) -> str:
        return self.snapshot_id


class AuditEntry(models.Model):
    """One thing somebody did: every write, and every export of customer data. Append only.

    `changes` maps fields to what they were and what they became; `door` is how it came in;
    `chain` lists the rules one of which did it because another event had happened.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    door = models.CharField(max_length=10, blank=True)
    table = models.CharField(max_length=50, blank=True)
    record_id = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    chain = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["table", "record_id", "-at"], name="audit_by_record"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["action", "-at"], name="audit_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.subject}"


class Outbox(models.Model):
    """An audit entry that rules and webhooks have not looked at yet; gone when they have."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class ApiToken(models.Model):
    """A key to the REST interface: only its digest is kept, so a stolen database opens nothing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"


class KeptAnswer(models.Model):
    """What was answered to a request that carried a key, so that it is not done twice.

    Without a status it is still being done, by whoever wrote the claim.
    """

    caller = models.CharField(max_length=50)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    claim = models.CharField(max_length=32)
    claimed_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key
