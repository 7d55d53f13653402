"""What one component sees under one version of a plan: its credits made totals to date."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from salesops.incentives.by_order import ByOrder, by_order
from salesops.incentives.credits import Credits
from salesops.incentives.exact import Array, scaled
from salesops.incentives.periods import LENGTHS
from salesops.incentives.plan import Version
from salesops.incentives.presence import version_days
from salesops.incentives.quotas import Held
from salesops.incentives.rules import Accumulate, Bonus, Commission, Component, Pool
from salesops.incentives.tiers import Totals
from salesops.incentives.world import World


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
        start, end = version_days(self.world.plan, self.version)
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
        by_pieces = _goes_by_pieces(self.component)
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
        return self._under(self.world.plan.went_before(self.version))

    def _under(self, versions: Iterable[Version]) -> list["Sight"]:
        """The component under those of the versions that share an interval with its own."""
        if self.is_by_transaction:
            return []
        return [
            Sight(self.world, component, version)
            for version in versions
            if self._meets(version)
            for component in version.components
            if component.name == self.component.name
            and _goes_by_pieces(component) == _goes_by_pieces(self.component)
        ]

    def _meets(self, other: Version) -> bool:
        """Whether another version holds in an interval that this one holds in."""
        one, after = sorted((self.version, other), key=lambda version: version.starts_on)
        place = int(self.world.periods.at(np.array([after.starts_on.toordinal()]))[0])
        place = min(place, self.world.periods.all - 1)
        first = self.world.periods.starts[self.world.periods.first(self.scope)[place]]
        return version_days(self.world.plan, one)[1] > first

    @cached_property
    def settled(self) -> tuple[Array, Array] | None:
        """What was attained of which quota to date, as the version in force then counts it."""
        if self.version.settled_by == "version":
            return None
        later = self._under(self.world.plan.goes_on_in(self.version))
        attained, quota = self.attained_to_date, self.held.quota
        for sight in later:
            day = sight.version.starts_on.toordinal()
            place = int(self.world.periods.at(np.array([day]))[0])
            attained = _from(place, attained, sight.attained_to_date)
            quota = _from(place, quota, sight.held.quota)
        return (attained, quota) if later else None

    @cached_property
    def present(self) -> Array | None:
        """Where the person is on the plan in the interval so far; None where nobody asks."""
        of = self.component
        is_fixed = isinstance(of, Bonus) and not of.at_least
        has_amounts = isinstance(of, Commission | Pool) and any(t.amount for t in of.tiers)
        return self.so_far() if is_fixed or has_amounts else None

    def so_far(self) -> Array:
        """Where the person is on the plan under the version in the interval so far."""
        here = self.world.presence.under(self.version).astype(np.int64)
        return self.world.periods.to_date(here, self.scope) > 0

    @cached_property
    def before(self) -> Array | None:
        """Where an earlier version of the component had held in the interval."""
        earlier = [v for v in self.world.plan.versions if v.starts_on < self.version.starts_on]
        found = [sight.so_far() for sight in self._under(earlier)]
        return np.logical_or.reduce(found) if found else None

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
        own = self._own_to_date
        paid = own
        if self.basis is not self.attained:
            paid = to_date(self.grid(self.basis), self.scope)
        # The quota of an interval without one stays 0: nothing is attained there.
        attained = self.attained_to_date
        basis = attained if attained is own and paid is own else paid
        return Totals(
            attained, basis, self.carried, self.held.quota, self.held.target,
            self.present, self.before, self.settled,
        )  # fmt: skip

    @cached_property
    def _own_to_date(self) -> Array:
        return self.world.periods.to_date(self.grid(self.attained), self.scope)

    @cached_property
    def attained_to_date(self) -> Array:
        """What was attained in the interval, with what earlier versions had come to."""
        return self._own_to_date + self.carried if self.carried.any() else self._own_to_date

    @cached_property
    def by_order(self) -> ByOrder:
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
        return self.cells.each(lambda column: column[rows].sum(axis=0)[None, :])

    def placed(self, members: tuple[str, ...], amounts: Array) -> Array:
        """Rows of these people at their places, 0 for everybody else."""
        places = {name: place for place, name in enumerate(self.world.people)}
        found = np.zeros(self.world.shape, dtype=object)
        for member, row in zip(members, amounts, strict=True):
            if member in places:
                found[places[member]] = row
        return found


def _goes_by_pieces(of: Component) -> bool:
    """Whether a component moves along its tiers by pieces, and not by money."""
    unit = of.tier_unit if isinstance(of, Commission | Pool) else ""
    return unit == "quantity" or (unit != "amount" and of.measure == "quantity")


def _from(place: int, before: Array, after: Array) -> Array:
    """The columns of one table up to a place, and of another from there on."""
    return np.concatenate([before[:, :place], after[:, place:]], axis=1)
