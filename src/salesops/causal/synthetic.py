"""Synthetic control and synthetic difference-in-differences: a comparison mixed to fit the past.

Synthetic control after Abadie, Diamond and Hainmueller (JASA 2010), fitted to outcomes alone;
synthetic difference-in-differences after Arkhangelsky, Athey, Hirshberg, Imbens and Wager
(American Economic Review 2021). Units that start together are taken as their mean; who is treated
later is no donor.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from salesops.causal.gaps import Gaps
from salesops.causal.panel import Array, Panel
from salesops.causal.simplex import shares

NEGLIGIBLE = 1e-6


@dataclass(frozen=True, eq=False)
class Mix:
    """One cohort's comparison: the share of each donor, of each earlier period, and its path."""

    units: Array
    times: Array | None
    path: Array


Fit = Callable[[Array, Array, int, int], Mix]


def control(path: Array, donors: Array, start: int, _treated: int) -> Mix:
    """The donors mixed so that they follow the path before the start, level and all."""
    found = shares(donors[:, :start].T, path[:start], (NEGLIGIBLE * noise(donors, start)) ** 2)
    return Mix(found, None, found @ donors)


def both(path: Array, donors: Array, start: int, treated: int) -> Mix:
    """Donors mixed to run parallel to the path, and periods to resemble those after the start."""
    sigma, after = noise(donors, start), donors.shape[1] - start
    spread = (treated * after) ** 0.25 * sigma
    before = donors[:, :start]
    units = shares(_centred(before.T), _centred(path[:start]), spread**2 * start)
    late = donors[:, start:].mean(axis=1)
    ridge = (NEGLIGIBLE * sigma) ** 2 * len(donors)
    times = shares(_centred(before), _centred(late), ridge)
    mixed = units @ donors
    return Mix(units, times, mixed + times @ (path[:start] - mixed[:start]))


def noise(donors: Array, start: int) -> float:
    """Standard deviation of the donors' changes from period to period before the start."""
    changes = np.diff(donors[:, :start], axis=1)
    return float(changes.std(ddof=1)) if changes.size > 1 else 0.0


def _centred(values: Array) -> Array:
    return np.asarray(values - values.mean(axis=0))


def mixes(panel: Panel, fit: Fit) -> list[Mix]:
    """The mix of every cohort, in order. ValueError without donors."""
    donors = panel.values[panel.members(len(panel.cohorts))]
    if not len(donors):
        raise ValueError("nobody is left to compare with")
    return [
        fit(panel.path(n), donors, start, int(panel.sizes[n]))
        for n, start in enumerate(panel.cohorts)
    ]


def gaps(panel: Panel, found: list[Mix]) -> Gaps:
    """Every cohort's path less that of its mix."""
    paths = [panel.path(n) - mix.path for n, mix in enumerate(found)]
    return Gaps(np.stack(paths), panel.cohorts, panel.sizes[:-1])
