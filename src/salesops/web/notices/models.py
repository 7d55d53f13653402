"""What people were told, how they want to be told, and what goes out by mail and to chats."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


class Notice(models.Model):
    """One thing one user was told, in their language; `key` keeps it from being told twice.

    One that is not `is_shown` only went out by mail or chat, as the reader wants it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=400)
    body = models.CharField(max_length=1000, blank=True)
    table = models.CharField(max_length=50, blank=True)
    record_id = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~Q(key=""), name="a_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-made_at", "-id"], name="notice_by_user"),
            models.Index(
                fields=["user"], condition=Q(read_at__isnull=True, is_shown=True),
                name="notice_unread",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How one user wants to be told of one kind, where it is not as usual."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notice_preferences",
        db_index=False,
    )
    kind = models.CharField(max_length=30)
    in_app = models.BooleanField()
    mail = models.BooleanField()
    chat = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="a_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Channel(Kept):
    """A chat robot of a team or of one user; address and secret are sealed, they open the chat."""

    class Format(models.TextChoices):
        """Whose robot it is."""

        WECOM = "wecom", "企业微信"
        DINGTALK = "dingtalk", "钉钉"
        FEISHU = "feishu", "飞书"

    name = models.CharField(_("Name"), max_length=100, unique=True)
    format = models.CharField(_("Chat"), max_length=10, choices=Format.choices)
    url = models.TextField()
    secret = models.TextField(blank=True)
    shown_url = models.CharField(max_length=300)
    team = models.ForeignKey(
        "people.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(user__isnull=True), name="channel_of_one"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A notice on its way out, by mail or to a chat, and what became of it."""

    class Medium(models.TextChoices):
        """By which way it goes."""

        MAIL = "mail", _("Mail")
        CHAT = "chat", _("Chat")

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given_up", _("Given up")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="messages")
    medium = models.CharField(max_length=10, choices=Medium.choices)
    address = models.CharField(max_length=254, blank=True)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state="waiting"), name="message_waiting"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.medium} {self.state}"
