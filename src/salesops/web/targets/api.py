"""REST: plans of targets, their goals and trees, what binds a node, offers, and every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Router, Schema, Status

from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions import inputs, offers, plans, seats
from salesops.web.targets.actions.seasons import fill_seasons
from salesops.web.targets.beside import beside
from salesops.web.targets.commitments import with_records
from salesops.web.targets.compared import compared
from salesops.web.targets.held import goal_seen, plan_seen, plans_seen, require_reader
from salesops.web.targets.models import Plan
from salesops.web.targets.shown import grid_told, plan_told

router = Router(tags=["plans"])
Doing = Literal["submit", "return", "approve", "publish", "weigh", "grow", "season"]
Metric = "net_revenue"
FILLING: dict[str, Callable[..., int]] = {
    "grow": inputs.grow_tree, "weigh": inputs.weigh, "season": fill_seasons,
}  # fmt: skip


class GoalOut(Schema):
    """What a plan is to reach in one metric; amounts are text, exactly."""

    metric: str
    label: str
    amount: str | None
    currency: str
    unit: str
    weights: dict[str, Any]
    inverse: list[str]
    shares: dict[str, Any]
    seasons: list[Any]
    by_workdays: bool
    over_assignment: str
    version: int


class PlanOut(Schema):
    """A plan: how far it has come, from when it holds, what may be done next."""

    plan_id: str
    name: str
    status: str
    version: int
    starts_on: date | None
    periods: int
    holds_from: date | None
    based_on: str | None
    reason: str
    returned_why: str
    steps: list[str]
    goals: list[GoalOut]


class PlanIn(Schema):
    """A new plan with nothing in it yet."""

    name: str
    starts_on: date
    periods: int = 12
    plan_id: str = ""


class CopyIn(Schema):
    """Another version; from `holds_from` on it is a re-plan, which needs a reason."""

    name: str
    holds_from: date | None = None
    reason: str = ""


class RenameIn(Schema):
    """Another name for a draft."""

    name: str
    version: int | None = None


class StepIn(Schema):
    """What is done next; returning takes a reason."""

    step: Doing
    reason: str = ""
    version: int | None = None


class GoalIn(Schema):
    """A goal; what is left out of a goal that is there stays as it is.

    Weights are columns and how much each counts, shares product lines and theirs, seasons an
    index a month.
    """

    amount: Decimal | None = None
    currency: str | None = None
    unit: Decimal | None = None
    weights: dict[str, Decimal] | None = None
    inverse: list[str] | None = None
    shares: dict[str, Decimal] | None = None
    seasons: list[Decimal] | None = None
    by_workdays: bool | None = None
    over_assignment: Decimal | None = None
    version: int | None = None


class CellIn(Schema):
    """What binds one month or product line of a node; what is left out does not."""

    pin: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None


class StanceIn(Schema):
    """What binds a node; `null` frees it, what is left out stays. A limit needs a reason.

    `cells` bind single months (`month:2027-03`) and product lines (`line:` and its name).
    What would bring a conflict is refused unless it is to be kept `anyway`.
    """

    key: str
    metric: str = Metric
    pin: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    is_gated: bool | None = None
    cells: dict[str, CellIn | None] | None = None
    weights: dict[str, Decimal | None] | None = None
    mix: dict[str, Decimal] | None = None
    seasons: list[Decimal] | None = None
    reason: str = ""
    version: int | None = None
    anyway: bool = False


class OfferIn(Schema):
    """What somebody can do; `null` takes the answer back, zero is an answer."""

    key: str
    metric: str = Metric
    amount: Decimal | None = None
    reason: str = ""
    version: int | None = None


class KeptOut(Schema):
    """A node as it is kept now."""

    key: str
    version: int
    pin: str | None
    floor: str | None
    cap: str | None
    is_gated: bool
    cells: dict[str, Any]
    offered: str | None
    reason: str


class CommentIn(Schema):
    """What somebody says about a node."""

    key: str
    text: str


class CommentOut(Schema):
    """It, as it is kept."""

    at: datetime
    text: str


class SeatsIn(Schema):
    """Seats of a team that nobody holds yet, and the day from which somebody is planned to."""

    team_key: str
    starts_on: date
    count: int = 1
    name: str = ""


class SeatsOutIn(Schema):
    """The seats to take out."""

    keys: list[str]


class SeatOut(Schema):
    """A seat as it stands in the tree."""

    key: str
    name: str
    parent_key: str
    starts_on: date


@router.post("/plans/{path:plan_id}/seats", response=list[SeatOut])
def plan_seats(request: SignedIn, plan_id: str, body: SeatsIn) -> Any:
    """Put open seats into a team of a draft."""
    plan_seen(request.user, plan_id)
    return seats.plan_seats(actor=request.user, plan_id=plan_id, **body.dict())


@router.post("/plans/{path:plan_id}/seats/drop", response=int)
def drop_seats(request: SignedIn, plan_id: str, body: SeatsOutIn) -> Any:
    """Take open seats out of a draft; gives how many."""
    plan_seen(request.user, plan_id)
    return seats.drop_seats(actor=request.user, plan_id=plan_id, keys=body.keys)


@router.get("/plans", response=list[PlanOut])
def listed(request: SignedIn) -> Any:
    """The plans one may see, those that came in with imported quotas too."""
    require_reader(request.user)
    return [
        plan_told(request.user, plan) for plan in plans_seen(request.user).prefetch_related("goals")
    ]


@router.post("/plans", response={201: PlanOut})
def draft(request: SignedIn, body: PlanIn) -> Any:
    """A new draft."""
    return Status(201, plan_told(request.user, plans.draft_plan(actor=request.user, **body.dict())))


@router.get("/plans/{path:plan_id}/targets", response=Any)
def targets(request: SignedIn, plan_id: str, metric: str = Metric) -> Any:
    """The targets of every node one may see, with what they were made from; in units as text.

    `target`, `months` and `lines` count the goal's `unit`. A person's `record` is what came of
    what they offered in plans that are over: `quotient` is null with fewer than two, `adjusted`
    their offer times it, `blended` halfway from there to the target.
    """
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, metric)
    return with_records(request.user, goal, grid_told(request.user, plan, goal))


@router.get("/plans/{path:plan_id}/explained", response=Any)
def why(request: SignedIn, plan_id: str, key: str, metric: str = Metric) -> Any:
    """Where one node's target comes from, what was said about it, who changed what."""
    plan = plan_seen(request.user, plan_id)
    node = offers.node_of(request.user, plan, key)
    return beside(request.user, goal_seen(plan, metric), node)


