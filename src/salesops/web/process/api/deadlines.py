"""REST: what is due, why it is due then, and pausing of clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema

from salesops.process.watching import Watched
from salesops.web.language import spoken
from salesops.web.process.clock_actions import pause_clock, resume_clock
from salesops.web.process.deadlines import STATES, answering, board, explained
from salesops.web.signed_in import SignedIn

router = Router()


class DeadlineOut(Schema):
    """One clock: of what, whose, since when, due when, and what to do about it."""

    kind: str
    case_id: str
    name: str
    owner_id: str | None
    what: str
    action: str
    state: str
    began_at: datetime
    due_at: datetime
    is_provisional: bool
    ran_share: float


class AnsweringOut(Schema):
    """How leads of ninety days were answered; never-answered ones are among them."""

    in_time: int
    told: int
    median_seconds: float | None
    waiting: int


class DeadlinesOut(Schema):
    """The most pressing of each state, how many there are, and how leads are answered."""

    counts: dict[str, int]
    deadlines: list[DeadlineOut]
    answering: AnsweringOut


class StretchOut(Schema):
    """A stretch of time, what it was, and how many seconds of it and up to its end counted."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    said: str
    counted_seconds: float
    total_seconds: float


class ExplainedOut(Schema):
    """A clock with every stretch from its beginning until it is due."""

    deadline: DeadlineOut
    limit: str
    time_zone: str
    stretches: list[StretchOut]


class PauseIn(Schema):
    """Whose clocks stand still, and what is waited for."""

    kind: Literal["lead", "deal"]
    case_id: str
    reason: str = ""


class PauseOut(Schema):
    """A time in which the clocks of a lead or deal stand still."""

    case_kind: str
    case_id: str
    began_at: datetime
    ended_at: datetime | None
    reason: str


@router.get("/deadlines", response=DeadlinesOut)
def deadlines(request: SignedIn, whose: Literal["mine", "team"] = "team") -> Any:
    """What is late, nearly due, paused and running, of oneself or of everybody one sees."""
    now = timezone.now()
    found = board(request.user, whose, now)
    told = answering(request.user, now)
    return {
        "counts": found.counts,
        "deadlines": [_shown(one) for state in STATES for one in found.shown[state]],
        "answering": {
            "in_time": told.in_time, "told": told.told, "waiting": told.waiting,
            "median_seconds": told.median.total_seconds() if told.median is not None else None,
        },
    }  # fmt: skip


def _shown(one: Watched) -> dict[str, Any]:
    case = one.case
    return {
        "kind": case.kind, "case_id": case.case_id, "name": case.name, "owner_id": case.owner_id,
        "what": case.what(spoken()), "action": case.action(spoken()), "state": one.state,
        "began_at": case.began_at, "due_at": one.due_at, "is_provisional": one.is_provisional,
        "ran_share": round(one.share, 4),
    }  # fmt: skip


@router.get("/deadlines/{kind}/{path:case_id}", response=ExplainedOut)
def deadline(request: SignedIn, kind: str, case_id: str) -> Any:
    """Why something is due when it is, stretch by stretch."""
    found = explained(request.user, kind, case_id, timezone.now())
    case = found.watched.case
    rows = [
        {
            "starts_at": one.starts_at, "ends_at": one.ends_at, "kind": one.kind,
            "said": one.said(spoken()), "counted_seconds": one.counted.total_seconds(),
            "total_seconds": one.total.total_seconds(),
        }
        for one in found.stretches
    ]  # fmt: skip
    return {
        "deadline": _shown(found.watched), "stretches": rows,
        "limit": case.limit.said(spoken()) if case.limit else "",
        "time_zone": str(case.calendar.zone),
    }  # fmt: skip


@router.post("/clocks/pause", response=PauseOut)
def pause(request: SignedIn, body: PauseIn) -> Any:
    """Let the owner's clocks of a lead or deal stand still, and say what is waited for."""
    return pause_clock(actor=request.user, **body.dict())


@router.post("/clocks/resume", response=PauseOut)
def resume(request: SignedIn, body: PauseIn) -> Any:
    """Let the clocks of a lead or deal run on."""
    return resume_clock(actor=request.user, kind=body.kind, case_id=body.case_id)
