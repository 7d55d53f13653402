"""Exact amounts in arrays: whole numbers over one denominator, rounded once, half away from 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

# Whole numbers of sixty-four bits, or Python's own and fractions where those would not hold.
Array = np.ndarray[Any, Any]

# Amounts and pieces come in ten-thousandths, as the ledger keeps them.
SCALE = 10_000
# Doubled while rounding, so half of what sixty-four bits hold, less a bit.
LIMIT = 2**61

_ratio = np.frompyfunc(Fraction, 2, 1)


def objects(of: Array) -> Array:
    """The same numbers as Python's own, which have no largest."""
    return of.astype(object)


def held(values: Sequence[int]) -> Array:
    """Whole numbers of sixty-four bits where even their sum is one, else Python's own."""
    fits = sum(map(abs, values)) < LIMIT
    return np.array(values, dtype=np.int64 if fits else object)


def narrowed(of: Array) -> Array:
    """Whole numbers as sixty-four bits where all of them fit, else as they are."""
    fits = of.dtype == object and all(-LIMIT < number < LIMIT for number in of.flat)
    return of.astype(np.int64) if fits else of


def ratio(of: Array, to: Array) -> Array:
    """Exact quotients; 0 where the divisor is 0."""
    one = np.where(to == 0, 1, to)
    return np.asarray(_ratio(np.where(to == 0, 0, of).astype(object), one.astype(object)))


def rounded(num: Array, den: int) -> Array:
    """The quotient num ÷ den rounded to whole numbers, halves away from 0."""
    whole = (2 * np.abs(num) + den) // (2 * den)
    return np.asarray(np.where(num < 0, -whole, whole))


def scaled(value: Decimal) -> int:
    """An amount in ten-thousandths, rounded half up where it is finer."""
    exact = value * SCALE
    if exact == int(exact) and abs(exact) < LIMIT:
        return int(exact)
    number = Fraction(value) * SCALE
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return -whole if number < 0 else whole


def money(units: int, unit: Decimal) -> Decimal:
    """So many units as an amount with the unit's decimals."""
    return Decimal(int(units)) * unit


def unscaled(value: Any) -> Decimal:
    """Ten-thousandths as an amount without idle zeros."""
    number = int(value)
    whole, rest = divmod(number, SCALE)
    return Decimal(whole) if not rest else (Decimal(number) / SCALE).normalize()


@dataclass(frozen=True)
class Stage:
    """One step on the way to what a component pays, as a total to date of every cell.

    The number counts the plan's unit of money times the denominator of what it is part of; `basis`,
    where the step has one, counts ten-thousandths times `basis_den`.
    """

    kind: str
    num: Array
    basis: Array | None = None
    basis_den: int = 1
    tier: int | None = None
    rate: Decimal | None = None
    detail: str = ""


@dataclass(frozen=True)
class Earned:
    """What a component pays to date, as steps that add up to it, over one denominator."""

    stages: tuple[Stage, ...]
    den: int

    @property
    def total(self) -> Array:
        """The sum of the steps."""
        return total(self.stages)


def total(stages: Sequence[Stage]) -> Array:
    """The sum of steps over one denominator."""
    found = stages[0].num
    for stage in stages[1:]:
        found = found + stage.num
    return found
