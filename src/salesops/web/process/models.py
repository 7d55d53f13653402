"""Processes by version, what came of their quizzes, pauses of clocks, and what was told of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salesops.process.definition import Process
from salesops.process.definition_file import draft_read
from salesops.web.kept import Kept
from salesops.web.process.experiment_models import Assignment, Experiment

__all__ = [
    "Alarm",
    "Assignment",
    "CasePause",
    "Experiment",
    "ProcessVersion",
    "QuizResult",
    "TeamHours",
]


class ProcessVersion(Kept):
    """One version of how deals of a pipeline shall go: a draft, or published from a day on.

    `definition` is its TOML. `begun_at` is when the pipeline took its stages over.
    """

    class State(models.TextChoices):
        """Whether it holds."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    pipeline = models.ForeignKey(
        "crm.Pipeline", on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    definition = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField(_("Holds from"), null=True, blank=True)
    begun_at = models.DateTimeField(null=True, editable=False)
    published_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pipeline", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "number"], name="a_process_version_once"),
            models.UniqueConstraint(
                fields=["pipeline"], condition=Q(state="draft"), name="one_draft_a_pipeline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process.name.in_('zh')} v{self.number}"

    @property
    def code(self) -> str:
        """What steps call the version."""
        return f"{self.pipeline_id}/{self.number}"

    @property
    def process(self) -> Process:
        """What it says."""
        return draft_read(self.definition)


class QuizResult(models.Model):
    """How somebody did in the quiz of a version."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_results"
    )
    version = models.ForeignKey(
        ProcessVersion, on_delete=models.CASCADE, related_name="results", db_index=False
    )
    taken_at = models.DateTimeField()
    right = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()

    class Meta:
        ordering = ["-taken_at"]
        indexes = [models.Index(fields=["version", "user"], name="quiz_by_version")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.right}/{self.asked}"


class CasePause(Kept):
    """A time in which the clocks of a lead or deal stand still, and why."""

    case_kind = models.CharField(max_length=10)
    case_id = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Why"), max_length=300)

    class Meta:
        ordering = ["began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_kind", "case_id"],
                condition=Q(ended_at__isnull=True),
                name="one_pause_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["case_kind", "case_id"], name="pause_by_case")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.reason}"


class Alarm(models.Model):
    """What was told of one clock: that its end is near, and that it was missed."""

    clock = models.CharField(max_length=60)
    case_id = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "case_id", "began_at"], name="an_alarm_once")
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.case_id} {self.due_at}"


class TeamHours(Kept):
    """When a team works where it is not as the whole company: windows in minutes of its zone.

    `days` says of single days whether the team works, over the company's calendar; up to
    `confirmed_until` they are known, as long as the company's is where nothing is said.
    """

    team = models.OneToOneField("people.Team", on_delete=models.CASCADE, related_name="hours")
    time_zone = models.CharField(_("Time zone"), max_length=64)
    windows = models.JSONField(default=list)
    days = models.JSONField(default=dict, blank=True)
    confirmed_until = models.DateField(_("Confirmed until"), null=True, blank=True)

    class Meta:
        ordering = ["team"]

    def __str__(self) -> str:
        return f"{self.team_id} {self.time_zone} {self.windows}"
