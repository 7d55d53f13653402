"""REST: courses and campaigns against shortfalls."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Router, Schema, Status

from salesops.web.access import require
from salesops.web.signed_in import SignedIn
from salesops.web.tracking.measure_views import READERS
from salesops.web.tracking.measuring import (
    measures_seen,
    propose_measure,
    step_measure,
    steps_of,
)
from salesops.web.tracking.models import Measure

router = Router(tags=["tracking"])


class MeasureIn(Schema):
    """A course or campaign: what is to be done, by whom, and which node's cause it answers."""

    kind: str
    title: str = Field(max_length=300)
    details: str = Field("", max_length=4000)
    owner_id: str | None = None
    node: str = Field("", max_length=300)
    cause: str = Field("", max_length=50)
    impact: Decimal | None = Field(None, max_digits=18, decimal_places=4)


class MeasureStepIn(Schema):
    """Where to take it: accepted, rejected, done or dropped, and what came of it."""

    to: str
    outcome: str = Field("", max_length=1000)
    version: int | None = None


class MeasureOut(Schema):
    """A measure as it stands, and where the caller may take it."""

    measure_id: str
    kind: str
    status: str
    title: str
    details: str
    owner_id: str | None
    node: str
    cause: str
    impact: str | None
    outcome: str
    made_at: datetime
    steps: list[str]
    version: int


@router.get("/tracking/measures", response=list[MeasureOut])
def measures(request: SignedIn) -> Any:
    """The measures one may see, newest first."""
    require(request.user, *READERS)
    return [_told(request, one) for one in measures_seen(request.user)[:200]]


def _told(request: SignedIn, one: Measure) -> dict[str, Any]:
    names = set(MeasureOut.model_fields) - {"impact", "steps"}
    impact = None if one.impact is None else f"{one.impact:f}"
    told = {name: getattr(one, name) for name in names}
    return told | {"impact": impact, "steps": list(steps_of(request.user, one))}


@router.post("/tracking/measures", response={201: MeasureOut})
def propose(request: SignedIn, body: MeasureIn) -> Any:
    """Propose a course or a campaign."""
    answers = {"node": body.node, "cause": body.cause}
    one = propose_measure(
        actor=request.user, kind=body.kind, title=body.title, details=body.details,
        owner_id=body.owner_id, answers=answers, impact=body.impact,
    )  # fmt: skip
    return Status(201, _told(request, one))


@router.post("/tracking/measures/{measure_id}/step", response=MeasureOut)
def step(request: SignedIn, measure_id: str, body: MeasureStepIn) -> Any:
    """Accept, reject, finish or drop one."""
    one = step_measure(actor=request.user, measure_id=measure_id, **body.dict())
    return _told(request, one)
