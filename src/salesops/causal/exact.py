"""Exact fractions made into amounts that still add up."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from salesops.kernel.money import CENT


def rounded(values: Sequence[Fraction], whole: Decimal, unit: Decimal = CENT) -> list[Decimal]:
    """The values, which sum to the whole, as multiples of the unit that sum to it too.

    Signed largest remainder: every value is rounded down or up, ties to the earlier one; a whole
    that is no multiple of the unit leaves its odd bit with the first of the largest. ValueError
    where the values do not sum to the whole: then something was mixed that must not be.
    """
    if sum(values, Fraction(0)) != Fraction(whole):
        raise ValueError(f"{list(map(float, values))} do not add up to {whole}")
    step = Fraction(unit)
    floors = [floor(value / step) for value in values]
    shares = [Decimal(low) * unit for low in floors]
    left = whole - sum(shares, Decimal(0))
    ranks = sorted(range(len(values)), key=lambda i: (floors[i] - values[i] / step, i))
    for i in ranks:
        extra = min(unit, left)
        shares[i] += extra
        left -= extra
    return shares
