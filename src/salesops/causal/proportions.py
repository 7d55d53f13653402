"""Two shares compared: by how much, how sure that is, and which of many finds to trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from salesops.causal.shrinking import TWO_SIDED


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    cases: int

    @property
    def value(self) -> float:
        """The share, 0–1; 0 of nothing."""
        return self.hits / self.cases if self.cases else 0.0


@dataclass(frozen=True)
class Difference:
    """The first share less the second (0–1), its interval, and how rare it is by chance alone."""

    first: Share
    second: Share
    value: float
    low: float
    high: float
    p: float


def wilson(share: Share, z: float = TWO_SIDED) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): right for few cases and for none or all too."""
    n, p = share.cases, share.value
    if not n:
        return 0.0, 1.0
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)


def difference(first: Share, second: Share, z: float = TWO_SIDED) -> Difference:
    """The difference of two shares with Newcombe's hybrid score interval (1998, method 10).

    `p` is that of the score test of equal shares, two-sided; 1 where either has no cases.
    """
    (l1, u1), (l2, u2) = wilson(first, z), wilson(second, z)
    d = first.value - second.value
    low = d - sqrt((first.value - l1) ** 2 + (u2 - second.value) ** 2)
    high = d + sqrt((u1 - first.value) ** 2 + (second.value - l2) ** 2)
    return Difference(first, second, d, low, high, _p(first, second))


def _p(first: Share, second: Share) -> float:
    if not first.cases or not second.cases:
        return 1.0
    pooled = (first.hits + second.hits) / (first.cases + second.cases)
    spread = sqrt(pooled * (1 - pooled) * (1 / first.cases + 1 / second.cases))
    return 2 * (1 - NormalDist().cdf(abs(first.value - second.value) / spread)) if spread else 1.0


def discoveries(ps: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Which of many finds to keep so that at most this share of them is chance.

    Benjamini and Hochberg (1995): all up to the largest rank k with p₍k₎ ≤ k·rate/m.
    """
    ranks = sorted(range(len(ps)), key=ps.__getitem__)
    kept = max((k for k, at in enumerate(ranks, 1) if ps[at] <= k * rate / len(ps)), default=0)
    found = set(ranks[:kept])
    return [at in found for at in range(len(ps))]
