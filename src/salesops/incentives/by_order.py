"""Orders that stand by themselves: whose, when, their totals, and what came back of each."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from salesops.incentives.credits import Credits
from salesops.incentives.exact import Array, Earned
from salesops.incentives.tiers import Totals
from salesops.incentives.tracing import clawback_share

if TYPE_CHECKING:
    from salesops.incentives.seen import Sight


@dataclass(frozen=True)
class ByOrder:
    """A component's orders: whose, when, their totals, and what was returned of each.

    `rows` says which order every row belongs to.
    """

    payee: Array
    period: Array
    totals: Totals
    rows: Array
    returned: Array

    def summed(self, earned: Earned, shape: tuple[int, int], sight: "Sight") -> Earned:
        """What the orders earn, by person and period; a return takes back its order's own rate."""
        stages = []
        for stage in earned.stages:
            num = _summed(stage.num, self, shape, sight)
            basis = None if stage.basis is None else _summed(stage.basis, self, shape, sight)
            stages.append(replace(stage, num=num, basis=basis))
        return Earned(tuple(stages), earned.den)


def by_order(sight: "Sight", *, net: bool = False) -> ByOrder:
    """The orders of a component; with `net`, returns are taken off what the order is."""
    rows = sight.rows
    alone = rows.sale < 0
    keys = np.where(alone, -2 - np.arange(len(rows)), rows.sale)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    counted = np.ones(len(rows), bool) if net else ~rows.is_return | _is_without_sale(rows, place)
    period = np.full(len(first), sight.world.periods.count)
    np.minimum.at(period, place, sight.periods_of_rows)
    attained = _added(sight.attained, place, counted, len(first))
    basis = attained
    if sight.basis is not sight.attained:
        basis = _added(sight.basis, place, counted, len(first))
    payee = rows.payee.codes[first]
    zero = np.zeros(len(first), np.int64)
    totals = Totals(attained, basis, zero, sight.held.quota[payee, period],
                    sight.held.target[payee, period])  # fmt: skip
    return ByOrder(payee, period, totals, place, ~counted)


def _is_without_sale(rows: Credits, place: Array) -> Array:
    """Returns whose order has no sale here: they stand by themselves."""
    sold = np.zeros(int(place.max(initial=-1)) + 1, bool)
    sold[place[~rows.is_return]] = True
    return np.asarray(rows.is_return & ~sold[place])


def _added(of: Array, place: Array, counted: Array, count: int) -> Array:
    found = np.zeros(count, dtype=of.dtype)
    np.add.at(found, place[counted], of[counted])
    return found


def _summed(of: Array, by: ByOrder, shape: tuple[int, int], sight: "Sight") -> Array:
    """Orders' numbers by person and period, and of every return its part of the order's."""
    returned = np.flatnonzero(by.returned)
    keeps = not sight.component.returns.reduce_attainment
    periods = sight.world.periods.at(sight.rows.day) if keeps else sight.periods_of_rows
    numbers = of.astype(object) if len(returned) else of
    found = np.zeros(shape, dtype=numbers.dtype)
    np.add.at(found, (by.payee, by.period), numbers)
    for row in returned:
        order = by.rows[row]
        sold = int(by.totals.attained[order])
        share = Fraction(int(sight.attained[row]), sold) if sold else Fraction(0)
        share *= clawback_share(sight, int(row))
        found[by.payee[order], periods[row]] += numbers[order] * share
    return found
