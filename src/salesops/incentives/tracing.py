"""Which orders a component's pay comes from, and what follows from it: clawback, collection."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from salesops.incentives.exact import Array, Earned, Stage, objects, rounded
from salesops.incentives.rules import Commission, Returns
from salesops.incentives.tiers import Totals

if TYPE_CHECKING:
    from salesops.incentives.seen import Sight

COLLECTED = "collected"


@dataclass(frozen=True)
class Trace:
    """What each credit added when it came, in order of day and event: sums to the tiers' pay.

    `rows` are places in the component's credits; `amounts` whole units of money, differences of
    rounded running totals, which sum exactly.
    """

    rows: Array
    amounts: Array


def traced(sight: "Sight", wanted: Array | None = None) -> Trace:
    """The trace of a commission: f(to date with this credit) − f(to date without it).

    With `wanted`, a flag for every person and period, of those alone: the others only move what
    stood before.
    """
    component = sight.component
    if not isinstance(component, Commission):
        return Trace(np.zeros(0, int), np.zeros(0, int))
    if sight.is_by_transaction:
        return _kept(_by_transaction(sight), sight, wanted)
    ways = _ways(sight)
    if wanted is not None:
        ways = ways.where(wanted[ways.payee, ways.period])
    after = component.rounded(ways.at(sight, ways.attained, ways.basis), sight.unit)
    before = np.roll(after, 1)
    first = ways.where(ways.is_first)
    before[ways.is_first] = component.rounded(
        first.at(sight, first.attained - first.added, first.basis - first.paid), sight.unit
    )
    return Trace(ways.rows, after - before)


def _kept(trace: Trace, sight: "Sight", wanted: Array | None) -> Trace:
    if wanted is None:
        return trace
    kept = wanted[sight.rows.payee.codes[trace.rows], sight.periods_of_rows[trace.rows]]
    return Trace(trace.rows[kept], trace.amounts[kept])


@dataclass(frozen=True)
class Ways:
    """Credits in order, with how far each came to date: what moves along the tiers, what is paid.

    `added` and `paid` are the credit's own parts of `attained` and `basis`.
    """

    rows: Array
    payee: Array
    period: Array
    attained: Array
    added: Array
    basis: Array
    paid: Array

    @property
    def is_first(self) -> Array:
        """Which are the first of their person and period."""
        other = np.diff(self.payee, prepend=-1) | np.diff(self.period, prepend=-1)
        return np.asarray(other != 0)

    def where(self, kept: Array) -> "Ways":
        """Some of the credits."""
        same = self.basis is self.attained
        attained, added = self.attained[kept], self.added[kept]
        return Ways(
            self.rows[kept], self.payee[kept], self.period[kept], attained, added,
            attained if same else self.basis[kept], added if same else self.paid[kept],
        )  # fmt: skip

    def at(self, sight: "Sight", attained: Array, basis: Array) -> Totals:
        """The totals where the credits had come to."""
        held, cells = sight.held, (self.payee, self.period)
        carried = sight.carried[cells]
        attained = attained + carried if carried.any() else attained
        # Numbers that are equal are said to be the same, which is quicker to work with.
        same = sight.basis is sight.attained and not carried.any()
        present, before = (None if c is None else c[cells] for c in (sight.present, sight.before))
        return Totals(
            attained, attained if same else basis, carried, held.quota[cells], held.target[cells],
            present, before,
        )  # fmt: skip


def _ways(sight: "Sight") -> Ways:
    rows = _in_order(sight)
    payee, period = sight.rows.payee.codes[rows], sight.periods_of_rows[rows]
    first = np.array(sight.world.periods.first(sight.scope))[period]
    starts = np.flatnonzero(np.diff(payee, prepend=-1) | np.diff(first, prepend=-1))
    added = sight.attained[rows]
    attained = _running(added, starts)
    if sight.basis is sight.attained:
        return Ways(rows, payee, period, attained, added, attained, added)
    paid = sight.basis[rows]
    return Ways(rows, payee, period, attained, added, _running(paid, starts), paid)


def _exactly(sight: "Sight") -> tuple[Array, Array]:
    """The credits in order, and what each added to a commission, not rounded."""
    component, ways = sight.component, _ways(sight)
    if not isinstance(component, Commission):
        raise TypeError("only commissions are traced to orders")
    after = component.of(ways.at(sight, ways.attained, ways.basis), sight.unit)
    before = component.of(
        ways.at(sight, ways.attained - ways.added, ways.basis - ways.paid), sight.unit
    )
    return ways.rows, objects(after.total) - objects(before.total)


def _in_order(sight: "Sight") -> Array:
    """The credits that count, by person, day, event, order and role, whatever came first."""
    kept = sight.kept & (sight.periods_of_rows < sight.world.periods.count)
    rows = np.flatnonzero(kept)
    of = sight.rows
    keys = (of.role.codes, of.order.codes, of.event, of.day, sight.periods_of_rows, of.payee.codes)
    return rows[np.lexsort([key[rows] for key in keys])]


def _running(of: Array, starts: Array) -> Array:
    """Running totals, anew at each start."""
    found = of.cumsum()
    if not len(starts):
        return found
    base = np.zeros(len(of), dtype=found.dtype)
    base[starts] = found[starts] - of[starts]
    lengths = np.diff(np.append(starts, len(of)))
    return np.asarray(found - np.repeat(base[starts], lengths))


def _by_transaction(sight: "Sight") -> Trace:
    """Orders stand by themselves: running totals of what they and their returns earn."""
    by = sight.by_order
    earned = by_order_earned(sight)
    rows = np.lexsort((sight.rows.event, sight.rows.day, by.period[by.rows], by.payee[by.rows]))
    share = [_share_of_order(sight, int(row)) for row in rows]
    each = objects(earned.total)[by.rows[rows]] * np.array(share, dtype=object)
    cell = by.payee[by.rows[rows]] * sight.world.periods.count + sight.periods_of_rows[rows]
    order = np.argsort(cell, kind="stable")
    rows, each, cell = rows[order], each[order], cell[order]
    after = _running(each, np.flatnonzero(np.diff(cell, prepend=-1)))
    return Trace(rows, rounded(after, earned.den) - rounded(after - each, earned.den))


def by_order_earned(sight: "Sight") -> Earned:
    """What each order earns by itself."""
    component = sight.component
    if not isinstance(component, Commission):
        raise TypeError("only commissions go by order")
    return component.of(sight.by_order.totals, sight.unit)


def _share_of_order(sight: "Sight", row: int) -> Fraction:
    """A credit's part of its order; a return's is negative."""
    by = sight.by_order
    sold = int(by.totals.attained[by.rows[row]])
    if not sold:
        return Fraction(0)
    share = Fraction(int(sight.attained[row]), sold)
    return share * (clawback_share(sight, row) if by.returned[row] else 1)


def clawback_share(sight: "Sight", row: int) -> Fraction:
    """The part of a sale's earning that its return takes back."""
    rule: Returns = sight.component.returns
    if rule.reduce_attainment or rule.clawback == "full":
        return Fraction(1)
    if rule.clawback == "share":
        return Fraction(rule.share)
    sold, back = (date.fromordinal(int(d[row])) for d in (sight.rows.sale_day, sight.rows.day))
    served = (back.year - sold.year) * 12 + back.month - sold.month - (back.day < sold.day)
    return Fraction(max(0, rule.months - served), rule.months)


