"""What was done and what is to be done about a customer, lead or deal: activities, tasks, notes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.web.crm import keys
from salesops.web.kept import Kept, Told


class Activity(Told):
    """A call, visit, mail, message or meeting: in which direction, by whom, about whom.

    It counts as contact when it is ours, by a human, and reached them: see selling's rule.
    """

    class Direction(models.TextChoices):
        """Who turned to whom."""

        OUT = "outbound", _("Ours")
        IN = "inbound", _("Theirs")

    activity_id = models.CharField(primary_key=True, max_length=200)
    kind = models.CharField(_("Kind"), max_length=50)
    direction = models.CharField(
        _("Direction"), max_length=20, choices=Direction.choices, blank=True
    )
    happened_at = models.DateTimeField(_("When"))
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="activities",
        verbose_name=_("By"), db_index=False)  # fmt: skip
    account = models.ForeignKey(
        "crm.Account",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
        db_index=False,
    )
    contact = models.ForeignKey(
        "crm.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="activities",
        verbose_name=_("With"),
    )  # fmt: skip
    lead = models.ForeignKey(
        "crm.Lead",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
        db_index=False,
    )
    deal = models.ForeignKey(
        "crm.Deal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
        db_index=False,
    )
    outcome = models.CharField(_("Outcome"), max_length=200, blank=True)
    summary = models.TextField(_("Summary"), blank=True)
    minutes = models.PositiveIntegerField(_("Minutes"), null=True, blank=True)
    is_automatic = models.BooleanField(default=False)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-happened_at", "activity_id"]
        indexes = [
            models.Index(fields=["account", "-happened_at"], name="activity_by_account"),
            models.Index(fields=["lead", "-happened_at"], name="activity_by_lead"),
            models.Index(fields=["deal", "-happened_at"], name="activity_by_deal"),
            models.Index(fields=["person", "-happened_at"], name="activity_by_person"),
            models.Index(fields=["-happened_at", "activity_id"], name="activity_by_time"),
            models.Index(fields=["changed_at", "activity_id"], name="activity_by_change"),
            models.Index(fields=["shard", "changed_at"], name="activity_by_shard"),
        ]

    def found_by(self) -> dict[str, str]:
        """It is found by what was said."""
        return keys.text_keys(self.summary)

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d} {self.kind} {self.summary[:40]}"


class About(Kept):
    """What is about a customer, a lead or a deal."""

    account = models.ForeignKey(
        "crm.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    lead = models.ForeignKey(
        "crm.Lead", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    deal = models.ForeignKey(
        "crm.Deal", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class Task(About):
    """Something somebody is to do by a time."""

    task_id = models.CharField(primary_key=True, max_length=200)
    title = models.CharField(_("What"), max_length=300)
    details = models.TextField(_("Details"), blank=True)
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    owner = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks",
        verbose_name=_("Who"), db_index=False)  # fmt: skip
    done_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by_rule = models.CharField(max_length=200, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["done_at", "due_at", "task_id"]
        indexes = [
            models.Index(fields=["owner", "done_at", "due_at"], name="task_by_owner"),
            models.Index(fields=["changed_at", "task_id"], name="task_by_change"),
        ]

    def found_by(self) -> dict[str, str]:
        """It is found by what is to be done."""
        return keys.task_keys(self.title, self.details)

    def __str__(self) -> str:
        return self.title


class Note(About):
    """Something worth remembering, in words."""

    note_id = models.CharField(primary_key=True, max_length=200)
    body = models.TextField(_("Note"))
    is_pinned = models.BooleanField(_("On top"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by_name = models.CharField(max_length=200, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-is_pinned", "-made_at", "note_id"]
        indexes = [
            models.Index(fields=["-made_at", "note_id"], name="note_by_time"),
            models.Index(fields=["changed_at", "note_id"], name="note_by_change"),
        ]

    def found_by(self) -> dict[str, str]:
        """It is found by what it says."""
        return keys.text_keys(self.body)

    def __str__(self) -> str:
        return self.body[:60]


class Attachment(About):
    """A file; its bytes lie in the workspace's `files/`, named by their SHA-256."""

    attachment_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("File"), max_length=300)
    kind = models.CharField(max_length=150, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "attachment_id"]

    def __str__(self) -> str:
        return self.name
