"""Comparisons mixed from donors, and how far chance gets: placebos, and leaving units out."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from salesops.causal import matched, synthetic
from salesops.causal.chance import assignments
from salesops.causal.declared import Declared
from salesops.causal.gaps import Gaps
from salesops.causal.panel import Array, Panel
from salesops.causal.synthetic import Mix

MOST_MIXED = 199
"""Assignments tried where each needs its own weights."""
LEAST_LEFT = 2
"""Donors that must be left for a placebo."""


def mixed_gaps(panel: Panel, declared: Declared) -> tuple[Gaps, list[Mix]]:
    """The gaps to a comparison that is mixed from the donors. ValueError without donors."""
    if declared.method == "matched":
        donors = panel.values[panel.members(len(panel.cohorts))]
        if not len(donors):
            raise ValueError("nobody is left to compare with")
        found = [matched.each(panel.values[panel.members(n)], panel.shares(n), donors, start)
                 for n, start in enumerate(panel.cohorts)]  # fmt: skip
    else:
        fit = synthetic.control if declared.method == "sc" else synthetic.both
        found = synthetic.mixes(panel, fit)
    return synthetic.gaps(panel, found), found


def placebos(panel: Panel, declared: Declared) -> Gaps:
    """The gaps of never treated units that are said to be treated, a draw each.

    No draw at all where too few units are left.
    """
    there = panel.members(len(panel.cohorts))
    left = len(there) - panel.treated
    if left < LEAST_LEFT:
        nothing = np.empty((0, len(panel.cohorts), len(panel.times)))
        return Gaps(nothing, panel.cohorts, panel.sizes[:-1])
    sizes = [*panel.sizes[:-1].tolist(), left]
    labels, _ = assignments(sizes, min(declared.draws, MOST_MIXED), declared.seed)
    return said_treated(panel.values[there], panel.cohorts, labels, declared)


def said_treated(values: Array, cohorts: Sequence[int], labels: Array, declared: Declared) -> Gaps:
    """The gaps to a mix under each draw of labels, the never treated labelled last."""
    names, times = (tuple(map(str, range(size))) for size in values.shape)
    starts = (*cohorts, None)
    found = [
        mixed_gaps(Panel(names, times, values, tuple(starts[n] for n in row)), declared)[0]
        for row in labels.tolist()
    ]
    return Gaps(np.stack([one.by_cohort for one in found]), found[0].starts, found[0].sizes)


def scale(found: Gaps, values: Array, declared: Declared, spread: float = 1.0) -> Array:
    """What estimates are compared by: for synthetic control how well each fitted before.

    A donor whose past cannot be imitated is far off afterwards too, and says nothing of chance.
    The others are alike, but for `spread`: how far the treated stray beyond as many alike.
    """
    if declared.method != "sc":
        return np.full(found.by_cohort.shape[:-2], spread)
    least = max(1e-9 * float(np.abs(values).max()), 1e-300)
    return np.asarray(np.maximum(found.misfit(), least))


def spread_of(panel: Panel) -> float:
    """How far a weighted mean of the treated strays beyond one of as many that count alike."""
    sizes, factors = panel.sizes[:-1], panel.factors
    own = [panel.shares(n) @ panel.shares(n) for n in range(len(panel.cohorts))]
    parts = (sizes * factors) ** 2
    return float(np.sqrt(parts @ np.array(own) / (parts @ (1 / sizes))))


def jackknife(panel: Panel, mixes: Sequence[Mix]) -> float | None:
    """The standard error from leaving out one unit after the other, weights held (algorithm 3).

    None where a unit starts alone or one donor holds all the weight: then nothing would be left.
    """
    if panel.sizes[:-1].min() < 2 or any(mix.units.max() > 1 - 1e-9 for mix in mixes):
        return None
    cohorts = range(len(panel.cohorts))
    sizes = np.concatenate([*(_without_treated(panel, mixes, n) for n in cohorts),
                            _without_donors(panel, mixes)])  # fmt: skip
    count = len(sizes)
    return sqrt((count - 1) / count * float(((sizes - sizes.mean()) ** 2).sum()))


def _without_treated(panel: Panel, mixes: Sequence[Mix], cohort: int) -> Array:
    """The estimates without each unit of a cohort."""
    donors = panel.values[panel.members(len(panel.cohorts))]
    own, shares = panel.values[panel.members(cohort)], panel.shares(cohort)[:, None]
    left = (panel.path(cohort) - shares * own) / (1 - shares)
    paths = []
    for n, (start, mix) in enumerate(zip(panel.cohorts, mixes, strict=True)):
        path = left if n == cohort else panel.path(n)[None]
        paths.append(np.broadcast_to(_levelled(path - mix.units @ donors, mix, start), left.shape))
    sizes = panel.sizes[:-1] - (np.arange(len(panel.cohorts)) == cohort)
    return Gaps(np.stack(paths, axis=1), panel.cohorts, sizes).times(panel.factors).after()


def _without_donors(panel: Panel, mixes: Sequence[Mix]) -> Array:
    """The estimates without each donor, the others' shares drawn up to one."""
    donors = panel.values[panel.members(len(panel.cohorts))]
    paths = []
    for n, (start, mix) in enumerate(zip(panel.cohorts, mixes, strict=True)):
        shares = mix.units[:, None]
        mixed = (mix.units @ donors - shares * donors) / (1 - shares)
        path = panel.path(n)
        paths.append(_levelled(path - mixed, mix, start))
    found = Gaps(np.stack(paths, axis=1), panel.cohorts, panel.sizes[:-1])
    return found.times(panel.factors).after()


def _levelled(gaps: Array, mix: Mix, start: int) -> Array:
    """Gaps (draws, times) from where they stood before the start, by the shares of its periods."""
    return gaps if mix.times is None else gaps - (gaps[:, :start] @ mix.times)[:, None]
