"""REST: what really happened, how far it is as designed, and two groups of cases compared."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Query, Router, Schema

from salesops.process.bottlenecks import RANKINGS, ranked
from salesops.process.compared import Interval
from salesops.process.conform import said_of
from salesops.process.told import told
from salesops.web.access import ledger_for
from salesops.web.language import spoken
from salesops.web.process import map_seen as data
from salesops.web.process.conforming_seen import conformance_of, fittings_of
from salesops.web.signed_in import SignedIn
from salesops.web.workdays import company_hours

router = Router(tags=["process"])


class CasesAsked(Schema):
    """Deals of a pipeline or leads, begun in the last so many months (0: ever), of one team."""

    kind: Literal["deal", "lead"] = "deal"
    months: Literal[0, 3, 6, 12] = 12
    team: str = ""
    pipeline: str = ""

    def asked(self) -> data.Asked:
        """The same as the pages ask."""
        return data.Asked.read({name: str(value) for name, value in self.dict().items()})


class EdgeOut(Schema):
    """One stage directly followed by another; seconds that passed, and seconds worked."""

    source: str
    target: str
    cases: int
    events: int
    median_seconds: float
    p90_seconds: float
    total_seconds: float
    worked_median_seconds: float | None = None
    worked_p90_seconds: float | None = None
    worked_total_seconds: float | None = None


class VariantOut(Schema):
    """One exact sequence; `coverage` is the share of cases of it and all before."""

    activities: list[str]
    cases: int
    share: float
    coverage: float


class ReworkOut(Schema):
    """A stage entered again: in how many cases, how often, at once, by another person."""

    activity: str
    cases: int
    repeats: int
    self_loops: int
    redone: int | None


class PingPongOut(Schema):
    """Cases that went from one stage to another and straight back."""

    there: str
    back: str
    cases: int
    events: int


class WaitingOut(Schema):
    """Open cases that stand in a stage, and how long they have waited so far."""

    activity: str
    cases: int
    median_seconds: float
    p90_seconds: float
    total_seconds: float


class FlowOut(Schema):
    """The process map of these cases; open ones wait until `as_of` and are in no edge's time."""

    cases: int
    events: int
    as_of: datetime | None
    activities: dict[str, int]
    starts: dict[str, int]
    ends: dict[str, int]
    edges: list[EdgeOut]
    variants: list[VariantOut]
    rework: list[ReworkOut]
    ping_pong: list[PingPongOut]
    waiting: list[WaitingOut]


class HoldUpOut(Schema):
    """How a stage holds cases up; the ranks count from 1, null where it has nothing of the kind."""

    stage: str
    stays: int
    waiting: int
    total_seconds: float
    excess_seconds: float | None
    excess_is_worked: bool
    late: int
    lost_cases: int
    lost_amount: str
    lost_late_amount: str
    ranks: dict[str, int | None]


class ViolationOut(Schema):
    """One kind of violation in plain words, in how many cases and how often."""

    kind: str
    source: str
    target: str
    said: str
    cases: int
    events: int


class StrayedOut(Schema):
    """A case that left the designed way, and how, in plain words."""

    case_id: str
    said: list[str]


class FittingOut(Schema):
    """Deals of one team, owner or version: how many can be judged, how many kept to it."""

    by: str
    name: str | None
    cases: int
    fitting: int
    share: float | None


class ConformanceOut(Schema):
    """How far cases keep to the designed process; shares are 0 to 1."""

    as_of: date
    cases: int
    conforming: int
    edges: int
    allowed_edges: int
    fitness: float | None
    late_cases: int
    totals: list[ViolationOut]
    strayed: list[StrayedOut]
    groups: list[FittingOut]


class IntervalOut(Schema):
    """A figure, its 95 % interval, its p, and whether it stands among all that were looked at."""

    value: float
    low: float
    high: float
    p: float
    is_notable: bool


class EdgeDifferenceOut(Schema):
    """One move in two groups: shares of cases that make it, the first wait over the second."""

    source: str
    target: str
    cases: list[int]
    shares: list[float]
    share_difference: IntervalOut
    wait_ratio: IntervalOut | None


