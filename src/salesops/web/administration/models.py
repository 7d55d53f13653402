"""What is remembered of the installation's own upkeep."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DutyRun(models.Model):
    """How a duty of the worker's clock went the last time."""

    name = models.CharField(primary_key=True, max_length=100)
    known_since = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Upkeep(models.Model):
    """The one row of rules by which old things are thrown away and backups are made.

    Of snapshots all of the last days stay, and of each month before that the last one; without
    a number of months, for ever.
    """

    nightly_backups = models.PositiveSmallIntegerField(_("Nightly backups to keep"), default=7)
    snapshot_days = models.PositiveSmallIntegerField(_("Days of snapshots to keep"), default=30)
    snapshot_months = models.PositiveSmallIntegerField(
        _("Months to keep one snapshot of"), null=True, blank=True
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_upkeep")]

    def __str__(self) -> str:
        return f"{self.nightly_backups} backups, {self.snapshot_days} days"


class WorkingHours(models.Model):
    """The one row of hours in which this company works, in minutes after midnight of its zone."""

    time_zone = models.CharField(_("Time zone"), max_length=64)
    windows = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_working_hours")]

    def __str__(self) -> str:
        return f"{self.time_zone} {self.windows}"


class Backup(models.Model):
    """A backup somebody asked for on the page, or the worker made at night; a file of that name."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Verified")
        FAILED = "failed", _("Failed")

    name = models.CharField(primary_key=True, max_length=100)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)
    by_night = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.FloatField(default=0)
    size = models.BigIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
