"""The size of an effect, how far chance would get, and whether the past fits, by each method."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np

from salesops.causal import matched, synthetic
from salesops.causal.chance import assignments, interval, p_value, reach
from salesops.causal.declared import Declared
from salesops.causal.gaps import Gaps
from salesops.causal.panel import Array, Panel
from salesops.causal.staggered import cohort_means, difference, gaps_of
from salesops.causal.synthetic import Mix

How = Literal["permutation", "placebo", "jackknife", "none"]
MOST_MIXED = 199
"""Assignments tried where each needs its own weights."""
LEAST_LEFT = 2
"""Donors that must be left for a placebo."""


@dataclass(frozen=True)
class Past:
    """How treated and comparison went before the start.

    `p` is how often chance alone would let them part as far as they did; None where too few
    periods or units are there to say. `misfit` is the RMSPE, in the unit of the values.
    """

    periods: int
    p: float | None
    misfit: float


@dataclass(frozen=True, eq=False)
class Estimated:
    """An effect: its size a unit and period, its interval, how probable by chance, and the gaps.

    `bands` holds, by periods since the start, how far chance gets; `placebos` the estimates where
    nobody was treated.
    """

    size: float
    low: float
    high: float
    p: float
    error: float | None
    how: How
    past: Past
    gaps: Gaps
    bands: Mapping[int, float]
    placebos: Array
    mixes: tuple[Mix, ...] = ()


def estimated(panel: Panel, declared: Declared) -> Estimated:
    """The effect by the declared method. ValueError where nobody is left to compare with."""
    if declared.method == "did":
        return _by_difference(panel, declared)
    return _by_mixing(panel, declared)


def _by_difference(panel: Panel, declared: Declared) -> Estimated:
    found = difference(panel, declared.comparison)
    size = float(found.after())
    if np.isnan(size):
        raise ValueError("nobody is left to compare with")
    labels, is_all = assignments(panel.sizes.tolist(), declared.draws, declared.seed)

    def under(values: Array) -> Gaps:
        means = cohort_means(values, labels, len(panel.sizes))
        return gaps_of(means, panel.sizes, panel.cohorts, declared.comparison)

    others = under(panel.values).after()
    low, high = interval(size, others, under(panel.exposure).after(), declared.alpha, is_all=is_all)
    idle = under(panel.values - _effects(panel, found))
    bands = {e: reach(gap, declared.alpha) for e, gap in idle.events().items()}
    p = p_value(size, others, is_all=is_all)
    past = _past(found, idle, is_all=is_all)
    error = float(idle.after().std())
    return Estimated(size, low, high, p, error, "permutation", past, found, bands, idle.after())


def _effects(panel: Panel, found: Gaps) -> Array:
    """What the treated gained, where and when: taking it away leaves what chance did."""
    by_unit = np.zeros_like(panel.values)
    for n in range(len(panel.cohorts)):
        by_unit[panel.members(n)] = np.nan_to_num(found.by_cohort[n])
    return by_unit * panel.exposure


def _past(found: Gaps, idle: Gaps, *, is_all: bool) -> Past:
    """Whether treated and comparison parted before the start: by a trend, or in any way."""
    events = [event for event in found.events() if event < 0]
    periods = min(found.starts)
    if len(events) < 2:
        return Past(periods, None, found.misfit())
    own, others = (np.stack([g.at(e) for e in events], axis=-1) for g in (found, idle))
    tilt = np.array(events, float) - np.mean(events)
    trend = p_value(float(own @ tilt), others @ tilt, is_all=is_all)
    spread = p_value(float(_root(own)), _root(others), is_all=is_all)
    # Two tests: either may find something, so each counts half.
    return Past(periods, min(1.0, 2 * min(trend, spread)), found.misfit())


def _root(paths: Array) -> Array:
    return np.asarray(np.sqrt((paths**2).mean(axis=-1)))


def mixed_gaps(panel: Panel, declared: Declared) -> tuple[Gaps, list[Mix]]:
    """The gaps to a comparison that is mixed from the donors. ValueError without donors."""
    if declared.method == "matched":
        donors = panel.values[panel.members(len(panel.cohorts))]
        if not len(donors):
            raise ValueError("nobody is left to compare with")
        found = [matched.each(panel.values[panel.members(n)], donors, start)
                 for n, start in enumerate(panel.cohorts)]  # fmt: skip
    else:
        fit = synthetic.control if declared.method == "sc" else synthetic.both
        found = synthetic.mixes(panel, fit)
    return synthetic.gaps(panel, found), found


def _by_mixing(panel: Panel, declared: Declared) -> Estimated:
    found, mixes = mixed_gaps(panel, declared)
    size, misfit = float(found.after()), found.misfit()
    tried = placebos(panel, declared)
    scales = np.array([scale(one, panel, declared) for one in tried])
    sizes = np.array([float(one.after()) for one in tried])
    own = scale(found, panel, declared)
    error = jackknife(panel, mixes) if declared.method == "sdid" else None
    half = own * reach(sizes / scales, declared.alpha) if len(tried) else inf
    how: How = "placebo" if len(tried) else "none"
    p = p_value(size / own, sizes / scales, is_all=False)
    if half == inf and error is not None:
        half, how = error * NormalDist().inv_cdf(1 - declared.alpha / 2), "jackknife"
        p = 2 * NormalDist().cdf(-abs(size) / error) if error else 1.0
    if error is None and len(tried) > 1:
        error = float(sizes.std(ddof=1))
    bands = _bands(tried, scales, own, declared.alpha)
    misfits = np.array([one.misfit() for one in tried])
    fits = p_value(misfit, misfits, is_all=False) if len(tried) else None
    past = Past(min(found.starts), fits, misfit)
    return Estimated(
        size, size - half, size + half, p, error, how, past, found, bands, sizes, tuple(mixes)
    )


def scale(found: Gaps, panel: Panel, declared: Declared) -> float:
    """What estimates are compared by: for synthetic control how well each fitted before, else 1.

    A donor whose past cannot be imitated is far off afterwards too, and says nothing of chance.
    """
    if declared.method != "sc":
        return 1.0
    return max(found.misfit(), 1e-9 * float(np.abs(panel.values).max()), 1e-300)


def placebos(panel: Panel, declared: Declared) -> list[Gaps]:
    """The gaps of never treated units that are said to be treated; none where too few are left."""
    there = panel.members(len(panel.cohorts))
    left = len(there) - panel.treated
    if left < LEAST_LEFT:
        return []
    sizes = [*panel.sizes[:-1].tolist(), left]
    labels, _ = assignments(sizes, min(declared.draws, MOST_MIXED), declared.seed)
    names = tuple(panel.units[place] for place in there)
    starts = (*panel.cohorts, None)
    return [
        mixed_gaps(
            Panel(names, panel.times, panel.values[there], tuple(starts[n] for n in row)), declared
        )[0]
        for row in labels
    ]


def _bands(tried: list[Gaps], scales: Array, own: float, alpha: float) -> dict[int, float]:
    found: dict[int, list[float]] = {}
    for gap, by in zip(tried, scales, strict=True):
        for event, value in gap.events().items():
            found.setdefault(event, []).append(float(value) / by)
    return {event: own * reach(np.array(values), alpha) for event, values in found.items()}


def jackknife(panel: Panel, mixes: list[Mix]) -> float | None:
    """The standard error from leaving out one unit after the other, weights held (algorithm 3).

    None where a unit starts alone or one donor holds all the weight: then nothing would be left.
    """
    if panel.sizes[:-1].min() < 2 or any(mix.units.max() > 1 - 1e-9 for mix in mixes):
        return None
    sizes = np.array([_without(panel, mixes, unit) for unit in range(len(panel.units))])
    count = len(sizes)
    return sqrt((count - 1) / count * float(((sizes - sizes.mean()) ** 2).sum()))


def _without(panel: Panel, mixes: list[Mix], unit: int) -> float:
    """The estimate without one unit."""
    donors = panel.members(len(panel.cohorts))
    paths, counts = [], []
    for n, (start, mix) in enumerate(zip(panel.cohorts, mixes, strict=True)):
        kept = donors != unit
        weights = mix.units[kept] / mix.units[kept].sum()
        mixed = weights @ panel.values[donors[kept]]
        members = [place for place in panel.members(n) if place != unit]
        gap = panel.values[members].mean(axis=0) - mixed
        shift = 0.0 if mix.times is None else mix.times @ gap[:start]
        paths.append(gap - shift)
        counts.append(len(members))
    return float(Gaps(np.stack(paths), panel.cohorts, np.array(counts)).after())
