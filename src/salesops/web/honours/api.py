"""REST: awards given by their criterion, who got them, and the leaderboard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Router, Schema, Status

from salesops.web.access import require
from salesops.web.honours import actions, wall
from salesops.web.honours.earlier import is_changed
from salesops.web.honours.models import Award, Honour
from salesops.web.people.models import Person, User
from salesops.web.signed_in import SignedIn

router = Router(tags=["honours"])
Every = Literal["month", "quarter", "year"]


class GoalIO(Schema):
    """One line of a scorecard: points for the target, more or fewer in proportion."""

    metric: str
    target: Decimal
    points: Decimal


class AwardIn(Schema):
    """An award: judged by a metric, or by the points of `goals`; from a value, or the best ones.

    Open to everybody, or to who is in one of `teams`; for periods from `starts_on` on.
    """

    name: str
    what_for: str = ""
    every: Every = "month"
    metric: str = "attainment"
    goals: list[GoalIO] = Field([], max_length=20)
    at_most: Decimal | None = None
    at_least: Decimal | None = None
    best: int | None = None
    points: int = 10
    starts_on: date | None = None
    teams: list[str] = Field([], max_length=200)
    is_active: bool = True


class AwardChangeIn(AwardIn):
    """An award as it is to be, and the version that was read."""

    version: int | None = None


class AwardOut(AwardIn):
    """An award as it is kept."""

    award_id: str
    version: int
    is_changed: bool


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


class HonoursVersionIn(Schema):
    """The version that was read."""

    version: int | None = None


class RetreatIn(Schema):
    """Whether one stays off the leaderboards."""

    is_hidden: bool


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
    return [_award(one) for one in Award.objects.all()]


def _award(one: Award) -> dict[str, Any]:
    names = (*actions.AWARD_FIELDS, "award_id", "version")
    return {**{name: getattr(one, name) for name in names}, "is_changed": is_changed(one)}


@router.post("/honours/awards", response=AwardOut)
def make(request: SignedIn, body: AwardIn) -> Any:
    """A new award."""
    return _award(actions.make_award(actor=request.user, values=body.dict()))


@router.put("/honours/awards/{award_id}", response=AwardOut)
def change(request: SignedIn, award_id: str, body: AwardChangeIn) -> Any:
    """Another criterion from now on; who was honoured stays so."""
    values = body.dict()
    version = values.pop("version")
    return _award(actions.change_award(
        actor=request.user, award_id=award_id, version=version, values=values
    ))  # fmt: skip


@router.post("/honours/awards/{award_id}/end", response=AwardOut)
def end(request: SignedIn, award_id: str, body: HonoursVersionIn) -> Any:
    """Give it no more; who was honoured stays so."""
    return _award(actions.end_award(
        actor=request.user, award_id=award_id, version=body.version
    ))  # fmt: skip


@router.post("/honours/awards/{award_id}/undo", response=AwardOut)
def undo(request: SignedIn, award_id: str, body: HonoursVersionIn) -> Any:
    """Make an award what it was before its last change."""
    return _award(actions.undo_award(
        actor=request.user, award_id=award_id, version=body.version
    ))  # fmt: skip


@router.delete("/honours/awards/{award_id}", response={204: None})
def drop(request: SignedIn, award_id: str, version: int | None = None) -> Any:
    """Throw an award away that nobody was ever given."""
    actions.drop_award(actor=request.user, award_id=award_id, version=version)
    return Status(204, None)


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


@router.post("/honours/{honour_id}/restore", response=HonourOut)
def restore(request: SignedIn, honour_id: str, body: HonoursVersionIn) -> Any:
    """Give an honour back that was withdrawn."""
    return _honour(request.user, actions.restore_honour(
        actor=request.user, honour_id=honour_id, version=body.version
    ))  # fmt: skip
