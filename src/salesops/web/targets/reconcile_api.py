"""REST: a goal's numbers from above and from below, reconciled, taken over and taken back."""

from __future__ import annotations

from decimal import Decimal

from ninja import Router, Schema

from salesops.web.access import require
from salesops.web.boundary import ALL_SEEING
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.reconciled import take_over, undo_take_over
from salesops.web.targets.held import goal_seen, plan_seen
from salesops.web.targets.reconciling import meeting, meeting_told

router = Router(tags=["plans"])


class MeetingIn(Schema):
    """What the reconciliation must keep: locked nodes the plan's number, others at least so much.

    Amounts are of the node's whole.
    """

    metric: str = "net_revenue"
    locked: list[str] = []
    least: dict[str, Decimal] = {}


class TakeIn(MeetingIn):
    """The same, to be taken over as pins; `reason` is kept with every one."""

    reason: str


class MetricIn(Schema):
    """Of which goal what was taken over is taken back."""

    metric: str = "net_revenue"


class BothOut(Schema):
    """A node's number from above, from below and reconciled; amounts are text, exactly.

    `own` is what was offered for the node itself, `silent` how many below it did not answer and
    count with the plan's number, `held` what bound the reconciled number.
    """

    key: str
    parent: str
    name: str
    kind: str
    plan: str
    own: str | None
    bottom_up: str
    silent: int
    gap: str
    reconciled: str
    moved: str
    held: str


class TakenOut(Schema):
    """How many nodes were pinned or freed, and how many stay since somebody changed them."""

    nodes: int
    changed_since: int = 0


@router.post("/plans/{path:plan_id}/reconciled", response=list[BothOut])
def reconciled(request: SignedIn, plan_id: str, body: MeetingIn) -> object:
    """Both sides of every node and the numbers in which they meet; nothing is kept."""
    require(request.user, *ALL_SEEING)
    goal = goal_seen(plan_seen(request.user, plan_id), body.metric)
    return meeting_told(goal, meeting(goal, body.locked, body.least))


@router.post("/plans/{path:plan_id}/reconciled/take", response=TakenOut)
def take(request: SignedIn, plan_id: str, body: TakeIn) -> object:
    """Pin the reconciled numbers."""
    return {"nodes": take_over(actor=request.user, plan_id=plan_id, **body.dict())}


@router.post("/plans/{path:plan_id}/reconciled/undo", response=TakenOut)
def undo(request: SignedIn, plan_id: str, body: MetricIn) -> object:
    """Put back the pins that stood there before."""
    back, since = undo_take_over(actor=request.user, plan_id=plan_id, metric=body.metric)
    return {"nodes": back, "changed_since": since}
