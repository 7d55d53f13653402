"""REST: disputes of statements, opened by their payee and answered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Router, Schema, Status

from salesops.web.access import require
from salesops.web.pay.actions import disputing
from salesops.web.pay.api.told import some
from salesops.web.pay.held import READERS, disputes_seen, waiting_first
from salesops.web.pay.models import Dispute
from salesops.web.pay.shown import clock_of
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay"])


class DisputeIn(Schema):
    """What is wrong, and where: nothing means the whole statement, lines count from 1."""

    text: str = Field(max_length=2000)
    period: str = Field("", max_length=10)
    component: str = Field("", max_length=200)
    line: int | None = Field(None, ge=1)


class DisputeAnswerIn(Schema):
    """Accepted with an amount to add, or rejected; why, for the payee to read."""

    to: Literal["accept", "reject"]
    answer: str = Field(max_length=2000)
    amount: Decimal | None = Field(None, max_digits=18, decimal_places=2)
    version: int | None = None


class DisputeOut(Schema):
    """A dispute and its clock; `left` are the working days left to answer."""

    dispute_id: str
    statement_id: str
    period: str
    component: str
    line: int | None
    text: str
    status: str
    opened_on: date
    due_on: date
    left: int
    is_over: bool
    answer: str
    answered_by_name: str
    answered_at: datetime | None
    version: int


@router.post("/pay/statements/{statement_id}/dispute", response={201: DisputeOut})
def dispute(request: SignedIn, statement_id: str, body: DisputeIn) -> Any:
    """Object to a line of one's own statement."""
    place = disputing.Place(body.period, body.component, body.line)
    one = disputing.dispute_statement(
        actor=request.user, statement_id=statement_id, text=body.text, place=place
    )
    return Status(201, _dispute(one))


def _dispute(one: Dispute) -> dict[str, Any]:
    clock = clock_of(one)
    names = set(DisputeOut.model_fields) - {"left", "is_over"}
    told = {name: getattr(one, name) for name in names}
    return told | {"left": clock["left"], "is_over": clock["is_over"]}


@router.get("/pay/disputes", response=list[DisputeOut])
def disputes(request: SignedIn, offset: int = 0) -> Any:
    """The disputes one may see, those that wait first; 500 from an offset."""
    require(request.user, *READERS)
    found = waiting_first(disputes_seen(request.user), Dispute.Status.OPEN, "due_on", "pk")
    return [_dispute(one) for one in some(found, offset)]


@router.post("/pay/disputes/{dispute_id}/answer", response=DisputeOut)
def answer(request: SignedIn, dispute_id: str, body: DisputeAnswerIn) -> Any:
    """Accept a dispute, which proposes an adjustment, or reject it."""
    who, said, version = request.user, body.answer, body.version
    if body.to == "accept":
        one = disputing.accept_dispute(
            actor=who, dispute_id=dispute_id, amount=body.amount or Decimal(0), answer=said,
            version=version,
        )  # fmt: skip
        return _dispute(one)
    one = disputing.reject_dispute(
        actor=who, dispute_id=dispute_id, answer=said, version=version
    )  # fmt: skip
    return _dispute(one)
