"""Orders pulled before a period's end and the dip after it: is there more of it than before.

A month of steady selling has the same in its last days as in its middle. What its last days have
beyond that is the excess; what the first days of the next month lack is the dip. Pulled orders
make both, honest effort only the first (Steenburgh 2008: effort or timing).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Literal

import numpy as np

from salesops.causal.chance import assignments, interval, p_value

Kind = Literal["pulled", "end_heavy", "unclear", "usual", "cannot_tell"]
WINDOW = 3
"""Working days at a period's end, and as many at the next one's beginning."""
LEAST_MIDDLE = 5
PULLED_SHARE = 0.3
"""A dip of so much of the excess says that orders only moved."""
DRAWS = 999


@dataclass(frozen=True)
class PeriodEnd:
    """One period's end: excess in its last days and dip after it, in usual days of selling."""

    period: str
    excess: float
    dip: float


@dataclass(frozen=True)
class Timing:
    """How much heavier ends became, and how much of that was missing afterwards.

    `excess` and `dip` are changes, in usual days of selling a period; `low`, `high` and `p` are of
    the excess, `dip_low` and `dip_high` of the dip where people were drawn again. `share` is the
    dip as a share of the excess, None where that did not grow.
    """

    kind: Kind
    before: int
    after: int
    excess: float
    low: float
    high: float
    p: float
    dip: float
    share: float | None
    dip_low: float | None = None
    dip_high: float | None = None


def period_ends(periods: Sequence[tuple[str, Sequence[float]]]) -> list[PeriodEnd]:
    """The ends of periods whose working days' amounts are given in order; all but the last.

    A period's usual is the mean of its days between the first and last; a period too short for any
    is left out. All are in units of the usual day of all periods: one quiet month would blow its
    own end up.
    """
    long = [(name, days) for name, days in periods if len(days) >= LEAST_MIDDLE + 2 * WINDOW]
    usual = [fmean(days[WINDOW:-WINDOW]) for _, days in long]
    unit = fmean(usual) if usual else 0.0
    if unit <= 0:
        return []
    return [
        PeriodEnd(
            name,
            (sum(days[-WINDOW:]) - WINDOW * here) / unit,
            (WINDOW * later - sum(following[:WINDOW])) / unit,
        )
        for ((name, days), here), ((_, following), later) in pairwise(zip(long, usual, strict=True))
    ]


def timing(
    before: Sequence[PeriodEnd], after: Sequence[PeriodEnd], alpha: float = 0.05, seed: int = 1
) -> Timing:
    """Whether ends got heavier, and what followed; periods change places to see what is chance."""
    if not before or not after:
        nan = float("nan")
        return Timing("cannot_tell", len(before), len(after), nan, -np.inf, np.inf, 1.0, nan, None)
    ends = np.array([[end.excess, end.dip] for end in (*after, *before)])
    labels, is_all = assignments([len(after), len(before)], DRAWS, seed)
    chosen = (labels == 0).astype(float)
    shares = chosen[:, : len(after)].mean(axis=1) - (1 - chosen)[:, : len(after)].sum(axis=1) / len(
        before
    )
    others = chosen @ ends[:, 0] / len(after) - (1 - chosen) @ ends[:, 0] / len(before)
    excess, dip = ends[: len(after)].mean(axis=0) - ends[len(after) :].mean(axis=0)
    low, high = interval(float(excess), others, shares, alpha, is_all=is_all)
    p = p_value(float(excess), others, is_all=is_all)
    share = float(dip / excess) if excess > 0 else None
    kind = _kind(low, high, share)
    return Timing(kind, len(before), len(after), float(excess), low, high, p, float(dip), share)


def _kind(low: float, high: float, share: float | None) -> Kind:
    if not np.isfinite([low, high]).all():
        return "cannot_tell"
    if low <= 0 or share is None:
        return "usual"
    return "pulled" if share >= PULLED_SHARE else "end_heavy"
