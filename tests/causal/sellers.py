"""Sellers' days made for tests: lumpy orders, heavy period ends, some orders moved over them."""

import numpy as np

from salesops.causal.pulling import Ends

DAYS, WINDOW, MONTHS, START = 21, 3, 24, 18


def ends_of_sellers(
    seed: int, people: int = 60, treated: int = 20, every: int = 1, moved: float = 0.0,
    more: float = 0.0,
) -> Ends:  # fmt: skip
    """The ends of every so many months of two years, of which the last six are treated.

    An order on one day in three, of very different sizes; everybody sells half as much again in
    the last three days. Of the treated's orders of the first three days after such an end a share
    `moved` before it, or they simply do `more`.
    """
    random = np.random.default_rng(seed)
    shape, levels = (people, MONTHS + 1, DAYS), random.lognormal(0, 0.6, (people, 1, 1))
    days = random.binomial(1, 0.35, shape) * random.lognormal(0, 1, shape) * levels
    days *= 1 + 0.2 * np.sin(np.arange(MONTHS + 1) / 12 * 2 * np.pi)[:, None]
    days[:, :, -WINDOW:] *= random.uniform(1.3, 1.9, (1, MONTHS + 1, 1))
    at = [month for month in range(MONTHS) if (month + 1) % every == 0]
    for month in at:
        if month >= START:
            days[:treated, month, -WINDOW:] *= 1 + more
            over = random.random((treated, WINDOW)) < moved
            amounts = days[:treated, month + 1, :WINDOW] * over
            days[:treated, month, -WINDOW:] += amounts
            days[:treated, month + 1, :WINDOW] -= amounts
    middle = days[:, :, WINDOW:-WINDOW].mean(axis=2)
    last, first = days[:, :, -WINDOW:].sum(axis=2), days[:, :, :WINDOW].sum(axis=2)
    later = [month + 1 for month in at]
    start = next(place for place, month in enumerate(at) if month >= START)
    return Ends(
        last[:, at] - WINDOW * middle[:, at], WINDOW * middle[:, later] - first[:, later],
        middle.mean(axis=1), [start] * treated + [None] * (people - treated),
    )  # fmt: skip
