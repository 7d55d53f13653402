"""Awards and who got them, who stays off the leaderboard, ladders and who stands where."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from salesops.incentives.honours import Award as Rule
from salesops.incentives.honours import Goal, Scorecard
from salesops.web.kept import Kept


class Award(Kept):
    """An honour that is given by a criterion, for each month, quarter or year.

    Judged by one metric, or by the points of a scorecard where it has `goals`; open to everybody,
    or to who is in one of `teams` (or below) when the period ends.
    """

    class Every(models.TextChoices):
        """How often it is given."""

        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")
        YEAR = "year", _("Year")

    award_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(_("Name"), max_length=200)
    what_for = models.TextField(_("What for"), max_length=2000, blank=True)
    every = models.CharField(_("Given every"), max_length=10, choices=Every.choices)
    metric = models.CharField(_("Judged by"), max_length=60, default="attainment")
    goals: Any = models.JSONField(default=list, blank=True)
    at_most = models.DecimalField(
        _("A goal counts at most, times its points"), max_digits=8, decimal_places=2, null=True,
        blank=True, validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    at_least = models.DecimalField(
        _("From"), max_digits=18, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    best = models.PositiveIntegerField(
        _("The best so many"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )  # fmt: skip
    points = models.PositiveIntegerField(
        _("Points"), default=10, validators=[MaxValueValidator(100_000)]
    )
    starts_on = models.DateField(_("In force from"), null=True, blank=True)
    teams: Any = models.JSONField(_("Only for these teams"), default=list, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["-is_active", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """Who is honoured among results."""
        return Rule(name=self.name, at_least=self.at_least, best=self.best)

    @property
    def scorecard(self) -> Scorecard | None:
        """How points are made of several results, if they are."""
        if not self.goals:
            return None
        goals = tuple(
            Goal(name=g["metric"], target=Decimal(g["target"]), points=Decimal(g["points"]))
            for g in self.goals
        )
        return Scorecard(goals=goals, at_most=self.at_most)


class Honour(Kept):
    """An award that somebody got for a period; its result and points stand as they were."""

    honour_id = models.CharField(primary_key=True, max_length=32)
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="honours", db_index=False
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="honours")
    period = models.CharField(max_length=10)
    result = models.DecimalField(max_digits=20, decimal_places=4)
    points = models.PositiveIntegerField()
    citation = models.CharField(_("In a sentence"), max_length=500, blank=True)
    snapshot_id = models.CharField(max_length=64, editable=False)
    given_on = models.DateField(editable=False)
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["-given_on", "-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "person", "period"], name="an_award_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.period} {self.person}"


class Retreat(models.Model):
    """Somebody who does not want to stand on leaderboards; it loses them no award."""

    person = models.OneToOneField(
        "people.Person", primary_key=True, on_delete=models.CASCADE, related_name="retreat"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)


class LadderPlan(Kept):
    """A ladder of grades, from the lowest: what leads up and down, by attainment of periods."""

    class Every(models.TextChoices):
        """How long a period is."""

        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")

    ladder_id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(_("Name"), max_length=200)
    every = models.CharField(_("Period"), max_length=10, choices=Every.choices)
    metric = models.CharField(_("Judged by"), max_length=60, default="attainment")
    rungs: Any = models.JSONField(default=list)
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Rank(Kept):
    """The grade somebody has on a ladder, from a day on until their next one."""

    ladder = models.ForeignKey(
        LadderPlan, on_delete=models.PROTECT, related_name="ranks", db_index=False
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="ranks")
    grade = models.CharField(_("Grade"), max_length=100)
    starts_on = models.DateField(_("From"))
    reason = models.CharField(_("Reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["person_id", "-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "person", "starts_on"], name="one_rank_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.grade} {self.starts_on}"