class GroupsOut(Schema):
    """Two groups of cases side by side; what differs goes together, it is not thereby caused."""

    by: str
    groups: list[str]
    cases: list[int]
    differences: list[EdgeDifferenceOut]


@router.get("/process/flow", response=FlowOut)
def process_flow(request: SignedIn, asked: Query[CasesAsked]) -> dict[str, object]:
    """What really happened: who follows whom, how often and after how long; variants; rework.

    At most the 100 commonest variants are named; shares are of all cases.
    """
    return told(data.flow_of(ledger_for(request.user), asked.asked()))


@router.get("/process/bottlenecks", response=list[HoldUpOut])
def process_bottlenecks(request: SignedIn, asked: Query[CasesAsked]) -> list[dict[str, object]]:
    """What holds cases up, ranked by all waiting, by time beyond limits, and by value lost late."""
    ledger, wanted = ledger_for(request.user), asked.asked()
    allowed = data.allowed_of(wanted, spoken(), data.flow_of(ledger, wanted))
    found = data.bottlenecks_of(ledger, wanted, allowed)
    places = {by: [one.stage for one in ranked(found, by)] for by in RANKINGS}
    return [
        {
            "stage": one.stage, "stays": one.stays, "waiting": one.waiting,
            "total_seconds": one.seconds, "excess_seconds": one.excess,
            "excess_is_worked": one.is_worked, "late": one.late, "lost_cases": one.lost_cases,
            "lost_amount": f"{one.lost:f}", "lost_late_amount": f"{one.lost_late:f}",
            "ranks": {
                by: places[by].index(one.stage) + 1 if one.stage in places[by] else None
                for by in RANKINGS
            },
        }
        for one in found
    ]  # fmt: skip


@router.get("/process/conformance", response=ConformanceOut)
def process_conformance(request: SignedIn, asked: Query[CasesAsked]) -> dict[str, object]:
    """How far each case keeps to the version of the process it goes by, in total and by group."""
    ledger, wanted, language = ledger_for(request.user), asked.asked(), spoken()
    found, strayed = conformance_of(ledger, wanted, language)
    return {
        "as_of": ledger.as_of, "cases": found.cases, "conforming": found.conforming,
        "edges": found.edges, "allowed_edges": found.allowed_edges, "fitness": found.fitness,
        "late_cases": found.late_cases,
        "totals": [
            {"kind": one.violation.kind, "source": one.violation.source,
             "target": one.violation.target, "said": said_of(one, language, company_hours()),
             "cases": one.cases, "events": one.events}
            for one in found.totals
        ],
        "strayed": [{"case_id": one.case_id, "said": one.said} for one in strayed],
        "groups": [
            {"by": by, "name": one.name, "cases": one.cases, "fitting": one.fitting,
             "share": one.share}
            for by, rows in fittings_of(ledger, wanted).items()
            for one in rows
        ],
    }  # fmt: skip


@router.get("/process/groups", response=GroupsOut)
def process_groups(
    request: SignedIn,
    asked: Query[CasesAsked],
    by: data.Groups = "outcome",
    a: str = "",
    b: str = "",
) -> dict[str, object]:
    """Two groups of cases compared move by move: won and lost, teams, versions, before and after.

    `a` and `b` name the teams or versions; of `by=date`, `a` is the first day of the second group.
    """
    ledger, wanted = ledger_for(request.user), asked.asked()
    values, _ = data.split(ledger, wanted, by, a, b)
    found = data.sides_of(ledger, wanted, by, values)
    return {
        "by": by, "groups": list(found.names), "cases": list(found.sizes),
        "differences": [
            {"source": one.source, "target": one.target, "cases": list(one.cases),
             "shares": list(one.shares), "share_difference": _interval(one.share),
             "wait_ratio": one.wait and _interval(one.wait)}
            for one in found.found
        ],
    }  # fmt: skip


def _interval(one: Interval) -> dict[str, object]:
    return {
        "value": one.value, "low": one.low, "high": one.high, "p": one.p,
        "is_notable": one.is_notable,
    }  # fmt: skip
