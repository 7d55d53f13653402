"""REST: pay runs, statements, one's own pay, disputes and adjustments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Router, Schema, Status

from salesops.incentives.review import USUAL_CHANGE
from salesops.web.access import require
from salesops.web.language import spoken
from salesops.web.pay import mine as own
from salesops.web.pay.actions import adjusting, disputing, runs
from salesops.web.pay.held import (
    READERS,
    adjustments_seen,
    disputes_seen,
    require_overseer,
    run_seen,
    statement_seen,
    statements_seen,
)
from salesops.web.pay.models import Adjustment, Dispute, PayRun, Statement
from salesops.web.pay.run_views import payroll_file
from salesops.web.pay.shown import anomalies_of, clock_of
from salesops.web.pay.statement_views import file_answer
from salesops.web.pay.stating import dispute_until, stated
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay"])
MOST = 500


class PayRunOut(Schema):
    """A run: its period, how far it has come, what it was calculated on, who did what."""

    run_id: str
    period: str
    status: str
    starts_on: date
    ends_before: date
    snapshot: str
    fingerprint: str
    as_of: date | None
    plans: list[dict[str, Any]]
    noticed: int
    people: int
    sums: list[tuple[str, str]]
    failure: str
    seal: str
    calculated_by_name: str
    calculated_at: datetime | None
    approved_by_name: str
    approved_at: datetime | None
    issued_at: datetime | None
    closed_at: datetime | None
    version: int


class AnomalyOut(Schema):
    """One thing that stands out in a run, about one person."""

    kind: str
    reason: str
    remedy: str
    statement: str | None


class PayRunWholeOut(PayRunOut):
    """A run with what stands out in it, the most serious first."""

    anomalies: list[AnomalyOut]


class PayPeriodIn(Schema):
    """The period to calculate, and from which share on a change is pointed out."""

    period: str = Field(max_length=10)
    usual_change: Decimal = Field(USUAL_CHANGE, ge=0, le=100, decimal_places=4)
    version: int | None = None


class PayRunStepIn(Schema):
    """The version that was looked at."""

    version: int | None = None


class StatementOut(Schema):
    """A statement: who is paid what, under which plan, in which run."""

    statement_id: str
    run_id: str
    period: str
    person_id: str
    name: str
    status: str
    plan: str
    plan_name: str
    plan_hash: str
    currency: str
    entitled: str
    issued: str
    due: str
    carried: str
    pay_currency: str
    pay_out: str
    before: str | None
    flags: list[str]
    issued_at: datetime | None
    acknowledged_at: datetime | None
    version: int


class StatementLineOut(Schema):
    """One line: how it was worked out, on what, how much."""

    explanation: str
    basis: str | None
    rate: str | None
    amount: str


class StatementOrderOut(Schema):
    """One credit behind a component."""

    order: str
    day: date
    basis: str
    amount: str


class StatementPartOut(Schema):
    """One component of one period, with its lines and the orders behind it."""

    period: str
    component: str
    entitled: str
    issued: str
    due: str
    lines: list[StatementLineOut]
    orders: list[StatementOrderOut]


class StatementWholeOut(StatementOut):
    """A statement with everything it is made of."""

    digest: str
    dispute_until: date | None
    parts: list[StatementPartOut]


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


class DealPayOut(Schema):
    """An open deal, and the pay it would bring by itself."""

    deal_id: str
    name: str
    stage: str
    amount: str | None
    pay: str | None


class MyPayOut(Schema):
    """One's own pay: earned and not paid yet, and what each open deal would bring."""

    as_of: date
    plan: str
    currency: str
    due: str | None
    without_pools: bool
    deals: list[DealPayOut]


@router.get("/pay/runs", response=list[PayRunOut])
def pay_runs(request: SignedIn) -> Any:
    """The pay runs, newest first, for who sees everybody's pay."""
    require_overseer(request.user)
    return list(PayRun.objects.defer("anomalies")[:MOST])


@router.post("/pay/runs", response={201: PayRunOut})
def calculate(request: SignedIn, body: PayPeriodIn) -> Any:
    """Have the worker calculate a period, for the first time or again."""
    return Status(201, runs.calculate_pay(actor=request.user, **body.dict()))


@router.get("/pay/runs/{run_id}", response=PayRunWholeOut)
def pay_run(request: SignedIn, run_id: str) -> Any:
    """A pay run, and what stands out in it."""
    run = run_seen(request.user, run_id)
    told = {name: getattr(run, name) for name in PayRunOut.model_fields}
    return told | {"anomalies": anomalies_of(run)}


@router.post("/pay/runs/{run_id}/approve", response=PayRunOut)
def approve(request: SignedIn, run_id: str, body: PayRunStepIn) -> Any:
    """Approve what somebody else had calculated."""
    return runs.approve_pay(actor=request.user, run_id=run_id, version=body.version)


