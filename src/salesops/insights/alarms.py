"""When missing a target is more than bad luck, and how often luck alone would say so.

An alarm needs both a run of misses and a severe sum of them (Page's CUSUM). A healthy team that
makes 60 months in a hundred has three misses in a row in 37 years of a hundred: a run alone
accuses everybody sooner or later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RUN, SLACK, LIMIT, YEAR = 3, 0.5, 3.0, 12
GRID = 300
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Track:
    """How a series of misses stands at its end.

    `run` is the number of misses in a row, `sums` the CUSUM after each month in standard
    deviations; an alarm needs a long run and a high sum.
    """

    run: int
    sums: tuple[float, ...]

    @property
    def severity(self) -> float:
        """The CUSUM now."""
        return self.sums[-1] if self.sums else 0.0

    def alarms(self, run: int = RUN, limit: float = LIMIT) -> bool:
        """Whether it is both too long and too severe."""
        return self.run >= run and self.severity >= limit


def track(errors: Sequence[float], sigma: float, slack: float = SLACK) -> Track:
    """The run and the CUSUM of monthly errors, actual ÷ target − 1, oldest first.

    S = max(0, S − error ÷ σ − slack), with the node's own forecast error σ.
    """
    run, total, sums = 0, 0.0, []
    for error in errors:
        run = run + 1 if error < 0 else 0
        total = max(0.0, total - error / sigma - slack)
        sums.append(total)
    return Track(run, tuple(sums))


def run_probability(hit_rate: float, run: int = RUN, months: int = YEAR) -> float:
    """The exact probability of at least so many misses in a row within so many months."""
    chances = [1.0] + [0.0] * (run - 1)
    alarmed = 0.0
    for _ in range(months):
        alarmed += chances[-1] * (1 - hit_rate)
        missed = [chance * (1 - hit_rate) for chance in chances[:-1]]
        chances = [sum(chances) * hit_rate, *missed]
    return alarmed


@lru_cache(maxsize=100)
def false_alarm_rate(
    hit_rate: float = 0.5,
    run: int = RUN,
    limit: float = LIMIT,
    slack: float = SLACK,
    months: int = YEAR,
) -> float:
    """The probability that a node with this monthly hit rate alarms within so many months.

    For normal errors whose mean gives the hit rate; the CUSUM on a grid (Brook and Evans, 1972)
    together with the length of the run. Grid steps of a hundredth of a σ: exact to three digits.
    """
    moves = _moves(NormalDist().inv_cdf(hit_rate), limit, slack)
    at = [np.zeros(GRID + 1) for _ in range(run + 1)]
    at[0][0] = 1.0
    alarmed = 0.0
    for _ in range(months):
        hit, missed = moves
        after = [np.zeros(GRID + 1) for _ in range(run + 1)]
        after[0] += np.sum(at, axis=0) @ hit
        for length, here in enumerate(at):
            after[min(length + 1, run)] += here @ missed
        alarmed += float(after[run][GRID])
        after[run][GRID] = 0.0
        at = after
    return alarmed


def _moves(mean: float, limit: float, slack: float) -> tuple[Floats, Floats]:
    """Grid × grid: how likely the sum goes from one step to another, hitting and missing.

    The last step is all sums at or over the limit.
    """
    step = limit / GRID
    here = np.arange(GRID + 1) * step
    edges = np.concatenate([[-np.inf], here[1:] - step / 2, [np.inf]])
    edges[-2] = limit
    # A sum at `here` ends at or below e when the error is at least here − slack − e (in σ).
    least = here[:, None] - slack - edges[None, :]
    tail = 1 - _cdf(least - mean)
    hit_tail = 1 - _cdf(np.maximum(least, 0) - mean)
    hit = np.diff(hit_tail, axis=1)
    return hit, np.diff(tail, axis=1) - hit


def _cdf(values: Floats) -> Floats:
    normal = NormalDist().cdf
    flat = np.clip(values, -12, 12).ravel()
    unique, inverse = np.unique(flat.round(9), return_inverse=True)
    table = np.array([normal(value) for value in unique.tolist()])
    found: Floats = table[inverse].reshape(values.shape)
    return found
