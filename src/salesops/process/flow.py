"""How cases really went: the process map, its variants, rework and waiting, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class Times:
    """Durations of many steps in seconds; quantiles interpolate between the nearest two."""

    median: float
    p90: float
    total: float

    @property
    def told(self) -> dict[str, float]:
        """As the doors show them: whole seconds without a fraction."""
        return {
            "median_seconds": plain(self.median),
            "p90_seconds": plain(self.p90),
            "total_seconds": plain(self.total),
        }


@dataclass(frozen=True)
class Edge:
    """One activity directly followed by another: in how many cases, how often, how long after.

    `worked` is the same wait in working time, None without a working calendar.
    """

    source: str
    target: str
    cases: int
    events: int
    seconds: Times
    worked: Times | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """Source and target."""
        return self.source, self.target


@dataclass(frozen=True)
class Variant:
    """One exact sequence of activities; `coverage` is the share of cases of it and all before."""

    activities: tuple[str, ...]
    cases: int
    share: float
    coverage: float


@dataclass(frozen=True)
class Rework:
    """An activity done again: in how many cases, how often beyond the first.

    Of the repeats, `self_loops` follow the same activity at once and the others come later;
    `redone` are by another person than the time before, None where nobody knows who did what.
    """

    activity: str
    cases: int
    repeats: int
    self_loops: int
    redone: int | None = None


@dataclass(frozen=True)
class PingPong:
    """A case that went from one activity to another and straight back."""

    there: str
    back: str
    cases: int
    events: int


@dataclass(frozen=True)
class Waiting:
    """Open cases that still stand at an activity: their waits so far, no end of which is known."""

    activity: str
    cases: int
    seconds: Times
    worked: Times | None = None


@dataclass(frozen=True)
class Flow:
    """What happened to all cases of a log, open ones counted apart as waiting."""

    cases: int
    events: int
    as_of: datetime | None
    activities: Mapping[str, int]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    edges: tuple[Edge, ...]
    variants: tuple[Variant, ...]
    rework: tuple[Rework, ...] = ()
    ping_pong: tuple[PingPong, ...] = ()
    waiting: tuple[Waiting, ...] = field(default=())

    def edge(self, source: str, target: str) -> Edge | None:
        """The edge between two activities, None where no case took it."""
        return next((edge for edge in self.edges if edge.pair == (source, target)), None)


def called(flow: Flow, names: Mapping[str, str]) -> Flow:
    """The flow with its activities called otherwise; those without another name keep theirs."""
    if not names:
        return flow

    def name(activity: str) -> str:
        return names.get(activity, activity)

    return replace(
        flow,
        activities={name(one): count for one, count in flow.activities.items()},
        starts={name(one): count for one, count in flow.starts.items()},
        ends={name(one): count for one, count in flow.ends.items()},
        edges=tuple(
            replace(one, source=name(one.source), target=name(one.target)) for one in flow.edges
        ),
        variants=tuple(
            replace(one, activities=tuple(map(name, one.activities))) for one in flow.variants
        ),
        rework=tuple(replace(one, activity=name(one.activity)) for one in flow.rework),
        ping_pong=tuple(
            replace(one, there=name(one.there), back=name(one.back)) for one in flow.ping_pong
        ),
        waiting=tuple(replace(one, activity=name(one.activity)) for one in flow.waiting),
    )


def by_weight(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """The edges, most often taken first; ties by name, so that the order never changes."""
    return tuple(sorted(edges, key=lambda edge: (-edge.events, edge.source, edge.target)))


def covering(counted: Iterable[tuple[tuple[str, ...], int]]) -> tuple[Variant, ...]:
    """Sequences with their cases as variants, commonest first, each with its coverage."""
    ordered = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    total, seen, found = sum(cases for _, cases in ordered), 0, []
    for activities, cases in ordered:
        seen += cases
        found.append(Variant(activities, cases, cases / total, seen / total))
    return tuple(found)


def plain(value: float) -> float:
    """A number without a fraction as an integer, else to the microsecond."""
    return int(value) if float(value).is_integer() else round(float(value), 6)
