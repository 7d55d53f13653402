"""Orders pulled over the end of a period by some people and not by others: how many, how sure.

Everybody's own ends before it began and the ends of who never got it are the comparison; whole
people are drawn again (bootstrap), so that what hangs together within one stays together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from salesops.causal.panel import Array
from salesops.causal.timing import PULLED_SHARE, Kind, Timing

FEWEST = 10
"""People with it, and as many without, below which drawing them again says too little."""
DRAWS = 1999


@dataclass(frozen=True, eq=False)
class Ends:
    """What people sold around the ends of periods, an array cell for each of them and each end.

    `excess` is what the last days have beyond usual ones, `dip` what the first days after lack;
    `usual` is one usual day of each. `starts` says for each from which end on it is treated, None
    for never.
    """

    excess: Array
    dip: Array
    usual: Array
    starts: Sequence[int | None]

    @property
    def is_treated(self) -> Array:
        """Who gets it at some time."""
        return np.array([start is not None for start in self.starts])

    def changes(self) -> tuple[Array, Array]:
        """Each one's mean after the start less that before, of the excess and of the dip.

        Who never gets it is cut where the first of the others begins; ends that only lie before or
        only after say nothing.
        """
        first = min(start for start in self.starts if start is not None)
        starts = np.array([first if start is None else start for start in self.starts])
        after = np.arange(self.excess.shape[1]) >= starts[:, None]
        return _change(self.excess, after), _change(self.dip, after)


def _change(of: Array, after: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        since = np.where(after, of, 0).sum(axis=1) / after.sum(axis=1)
        until = np.where(after, 0, of).sum(axis=1) / (~after).sum(axis=1)
    return np.asarray(since - until)


def pulled(ends: Ends, alpha: float = 0.05, seed: int = 1, draws: int = DRAWS) -> Timing | None:
    """Whether ends got heavier and what was missing after; None where too few people are there."""
    excess, dip = ends.changes()
    kept = np.isfinite(excess) & np.isfinite(dip)
    groups = [np.flatnonzero(kept & who) for who in (ends.is_treated, ~ends.is_treated)]
    if min(map(len, groups)) < FEWEST or min(ends.usual[g].sum() for g in groups) <= 0:
        return None
    sizes = np.stack([excess, dip])
    own = _beyond(sizes, ends.usual, [np.ones((1, len(g))) for g in groups], groups)[:, 0]
    random = np.random.default_rng(seed)
    drawn = [random.multinomial(len(g), np.full(len(g), 1 / len(g)), draws) for g in groups]
    others = _beyond(sizes, ends.usual, drawn, groups)
    ends_at = np.quantile(others, [alpha / 2, 1 - alpha / 2], axis=1)
    low, high = own + (ends_at - own) * _wider(min(map(len, groups)), alpha)
    p = 2 * min((1 + int((others[0] <= 0).sum())), (1 + int((others[0] >= 0).sum()))) / (1 + draws)
    begun = min(start for start in ends.starts if start is not None)
    share = float(own[1] / own[0]) if own[0] > 0 else None
    return Timing(
        kind(float(low[0]), float(low[1]), float(high[1]), float(own[0]), share),
        begun, ends.excess.shape[1] - begun, float(own[0]), float(low[0]), float(high[0]),
        min(1.0, p), float(own[1]), share, float(low[1]), float(high[1]),
    )  # fmt: skip


def _wider(count: int, alpha: float) -> float:
    """What quantiles of so few drawn again lack: n ÷ (n − 1), and Student's for the normal's.

    The latter by the first term of Fisher's expansion, z · (1 + (z² + 1) ÷ 4ν).
    """
    z = NormalDist().inv_cdf(1 - alpha / 2)
    return sqrt(count / (count - 1)) * (1 + (z * z + 1) / (4 * (count - 1)))


def _beyond(sizes: Array, usual: Array, weights: Sequence[Array], groups: Sequence[Array]) -> Array:
    """The treated's change beyond the others', in usual days of each: a row a kind, by draw."""
    found = []
    for weight, group in zip(weights, groups, strict=True):
        found.append((weight @ sizes[:, group].T).T / (weight @ usual[group]))
    return np.asarray(found[0] - found[1])


def kind(low: float, dip_low: float, dip_high: float, excess: float, share: float | None) -> Kind:
    """What may be said: nothing, heavier ends, or orders that only moved."""
    if dip_low > 0 and share is not None and share >= PULLED_SHARE:
        return "pulled"
    if low <= 0:
        return "usual"
    return "end_heavy" if dip_high < PULLED_SHARE * excess else "unclear"
