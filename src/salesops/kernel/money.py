"""Money: rounding once, half up, and splitting a whole into parts that sum to it."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def half_up(value: Decimal, unit: Decimal = CENT) -> Decimal:
    """The value rounded to a multiple of the unit; halves go away from zero."""
    return (value / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def parts(total: Decimal, weights: Sequence[Decimal], unit: Decimal = CENT) -> list[Decimal]:
    """The total shared by weight in multiples of the unit, by largest remainder.

    The parts always sum to the total; ties go to the earlier part. A total that is no multiple
    of the unit leaves its odd bit with the part of the largest remainder. Weights that are all
    zero share equally. ValueError where there is nothing to share among or a weight is negative.
    """
    if not weights or min(weights) < 0:
        raise ValueError("parts need at least one weight, and none below zero")
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights, Decimal(0))
    sign = Decimal(-1 if total < 0 else 1)
    exact = [abs(total) * weight / whole / unit for weight in weights]
    floors = [share.to_integral_value(ROUND_FLOOR) for share in exact]
    # Only parts with a weight may take a remainder: a team without people gets no cent.
    ranks = sorted(range(len(exact)), key=lambda i: (not weights[i], floors[i] - exact[i], i))
    left = abs(total) - sum(floors) * unit
    shares = [floor * unit for floor in floors]
    for i in ranks:
        step = min(left, unit)
        shares[i] += step
        left -= step
    return [sign * share for share in shares]
