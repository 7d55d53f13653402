"""REST: what a version of a pay plan would cost, replayed and simulated."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from salesops.web.access import require
from salesops.web.pay_plans.actions import studies
from salesops.web.pay_plans.api.plans import PayRemarkOut
from salesops.web.pay_plans.held import READERS, persons_paid
from salesops.web.pay_plans.models import PayStudy
from salesops.web.pay_plans.study_seen import seen
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay plans"])


class PayReplayIn(Schema):
    """Which year is replayed (the last one), and against which version (what was in force)."""

    year: int | None = None
    against: str = Field("", max_length=32)


class PaySimulationIn(Schema):
    """On which targets, with how much growth and uncertainty in per cent, beside which version."""

    plan_id: str = Field(max_length=200)
    growth: int = Field(0, ge=-50, le=100)
    spread: int = Field(5, ge=0, le=50)
    against: str = Field("", max_length=32)


class PayStudyOut(Schema):
    """A study: how far it has come, and what it found; amounts of people are hidden by right."""

    study_id: str
    version_id: str
    against: str | None
    kind: str
    state: str
    as_of: date | None
    result: dict[str, Any] | None
    failure: list[PayRemarkOut] | None


@router.post("/pay-versions/{version_id}/replay", response=PayStudyOut)
def replay_pay_version(request: SignedIn, version_id: str, body: PayReplayIn) -> Any:
    """Work out what a version would have cost in a year that is past."""
    said = {"year": body.year} if body.year else {}
    return _study(request, studies.study_pay_plan(
        actor=request.user, version_id=version_id, kind=PayStudy.Kind.REPLAY, asked=said,
        against_id=body.against,
    ))  # fmt: skip


@router.post("/pay-versions/{version_id}/simulate", response=PayStudyOut)
def simulate_pay_version(request: SignedIn, version_id: str, body: PaySimulationIn) -> Any:
    """Work out what a version costs in the simulated years of a plan of targets."""
    said = body.dict()
    against = said.pop("against")
    return _study(request, studies.study_pay_plan(
        actor=request.user, version_id=version_id, kind=PayStudy.Kind.SIMULATION, asked=said,
        against_id=against,
    ))  # fmt: skip


@router.get("/pay-studies/{study_id}", response=PayStudyOut)
def pay_study(request: SignedIn, study_id: str) -> Any:
    """A study of what a version costs; whoever may not see somebody's pay gets none of it."""
    require(request.user, *READERS)
    return _study(request, get_object_or_404(PayStudy, pk=study_id.replace("\0", "")[:32]))


def _study(request: SignedIn, one: PayStudy) -> dict[str, Any]:
    return {
        "study_id": one.pk, "version_id": one.plan_version_id, "against": one.against_id,
        "kind": one.kind, "state": one.state, "as_of": one.as_of, "failure": one.failure,
        "result": one.result and seen(one.result, persons_paid(request.user)),
    }  # fmt: skip