@router.get("/plans/{path:plan_id}/compared", response=Any)
def beside_another(request: SignedIn, plan_id: str, other: str, metric: str = Metric) -> Any:
    """Another plan, and this one beside it: old, new, and what the difference comes from."""
    new, old = plan_seen(request.user, plan_id), plan_seen(request.user, other)
    return compared(request.user, old, new, metric)


@router.post("/plans/{path:plan_id}/copy", response={201: PlanOut})
def copy(request: SignedIn, plan_id: str, body: CopyIn) -> Any:
    """A scenario, or a re-plan from a later month."""
    made = plans.copy_plan(actor=request.user, plan_id=plan_id, **body.dict())
    return Status(201, plan_told(request.user, made))


@router.post("/plans/{path:plan_id}/step", response=PlanOut)
def step(request: SignedIn, plan_id: str, body: StepIn) -> Any:
    """Submit, return, approve or publish; renew the tree from the teams; fill weights in."""
    if body.step in FILLING:
        FILLING[body.step](actor=request.user, plan_id=plan_id)
        return plan_told(request.user, Plan.objects.get(pk=plan_id))
    more = {"reason": body.reason} if body.step == "return" else {}
    return plan_told(
        request.user, plans.STEPS[body.step](
            actor=request.user, plan_id=plan_id, version=body.version, **more
        )
    )  # fmt: skip


@router.put("/plans/{path:plan_id}/goals/{metric}", response=GoalOut)
def set_goal(request: SignedIn, plan_id: str, metric: str, body: GoalIn) -> Any:
    """The goal in one metric, new or changed."""
    values = {n: v for n, v in body.dict(exclude_unset=True).items() if n != "version"}
    for name in ("weights", "shares"):
        if values.get(name):
            values[name] = {key: str(value) for key, value in values[name].items()}
    if values.get("seasons"):
        values["seasons"] = [str(index) for index in values["seasons"]]
    goal = inputs.set_goal(
        actor=request.user, plan_id=plan_id, metric=metric, values=values, version=body.version
    )
    return next(g for g in plan_told(request.user, goal.plan)["goals"] if g["metric"] == metric)


@router.put("/plans/{path:plan_id}/stance", response=KeptOut)
def set_stance(request: SignedIn, plan_id: str, body: StanceIn) -> Any:
    """A pin, floor, cap or gate, or other weights for one node."""
    given = body.dict(exclude_unset=True)
    values = {name: given[name] for name in inputs.STANCE if name in given}
    for name in ("weights", "mix"):
        if values.get(name):
            told = values[name].items()
            values[name] = {key: None if v is None else f"{v:f}" for key, v in told}
    stance = inputs.set_stance(
        actor=request.user, plan_id=plan_id, metric=body.metric, key=body.key, values=values,
        reason=body.reason, version=body.version, anyway=body.anyway,
    )  # fmt: skip
    return _kept(stance)


@router.put("/plans/{path:plan_id}/offer", response=KeptOut)
def make_offer(request: SignedIn, plan_id: str, body: OfferIn) -> Any:
    """The number offered from below for a node of one's own or of one's people."""
    return _kept(offers.offer(actor=request.user, plan_id=plan_id, **body.dict()))


def _kept(stance: Any) -> dict[str, Any]:
    told = {name: getattr(stance, name) for name in ("pin", "floor", "cap", "offered")}
    said = {n: None if v is None else f"{v.normalize():f}" for n, v in told.items()}
    return {**said, "key": stance.node.key, "version": stance.version, "cells": stance.cells,
            "is_gated": stance.is_gated, "reason": stance.reason}  # fmt: skip


@router.post("/plans/{path:plan_id}/comments", response={201: CommentOut})
def comment(request: SignedIn, plan_id: str, body: CommentIn) -> Any:
    """Say something about a node."""
    said = offers.comment(actor=request.user, plan_id=plan_id, key=body.key, text=body.text)
    return Status(201, {"at": said.at, "text": said.text})


@router.get("/plans/{path:plan_id}", response=PlanOut)
def one(request: SignedIn, plan_id: str) -> Any:
    """One plan."""
    return plan_told(request.user, plan_seen(request.user, plan_id))


@router.patch("/plans/{path:plan_id}", response=PlanOut)
def rename(request: SignedIn, plan_id: str, body: RenameIn) -> Any:
    """Another name for a draft."""
    values = {"name": body.name}
    return plan_told(
        request.user, plans.change_plan(
            actor=request.user, plan_id=plan_id, values=values, version=body.version
        )
    )  # fmt: skip


@router.delete("/plans/{path:plan_id}", response={204: None})
def drop(request: SignedIn, plan_id: str) -> Any:
    """Throw a draft away."""
    plans.drop_plan(actor=request.user, plan_id=plan_id)
    return Status(204, None)