@router.post("/pay/runs/{run_id}/return", response=PayRunOut)
def put_back(request: SignedIn, run_id: str, body: PayRunStepIn) -> Any:
    """Put an approved run back into review."""
    return runs.return_pay(actor=request.user, run_id=run_id, version=body.version)


@router.post("/pay/runs/{run_id}/issue", response=PayRunOut)
def issue(request: SignedIn, run_id: str, body: PayRunStepIn) -> Any:
    """Issue the statements of an approved run."""
    return runs.issue_pay(actor=request.user, run_id=run_id, version=body.version)


@router.post("/pay/runs/{run_id}/close", response=PayRunOut)
def close(request: SignedIn, run_id: str, body: PayRunStepIn) -> Any:
    """Close an issued run for ever."""
    return runs.close_pay(actor=request.user, run_id=run_id, version=body.version)


@router.get("/pay/runs/{run_id}/payroll.csv")
def payroll(request: SignedIn, run_id: str) -> Any:
    """What payroll is to pay for an approved run, as CSV."""
    return payroll_file(request, run_seen(request.user, run_id))


@router.get("/pay/statements", response=list[StatementOut])
def statements(request: SignedIn, run_id: str = "", offset: int = 0) -> Any:
    """The statements one may see: one's own, one's people's, everybody's; 500 from an offset."""
    require(request.user, *READERS)
    found = statements_seen(request.user)
    if run_id:
        found = found.filter(run=run_id.replace("\0", "")[:32])
    start = max(offset, 0)
    return [_statement(one) for one in found[start : start + MOST]]


def _statement(one: Statement) -> dict[str, Any]:
    names = set(StatementOut.model_fields) - {"period"}
    told = {name: getattr(one, name) for name in names} | {"period": one.run.period}
    return {name: _text(value) for name, value in told.items()}


def _text(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@router.get("/pay/statements/{statement_id}", response=StatementWholeOut)
def statement(request: SignedIn, statement_id: str) -> Any:
    """A statement down to its lines and orders."""
    one, language = statement_seen(request.user, statement_id), spoken()
    told = stated(one, language)
    parts = [
        {
            **{name: _text(getattr(part, name)) for name in ("entitled", "issued", "due")},
            "period": part.period, "component": kept.component,
            "lines": [
                {"explanation": line.said[language], "basis": _text(line.basis),
                 "rate": _text(line.rate), "amount": _text(line.amount)}
                for line in part.lines
            ],
            "orders": [{k: _text(v) for k, v in vars(order).items()} for order in part.orders],
        }
        for kept, part in zip(one.parts.all(), told.parts, strict=True)
    ]  # fmt: skip
    more = {"digest": one.digest, "dispute_until": dispute_until(one), "parts": parts}
    return _statement(one) | more


@router.get("/pay/statements/{statement_id}/file.{form}")
def statement_file(request: SignedIn, statement_id: str, form: str) -> Any:
    """A statement as pdf, xlsx or html."""
    return file_answer(request, statement_seen(request.user, statement_id), form)


@router.post("/pay/statements/{statement_id}/acknowledge", response=StatementOut)
def acknowledge(request: SignedIn, statement_id: str, body: PayRunStepIn) -> Any:
    """Sign one's own statement as received."""
    one = disputing.acknowledge_statement(
        actor=request.user, statement_id=statement_id, version=body.version
    )
    return _statement(one)


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
def disputes(request: SignedIn) -> Any:
    """The disputes one may see, the most urgent first."""
    require(request.user, *READERS)
    return [_dispute(one) for one in disputes_seen(request.user)[:MOST]]


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


@router.get("/pay/adjustments", response=list[AdjustmentOut])
def adjustments(request: SignedIn) -> Any:
    """The adjustments, newest first; without everybody's pay only one's own approved ones."""
    require(request.user, *READERS)
    return [_adjustment(one) for one in adjustments_seen(request.user)[:MOST]]


def _adjustment(one: Adjustment) -> dict[str, Any]:
    return {name: _text(getattr(one, name)) for name in AdjustmentOut.model_fields}


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


@router.get("/pay/mine", response=MyPayOut)
def my_pay(request: SignedIn) -> Any:
    """One's own pay by now, and what each open deal would bring."""
    require(request.user, *READERS)
    found = own.mine(request.user)
    deals = [
        {
            "deal_id": one.deal.pk, "name": one.deal.name, "stage": one.deal.stage,
            "amount": _text(one.amount), "pay": _text(one.pay),
        }
        for one in found.chances
    ]  # fmt: skip
    names = ("as_of", "plan", "currency", "due", "without_pools")
    return {name: _text(getattr(found, name)) for name in names} | {"deals": deals}
