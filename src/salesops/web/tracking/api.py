"""REST: who is behind by node and month, the alerts, and why a node missed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from ninja import Router, Schema

from salesops.insights.causes import reasons
from salesops.insights.diagnosis import diagnosis
from salesops.insights.period_ends import End, period_ends
from salesops.insights.targets import missed_targets, tracked
from salesops.ledger.ledger import Ledger
from salesops.reports import why as told
from salesops.reports.pen import Pen
from salesops.web.access import NoLedger, ledger_for
from salesops.web.explore.questions import cache_folder
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn
from salesops.web.tracking import actions
from salesops.web.tracking.asked import TEAM, dimension_of, running_period, until_of, why_of
from salesops.web.tracking.models import Fate

router = Router(tags=["tracking"])


class MonthOut(Schema):
    """One node in one month, or the period its quota is for; amounts are text, exactly.

    `actual` is null where the period was over before any sale on record: that is not zero.
    """

    month: str
    starts_on: date
    ends_before: date
    target: str
    actual: str | None
    due: str


class TrackedOut(Schema):
    """One node, its months with a target oldest first, and how long it has missed."""

    node: str
    months: list[MonthOut]
    running: MonthOut | None
    missed_in_a_row: int
    alarms: bool


class AlertOut(Schema):
    """A node that has missed too long and too far for chance, and what somebody said it was."""

    key: str
    claim: str
    impact: str
    evidence: list[str]
    suggestion: str
    false_alarm_rate: float | None
    disposition: str | None
    note: str | None
    version: int | None


class TrackingOut(Schema):
    """Everybody's months, and the alerts, as of the snapshot's day."""

    as_of: date
    nodes: list[TrackedOut]
    alerts: list[AlertOut]


class EndOut(Schema):
    """One node's period: amounts are exact text, the end and its bounds nine times in ten.

    `method` says how its months were read: seasonal, level, share (of the node above), mean, or
    unknown.
    """

    node: str
    target: str
    booked: str
    due: str
    attainment: float | None
    pace: float | None
    end: float | None
    low: float | None
    high: float | None
    method: str


class EndsOut(Schema):
    """Where the period will end for everybody and every node, whose ends sum to everybody's.

    Where `spread`, quotas reach beyond the period and count in it by their working days.
    """

    as_of: date
    starts_on: date
    ends_before: date
    everybody: EndOut
    nodes: list[EndOut]
    spread: bool


class CauseOut(Schema):
    """One cause of a shortfall: what it cost, how sure, where, and the questions that prove it."""

    family: str
    kind: str
    name: str
    amount: str
    grade: str
    is_named: bool
    places: list[str]
    lines: list[str]
    reasons: list[str]
    questions: list[dict[str, Any]]


class WhyOut(Schema):
    """A target and what came of it; the causes sum to the difference exactly."""

    as_of: date
    target: str
    actual: str
    missing: str
    headline: str
    causes: list[CauseOut]


class DispositionIn(Schema):
    """What somebody who looked says an alert was."""

    key: str
    disposition: str
    note: str = ""
    version: int | None = None


class FateOut(Schema):
    """What is kept of it."""

    key: str
    disposition: str
    note: str
    version: int


@router.get("/tracking", response=TrackingOut)
def tracking(request: SignedIn, by: str = TEAM, until: str = "") -> Any:
    """Attainment by node and month, up to a month such as `2026-10`, with the alerts."""
    ledger = _ledger(request)
    query = {"by": by, "until": until}
    dimension, day = dimension_of(query), until_of(query, ledger.as_of)
    nodes = tracked(ledger, dimension, day)
    return {
        "as_of": ledger.as_of, "nodes": [_node(node) for node in nodes],
        "alerts": _alerts(missed_targets(ledger, dimension, day)),
    }  # fmt: skip


def _ledger(request: SignedIn) -> Ledger:
    try:
        return ledger_for(request.user)
    except NoLedger as error:
        raise Http404 from error


def _node(node: Any) -> dict[str, Any]:
    return {
        "node": node.node, "months": [_month(month) for month in node.months],
        "running": _month(node.running) if node.running else None,
        "missed_in_a_row": node.track.run, "alarms": node.track.alarms(),
    }  # fmt: skip


def _month(month: Any) -> dict[str, Any]:
    span = {"starts_on": month.period.starts_on, "ends_before": month.period.ends_before}
    actual = f"{month.actual:f}" if month.is_recorded else None
    amounts = {"target": f"{month.target:f}", "actual": actual, "due": f"{month.expected:f}"}
    return {"month": month.month, **span, **amounts}


def _alerts(findings: Any) -> list[dict[str, Any]]:
    language, keys = spoken(), [finding.key for finding in findings]
    fates = {fate.key: fate for fate in Fate.objects.filter(key__in=keys)}
    return [
        {
            "key": one.key, "claim": one.claim.in_(language), "impact": f"{one.impact:f}",
            "evidence": [said.in_(language) for said in one.evidence],
            "suggestion": one.suggestion.in_(language), "false_alarm_rate": one.false_alarm_rate,
            **{name: getattr(fates.get(one.key), name, None)
               for name in ("disposition", "note", "version")},
        }
        for one in findings
    ]  # fmt: skip


@router.get("/tracking/forecast", response=EndsOut)
def forecast(request: SignedIn, by: str = TEAM, until: str = "", span: str = "quarter") -> Any:
    """Where the month, quarter or year that `until` lies in will end, with its interval."""
    ledger = _ledger(request)
    query = {"by": by, "until": until, "span": span}
    dimension, day = dimension_of(query), until_of(query, ledger.as_of)
    found = period_ends(ledger, dimension, day, running_period(query, day), cache_folder())
    return {
        "as_of": day, "starts_on": found.period.starts_on, "spread": found.spread,
        "ends_before": found.period.ends_before, "everybody": _end(found.everybody),
        "nodes": [_end(node) for node in found.nodes],
    }  # fmt: skip


def _end(one: End) -> dict[str, Any]:
    end = one.end
    amounts = {"target": one.target, "booked": one.booked, "due": one.due}
    return {
        "node": one.node, **{name: f"{value:f}" for name, value in amounts.items()},
        "attainment": one.attainment, "pace": one.pace, "end": end and end.mean,
        "low": end and end.low, "high": end and end.high, "method": one.method,
    }  # fmt: skip


@router.post("/tracking/disposition", response=FateOut)
def dispose(request: SignedIn, body: DispositionIn) -> Any:
    """Say what an alert was: market, product, team, target or data."""
    return actions.dispose(actor=request.user, **body.dict())


@router.get("/why", response=WhyOut)
def why(request: SignedIn, by: str = TEAM, node: str = "", since: str = "", until: str = "") -> Any:
    """Why a node missed its target in whole months, `since` to `until`; none is everybody."""
    ledger = _ledger(request)
    asked = why_of({"by": by, "node": node, "from": since, "until": until}, ledger.as_of)
    pen = Pen(spoken(), ledger.currency)
    found = diagnosis(ledger, asked.where, asked.period, cache_folder())
    return {
        "as_of": ledger.as_of, "target": f"{found.target:f}", "actual": f"{found.actual:f}",
        "missing": f"{found.missing:f}", "headline": told.headline(found, pen),
        "causes": [_cause(cause, pen) for cause in found.causes],
    }  # fmt: skip


def _cause(cause: Any, pen: Pen) -> dict[str, Any]:
    return {
        "family": cause.family, "kind": cause.kind, "name": told.name_of(cause, pen),
        "amount": f"{cause.amount:f}", "grade": cause.grade, "is_named": cause.is_named,
        "places": list(cause.places), "lines": list(cause.lines),
        "reasons": [said.in_(pen.language) for said in reasons(cause)],
        "questions": [question.to_params() for question in cause.questions],
    }  # fmt: skip
