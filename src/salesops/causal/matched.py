"""Matched groups: each treated unit beside those whose past was most like its own."""

from decimal import Decimal

import numpy as np

from salesops.causal.panel import Array
from salesops.causal.synthetic import Mix

NEAREST = 3


def incremental(treated_growth: Decimal, control_growth: Decimal, baseline: Decimal) -> Decimal:
    """What the treated gained beyond what their matches did anyway: (g₁ − g₀) × baseline."""
    return (treated_growth - control_growth) * baseline


def nearest(path: Array, donors: Array, start: int, count: int = NEAREST) -> Array:
    """The places of the donors nearest in the periods before the start, nearest first.

    Distance is Euclidean, each period in units of its spread among the donors; ties go to the
    earlier donor.
    """
    spread = donors[:, :start].std(axis=0)
    scaled = (donors[:, :start] - path[:start]) / np.where(spread > 0, spread, 1.0)
    order = np.argsort((scaled**2).sum(axis=1), kind="stable")
    return np.asarray(order[:count])


def beside(path: Array, donors: Array, start: int) -> Mix:
    """The mean of the nearest donors, moved to the level that the path had before."""
    there = nearest(path, donors, start)
    units = np.zeros(len(donors))
    units[there] = 1 / len(there)
    mixed = units @ donors
    return Mix(units, None, mixed + (path[:start] - mixed[:start]).mean())


def each(paths: Array, donors: Array, start: int) -> Mix:
    """Every treated unit beside its own nearest; a donor may serve several."""
    found = [beside(path, donors, start) for path in paths]
    units = np.mean([mix.units for mix in found], axis=0)
    return Mix(np.asarray(units), None, np.asarray(np.mean([m.path for m in found], axis=0)))
