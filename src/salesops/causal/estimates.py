"""The size of an effect, how far chance would get, and whether the past fits, by each method."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from statistics import NormalDist
from typing import Literal

import numpy as np

from salesops.causal.chance import assignments, interval, p_value, reach
from salesops.causal.declared import Declared
from salesops.causal.gaps import Gaps
from salesops.causal.panel import Array, Panel
from salesops.causal.placebos import jackknife, mixed_gaps, placebos, scale, spread_of
from salesops.causal.sizes import in_shares
from salesops.causal.staggered import cohort_means, difference, gaps_of
from salesops.causal.synthetic import Mix

How = Literal["permutation", "placebo", "jackknife", "none"]


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
    nobody was treated. `in_shares` where units were compared by what each had before.
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
    in_shares: bool = False


def estimated(panel: Panel, declared: Declared) -> Estimated:
    """The effect by the declared method. ValueError where nobody is left to compare with."""
    compared = in_shares(panel)
    by = _by_difference if declared.method == "did" else _by_mixing
    return replace(by(compared, declared), in_shares=compared.weights is not None)


def _by_difference(panel: Panel, declared: Declared) -> Estimated:
    moved, factors = difference(panel, declared.comparison), panel.factors
    found = moved.times(factors)
    size = float(found.after())
    if np.isnan(size):
        raise ValueError("nobody is left to compare with")
    labels, is_all = assignments(panel.sizes.tolist(), declared.draws, declared.seed)
    alike = _alike(panel, labels)

    def under(values: Array) -> Gaps:
        means = cohort_means(values, labels, len(panel.sizes), panel.weights)
        gaps = gaps_of(means, panel.sizes, panel.cohorts, declared.comparison).times(factors)
        return Gaps(gaps.by_cohort * alike, gaps.starts, gaps.sizes)

    others, whole = under(panel.values).after(), float(factors @ panel.sizes[:-1])
    shares = under(panel.exposure).after() * panel.treated / whole
    low, high = interval(size, others, shares, declared.alpha, is_all=is_all)
    idle = under(panel.values - _effects(panel, moved))
    bands = {e: reach(gap, declared.alpha) for e, gap in idle.events().items()}
    p = p_value(size, others, is_all=is_all)
    past = _past(found, idle, is_all=is_all)
    error = float(idle.after().std())
    return Estimated(size, low, high, p, error, "permutation", past, found, bands, idle.after())


def _alike(panel: Panel, labels: Array) -> Array:
    """By what each draw is multiplied so that it strays as far as the actual assignment.

    A mean that one large unit dominates strays further than one of many alike (studentised).
    """
    if panel.weights is None:
        return np.ones((len(labels), 1, 1))
    parts = panel.sizes[:-1] * panel.factors
    spreads = [
        np.array([
            ((rows == n) @ panel.weights**2) / np.maximum((rows == n) @ panel.weights, 1e-300) ** 2
            for n in range(len(panel.cohorts))
        ]).T @ parts**2 + parts.sum() ** 2 / max(1, panel.never)
        for rows in (panel.labels[None], labels)
    ]  # fmt: skip
    return np.asarray(np.sqrt(spreads[0] / spreads[1]))[:, None, None]


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
        return Past(periods, None, float(found.misfit()))
    own, others = (np.stack([g.at(e) for e in events], axis=-1) for g in (found, idle))
    tilt = np.array(events, float) - np.mean(events)
    trend = p_value(float(own @ tilt), others @ tilt, is_all=is_all)
    spread = p_value(float(_root(own)), _root(others), is_all=is_all)
    # Two tests: either may find something, so each counts half.
    return Past(periods, min(1.0, 2 * min(trend, spread)), float(found.misfit()))


def _root(paths: Array) -> Array:
    return np.asarray(np.sqrt((paths**2).mean(axis=-1)))


def _by_mixing(panel: Panel, declared: Declared) -> Estimated:
    moved, mixes = mixed_gaps(panel, declared)
    found, tried = (of.times(panel.factors) for of in (moved, placebos(panel, declared)))
    spread = spread_of(panel)
    size, own = float(found.after()), float(scale(found, panel.values, declared, spread))
    sizes, scales = tried.after(), scale(tried, panel.values, declared)
    error = jackknife(panel, mixes) if declared.method == "sdid" else None
    half = own * reach(sizes / scales, declared.alpha)
    how: How = "placebo" if len(sizes) else "none"
    p = p_value(size / own, sizes / scales, is_all=False)
    if half == inf and error is not None:
        half, how = error * NormalDist().inv_cdf(1 - declared.alpha / 2), "jackknife"
        p = 2 * NormalDist().cdf(-abs(size) / error) if error else 1.0
    if error is None and len(sizes) > 1:
        error = float(sizes.std(ddof=1)) * spread
    bands = {event: own * reach(gap / scales, declared.alpha)
             for event, gap in tried.events().items()}  # fmt: skip
    misfit = float(found.misfit())
    fits = p_value(misfit / spread, tried.misfit(), is_all=False) if len(sizes) else None
    past = Past(min(found.starts), fits, misfit)
    return Estimated(
        size, size - half, size + half, p, error, how, past, found, bands, sizes, tuple(mixes)
    )
