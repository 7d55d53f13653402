"""What one component sees under one version of a plan: its credits made totals to date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from salesops.incentives.credits import Credits
from salesops.incentives.exact import Array, Earned, scaled
from salesops.incentives.periods import LENGTHS, Periods
from salesops.incentives.plan import Plan, Version
from salesops.incentives.quotas import Against, Held, terms_of
from salesops.incentives.rules import Accumulate, Commission, Component, Pool
from salesops.incentives.tiers import Totals
from salesops.incentives.tracing import clawback_share


@dataclass(frozen=True)
class World:
    """Everything a calculation is made from, with people in the order of their names.

    Nothing is paid to, or taken from, who is `left_out`.
    """

    plan: Plan
    credits: Credits
    against: Against
    periods: Periods
    left_out: frozenset[str] = frozenset()

    @property
    def people(self) -> Sequence[str]:
        """Everybody who may be paid."""
        return self.credits.payee.values

    @property
    def shape(self) -> tuple[int, int]:
        """People and periods that have begun."""
        return len(self.people), self.periods.count

    @cached_property
    def left_in(self) -> Array:
        """The place of the period in which each person left; −1 for who is still there."""
        found = np.full(len(self.people), -1)
        told = {name: terms[-1].ends_before for name, terms in terms_of(self.plan).items()}
        for row, name in enumerate(self.people):
            day = told.get(name)
            if day is not None:
                place = int(self.periods.at(np.array([day.toordinal() - 1]))[0])
                found[row] = place if place < self.periods.count else -1
        return found

    def version_span(self, version: Version) -> tuple[date, date]:
        """The days a version holds."""
        later = [v.starts_on for v in self.plan.versions if v.starts_on > version.starts_on]
        # Late credits of a plan that ended are still paid by its last version.
        return version.starts_on, min(later, default=date.max)


class Sight:
    """A component's view (the `Seen` of its rule): the rows that count and their totals."""

    def __init__(self, world: World, component: Component, version: Version) -> None:
        self.world, self.component, self.version = world, component, version
        self.unit: Decimal = world.plan.unit

    @property
    def scope(self) -> Accumulate:
        """What totals accumulate over; a transaction's cells are single periods."""
        return self.component.accumulate

    @property
    def is_by_transaction(self) -> bool:
        """Whether every order stands by itself."""
        return self.scope == "transaction" and isinstance(self.component, Commission)

    @cached_property
    def rows(self) -> Credits:
        """The credits that count for the component under this version, up to the open period."""
        kept = self._among(self.world.credits, self.component.basis)
        return self.world.credits if kept.all() else self.world.credits.where(kept)

    def _among(self, credits: Credits, basis: Sequence[str]) -> Array:
        of = self.component
        start, end = self.world.version_span(self.version)
        start, end = max(start, of.starts_on or start), min(end, of.ends_before or end)
        day = self._day(credits)
        last = self.world.periods.as_of.toordinal()
        kept = (credits.payee.codes >= 0) & (day >= start.toordinal()) & (day < end.toordinal())
        kept &= credits.basis.among(basis) & credits.role.among(of.roles) & (credits.day <= last)
        if of.products:
            kept &= credits.product.among(of.products)
        return np.asarray(kept)

    def _day(self, credits: Credits) -> Array:
        is_original = self.component.returns.attribution == "original"
        return credits.sale_day if is_original else credits.day

    @cached_property
    def periods_of_rows(self) -> Array:
        """The place of the period each row counts in."""
        return self.world.periods.at(self._day(self.rows))

    @cached_property
    def attained(self) -> Array:
        """What each row moves along the tiers by."""
        unit = self.component.tier_unit if isinstance(self.component, Commission | Pool) else ""
        by_pieces = unit == "quantity" or (
            unit != "amount" and self.component.measure == "quantity"
        )
        return self._with_windfall(self.rows.quantity if by_pieces else self.rows.amount,
                                   "attainment_share")  # fmt: skip

    @cached_property
    def basis(self) -> Array:
        """What is paid on, of each row: nothing of a shadow credit."""
        by_pieces = self.component.measure == "quantity"
        unit = self.component.tier_unit if isinstance(self.component, Commission) else ""
        same = unit not in ("amount", "quantity") or unit == self.component.measure
        shadow = self.rows.role.among(["shadow"])
        if same and not self.component.windfall and not shadow.any():
            return self.attained
        paid = self._with_windfall(
            self.rows.quantity if by_pieces else self.rows.amount, "pay_share"
        )
        return np.where(shadow, 0, paid)

    def _with_windfall(self, of: Array, share: str) -> Array:
        """Rows less the part of a large order that does not count, taken from its first row."""
        rule = self.component.windfall
        part = getattr(rule, share) if rule else Decimal(1)
        if not rule or part == 1:
            return of
        keys, first, place = np.unique(self.rows.sale, return_index=True, return_inverse=True)
        whole = np.zeros(len(keys), dtype=of.dtype)
        np.add.at(whole, place, of)
        excess = np.where(keys < 0, 0, np.maximum(whole - scaled(rule.above), 0))
        lost = [int(Fraction(int(e)) * (1 - Fraction(part))) for e in excess]
        found = of.copy()
        found[first] -= np.array(lost, dtype=of.dtype)
        return found

    @cached_property
    def kept(self) -> Array:
        """Rows that are part of the totals: not returns that leave attainment as it is."""
        if self.component.returns.reduce_attainment:
            return np.ones(len(self.rows), bool)
        return ~self.rows.is_return

    @cached_property
    def held(self) -> Held:
        """Quota and target pay of every cell."""
        return self.world.against.held(self.component, self.version)

    @cached_property
    def carried(self) -> Array:
        """Where earlier versions of the component had come to in the same interval."""
        found = np.zeros(self.world.shape, np.int64)
        for earlier in self.earlier:
            found = found + earlier.grid(earlier.attained)
        return self.world.periods.to_date(found, self.scope)

    @cached_property
    def earlier(self) -> Sequence["Sight"]:
        """The component under the versions before, where this one goes on from them."""
        if not self.version.carry_attainment or LENGTHS[self.scope] == 1:
            return ()
        return [
            Sight(self.world, component, version)
            for version in self.world.plan.versions
            if version.starts_on < self.version.starts_on
            for component in version.components
            if component.name == self.component.name
        ]

    def grid(self, of: Array) -> Array:
        """The rows' numbers summed by person and period."""
        count = self.world.periods.count
        found = np.zeros(self.world.shape[0] * count, dtype=of.dtype)
        kept = self.kept & (self.periods_of_rows < count)
        cells = self.rows.payee.codes * count + self.periods_of_rows
        if kept.all():
            np.add.at(found, cells, of)
        else:
            np.add.at(found, cells[kept], of[kept])
        return found.reshape(self.world.shape)

    def totals(self) -> Totals:
        """To date by person and period; by order where each stands by itself."""
        return self.by_order.totals if self.is_by_transaction else self.cells

    @cached_property
    def cells(self) -> Totals:
        """To date by person and period."""
        to_date = self.world.periods.to_date
        own = to_date(self.grid(self.attained), self.scope)
        paid = own
        if self.basis is not self.attained:
            paid = to_date(self.grid(self.basis), self.scope)
        carried = self.carried
        # The quota of an interval without one stays 0: nothing is attained there.
        attained = own + carried if carried.any() else own
        basis = attained if attained is own and paid is own else paid
        return Totals(attained, basis, carried, self.held.quota, self.held.target)

    @cached_property
    def by_order(self) -> "ByOrder":
        """The orders, each with its own totals."""
        return by_order(self)

    def orders(self, at_least: int) -> Array:
        """How many orders of each cell have at least so much of the measure, returns taken off."""
        by = by_order(self, net=True)
        count = np.zeros(self.world.shape, np.int64)
        met = by.totals.attained >= at_least
        np.add.at(count, (by.payee[met], by.period[met]), 1)
        return count

    def of_basis(self, basis: str) -> Array:
        """What was recorded under another basis, to date, in ten-thousandths."""
        rows = self.world.credits.where(self._among(self.world.credits, [basis]))
        found = np.zeros(self.world.shape, np.int64)
        np.add.at(found, (rows.payee.codes, self.world.periods.at(rows.day)), rows.amount)
        return self.world.periods.to_date(found, self.scope)

    def carried_of(self, basis: str) -> Array:
        """What earlier versions had of another basis in the same interval."""
        own = np.zeros(self.world.shape, np.int64)
        return sum((earlier.of_basis(basis) for earlier in self.earlier), own)

    def share_of_year(self) -> Array:
        """Each cell's interval as a part of the year."""
        return np.full(self.world.shape, Fraction(LENGTHS[self.scope], 12), dtype=object)

    def team(self, members: tuple[str, ...]) -> Totals:
        """The totals of these people together, one row; the quota is the sum of theirs."""
        rows = [place for place, name in enumerate(self.world.people) if name in members]
        parts = (self.cells.attained, self.cells.basis, self.cells.carried,
                 self.cells.quota, self.cells.target)  # fmt: skip
        attained, basis, *rest = (part[rows].sum(axis=0)[None, :] for part in parts)
        same = self.cells.basis is self.cells.attained
        return Totals(attained, attained if same else basis, *rest)

    def placed(self, members: tuple[str, ...], amounts: Array) -> Array:
        """Rows of these people at their places, 0 for everybody else."""
        places = {name: place for place, name in enumerate(self.world.people)}
        found = np.zeros(self.world.shape, dtype=object)
        for member, row in zip(members, amounts, strict=True):
            if member in places:
                found[places[member]] = row
        return found


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

    def summed(self, earned: Earned, shape: tuple[int, int], sight: Sight) -> Earned:
        """What the orders earn, by person and period; a return takes back its order's own rate."""
        stages = []
        for stage in earned.stages:
            num = _summed(stage.num, self, shape, sight)
            basis = None if stage.basis is None else _summed(stage.basis, self, shape, sight)
            stages.append(replace(stage, num=num, basis=basis))
        return Earned(tuple(stages), earned.den)


def by_order(sight: Sight, *, net: bool = False) -> ByOrder:
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


def _summed(of: Array, by: ByOrder, shape: tuple[int, int], sight: Sight) -> Array:
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
