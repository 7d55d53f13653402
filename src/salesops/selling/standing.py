"""Deals as they stand: what a column of them sums to, and how long one has stood in its stage."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Pace = Literal["fresh", "soon", "over", "free"]
# At four fifths of the limit there is still time to do something.
SOON_SHARE = Decimal("0.8")
UNIT = Decimal("0.0001")


@dataclass(frozen=True)
class Clock:
    """Working days in the stage so far, against the days a deal may stay there."""

    workdays: int
    limit: int | None = None

    @property
    def pace(self) -> Pace:
        """Within the limit, close to it, over it; free where there is none."""
        if self.limit is None:
            return "free"
        if self.workdays > self.limit:
            return "over"
        return "soon" if self.workdays >= self.limit * SOON_SHARE else "fresh"

    @property
    def glyph(self) -> str:
        """The pace as a sign, so that colour never speaks alone."""
        return {"fresh": "●", "soon": "◐", "over": "▲", "free": "○"}[self.pace]


@dataclass(frozen=True)
class Workdays:
    """The working days of a stretch of time, in order: counting between two is two look-ups."""

    days: Sequence[date]

    def after(self, since: date, until: date) -> int:
        """Working days after `since` up to and with `until`; none where they cross."""
        if until <= since:
            return 0
        return bisect_left(self.days, _next(until)) - bisect_left(self.days, _next(since))


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@dataclass(frozen=True)
class Total:
    """How many deals, what they sum to in our currency, and what of it is expected.

    `unrated` deals are in a currency without a rate and are in no sum.
    """

    count: int = 0
    amount: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    unrated: int = 0


Summed = tuple[str, Decimal, int]
"""The deals of one currency: which, what they sum to, how many they are."""


def summed(rows: Iterable[tuple[str, Decimal | None]]) -> list[Summed]:
    """Deals given one by one as currency and amount, by currency; one without amount adds none."""
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in rows:
        counts[currency] += 1
        sums[currency] += amount or 0
    return [(currency, sums[currency], counts[currency]) for currency in counts]


def total(
    sums: Iterable[Summed], chance: Decimal, home: str, rates: Mapping[str, Decimal]
) -> Total:
    """Count, sum and weighted sum of deals; each currency is converted once."""
    known = {"": Decimal(1), **rates, home: Decimal(1)}
    rows = list(sums)
    amount = sum((value * known[c] for c, value, _n in rows if c in known), Decimal(0))
    kept = amount.quantize(UNIT, ROUND_HALF_UP)
    return Total(
        sum(n for _c, _v, n in rows),
        kept,
        (kept * chance).quantize(UNIT, ROUND_HALF_UP),
        sum(n for c, _v, n in rows if c not in known),
    )


def together(totals: Iterable[Total]) -> Total:
    """Several columns as one."""
    every = list(totals)
    return Total(
        sum(t.count for t in every),
        sum((t.amount for t in every), Decimal(0)),
        sum((t.weighted for t in every), Decimal(0)),
        sum(t.unrated for t in every),
    )
