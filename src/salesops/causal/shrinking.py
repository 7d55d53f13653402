"""Estimates that few observations may not make extreme: drawn towards what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

# Nineteen times in twenty the truth lies within, as far as the spread is known.
TWO_SIDED = 1.96
FEWEST = 3
# A normal variable's standard deviation is so many times its median absolute deviation.
NORMAL = 1.4826


@dataclass(frozen=True)
class Estimate:
    """A value and the interval it lies in, nineteen times in twenty."""

    value: float
    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Whether the value lies outside: then the difference is more than chance."""
        return value < self.low or value > self.high


def between_variance(estimates: Sequence[float], variances: Sequence[float]) -> float:
    """How much the true values of several groups differ, beyond the noise of their estimates.

    The spread of the estimates (1.4826 × median absolute deviation, squared) less the median
    variance, not below 0; 0 for fewer than three. A moment estimator (DerSimonian and Laird) would
    let the one group that has a cause of its own make all the others look different too.
    """
    if len(estimates) < FEWEST:
        return 0.0
    return max(spread(estimates) ** 2 - median(variances), 0.0)


def spread(values: Sequence[float]) -> float:
    """The standard deviation of most of the values, whatever the few others do."""
    middle = median(values)
    return NORMAL * median([abs(value - middle) for value in values])


def shrunken(value: float, variance: float, usual: float, between: float) -> Estimate:
    """The estimate drawn towards what is usual by Z = between ÷ (between + variance).

    The empirical Bayes estimate of a random effect, with its interval. Groups that do not differ
    beyond noise are all as usual.
    """
    if between <= 0:
        return Estimate(usual, usual, usual)
    z = between / (between + variance)
    middle, half = usual + z * (value - usual), TWO_SIDED * sqrt(z * variance)
    return Estimate(middle, middle - half, middle + half)
