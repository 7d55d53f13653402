"""What one order, or so many pieces, pay: the curve of components that have no place in a year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from salesops.incentives.exact import money, rounded, scaled
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Accumulate, Commission, Component, Measure, Spiff
from salesops.incentives.tiers import Totals

STEPS, BEYOND, JUST_BELOW = 20, Decimal("1.5"), Decimal("0.0001")


@dataclass(frozen=True)
class Leap:
    """A size at which pay jumps, and by how much."""

    size: Decimal
    amount: Decimal


@dataclass(frozen=True)
class OrderCurve:
    """What a size pays, of one order or of an interval's pieces: points in order, and its leaps."""

    component: str
    accumulate: Accumulate
    measure: Measure
    points: Sequence[tuple[Decimal, Decimal]]

    @property
    def leaps(self) -> list[Leap]:
        """Where pay jumps between a size just below an edge and the edge."""
        return [
            Leap(size, more - pay)
            for (below, pay), (size, more) in pairwise(self.points)
            if size - below <= JUST_BELOW and abs(more - pay) > size - below
        ]


def order_curves(plan: Plan) -> list[OrderCurve]:
    """Of the last version, the components that go by single orders or by pieces.

    Where pieces decide and money is paid on, a piece would need a price: there is no curve then.
    """
    return [found for of in plan.versions[-1].components for found in _of(of, plan.unit)]


def _of(of: Component, unit: Decimal) -> Iterator[OrderCurve]:
    if isinstance(of, Spiff):
        sizes = _sizes([of.at_least])
        pays = [of.amount if size >= of.at_least else Decimal(0) for size in sizes]
        yield OrderCurve(of.name, "transaction", of.measure,
                         list(zip(sizes, pays, strict=True)))  # fmt: skip
    elif isinstance(of, Commission) and _has_own(of):
        measure: Measure = "quantity" if of.tier_unit == "quantity" else "amount"
        sizes = _sizes([tier.starts for tier in of.tiers if tier.starts])
        yield OrderCurve(of.name, of.accumulate, measure,
                         list(zip(sizes, _paid(of, sizes, unit), strict=True)))  # fmt: skip


def _has_own(of: Commission) -> bool:
    if not any(tier.starts for tier in of.tiers) or any(t.times is not None for t in of.tiers):
        return False
    if of.tier_unit == "quantity":
        return of.measure == "quantity" or all(t.amount is not None for t in of.tiers)
    return of.tier_unit == "amount" and of.accumulate == "transaction" and of.measure == "amount"


def _sizes(edges: Sequence[Decimal]) -> list[Decimal]:
    last = max(edges) * BEYOND
    grid = {last * step / STEPS for step in range(STEPS + 1)}
    return sorted(grid | set(edges) | {edge - JUST_BELOW for edge in edges})


def _paid(of: Commission, sizes: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    sold = np.array([scaled(size) for size in sizes], dtype=object)
    nothing = sold * 0
    found = of.of(Totals(sold, sold, nothing, nothing, nothing), unit)
    return [money(int(pay), unit) for pay in rounded(found.total, found.den)]
