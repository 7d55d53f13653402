"""How far chance alone would get: the same estimate with other units said to be treated.

Randomisation inference (Fisher 1935; for panels: Abadie, Diamond and Hainmueller 2010). Whole
units change places, so whatever hangs together within a unit over time stays together, and few
units give wide intervals instead of false certainty.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb, floor, inf

import numpy as np

from salesops.causal.panel import Array


def assignments(sizes: Sequence[int], draws: int, seed: int) -> tuple[Array, bool]:
    """Labels of all units (draws, units) under other assignments, and whether these are all.

    `sizes` are the units of each cohort, the never treated last. All assignments where there are
    no more than `draws`, and then the actual one is among them; else so many at random.
    """
    units = sum(sizes)
    if _count(sizes) <= draws:
        return np.array(list(_all(sizes, tuple(range(units)))), dtype=np.int16), True
    labels = np.repeat(np.arange(len(sizes), dtype=np.int16), sizes)
    random = np.random.default_rng(seed)
    return random.permuted(np.tile(labels, (draws, 1)), axis=1), False


def _count(sizes: Sequence[int]) -> int:
    left, count = sum(sizes), 1
    for size in sizes[:-1]:
        count *= comb(left, size)
        left -= size
    return count


def _all(sizes: Sequence[int], places: tuple[int, ...]) -> Iterator[Array]:
    units = len(places)
    for chosen in _chosen(sizes[:-1], places):
        labels = np.full(units, len(sizes) - 1, dtype=np.int16)
        for cohort, members in enumerate(chosen):
            labels[list(members)] = cohort
        yield labels


def _chosen(sizes: Sequence[int], places: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    if not sizes:
        yield []
        return
    for members in combinations(places, sizes[0]):
        left = tuple(place for place in places if place not in members)
        for rest in _chosen(sizes[1:], left):
            yield [members, *rest]


def p_value(size: float, others: Array, *, is_all: bool) -> float:
    """How often chance gets at least as far from nothing; the actual assignment counts too."""
    as_far = int((np.abs(others) >= abs(size) * (1 - 1e-9)).sum())
    return as_far / len(others) if is_all else (1 + as_far) / (1 + len(others))


def interval(
    size: float, others: Array, shares: Array, alpha: float, *, is_all: bool
) -> tuple[float, float]:
    """The effects that a test at this level would not reject, by inverting it exactly.

    `others` are the estimates under other assignments, `shares` the part of the actual effect
    that they would contain. Subtracting an effect τ leaves other − τ·share beside size − τ. All
    of it where there are too few assignments for any to be rejected.
    """
    lows, highs = _still_as_far(size, np.asarray(others), np.asarray(shares))
    count = len(others) if is_all else len(others) + 1
    # An effect stands while more than this many assignments get as far; the actual one always.
    needed = floor(alpha * count + 1e-9) + (1 if is_all else 0)
    if needed < 1 or (is_all and needed <= 1):
        return -inf, inf
    return float(np.sort(lows)[needed - 1]), float(np.sort(highs)[-needed])


def _still_as_far(size: float, others: Array, shares: Array) -> tuple[Array, Array]:
    """Between which effects |other − τ·share| ≥ |size − τ|; everywhere for the actual one."""
    below, above = 1 - shares, 1 + shares
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.stack([(size - others) / below, (size + others) / above])
    lows = np.where((below > 1e-9) & (above > 1e-9), roots.min(axis=0), -inf)
    highs = np.where((below > 1e-9) & (above > 1e-9), roots.max(axis=0), inf)
    return lows, highs


def reach(others: Array, alpha: float) -> float:
    """The distance that other units' estimates pass no more often than the level; inf for few.

    With n others and the actual one, an effect stands while (1 + as far) ÷ (1 + n) > alpha.
    """
    needed = floor(alpha * (len(others) + 1) + 1e-9)
    return float(np.sort(np.abs(others))[-needed]) if needed >= 1 else inf
