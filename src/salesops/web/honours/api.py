"""REST: awards given by their criterion, the leaderboard, ladders simulated and people placed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Router, Schema

from salesops.web.access import NoLedger, require
from salesops.web.honours import actions, wall
from salesops.web.honours.models import Award, Honour, LadderPlan
from salesops.web.honours.problems import NO_FIGURES
from salesops.web.honours.results import Run, run_of
from salesops.web.people.models import Person, User
from salesops.web.problems import refused
from salesops.web.signed_in import SignedIn

router = Router(tags=["honours"])
Every = Literal["month", "quarter", "year"]


class GoalIO(Schema):
    """One line of a scorecard: points for the target, more or fewer in proportion."""

    metric: str
    target: Decimal
    points: Decimal


class AwardIn(Schema):
    """An award: judged by a metric, or by the points of `goals`; from a value, or the best ones."""

    name: str
    what_for: str = ""
    every: Every = "month"
    metric: str = "attainment"
    goals: list[GoalIO] = Field([], max_length=20)
    at_most: Decimal | None = None
    at_least: Decimal | None = None
    best: int | None = None
    points: int = 10
    is_active: bool = True


class AwardChangeIn(AwardIn):
    """An award as it is to be, and the version that was read."""

    version: int | None = None


class AwardOut(AwardIn):
    """An award as it is kept."""

    award_id: str
    version: int


class HonourOut(Schema):
    """An award that somebody got; the result only for them and who sees all figures."""

    honour_id: str
    award_id: str
    award: str
    period: str
    person_id: str
    name: str
    points: int
    result: Decimal | None
    citation: str
    given_on: date
    is_withdrawn: bool
    version: int


class PlaceOut(Schema):
    """A place on the year's leaderboard."""

    rank: int
    person_id: str
    name: str
    points: int


class QualifyingOut(Schema):
    """What somebody reached in the period, and whether they are honoured for it."""

    person_id: str
    name: str
    result: float
    qualifies: bool


class GiveIn(Schema):
    """The period (2026-10, 2026-Q3 or 2026) and what is said of it."""

    period: str
    citation: str = ""


class HonourReasonIn(Schema):
    """Why an honour is taken back, and the version that was read."""

    reason: str
    version: int | None = None


class RetreatIn(Schema):
    """Whether one stays off the leaderboards."""

    is_hidden: bool


class RungIO(Schema):
    """A grade: its pay a period, what leads up from it and what leads down; numbers as text."""

    grade: str
    pay: str = ""
    measure: str = ""
    periods: str = ""
    at_least: str = ""
    count: str = ""
    down_periods: str = ""
    less_than: str = ""
    grace: str = ""


class LadderIn(Schema):
    """A ladder, its rungs from the lowest up."""

    name: str
    every: Literal["month", "quarter"] = "month"
    metric: str = "attainment"
    rungs: list[RungIO] = Field(max_length=30)
    is_active: bool = True


class LadderOut(Schema):
    """A ladder as it is kept."""

    ladder_id: str
    name: str
    every: str
    metric: str
    rungs: list[RungIO]
    is_active: bool
    version: int


class LadderPeriodOut(Schema):
    """One period of the history: heads by grade and pay under the ladder."""

    period: str
    heads: dict[str, int]
    pay: Decimal


class StandingOut(Schema):
    """Where somebody stands: grade, periods on it, share of each criterion of the next one."""

    person_id: str
    name: str
    grade: str
    since: int
    progress: list[float]
    is_ready: bool


class LadderRunOut(Schema):
    """A ladder with what it would have done, and where everybody stands."""

    ladder: LadderOut
    as_of: date
    promotions: int
    demotions: int
    periods: list[LadderPeriodOut]
    standings: list[StandingOut]


class RankIn(Schema):
    """Who gets which grade from when."""

    person_id: str
    grade: str
    starts_on: date
    reason: str = ""


class RankOut(Schema):
    """The grade somebody has from a day on."""

    person_id: str
    grade: str
    starts_on: date
    reason: str


@router.get("/honours", response=list[HonourOut])
def honours(request: SignedIn, person_id: str = "") -> Any:
    """The honours that stand, the latest first; of one person, or of everybody."""
    require(request.user, *actions.READERS)
    return [_honour(request.user, one) for one in wall.given(person_id.replace("\0", ""))]


def _honour(user: User, one: Honour) -> dict[str, Any]:
    may_see = user.role in actions.SEERS or user.person_id == one.person_id
    names = ("honour_id", "award_id", "period", "person_id", "points", "citation", "given_on",
             "is_withdrawn", "version")  # fmt: skip
    return {**{name: getattr(one, name) for name in names}, "award": one.award.name,
            "name": one.person.name, "result": one.result if may_see else None}  # fmt: skip


@router.get("/honours/leaderboard", response=list[PlaceOut])
def leaders(request: SignedIn, year: Annotated[int, Field(ge=1900, le=2199)] | None = None) -> Any:
    """The points of a year, without whoever stays off the leaderboards."""
    require(request.user, *actions.READERS)
    return wall.board(request.user, year or timezone.localdate().year)


