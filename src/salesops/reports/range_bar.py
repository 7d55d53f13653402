"""A forecast beside its target on one line: what is booked, the interval, the target's mark."""

from dataclasses import dataclass
from decimal import Decimal

from salesops.forecast.period_end import PeriodEnd

WIDTH, MOST = 120, 1.5
"""How wide the drawing is, and the share of the target its right edge stands for."""


@dataclass(frozen=True)
class RangeBar:
    """Places in units of the drawing, from its left edge."""

    booked: int
    low: int
    span: int
    mean: int
    goal: int


def range_bar(target: Decimal, booked: Decimal, end: PeriodEnd | None) -> RangeBar | None:
    """Where everything stands, as a share of the target, cut at the edges; None without either."""
    if end is None or target <= 0:
        return None
    whole = float(target)
    low, high = _place(end.low / whole), _place(end.high / whole)
    return RangeBar(
        _place(float(booked) / whole), low, max(high - low, 2), _place(end.mean / whole),
        _place(1.0),
    )  # fmt: skip


def _place(share: float) -> int:
    return round(min(max(share, 0.0), MOST) / MOST * WIDTH)
