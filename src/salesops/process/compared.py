"""Two groups of cases side by side: which moves they make more often, and where they wait longer.

Shares are compared with Newcombe's interval (1998, method 10), waits by the ratio of geometric
means with Welch's variance; of all that differ, one in twenty at most is expected to be chance
(Benjamini and Hochberg 1995).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from statistics import NormalDist

import numpy as np

from salesops.process.log import EventLog
from salesops.process.ordering import Numbers, stable_order

Z = NormalDist().inv_cdf(0.975)
FALSE_SHARE = 0.05
# Fewer waits than this in a group say nothing of its typical one.
FEWEST = 10
MINUTE = 60_000_000


@dataclass(frozen=True)
class Interval:
    """A figure between two others that hold it 19 times in 20, and how odd no difference were."""

    value: float
    low: float
    high: float
    p: float
    is_notable: bool = False


@dataclass(frozen=True)
class Difference:
    """One move in two groups: the cases that make it, and the typical wait before it.

    `share` is the first group's share less the second's; `wait` is the first's typical wait over
    the second's, None where either has too few.
    """

    source: str
    target: str
    cases: tuple[int, int]
    shares: tuple[float, float]
    share: Interval
    wait: Interval | None


def differences(
    log: EventLog, first: Numbers, second: Numbers, without: Collection[str] = ()
) -> list[Difference]:
    """All moves of two groups, given by the numbers of their cases, notable ones first.

    Moves into the activities named are left out.
    """
    sizes = (len(first), len(second))
    if not all(sizes):
        return []
    group = np.full(log.cases, -1, dtype=np.int8)
    group[second], group[first] = 1, 0
    kinds = len(log.activities)
    places = np.flatnonzero(log.follows & (group[log.case[1:]] >= 0))
    key = log.activity[places].astype(np.int64) * kinds + log.activity[places + 1]
    order = stable_order(key) if len(key) else places
    places, key = places[order], key[order]
    waits = np.log1p((log.at[places + 1] - log.at[places]) / MINUTE)
    found = []
    for pair in np.unique(key):
        here = slice(*np.searchsorted(key, [pair, pair + 1]))
        which = group[log.case[places[here]]]
        case = [np.unique(log.case[places[here]][which == one]) for one in (0, 1)]
        told = [waits[here][which == one] for one in (0, 1)]
        counts = (len(case[0]), len(case[1]))
        source, target = divmod(int(pair), kinds)
        if log.activities[target] in without:
            continue
        found.append(
            Difference(
                log.activities[source],
                log.activities[target],
                counts,
                (counts[0] / sizes[0], counts[1] / sizes[1]),
                share_difference(counts, sizes),
                _ratio(told[0], told[1]),
            )
        )
    return _controlled(found)


def usual_ends(log: EventLog, *groups: Numbers) -> set[str]:
    """The activity with which most cases of each group end: what won and lost ones differ in."""
    last = log.activity[log.bounds[1:] - 1]
    counts = [np.bincount(last[group]) for group in groups if len(group)]
    return {log.activities[int(count.argmax())] for count in counts}


def share_difference(counts: tuple[int, int], sizes: tuple[int, int]) -> Interval:
    """The difference of two shares with Newcombe's interval and the pooled test's p."""
    one, two = (count / size for count, size in zip(counts, sizes, strict=True))
    (low1, high1), (low2, high2) = (wilson(c, n) for c, n in zip(counts, sizes, strict=True))
    gap = one - two
    low = gap - sqrt((one - low1) ** 2 + (high2 - two) ** 2)
    high = gap + sqrt((high1 - one) ** 2 + (two - low2) ** 2)
    pooled = sum(counts) / sum(sizes)
    spread = sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    return Interval(gap, low, high, _two_sided(gap / spread) if spread else 1.0)


def wilson(count: int, size: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    share, z2 = count / size, Z * Z
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = Z / (1 + z2 / size) * sqrt(share * (1 - share) / size + z2 / (4 * size * size))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _ratio(one: Numbers, two: Numbers) -> Interval | None:
    """How many times as long the typical wait of the first is; waits as log of minutes and one."""
    if min(len(one), len(two)) < FEWEST:
        return None
    gap = float(one.mean() - two.mean())
    spread = sqrt(float(one.var(ddof=1)) / len(one) + float(two.var(ddof=1)) / len(two))
    if not spread:
        return Interval(exp(gap), exp(gap), exp(gap), 0.0 if gap else 1.0)
    low, high = gap - Z * spread, gap + Z * spread
    return Interval(exp(gap), exp(low), exp(high), _two_sided(gap / spread))


def _two_sided(z: float) -> float:
    return 2 * NormalDist().cdf(-abs(z))


def notable(chances: Sequence[float], false_share: float = FALSE_SHARE) -> list[bool]:
    """Which of several findings stand when at most this share of them may be false."""
    order = sorted(range(len(chances)), key=lambda n: chances[n])
    last = -1
    for place, n in enumerate(order):
        if chances[n] <= false_share * (place + 1) / len(order):
            last = place
    kept = set(order[: last + 1])
    return [n in kept for n in range(len(chances))]


def _controlled(found: Sequence[Difference]) -> list[Difference]:
    """The same with what stands marked: all shares and waits are judged together."""
    every = [one.share for one in found] + [one.wait for one in found if one.wait]
    stands = dict(zip(map(id, every), notable([one.p for one in every]), strict=True))

    def marked(one: Interval) -> Interval:
        return Interval(one.value, one.low, one.high, one.p, stands[id(one)])

    told = [
        Difference(
            one.source,
            one.target,
            one.cases,
            one.shares,
            marked(one.share),
            marked(one.wait) if one.wait else None,
        )
        for one in found
    ]
    return sorted(told, key=_order)


def _order(one: Difference) -> tuple[bool, float, str, str]:
    chance = min(one.share.p, one.wait.p if one.wait else 1.0)
    stands = one.share.is_notable or (one.wait is not None and one.wait.is_notable)
    return (not stands, chance, one.source, one.target)