@router.put("/honours/retreat", response=RetreatIn)
def retreat(request: SignedIn, body: RetreatIn) -> Any:
    """Stay off the leaderboards, or come back; it loses nobody an award."""
    is_hidden = actions.set_retreat(actor=request.user, is_hidden=body.is_hidden)
    return {"is_hidden": is_hidden}


@router.get("/honours/awards", response=list[AwardOut])
def awards(request: SignedIn) -> Any:
    """The awards and their criteria."""
    require(request.user, *actions.READERS)
    return list(Award.objects.all())


@router.post("/honours/awards", response=AwardOut)
def make(request: SignedIn, body: AwardIn) -> Any:
    """A new award."""
    return actions.make_award(actor=request.user, values=body.dict())


@router.put("/honours/awards/{award_id}", response=AwardOut)
def change(request: SignedIn, award_id: str, body: AwardChangeIn) -> Any:
    """Another criterion from now on; who was honoured stays so."""
    values = body.dict()
    version = values.pop("version")
    return actions.change_award(
        actor=request.user, award_id=award_id, version=version, values=values
    )


@router.get("/honours/awards/{award_id}/qualifying", response=list[QualifyingOut])
def qualifying(request: SignedIn, award_id: str, period: str) -> Any:
    """What everybody reached in the period, best first, and who is honoured for it."""
    award = actions.award_seen(request.user, award_id)
    found = actions.qualifying(request.user, award, period)
    names = dict(Person.objects.filter(pk__in=found.results).values_list("pk", "name"))
    order = sorted(found.results, key=lambda name: (-found.results[name], name))
    return [
        {"person_id": name, "name": names[name], "result": float(found.results[name]),
         "qualifies": name in found.winners}
        for name in order
    ]  # fmt: skip


@router.post("/honours/awards/{award_id}/give", response=list[HonourOut])
def give(request: SignedIn, award_id: str, body: GiveIn) -> Any:
    """Honour everybody who reached the criterion, and tell them."""
    found = actions.give_award(
        actor=request.user, award_id=award_id, period=body.period, citation=body.citation
    )
    return [_honour(request.user, one) for one in found]


@router.get("/honours/ladders", response=list[LadderOut])
def ladders(request: SignedIn) -> Any:
    """The ladders."""
    require(request.user, *actions.SEERS)
    return list(LadderPlan.objects.all())


@router.post("/honours/ladders", response=LadderOut)
def make_ladder(request: SignedIn, body: LadderIn) -> Any:
    """A new ladder."""
    return actions.set_ladder(actor=request.user, values=body.dict())


@router.get("/honours/ladders/{ladder_id}", response=LadderRunOut)
def ladder(request: SignedIn, ladder_id: str) -> Any:
    """A ladder simulated on history for headcount and pay, and where everybody stands."""
    plan = actions.ladder_seen(request.user, ladder_id)
    try:
        run = run_of(request.user, plan)
    except NoLedger:
        raise refused(NO_FIGURES) from None
    return {"ladder": plan, "as_of": run.as_of, **_moves(run), "periods": _periods(run),
            "standings": _standings(run)}  # fmt: skip


def _moves(run: Run) -> dict[str, int]:
    places = {rung.grade: n for n, rung in enumerate(run.ladder.rungs)}
    every = [move for moves in run.simulated.moves.values() for move in moves]
    up = sum(places[move.after] > places[move.before] for move in every)
    return {"promotions": up, "demotions": len(every) - up}


def _periods(run: Run) -> list[dict[str, Any]]:
    rows = zip(run.periods, run.simulated.heads, run.simulated.pay, strict=False)
    return [{"period": period, "heads": heads, "pay": pay} for period, heads, pay in rows]


def _standings(run: Run) -> list[dict[str, Any]]:
    names = dict(Person.objects.filter(pk__in=run.standings).values_list("pk", "name"))
    return [
        {"person_id": person, "name": names[person], "grade": one.grade, "since": one.since,
         "progress": list(map(float, one.progress)), "is_ready": one.is_ready}
        for person, one in run.standings.items()
    ]  # fmt: skip


@router.post("/honours/ladders/{ladder_id}/place", response=RankOut)
def place(request: SignedIn, ladder_id: str, body: RankIn) -> Any:
    """Give somebody a grade from a day on, and tell them."""
    return actions.place_person(actor=request.user, ladder_id=ladder_id, **body.dict())


@router.get("/honours/{honour_id}", response=HonourOut)
def honour(request: SignedIn, honour_id: str) -> Any:
    """One honour."""
    return _honour(request.user, actions.honour_seen(request.user, honour_id))


@router.post("/honours/{honour_id}/withdraw", response=HonourOut)
def withdraw(request: SignedIn, honour_id: str, body: HonourReasonIn) -> Any:
    """Take an honour back, with a reason the person reads."""
    return _honour(request.user, actions.withdraw_honour(
        actor=request.user, honour_id=honour_id, reason=body.reason, version=body.version
    ))  # fmt: skip
