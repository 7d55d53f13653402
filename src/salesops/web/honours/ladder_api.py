"""REST: ladders set, simulated on history, and people placed on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Router, Schema, Status

from salesops.web.access import NoLedger, require
from salesops.web.honours import actions, ladder_actions
from salesops.web.honours.models import LadderPlan
from salesops.web.honours.problems import NO_FIGURES
from salesops.web.honours.results import Run, run_of
from salesops.web.people.models import Person
from salesops.web.problems import refused
from salesops.web.signed_in import SignedIn

router = Router(tags=["honours"])


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


class LadderChangeIn(LadderIn):
    """A ladder as it is to be, and the version that was read."""

    version: int | None = None


class LadderVersionIn(Schema):
    """The version that was read."""

    version: int | None = None


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

    id: int
    person_id: str
    grade: str
    starts_on: date
    reason: str


@router.get("/honours/ladders", response=list[LadderOut])
def ladders(request: SignedIn) -> Any:
    """The ladders."""
    require(request.user, *actions.SEERS)
    return list(LadderPlan.objects.all())


@router.post("/honours/ladders", response=LadderOut)
def make_ladder(request: SignedIn, body: LadderIn) -> Any:
    """A new ladder."""
    return ladder_actions.set_ladder(actor=request.user, values=body.dict())


@router.put("/honours/ladders/{ladder_id}", response=LadderOut)
def change_ladder(request: SignedIn, ladder_id: str, body: LadderChangeIn) -> Any:
    """Another ladder under the same name; grades that were given stay."""
    values = body.dict()
    version = values.pop("version")
    return ladder_actions.set_ladder(
        actor=request.user, values=values, ladder_id=ladder_id, version=version
    )


@router.post("/honours/ladders/{ladder_id}/undo", response=LadderOut)
def undo_ladder(request: SignedIn, ladder_id: str, body: LadderVersionIn) -> Any:
    """Make a ladder what it was before its last change."""
    return ladder_actions.undo_ladder(actor=request.user, ladder_id=ladder_id, version=body.version)


@router.get("/honours/ladders/{ladder_id}", response=LadderRunOut)
def ladder(request: SignedIn, ladder_id: str) -> Any:
    """A ladder simulated on history for headcount and pay, and where everybody stands."""
    plan = ladder_actions.ladder_seen(request.user, ladder_id)
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
    return ladder_actions.place_person(actor=request.user, ladder_id=ladder_id, **body.dict())


@router.get("/honours/ladders/{ladder_id}/ranks", response=list[RankOut])
def ranks(request: SignedIn, ladder_id: str) -> Any:
    """The grades that were given on a ladder, the latest first."""
    plan = ladder_actions.ladder_seen(request.user, ladder_id)
    return list(plan.ranks.order_by("-starts_on", "-pk")[:500])


@router.delete("/honours/ranks/{rank_id}", response={204: None})
def unplace(request: SignedIn, rank_id: int) -> Any:
    """Take a grade back that was given by mistake, and tell the person."""
    ladder_actions.unplace_person(actor=request.user, rank_id=rank_id)
    return Status(204, None)
