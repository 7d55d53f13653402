"""What a period is to bring: a quota belongs to its own interval, whatever day that begins on.

Quotas within the period count whole. One that reaches beyond it, such as a quarter's in a month
or 30 May to 29 August in a quarter, counts by its working days: running sums are rounded, so
the parts of a quota add up to it whichever way a year is cut.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from salesops.insights.panel import Row
from salesops.kernel.period import DAY, Period, month_later
from salesops.ledger.ledger import Ledger
from salesops.ledger.workdays import workdays
from salesops.metrics.question import Question, answer

LONGEST_MONTHS = 12
QUOTA_SPAN = ("quotas.starts_on", "quotas.ends_before")
CENT = Decimal("0.0001")
Node = tuple[str, ...]
Sums = Mapping[Node, Decimal]


@dataclass(frozen=True)
class Planned:
    """By leaf, the period's target and what of it is due; whether any quota had to be spread."""

    target: Sums
    due: Sums
    spread: bool


def planned(
    ledger: Ledger, levels: Sequence[str], until: date, period: Period, cache: Path | None = None
) -> Planned:
    """Every leaf's target for the period and the part due by the end of `until`, exact."""
    long = Period(month_later(period.starts_on, -LONGEST_MONTHS), period.ends_before)
    spans = _spans(_asked(ledger, ("quota",), (), long, cache))
    across = [span for span in spans if _touches(span, period) and not _within(span, period)]
    target, due = _whole(ledger, levels, until, period, cache)
    if across:
        days = workdays(ledger, _around(across))
        cut = period.cut(until)
        for row in _asked(ledger, ("quota",), levels, long, cache):
            span = _span(row)
            if span in across:
                node, amount = _node(row, levels), row["quota"] or Decimal(0)
                target[node] += part(amount, span, period, days)
                due[node] += part(amount, span, cut, days)
    return Planned(target, due, bool(across))


def part(amount: Decimal, span: Period, within: Period, days: Sequence[date]) -> Decimal:
    """What of an amount for a span falls within another, by the working days of both.

    A span in which nobody works goes by all its days. Neighbouring parts sum to their union's.
    """
    first, last = (
        min(max(day, span.starts_on), span.ends_before)
        for day in (within.starts_on, within.ends_before)
    )
    return _to_date(amount, span, last, days) - _to_date(amount, span, first, days)


def _to_date(amount: Decimal, span: Period, day: date, days: Sequence[date]) -> Decimal:
    begin, here, end = (bisect_left(days, one) for one in (span.starts_on, day, span.ends_before))
    done, all_days = here - begin, end - begin
    if not all_days:
        done, all_days = (day - span.starts_on).days, span.days
    return (amount * done / all_days).quantize(CENT, ROUND_HALF_UP)


def _whole(
    ledger: Ledger, levels: Sequence[str], until: date, period: Period, cache: Path | None
) -> tuple[dict[Node, Decimal], dict[Node, Decimal]]:
    """The sums of the quotas that lie within the period, and of what is due of them."""
    begun = period.cut(month_later(until.replace(day=1)) - DAY).ends_before
    found = []
    for name, before in (("quota", period.ends_before), ("expected_quota", begun)):
        sums: dict[Node, Decimal] = defaultdict(Decimal)
        for row in _asked(ledger, (name,), levels, Period(period.starts_on, before), cache):
            if _within(_span(row), period):
                sums[_node(row, levels)] += row[name] or Decimal(0)
        found.append(sums)
    return found[0], found[1]


def _asked(
    ledger: Ledger, metrics: Sequence[str], levels: Sequence[str], span: Period, cache: Path | None
) -> list[Row]:
    if not span.days:
        return []
    by = (*levels, *QUOTA_SPAN)
    asked = Question(tuple(metrics), by, (), span.starts_on, span.ends_before)
    return [row for row in answer(ledger, asked, cache).rows if row[QUOTA_SPAN[0]]]


def _node(row: Row, levels: Sequence[str]) -> Node:
    return tuple(str(row[level] or "") for level in levels)


def _span(row: Row) -> Period:
    first, end = (row[name] for name in QUOTA_SPAN)
    return Period(first, end or month_later(first))


def _spans(rows: Iterable[Row]) -> set[Period]:
    return {_span(row) for row in rows}


def _within(span: Period, period: Period) -> bool:
    return period.starts_on <= span.starts_on and span.ends_before <= period.ends_before


def _touches(span: Period, period: Period) -> bool:
    return span.starts_on < period.ends_before and span.ends_before > period.starts_on


def _around(spans: Sequence[Period]) -> Period:
    return Period(min(s.starts_on for s in spans), max(s.ends_before for s in spans) + DAY)
