"""REST: pay runs, from calculation to close, and what payroll is told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Router, Schema, Status

from salesops.incentives.review import USUAL_CHANGE
from salesops.web.pay.actions import runs
from salesops.web.pay.api.told import some
from salesops.web.pay.held import require_overseer, run_seen
from salesops.web.pay.models import PayRun
from salesops.web.pay.run_views import payroll_file
from salesops.web.pay.shown import anomalies_of
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay"])


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


@router.get("/pay/runs", response=list[PayRunOut])
def pay_runs(request: SignedIn, offset: int = 0) -> Any:
    """The pay runs, newest first, for who sees everybody's pay; 500 from an offset."""
    require_overseer(request.user)
    return list(some(PayRun.objects.defer("anomalies"), offset))


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