def clawed_back(sight: "Sight") -> list[Stage]:
    """What returns take back of their own sale's earning, on the day they came.

    Attainment stays as it was. The step is counted as the component's own are.
    """
    if sight.is_by_transaction or not isinstance(sight.component, Commission):
        return []
    rows = sight.rows
    earned: dict[int, Fraction] = defaultdict(Fraction)
    sold: dict[int, int] = defaultdict(int)
    for row, added in zip(*_exactly(sight), strict=True):
        earned[int(rows.sale[row])] += Fraction(added)
        sold[int(rows.sale[row])] += int(sight.attained[row])
    found = np.zeros(sight.world.shape, dtype=object)
    periods = sight.world.periods.at(rows.day)
    for row in np.flatnonzero(rows.is_return):
        sale = int(rows.sale[row])
        if sold.get(sale):
            part = Fraction(int(sight.attained[row]), sold[sale]) * clawback_share(sight, int(row))
            found[rows.payee.codes[row], periods[row]] += earned[sale] * part
    return [Stage("clawback", sight.world.periods.to_date(found, sight.scope))]


def collected_part(sight: "Sight", earned: Array) -> Array:
    """What is paid of each period when an order's pay waits for its money, in whole units.

    Of what an order has earned to date the part that was collected of it is paid; what no
    order stands behind is paid at once. Who has left is settled: all is paid in that period.
    """
    trace, rows, count = traced(sight), sight.rows, sight.world.periods.count
    paid = earned.astype(object)
    for row, amount in zip(trace.rows, trace.amounts, strict=True):
        paid[rows.payee.codes[row], sight.periods_of_rows[row]] -= amount
    for payee, by_period in _of_orders(sight, trace):
        collected = np.minimum(by_period.collected, by_period.sold)
        share = [Fraction(int(c), int(s)) if s else Fraction(0)
                 for c, s in zip(collected, by_period.sold, strict=True)]  # fmt: skip
        if by_period.settled_in >= 0:
            share[by_period.settled_in :] = [Fraction(1)] * (count - by_period.settled_in)
        released = rounded(by_period.earned.astype(object) * np.array(share, dtype=object), 1)
        paid[payee] += np.diff(released, prepend=0)
    return paid


@dataclass(frozen=True)
class OrderToDate:
    """One order by period, to date: what it earned, what was sold and collected of it."""

    earned: Array
    sold: Array
    collected: Array
    settled_in: int


def _of_orders(sight: "Sight", trace: Trace) -> Iterator[tuple[int, OrderToDate]]:
    count, rows, world = sight.world.periods.count, sight.rows, sight.world
    tables: dict[int, Array] = defaultdict(lambda: np.zeros((3, count), dtype=object))
    payees: dict[int, int] = {}
    for row, amount in zip(trace.rows, trace.amounts, strict=True):
        sale = int(rows.sale[row])
        tables[sale][0:2, sight.periods_of_rows[row]] += [int(amount), int(sight.attained[row])]
        payees[sale] = int(rows.payee.codes[row])
    cash = world.credits.where(world.credits.basis.among([COLLECTED]))
    for sale, day, amount in zip(cash.sale, cash.day, cash.amount, strict=True):
        place = int(world.periods.at(np.array([day]))[0])
        if int(sale) in tables and place < count:
            tables[int(sale)][2, place] += int(amount)
    left = world.left_in if world.plan.leaver == "settle" else np.full(world.shape[0], -1)
    for sale, table in tables.items():
        to_date = table.cumsum(axis=1)
        earned, sold, collected = to_date
        yield payees[sale], OrderToDate(earned, sold, collected, int(left[payees[sale]]))
