"""Where everybody's month, quarter or year will end, as the tracking page shows it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from math import hypot
from pathlib import Path
from typing import Any, Literal

from salesops.forecast.period_end import PeriodEnd
from salesops.insights.expectation import Expected, expectations
from salesops.kernel.period import Period, month_later
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer

Span = Literal["month", "quarter", "year"]
MONTHS: Mapping[Span, int] = {"month": 1, "quarter": 3, "year": 12}
TEAM, AREA = "people.team_path", "regions.area"
# What a dimension's nodes lie under, so that they add up to something people know.
ABOVE: Mapping[str, str] = {"people.person_id": TEAM, "regions.name": AREA}
MOST = 300
"""More nodes than these are not forecast while somebody waits: 40 ms each."""


@dataclass(frozen=True)
class End:
    """One node's period: target, booked, due by now, and the end nine times in ten.

    `end` is None where the history is too short to say.
    """

    node: str
    target: Decimal
    booked: Decimal
    due: Decimal
    end: PeriodEnd | None

    @property
    def attainment(self) -> float | None:
        """Booked as a share of the whole period's target; None without one."""
        return float(self.booked / self.target) if self.target > 0 else None

    @property
    def pace(self) -> float | None:
        """Booked as a share of what is due by now; None before anything is."""
        return float(self.booked / self.due) if self.due > 0 else None

    @property
    def attained_in_the_end(self) -> float | None:
        """The forecast as a share of the target."""
        return self.end.mean / float(self.target) if self.end and self.target > 0 else None


@dataclass(frozen=True)
class Ends:
    """The nodes with a target, and everybody together, whom nothing cuts differently.

    `nodes` is None where there are too many to forecast at once.
    """

    period: Period
    everybody: End
    nodes: Sequence[End] | None


def period_of(day: date, span: Span, first_month: int = 1) -> Period:
    """The month, quarter or year the day lies in, of a year that begins in a month (1–12)."""
    begun = (day.month - first_month) % 12 % MONTHS[span]
    start = month_later(day.replace(day=1), -begun)
    return Period(start, month_later(start, MONTHS[span]))


def period_ends(
    ledger: Ledger, dimension: str, until: date, period: Period, cache: Path | None = None
) -> Ends:
    """Where the period that `until` lies in will end, for every node of the dimension.

    Whoever stands in several teams is the sum of what they are in each. Kept beside the answers.
    """
    levels: tuple[str, ...] = (ABOVE[dimension], dimension) if dimension in ABOVE else (dimension,)
    if _many(ledger, levels, period, cache):
        levels = levels[:-1] if len(levels) > 1 else ()
    file = _file(cache, ledger.identity, (levels, str(until), str(period)))
    rows = _recalled(file)
    if rows is None:
        found = expectations(ledger, levels, until, period, cache)
        rows = [_row(one) for one in found.values()] or [[[], "0", "0", "0", None]]
        _remembered(file, rows)
    return _ends(rows, levels, dimension, period)


def _ends(rows: Sequence[Any], levels: Sequence[str], dimension: str, period: Period) -> Ends:
    everybody = next(_end("", row) for row in rows if not row[0])
    if dimension not in levels:
        return Ends(period, everybody, None)
    depth = len(levels)
    leaves = sorted((row for row in rows if len(row[0]) == depth), key=lambda row: row[0][-1])
    nodes = [
        _together(name, [_end(name, row) for row in same])
        for name, same in groupby(leaves, key=lambda row: row[0][-1])
        if name
    ]
    return Ends(period, everybody, [node for node in nodes if node.target > 0])


def _many(ledger: Ledger, levels: Sequence[str], period: Period, cache: Path | None) -> bool:
    asked = Question(("quota",), tuple(levels), (), period.starts_on, period.ends_before)
    return len(answer(ledger, asked, cache).rows) > MOST


def _together(name: str, parts: Sequence[End]) -> End:
    target, booked, due = (
        sum((getattr(part, figure) for part in parts), Decimal(0))
        for figure in ("target", "booked", "due")
    )
    ends = [part.end for part in parts if part.end]
    if len(ends) < 2:
        return End(name, target, booked, due, ends[0] if len(ends) == len(parts) else None)
    mean = sum(end.mean for end in ends)
    low, high = (
        hypot(*(end.mean - end.low for end in ends)),
        hypot(*(end.high - end.mean for end in ends)),
    )
    return End(name, target, booked, due, PeriodEnd(mean, mean - low, mean + high))


def _row(one: Expected) -> list[Any]:
    end = [one.end.mean, one.end.low, one.end.high] if one.end else None
    return [list(one.node), str(one.target), str(one.booked), str(one.due), end]


def _end(name: str, row: Sequence[Any]) -> End:
    _, target, booked, due, end = row
    bounds = PeriodEnd(*end) if end else None
    return End(name, Decimal(target), Decimal(booked), Decimal(due), bounds)


def _file(cache: Path | None, identity: str | None, asked: Any) -> Path | None:
    if cache is None or identity is None:
        return None
    name = hashlib.sha256(json.dumps([identity, *asked], default=str).encode()).hexdigest()
    return cache / name[:2] / f"{name}.json"


def _recalled(file: Path | None) -> list[Any] | None:
    try:
        return json.loads(file.read_text("utf-8")) if file else None
    except (OSError, ValueError):
        return None


def _remembered(file: Path | None, rows: list[Any]) -> None:
    # A full disk costs the next reader some time, not this one their answer.
    with suppress(OSError):
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(rows), "utf-8")
