"""Rules and what they did, webhooks and what was sent to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


class Rule(Kept):
    """When this happens and that holds, do those; `definition` is a rule of the rulebook as data.

    Names are unique: chains of events hold them.
    """

    name = models.CharField(_("Name"), max_length=200, unique=True)
    description = models.CharField(_("What it is for"), max_length=500, blank=True)
    definition = models.JSONField(default=dict)
    is_active = models.BooleanField(_("In use"), default=False)
    position = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Firing(models.Model):
    """A rule that acted on a record because of one audit entry or one day, or was stopped.

    It is planned in the transaction that takes the event from the outbox, and done in one of its
    own, whole or not at all: a worker killed anywhere leaves nothing twice.
    """

    class State(models.TextChoices):
        """What became of it."""

        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        PARTLY = "partly", _("Partly done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    rule = models.ForeignKey(
        Rule, null=True, on_delete=models.SET_NULL, related_name="firings", db_index=False
    )
    rule_name = models.CharField(max_length=200)
    entry = models.ForeignKey(
        "workspace.AuditEntry", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    standing = models.CharField(max_length=64, blank=True)
    table = models.CharField(max_length=50)
    record_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    chain = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    results = models.JSONField(default=list)
    why = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "entry"], condition=Q(entry__isnull=False), name="fires_once"
            ),
            models.UniqueConstraint(
                fields=["rule", "table", "record_id", "standing"],
                condition=Q(entry__isnull=True) & ~Q(standing=""),
                name="fires_once_as_it_stands",
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="firing_by_time"),
            models.Index(fields=["rule", "-at"], name="firing_by_rule"),
            models.Index(fields=["table", "record_id", "-at"], name="firing_by_record"),
            models.Index(fields=["id"], condition=Q(state="planned"), name="firing_planned"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule_name} {self.table} {self.record_id} {self.state}"


class Round(models.Model):
    """One day's look of one daily rule through its table, and how far it has come."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="rounds", db_index=False)
    day = models.DateField()
    after = models.CharField(max_length=200, blank=True)
    looked_through = models.PositiveIntegerField(default=0)
    fired = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["-day", "rule_id"]
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="a_round_a_day")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.day}"


class Webhook(Kept):
    """Where events go, as far as its owner may see what they are about; the secret is sealed.

    `events` are like `deals.changed`; `leads.*` means all of a table.
    """

    name = models.CharField(_("Name"), max_length=100, unique=True)
    url = models.CharField(_("Address"), max_length=1000)
    secret = models.CharField(max_length=300)
    events = models.JSONField(default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks"
    )
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one webhook. What it says of the record is read when it is sent."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")
        WITHHELD = "withheld", _("Withheld")

    delivery_id = models.CharField(primary_key=True, max_length=40)
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    entry = models.ForeignKey(
        "workspace.AuditEntry", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    event = models.CharField(max_length=60)
    table = models.CharField(max_length=50, blank=True)
    record_id = models.CharField(max_length=200, blank=True)
    rule_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-made_at", "-delivery_id"]
        indexes = [
            models.Index(fields=["-made_at", "-delivery_id"], name="delivery_by_time"),
            models.Index(fields=["webhook", "-made_at"], name="delivery_by_webhook"),
            models.Index(
                fields=["next_at"], condition=Q(state="waiting"), name="delivery_waiting"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event} {self.record_id} {self.state}"
