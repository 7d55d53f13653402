"""Power before launch: how large an effect would have to be to be told from chance.

By simulation on one's own history: units that were treated with nothing are said to have been, in
every window of the past, and the declared test is run on them with effects of many sizes added.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from salesops.causal.chance import assignments, p_value, reach
from salesops.causal.declared import Declared
from salesops.causal.panel import Array, Panel
from salesops.causal.placebos import MOST_MIXED, said_treated, scale
from salesops.causal.staggered import cohort_means, gaps_of

WINDOWS = 3
WORLDS = 60
FEWEST_BEFORE = 2


@dataclass(frozen=True)
class Power:
    """The smallest effect a unit and period that would be found, with the declared power.

    `effect` is None where no size would do; `relative` is it as a share of the usual value.
    `chance` is how far estimates of nothing stray, as a standard deviation.
    """

    effect: float | None
    relative: float | None
    chance: float
    treated: int
    units: int
    before: int
    after: int


def power(history: Panel, treated: int, after: int, declared: Declared) -> Power:
    """What so many treated units over so many periods could show, judged by the history.

    `history` has nobody treated. ValueError where it is too short or has too few units.
    """
    before = len(history.times) - after
    if before < FEWEST_BEFORE or not 0 < treated < len(history.units) or after < 1:
        raise ValueError("the history is too short, or nobody is left to compare with")
    ends = [end for end in range(len(history.times), before, -1)
            if end - after >= FEWEST_BEFORE][:WINDOWS]  # fmt: skip
    search = _by_difference if declared.method == "did" else _by_mixing
    found = [search(history.values[:, :end], treated, end - after, declared) for end in ends]
    effects, chances = (np.array(values) for values in zip(*found, strict=True))
    effect, usual = float(effects.mean()), float(history.values[:, -after:].mean())
    return Power(
        None if effect == inf else effect,
        effect / usual if usual > 0 and effect < inf else None,
        float(np.sqrt((chances**2).mean())), treated, len(history.units), before, after,
    )  # fmt: skip


def _by_difference(
    values: Array, treated: int, start: int, declared: Declared
) -> tuple[float, float]:
    """The smallest effect of one window, and how far nothing strays in it."""
    sizes = np.array([treated, len(values) - treated])
    labels, is_all = assignments(sizes.tolist(), declared.draws, declared.seed)
    errors = gaps_of(cohort_means(values, labels, 2), sizes, (start,), "never").after()
    generator = np.random.default_rng(declared.seed)
    worlds = generator.choice(len(labels), min(WORLDS, len(labels)), replace=False)
    there = (labels == 0).astype(float)
    both = there[worlds] @ there.T / treated
    shares = both - (1 - both) * treated / sizes[1]

    def found(size: float) -> float:
        actual = errors[worlds] + size
        others = errors[None] + size * shares
        ps = [p_value(own, row, is_all=is_all) for own, row in zip(actual, others, strict=True)]
        return float(np.mean((np.array(ps) <= declared.alpha) & (actual > 0)))

    return _smallest(found, float(errors.std()), declared), float(errors.std())


def _smallest(found: Callable[[float], float], unit: float, declared: Declared) -> float:
    """The smallest size that is found as often as declared; infinite where none is."""
    high = max(unit, 1e-12)
    for _ in range(8):
        if found(high) >= declared.power:
            break
        high *= 2
    else:
        return inf
    low = 0.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) >= declared.power else (middle, high)
    return high


def _by_mixing(values: Array, treated: int, start: int, declared: Declared) -> tuple[float, float]:
    """The same where every comparison is mixed: each placebo against all the others."""
    sizes = [treated, len(values) - treated]
    labels, _ = assignments(sizes, min(declared.draws, MOST_MIXED // WINDOWS), declared.seed)
    tried = said_treated(values, (start,), labels, declared)
    errors = tried.after()
    scales = scale(tried, values, declared)
    limit = reach(errors / scales, declared.alpha)
    needed = np.sort(scales * limit - errors)
    place = min(len(needed) - 1, int(np.ceil(declared.power * len(needed))) - 1)
    return float(max(needed[place], 0.0)), float(errors.std())
