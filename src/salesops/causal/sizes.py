"""Units of very different size: where swings grow with size, effects are judged in shares.

Where noise is in proportion to size, the estimates of small units say nothing of how far chance
gets with large ones, and what happens to everybody in proportion does not run parallel. Divided by
what each had before, units can stand for one another again. It is decided by the past alone, so
that nobody's effect has a say in it.
"""

import numpy as np

from salesops.causal.panel import Array, Panel

FEWEST_UNITS, FEWEST_PERIODS = 10, 6
UNEQUAL = 0.35
"""Standard deviation of the logarithm of sizes from which on they are unequal."""
IN_PROPORTION = 0.5
"""Swings grow with size by this power or more: 0 is not at all, 1 in proportion."""


def levels(panel: Panel) -> Array:
    """The mean of each unit before anybody was treated."""
    return np.asarray(panel.values[:, : min(panel.cohorts)].mean(axis=1))


def growth(panel: Panel) -> float | None:
    """By which power of the size swings grow before the start; None where nothing can be said.

    The slope of the logarithms, over all units whose sizes are unequal and above 0.
    """
    before = panel.values[:, : min(panel.cohorts)]
    if before.shape[0] < FEWEST_UNITS or before.shape[1] < FEWEST_PERIODS:
        return None
    sizes, swings = before.mean(axis=1), np.diff(before, axis=1).std(axis=1)
    if sizes.min() <= 0 or swings.min() <= 0 or np.log(sizes).std() < UNEQUAL:
        return None
    size = np.log(sizes) - np.log(sizes).mean()
    return float(size @ np.log(swings) / (size @ size))


def in_shares(panel: Panel) -> Panel:
    """The panel divided by each unit's level before, with these as weights; or itself.

    A cohort's weighted mean is then what it sold together as a share of what it sold before.
    """
    found = growth(panel)
    if found is None or found < IN_PROPORTION:
        return panel
    sizes = levels(panel)
    return Panel(panel.units, panel.times, panel.values / sizes[:, None], panel.starts, sizes)


def are_unlike(panel: Panel) -> bool:
    """Whether the treated are larger or smaller than all others, and swings grow with size."""
    found = growth(panel)
    if found is None or found <= IN_PROPORTION / 2:
        return False
    sizes, is_treated = levels(panel), panel.labels < len(panel.cohorts)
    own, others = sizes[is_treated].mean(), sizes[~is_treated]
    return bool(not len(others) or own > others.max() or own < others.min())
