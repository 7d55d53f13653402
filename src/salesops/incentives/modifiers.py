"""What changes a component's pay after its tiers: gates, thresholds, multipliers, floors, caps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from salesops.incentives.exact import Array, Stage, objects, ratio, total
from salesops.incentives.tiers import Totals

# The totals of another component, by name; of the component itself where the name is empty.
TotalsOf = Callable[[str], Totals]


@dataclass(frozen=True)
class Reached:
    """What a component had come to before a modifier: its steps, and how they are counted.

    `periods` are those of the interval that its version holds so far. `before` is what earlier
    versions have paid of the same interval, where this one goes on from them, `floor_before` the
    least they had to, and `filled_before` what they paid for no other reason.
    """

    stages: tuple[Stage, ...]
    den: int
    unit: Decimal
    totals_of: TotalsOf
    periods: Array
    before: Array
    floor_before: Array
    filled_before: Array

    @property
    def total(self) -> Array:
        """What was earned so far, as Python's numbers."""
        return objects(total(self.stages))

    def units(self, amount: Decimal) -> Fraction:
        """An amount of money as these steps count it."""
        return Fraction(amount) / Fraction(self.unit) * self.den


def attainment(of: Totals) -> Array:
    """Attained ÷ quota, exactly; 0 where there is no quota."""
    return ratio(of.attained, of.quota)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Nothing is paid below `at_least` of another component's (or the own) attainment."""

    component: str = ""
    at_least: Decimal

    def step(self, so_far: Reached) -> Stage:
        """Takes all of it away where the gate is shut."""
        shut = attainment(so_far.totals_of(self.component)) < Fraction(self.at_least)
        lost = np.where(shut.astype(bool), -so_far.total, 0)
        return Stage("gate", lost, rate=self.at_least, detail=self.component)


@dataclass(frozen=True, kw_only=True)
class Band:
    """A factor from `starts` of attainment up to, not including, `ends`."""

    starts: Decimal = Decimal(0)
    ends: Decimal | None = None
    factor: Decimal


@dataclass(frozen=True, kw_only=True)
class Multiplier:
    """Pay times a factor that depends on an attainment: above 1 an accelerator, below a brake."""

    component: str = ""
    bands: tuple[Band, ...]

    def step(self, so_far: Reached) -> Stage:
        """Adds (factor − 1) of what was earned."""
        factor = factors(attainment(so_far.totals_of(self.component)), self.bands)
        return Stage("multiplier", so_far.total * (factor - 1), detail=self.component)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Pay times a factor found by two attainments: rows by the first, columns by the second."""

    down: str = ""
    across: str
    rows: tuple[Decimal, ...]
    columns: tuple[Decimal, ...]
    factors: tuple[tuple[Decimal, ...], ...]

    def step(self, so_far: Reached) -> Stage:
        """Adds (factor − 1) of what was earned."""
        row = _place(attainment(so_far.totals_of(self.down)), self.rows)
        column = _place(attainment(so_far.totals_of(self.across)), self.columns)
        table = np.array([[Fraction(f) for f in line] for line in self.factors], dtype=object)
        return Stage("matrix", so_far.total * (table[row, column] - 1), detail=self.across)


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """Below this share of the quota the component pays nothing."""

    at_least: Decimal

    def step(self, so_far: Reached) -> Stage:
        """Takes all of it away below the threshold."""
        short = attainment(so_far.totals_of("")) < Fraction(self.at_least)
        lost = np.where(short.astype(bool), -so_far.total, 0)
        return Stage("threshold", lost, rate=self.at_least)


@dataclass(frozen=True, kw_only=True)
class Floor:
    """The least a component pays in an interval, for every period of it equally."""

    amount: Decimal

    def step(self, so_far: Reached) -> Stage:
        """Fills up to the floor, which grows with the periods that have begun.

        It is one floor over all versions: what they pay above it later makes good what was filled.
        """
        least = so_far.floor_before + so_far.periods.astype(object) * self.units(so_far)
        earned = so_far.before - so_far.filled_before + so_far.total
        filled = np.where(least > 0, np.maximum(least - earned, 0), 0)
        return Stage("floor", filled - so_far.filled_before, rate=self.amount)

    def units(self, so_far: Reached) -> Fraction:
        """The floor of one period."""
        return so_far.units(self.amount)


@dataclass(frozen=True, kw_only=True)
class Cap:
    """The most: of attainment that counts, or of what is paid in an interval or a period.

    What a cap on a period's payment holds back is lost, or where it is `refundable` paid in
    later periods that stay below the cap.
    """

    of: Literal["attainment", "payment"]
    at_most: Decimal
    per: Literal["interval", "period"] = "interval"
    refundable: bool = False

    def step(self, so_far: Reached) -> Stage:
        """Takes away what an interval has earned above the cap, with what was paid of it before.

        Nothing is taken of what an earlier version paid under a higher one.
        """
        above = np.maximum(so_far.before + so_far.total - so_far.units(self.at_most), 0)
        return Stage("cap", -np.minimum(above, np.maximum(so_far.total, 0)), rate=self.at_most)


Modifier = Gate | Threshold | Multiplier | Matrix | Floor | Cap


def factors(at: Array, bands: Sequence[Band]) -> Array:
    """The factor of every cell's band; 1 outside all of them."""
    found = np.full(at.shape, Fraction(1), dtype=object)
    for band in bands:
        inside = at >= Fraction(band.starts)
        if band.ends is not None:
            inside = inside & (at < Fraction(band.ends))
        found = np.where(inside.astype(bool), _alike(band.factor, at), found)
    return found


def _alike(factor: Decimal, at: Array) -> Array:
    return np.full(at.shape, Fraction(factor), dtype=object)


def _place(at: Array, starts: Sequence[Decimal]) -> Array:
    """The last of the starts that is reached, the first below all of them."""
    reached = [(at >= Fraction(start)).astype(int) for start in starts[1:]]
    return np.asarray(sum(reached, np.zeros(at.shape, int)))
