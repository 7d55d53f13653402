"""One node's months ahead from its months so far: the only module that knows statsforecast.

The library is imported where it is used, since that alone takes seconds; histories too short
for it are forecast by what can be said of them, and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Literal

from salesops.kernel.problem import Language

Node = tuple[str, ...]
Method = Literal["seasonal", "level", "share", "mean", "unknown"]
SEASON = 12
SEASONAL_FROM, LEVEL_FROM, MEAN_FROM = 25, 10, 3
# Parameters of level and trend; a season has one more a month.
SMOOTHED = 3
# The library gives bounds, not variances: this is the level they are asked at.
LEVEL = 80
HALF = NormalDist().inv_cdf(0.5 + LEVEL / 200)
# Student's t for a mean of so few, two-sided 95 %, as a multiple of the normal's.
FEW_FACTOR = {3: 2.2, 4: 1.6, 5: 1.4, 6: 1.3, 7: 1.25, 8: 1.2, 9: 1.15}

SAID: dict[Method, tuple[str, str]] = {
    "seasonal": ("指数平滑，含季节", "Exponential smoothing with a season"),
    "level": (
        "历史不足 25 个月，看不出季节：指数平滑，不含季节",
        "Under 25 months, so no season can be seen: exponential smoothing without one",
    ),
    "share": (
        "节点太多，不逐个建模：按近 12 个月在上级中的占比",
        "Too many nodes to model each: its share of its parent's last 12 months",
    ),
    "mean": (
        "历史不足 10 个月：取平均，区间较宽",
        "Under 10 months: the mean, with a wide interval",
    ),
    "unknown": ("历史不足 3 个月，无法预测", "Under 3 months: nothing can be forecast"),
}


@dataclass(frozen=True)
class Ahead:
    """Means and standard deviations of the coming months, and how they came about."""

    means: tuple[float, ...]
    sigmas: tuple[float, ...]
    method: Method

    def said(self, language: Language) -> str:
        """The method, with what the history was too short for."""
        zh, en = SAID[self.method]
        return zh if language == "zh" else en


def ahead(history: Sequence[float], months: int) -> Ahead:
    """The coming months of a monthly series, oldest first, in the unit of the series.

    From 25 months on exponential smoothing with a season of twelve, its form chosen by the
    corrected information criterion (AutoETS); from 10 without a season; from 3 the mean.
    """
    if len(history) < MEAN_FROM or months < 1:
        return Ahead((0.0,) * months, (float("inf"),) * months, "unknown")
    if len(history) < LEVEL_FROM:
        return _mean(history, months)
    if max(history) == min(history):
        return Ahead((history[-1],) * months, (0.0,) * months, "level")
    season = SEASON if len(history) >= SEASONAL_FROM else 1
    return _smoothed(history, months, season)


def _mean(history: Sequence[float], months: int) -> Ahead:
    sigma = stdev(history) * sqrt(1 + 1 / len(history)) * FEW_FACTOR[len(history)]
    return Ahead((fmean(history),) * months, (sigma,) * months, "mean")


def _smoothed(history: Sequence[float], months: int, season: int) -> Ahead:
    import numpy as np
    from statsforecast.models import AutoETS

    # The likelihood is flat at any other scale; around 1 it is not.
    scale = max(abs(value) for value in history)
    series = np.array(history, np.float64) / scale
    found = AutoETS(season_length=season).forecast(y=series, h=months, level=[LEVEL])
    means = tuple(float(value) * scale for value in found["mean"])
    widths = found[f"hi-{LEVEL}"] - found[f"lo-{LEVEL}"]
    # What the season was fitted with cannot be used again to say how well it fits.
    fitted = SMOOTHED + (season if season > 1 else 0)
    honest = scale * sqrt(len(history) / (len(history) - fitted))
    sigmas = tuple(float(width) / 2 / HALF * honest for width in widths)
    return Ahead(means, sigmas, "seasonal" if season > 1 else "level")
