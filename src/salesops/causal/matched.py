"""Matched groups: each treated unit beside those whose past was most like its own."""

from decimal import Decimal

import numpy as np

from salesops.causal.panel import Array
from salesops.causal.synthetic import Mix

NEAREST = 3


def incremental(treated_growth: Decimal, control_growth: Decimal, baseline: Decimal) -> Decimal:
    """What the treated gained beyond what their matches did anyway: (g₁ − g₀) × baseline."""
    return (treated_growth - control_growth) * baseline


def nearest(paths: Array, donors: Array, start: int, count: int = NEAREST) -> Array:
    """The places of the donors nearest to each path in the periods before the start, nearest first.

    Distance is Euclidean, each period in units of its spread among the donors; ties go to the
    earlier donor.
    """
    spread = donors[:, :start].std(axis=0)
    unit = np.where(spread > 0, spread, 1.0)
    centre = donors[:, :start].mean(axis=0)
    own, others = (paths[:, :start] - centre) / unit, (donors[:, :start] - centre) / unit
    # Less what is the same for every donor: the path's own length.
    far = (others**2).sum(axis=1) - 2 * own @ others.T
    found = np.empty((len(paths), min(count, len(donors))), dtype=np.intp)
    for place in range(found.shape[1]):
        found[:, place] = far.argmin(axis=1)
        far[np.arange(len(paths)), found[:, place]] = np.inf
    return found


def each(paths: Array, shares: Array, donors: Array, start: int) -> Mix:
    """Every treated unit beside the mean of its own nearest, moved to the level it had before.

    `shares` say how much each counts. A donor may serve several.
    """
    there = nearest(paths, donors, start)
    counts = np.repeat(shares / there.shape[1], there.shape[1])
    units = np.bincount(there.ravel(), counts, minlength=len(donors))
    mixed = units @ donors
    return Mix(units, None, mixed + (shares @ paths[:, :start] - mixed[:start]).mean())
