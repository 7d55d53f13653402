"""People, their teams and positions over time, and the users who sign in."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from salesops.web.kept import Kept


class Person(Kept):
    """Somebody who works or worked here; `person_id` is the source's own."""

    person_id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(_("Name"), max_length=200)
    email = models.EmailField(_("E-mail"), blank=True)
    hired_on = models.DateField(_("Hired on"), null=True, blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(Kept):
    """A team in the tree; `path` is its name with all those above it, separated by slashes.

    It was opened on its first day and is closed from `ends_before` on; without days it always was
    and is. What happened in it stays with it, whatever it is called later.
    """

    team_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=1000, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class FormerTeamName(models.Model):
    """What a team was called, and where it stood, until a day; files may still call it so."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=1000, db_index=True)
    ends_before = models.DateField()

    class Meta:
        ordering = ["ends_before", "id"]

    def __str__(self) -> str:
        return f"{self.path} until {self.ends_before}"


class Position(models.Model):
    """A person in one team under one manager, from a day until another."""

    position_id = models.CharField(primary_key=True, max_length=220)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    title = models.CharField(_("Title"), max_length=200, blank=True)
    role = models.CharField(max_length=100, blank=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="positions"
    )
    region = models.ForeignKey("market.Region", null=True, blank=True, on_delete=models.PROTECT)
    manager = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["person_id", "starts_on"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.title}"


class Role(models.TextChoices):
    """What somebody's work is, which decides what they may see and do."""

    REP = "rep", _("Sales rep")
    MANAGER = "manager", _("Sales manager")
    OPS = "ops", _("Sales operations")
    FINANCE = "finance", _("Finance")
    EXECUTIVE = "executive", _("Executive")
    ADMIN = "admin", _("Administrator")


class Theme(models.TextChoices):
    """Light, dark, or as the reader's system has it."""

    AUTO = "auto", _("Follow the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(Kept, AbstractUser):
    """Somebody who signs in; without a role they see nothing."""

    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    # What was decided about other people's pay; None leaves it to the role.
    sees_pay = models.BooleanField(
        _("May see other people's pay"), null=True, blank=True, default=None
    )
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)

    @property
    def name(self) -> str:
        """The name to show: the person's, else the account's."""
        return self.person.name if self.person else self.get_full_name() or self.username

    def may_enter(self, day: date) -> bool:
        """Whether the account is open and its person works here on the day."""
        left_on = self.person.left_on if self.person else None
        return self.is_active and (left_on is None or day < left_on)


class Delegation(models.Model):
    """Somebody works in the place of somebody absent, from a day until another or until ended."""

    absent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stands_in")
    starts_on = models.DateField()
    ends_before = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__gt=F("starts_on")), name="delegation_lasts"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("stand_in")), name="delegation_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in_id} for {self.absent_id} from {self.starts_on}"


class SignInAttempt(models.Model):
    """A sign-in that failed, remembered for as long as it counts against the next one."""

    username = models.CharField(max_length=200, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.username} {self.at}"


class TwoFactor(models.Model):
    """A second step at sign-in: what an authenticator shares with us, sealed.

    `last_step` is the half-minute of the last code that was used; none of it or before is taken
    again. Until `confirmed_at` nothing is asked for.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="two_factor")
    secret = models.CharField(max_length=300)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.confirmed_at}"


class RecoveryCode(models.Model):
    """A code on paper that stands in for the authenticator once; only its fingerprint is kept."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="recovery_codes", db_index=False
    )
    fingerprint = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "fingerprint"], name="a_recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.used_at}"


class SignInLink(models.Model):
    """A way to choose a new password once; only its digest is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="sign_in_link")
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} until {self.ends_at}"


class LinkedAccount(models.Model):
    """Somebody's account with another system that vouches for them: one a system."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="linked_accounts", db_index=False
    )
    provider = models.CharField(max_length=20)
    uid = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["provider"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "uid"], name="an_account_is_one_users"),
            models.UniqueConstraint(fields=["user", "provider"], name="one_account_a_system"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.provider} {self.uid}"
