"""The wall of honours: who got what, the points of the year, and where one stands oneself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesops.incentives.honours import leaderboard
from salesops.incentives.ladder import Standing
from salesops.web.access import NoLedger
from salesops.web.honours.models import Award, Honour, LadderPlan, Retreat
from salesops.web.honours.results import run_of
from salesops.web.people.models import Person, User

SHOWN = 500
"""Honours on the wall, the latest first."""


@dataclass(frozen=True)
class Row:
    """One row of the leaderboard."""

    rank: int
    person_id: str
    name: str
    points: int
    is_own: bool


def given(person_id: str = "") -> Sequence[Honour]:
    """The honours that stand, the latest first; of one person, or of everybody."""
    found = Honour.objects.filter(is_withdrawn=False).select_related("award", "person")
    return list((found.filter(person_id=person_id) if person_id else found)[:SHOWN])


@dataclass(frozen=True)
class Occasion:
    """One award of one period, with everybody who got it."""

    award: Award
    period: str
    points: int
    citation: str
    honours: Sequence[Honour]


def occasions() -> list[Occasion]:
    """What was given, by award and period, the latest first."""
    found: dict[tuple[str, str], list[Honour]] = defaultdict(list)
    for one in given():
        found[one.award_id, one.period].append(one)
    return [
        Occasion(ones[0].award, period, ones[0].points, ones[0].citation,
                 sorted(ones, key=lambda one: one.person.name))
        for (_award, period), ones in found.items()
    ]  # fmt: skip


def points_of(year: int) -> Mapping[str, int]:
    """The points of everybody who was honoured in the year."""
    found: dict[str, int] = defaultdict(int)
    rows = Honour.objects.filter(is_withdrawn=False, given_on__year=year)
    for person_id, points in rows.values_list("person_id", "points"):
        found[person_id] += points
    return found


def board(user: User, year: int) -> list[Row]:
    """The year's leaderboard without whoever left it."""
    points = {name: Decimal(value) for name, value in points_of(year).items()}
    away = set(Retreat.objects.values_list("person_id", flat=True))
    names = dict(Person.objects.filter(pk__in=points).values_list("pk", "name"))
    return [
        Row(p.rank, p.person, names.get(p.person, p.person), int(p.result),
            p.person == user.person_id)
        for p in leaderboard(points, away)
    ]  # fmt: skip


@dataclass(frozen=True)
class Own:
    """Somebody's own place on a ladder: grade, the next one, how much of it is reached."""

    ladder: str
    grade: str
    following: str
    progress: tuple[Fraction, ...]

    @property
    def told(self) -> str:
        """The share as it is written."""
        return f"{self.share}%"

    @property
    def share(self) -> int:
        """How much of the hardest criterion is reached, in per cent, at most all."""
        return min(100, int(min(self.progress, default=Fraction(0)) * 100))


def own_standings(user: User) -> list[Own]:
    """Where the user stands on every ladder in use, by what they may see of themselves."""
    if not user.person_id:
        return []
    found = []
    for plan in LadderPlan.objects.filter(is_active=True):
        try:
            run = run_of(user, plan, [user.person_id])
        except NoLedger:
            return []
        standing: Standing | None = run.standings.get(user.person_id)
        if standing:
            place = run.ladder.place(standing.grade)
            following = run.ladder.rungs[place + 1].grade if standing.progress else ""
            found.append(Own(plan.name, standing.grade, following, standing.progress))
    return found


def is_away(user: User) -> bool:
    """Whether the user stands off the leaderboards."""
    return Retreat.objects.filter(person_id=user.person_id or "").exists()
