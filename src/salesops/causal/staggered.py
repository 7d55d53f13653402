"""Difference-in-differences where units start at different times, without forbidden comparisons.

Group-time effects after Callaway and Sant'Anna (Journal of Econometrics 2021): a cohort is only
ever compared with units that are not treated yet, or never. What already treated units do is no
comparison: their own effect would be subtracted (Goodman-Bacon 2021). Base is the mean of
all periods before the cohort's start, which for a single start is the usual two-by-two estimate.
"""

from collections.abc import Sequence

import numpy as np

from salesops.causal.declared import Comparison
from salesops.causal.gaps import Gaps
from salesops.causal.panel import Array, Panel


def difference(panel: Panel, comparison: Comparison = "not_yet") -> Gaps:
    """The group-time effects of a panel."""
    means = cohort_means(panel.values, panel.labels[None], len(panel.sizes), panel.weights)[0]
    return gaps_of(means, panel.sizes, panel.cohorts, comparison)


def cohort_means(values: Array, labels: Array, cohorts: int, weights: Array | None = None) -> Array:
    """Mean path of every cohort (draws, cohorts, times), under each draw of labels.

    Units count by their weights, in the last cohort alike.
    """
    found = np.zeros((len(labels), cohorts, values.shape[1]))
    for cohort in range(cohorts):
        there = (labels == cohort).astype(float)
        if weights is not None and cohort < cohorts - 1:
            there = there * weights
        counts = there.sum(axis=1, keepdims=True)
        found[:, cohort] = there @ values / np.where(counts > 0, counts, 1)
    return found


def gaps_of(means: Array, sizes: Array, starts: Sequence[int], comparison: Comparison) -> Gaps:
    """Each cohort's path less its comparison's, both from their own mean before the start."""
    paths = [
        _moved(means[..., n, :], start) - _comparison(means, sizes, starts, n, comparison)
        for n, start in enumerate(starts)
    ]
    return Gaps(np.stack(paths, axis=-2), starts, sizes[:-1])


def _comparison(
    means: Array, sizes: Array, starts: Sequence[int], own: int, comparison: Comparison
) -> Array:
    """Mean path of the comparison at each time; NaN where everybody is treated."""
    times = np.arange(means.shape[-1])
    # A unit that starts later compares as long as it is untreated; before, it always is.
    weights = np.zeros((len(sizes), len(times)))
    weights[-1] = sizes[-1]
    if comparison == "not_yet":
        for n, start in enumerate(starts):
            if start > starts[own]:
                weights[n] = np.where(times < start, sizes[n], 0)
    total = weights.sum(axis=0)
    moved = _moved(means, starts[own])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.einsum("...kt,kt->...t", moved, weights) / total)


def _moved(path: Array, start: int) -> Array:
    return np.asarray(path - path[..., :start].mean(axis=-1, keepdims=True))
