"""How much every squad's provinces want of each product line in each month."""

from dataclasses import dataclass

import numpy as np

from salesops.demo.company import LINES, PROVINCES, Size
from salesops.demo.draws import Floats, Integers, spread, stream
from salesops.demo.horizon import Horizon
from salesops.demo.plants import Plants


@dataclass(frozen=True)
class Demand:
    """Arrays by month × group × line: what the planners expected, and what came.

    `plan` knows the festival (planted or not) but neither chance nor the other truths; `calm` is
    demand with chance before any truth, `target` after all of them. `counts` are order lines
    before any truth, so that a truth takes lines away and never moves what is drawn elsewhere.
    """

    plan: Floats
    calm: Floats
    target: Floats
    counts: Integers


def demand(
    size: Size, horizon: Horizon, pairs: list[tuple[int, int]], plants: Plants, seed: int
) -> Demand:
    """The demand of all months, and one more so that orders can be pulled out of it."""
    months = [*horizon.months, horizon.month(-1)]
    calm_season = _seasons(horizon, False)
    season = _seasons(horizon, "spring_festival" in plants)
    years = np.arange(len(months)) / 12
    growth = np.stack([(1 + line.growth) ** years for line in LINES], axis=1)
    base = _bases(size, pairs, seed)[None] * growth[:, None, :] / 12
    rng = stream(seed, "demand")
    noise = rng.lognormal(0, 0.075, base.shape) * rng.lognormal(0, 0.022, (*base.shape[:2], 1))
    calm = base * calm_season[:, None, :] * noise
    factors = np.array([
        [[plants.demand_factor(PROVINCES[p].region_id, k, month) for k in range(len(LINES))]
         for p in range(len(PROVINCES))]
        for month in months
    ])  # fmt: skip
    target = calm * (season / calm_season)[:, None, :] * factors[:, [p for _, p in pairs], :]
    counts = _counts(size, base * calm_season[:, None, :], horizon)
    return Demand(base * season[:, None, :], calm, target, counts)


def _counts(size: Size, plan: Floats, horizon: Horizon) -> Integers:
    """Lines per cell; those of the running month count as a whole month's, so trim at `until`."""
    value = np.array([line.line_value for line in LINES])
    wanted = plan / value
    elapsed = np.ones(len(plan))
    elapsed[horizon.last] = horizon.until.day / 30.5
    share = float(elapsed[:-1] @ wanted[:-1].sum((1, 2))) / float(wanted.sum())
    inside = round(size.lines / share)
    return spread(inside, wanted, 1)


def _bases(size: Size, pairs: list[tuple[int, int]], seed: int) -> Floats:
    """A year's revenue of each group and line in the first year."""
    squads_there = np.bincount([p for _, p in pairs], minlength=len(PROVINCES))
    provinces = np.array([PROVINCES[p].share / squads_there[p] for _, p in pairs])
    mixes = np.array([PROVINCES[p].mix for _, p in pairs]) * [line.share for line in LINES]
    uneven = stream(seed, "bases").lognormal(0, 0.12 if size.squads > 1 else 0.0, len(pairs))
    cells = (provinces * uneven)[:, None] * mixes / mixes.sum(1, keepdims=True)
    bases: Floats = cells / cells.sum() * size.revenue
    return bases


def _seasons(horizon: Horizon, festival: bool) -> Floats:
    """Month × line: the line's own season times how much business the month's days hold."""
    months = [*horizon.months, horizon.month(-1)]
    busy = np.array([horizon.day_weights(month, festival).sum() for month in months])
    level = np.mean([horizon.day_weights(month, False).sum() for month in months])
    own = np.array([[line.months[month.month - 1] for line in LINES] for month in months])
    scaled: Floats = own * (busy / level)[:, None]
    return scaled
