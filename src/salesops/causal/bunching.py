"""Bunching at a threshold: more results just above it, and fewer just below, than there should be.

After Kleven (Annual Review of Economics 2016): a smooth curve through the bins away from the
threshold says how many would be there; draws from that curve say what chance does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salesops.causal.panel import Array

FEWEST = 60
"""Results around the threshold below which no curve is drawn."""
BINS, DEGREE, STEPS = 20, 3, 8
ALPHA = 0.05
ABOVE, BELOW = 2, 4
"""Bins next to the threshold that the curve must not be drawn through."""


@dataclass(frozen=True)
class Bunching:
    """How many results stand just above the threshold beyond the curve, and lack below it.

    `low` and `high` are the ends of the excess's interval, `p` is how often chance alone gets such
    an excess; `counts` and `curve` are those of the bins from `starts` on. None of them where too
    few results are near the threshold.
    """

    results: int
    excess: float | None
    missing: float | None
    p: float | None
    low: float | None = None
    high: float | None = None
    starts: Sequence[float] = ()
    counts: Sequence[int] = ()
    curve: Sequence[float] = ()

    def is_found(self, alpha: float = ALPHA) -> bool:
        """Whether there is more above than chance explains."""
        return self.p is not None and self.p <= alpha


def bunching(
    results: Sequence[float], threshold: float, width: float, seed: int = 1, draws: int = 199
) -> Bunching:
    """What stands around the threshold, in bins of the width, as many on either side."""
    edges = threshold + width * np.arange(-BINS, BINS + 1)
    # A result that is the threshold to the last digit has reached it.
    near = np.array([value + width * 1e-9 for value in results], dtype=float)
    counts = np.histogram(near, edges)[0].astype(float)
    if counts.sum() < FEWEST:
        return Bunching(int(counts.sum()), None, None, None)
    curve = _curve(counts)
    excess, missing = _beyond(counts, curve)
    drawn = np.random.default_rng(seed).poisson(curve, (draws, len(curve))).astype(float)
    others = np.array([_beyond(one, _curve(one))[0] for one in drawn])
    p = (1 + int((others >= excess).sum())) / (1 + draws)
    # What the draws stray from the curve by is what the count itself may stray by.
    low, high = excess - np.quantile(others, [1 - ALPHA / 2, ALPHA / 2])
    return Bunching(
        int(counts.sum()), excess, missing, p, float(low), float(high),
        edges[:-1].round(9).tolist(), counts.astype(int).tolist(), curve.round(3).tolist(),
    )  # fmt: skip


def _curve(counts: Array) -> Array:
    """What the bins would hold, by those away from the threshold.

    A Poisson regression on a cubic in the logarithm, which a bell curve is too: a plain cubic would
    find an excess at the top of any bell (iteratively reweighted least squares).
    """
    places = (np.arange(len(counts)) - BINS + 0.5) / BINS
    is_far = (places * BINS < -BELOW) | (places * BINS > ABOVE)
    powers = np.vander(places, DEGREE + 1)
    far, seen = powers[is_far], counts[is_far]
    log = np.log(seen + 0.5)
    for _ in range(STEPS):
        mean = np.exp(np.clip(log, -20, 20))
        weights = np.sqrt(mean)[:, None]
        wanted = (log + (seen - mean) / mean)[:, None]
        found = np.linalg.lstsq(weights * far, weights * wanted, rcond=None)[0]
        log = np.clip((far @ found)[:, 0], -20, 20)
    return np.asarray(np.exp(np.clip((powers @ found)[:, 0], -20, 20)))


def _beyond(counts: Array, curve: Array) -> tuple[float, float]:
    off = counts - curve
    return float(off[BINS : BINS + ABOVE].sum()), float(-off[BINS - BELOW : BINS].sum())
