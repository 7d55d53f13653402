"""Whole units that add up: a whole over parts, a year over months, a table with both margins."""

from collections.abc import Sequence

Ranks = Sequence[object]


def largest_remainder(total: int, weights: Sequence[int], ties: Ranks | None = None) -> list[int]:
    """A whole of units split by weight so that the parts sum to it.

    Each part is its exact share rounded down or up (Hamilton's method); of equal remainders the
    one with the smaller tie is rounded up first, by default the earlier. A weight of 0 gets
    nothing. ValueError where no weight is above 0, or anything is below.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("a split needs a total and weights of at least 0, one of them above")
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    ranks = ties or range(len(parts))
    order = sorted(range(len(parts)), key=lambda i: (-(total * weights[i] % whole), ranks[i]))
    for i in order[:left]:
        parts[i] += 1
    return parts


def cumulative(total: int, weights: Sequence[int]) -> list[int]:
    """A whole of units split by weight over periods: every sum to date within half a unit.

    Period m gets round(share to m) − round(share to m−1), halves up, so that no rounding adds up
    over the year. ValueError as for `largest_remainder`.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("a split needs a total and weights of at least 0, one of them above")
    parts, before, weight = [], 0, 0
    for one in weights:
        weight += one
        to_date = (2 * total * weight + whole) // (2 * whole)
        parts.append(to_date - before)
        before = to_date
    return parts
