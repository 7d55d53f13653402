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

from salesops.forecast.models import Method
from salesops.forecast.period_end import PeriodEnd
from salesops.insights.expectation import Expectations, Expected, expectations
from salesops.kernel.period import Period, month_later
from salesops.ledger.ledger import Ledger

Span = Literal["month", "quarter", "year"]
MONTHS: Mapping[Span, int] = {"month": 1, "quarter": 3, "year": 12}
TEAM, AREA = "people.team_path", "regions.area"
# What a dimension's nodes lie under, so that they add up to something people know.
ABOVE: Mapping[str, str] = {"people.person_id": TEAM, "regions.name": AREA}

FORM = "ends 2"
"""What is kept is of this form; another name when the form changes."""


@dataclass(frozen=True)
class End:
    """One node's period: target, booked, due by now, and the end nine times in ten.

    `end` is None where the history is too short to say; `method` is how it was read.
    """

    node: str
    target: Decimal
    booked: Decimal
    due: Decimal
    end: PeriodEnd | None
    method: Method

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

    `spread` says that quotas reach beyond the period and count in it by their working days.
    """

    period: Period
    everybody: End
    nodes: Sequence[End]
    spread: bool = False


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
    file = _file(cache, ledger.identity, (levels, str(until), str(period)))
    kept = _recalled(file)
    if kept is None:
        kept = _kept(expectations(ledger, levels, until, period, cache))
        _remembered(file, kept)
    return _ends(kept, len(levels), period)


def _ends(kept: Mapping[str, Any], depth: int, period: Period) -> Ends:
    everybody = next(_end("", row) for row in kept["rows"] if not row[0])
    leaves = sorted(
        (row for row in kept["rows"] if len(row[0]) == depth), key=lambda row: row[0][-1]
    )
    nodes = [
        _together(name, [_end(name, row) for row in same])
        for name, same in groupby(leaves, key=lambda row: row[0][-1])
        if name
    ]
    return Ends(period, everybody, [node for node in nodes if node.target > 0], kept["spread"])


def _together(name: str, parts: Sequence[End]) -> End:
    target, booked, due = (
        sum((getattr(part, figure) for part in parts), Decimal(0))
        for figure in ("target", "booked", "due")
    )
    ends, method = [part.end for part in parts if part.end], parts[0].method
    if len(ends) < 2:
        return End(name, target, booked, due, ends[0] if len(ends) == len(parts) else None, method)
    mean = sum(end.mean for end in ends)
    low, high = (
        hypot(*(end.mean - end.low for end in ends)),
        hypot(*(end.high - end.mean for end in ends)),
    )
    return End(name, target, booked, due, PeriodEnd(mean, mean - low, mean + high), method)


def _kept(found: Expectations) -> dict[str, Any]:
    return {"spread": found.spread, "rows": [_row(one) for one in found.nodes.values()]}


def _row(one: Expected) -> list[Any]:
    end = [one.end.mean, one.end.low, one.end.high] if one.end else None
    amounts = str(one.target), str(one.booked), str(one.due)
    return [list(one.node), *amounts, end, one.ahead.method]


def _end(name: str, row: Sequence[Any]) -> End:
    _, target, booked, due, end, method = row
    bounds = PeriodEnd(*end) if end else None
    return End(name, Decimal(target), Decimal(booked), Decimal(due), bounds, method)


def _file(cache: Path | None, identity: str | None, asked: Any) -> Path | None:
    if cache is None or identity is None:
        return None
    name = hashlib.sha256(json.dumps([FORM, identity, *asked], default=str).encode()).hexdigest()
    return cache / name[:2] / f"{name}.json"


def _recalled(file: Path | None) -> dict[str, Any] | None:
    try:
        return json.loads(file.read_text("utf-8")) if file else None
    except (OSError, ValueError):
        return None


def _remembered(file: Path | None, kept: Mapping[str, Any]) -> None:
    # A full disk costs the next reader some time, not this one their answer.
    with suppress(OSError):
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(kept), "utf-8")
