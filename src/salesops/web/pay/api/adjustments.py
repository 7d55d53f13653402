"""REST: adjustments of somebody's pay, proposed by one and approved by another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ninja import Field, Router, Schema, Status

from salesops.web.access import require
from salesops.web.pay.actions import adjusting
from salesops.web.pay.api.runs import PayRunStepIn
from salesops.web.pay.api.told import some, text_of
from salesops.web.pay.held import READERS, adjustments_seen
from salesops.web.pay.models import Adjustment
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay"])


class AdjustmentIn(Schema):
    """An amount, with its sign, for somebody's pay of a period, with its reason."""

    person_id: str = Field(max_length=200)
    period: str = Field(max_length=10)
    amount: Decimal = Field(max_digits=18, decimal_places=4)
    reason: str = Field(max_length=12)
    text: str = Field(max_length=2000)


class AdjustmentOut(Schema):
    """An adjustment as it stands."""

    adjustment_id: str
    person_id: str
    plan_name: str
    period: str
    amount: str
    currency: str
    reason: str
    text: str
    status: str
    proposed_by_name: str
    decided_by_name: str
    version: int


@router.get("/pay/adjustments", response=list[AdjustmentOut])
def adjustments(request: SignedIn, offset: int = 0) -> Any:
    """The adjustments, newest first; without everybody's pay only one's own approved ones.

    500 from an offset.
    """
    require(request.user, *READERS)
    return [_adjustment(one) for one in some(adjustments_seen(request.user), offset)]


def _adjustment(one: Adjustment) -> dict[str, Any]:
    return {name: text_of(getattr(one, name)) for name in AdjustmentOut.model_fields}


@router.post("/pay/adjustments", response={201: AdjustmentOut})
def propose(request: SignedIn, body: AdjustmentIn) -> Any:
    """Propose an adjustment; somebody else has to approve it."""
    return Status(201, _adjustment(adjusting.propose_adjustment(actor=request.user, **body.dict())))


@router.post("/pay/adjustments/{adjustment_id}/approve", response=AdjustmentOut)
def approve_adjustment(request: SignedIn, adjustment_id: str, body: PayRunStepIn) -> Any:
    """Approve what somebody else proposed."""
    one = adjusting.approve_adjustment(
        actor=request.user, adjustment_id=adjustment_id, version=body.version
    )
    return _adjustment(one)


@router.post("/pay/adjustments/{adjustment_id}/reject", response=AdjustmentOut)
def reject_adjustment(request: SignedIn, adjustment_id: str, body: PayRunStepIn) -> Any:
    """Turn an adjustment down."""
    one = adjusting.reject_adjustment(
        actor=request.user, adjustment_id=adjustment_id, version=body.version
    )
    return _adjustment(one)
