"""What a period will come to: what is booked, what its months usually bring, and open deals."""

from dataclasses import dataclass
from math import isfinite, sqrt

from salesops.forecast.models import Ahead
from salesops.forecast.reconcile import Normal, blended

# Nine times in ten.
NINETY = 1.6449


@dataclass(frozen=True)
class Known:
    """What is known of a node on a day within a period.

    `booked` is what the period has brought so far, and `elapsed` how much of the running month's
    business is usually done by now (0–1; by season and working days, not by the calendar).
    `deals` is what open deals should bring before the period's end, in the same unit as sales;
    None where there is no view of them.
    """

    booked: float
    ahead: Ahead
    elapsed: float
    deals: Normal | None = None


@dataclass(frozen=True)
class PeriodEnd:
    """A forecast with its interval, in which the truth lies nine times in ten."""

    mean: float
    low: float
    high: float


def remainder(known: Known) -> Normal:
    """What is still to come: the first month ahead is the running one, of which a part is done."""
    total = Normal(0.0, 0.0)
    for number, (mean, sigma) in enumerate(zip(known.ahead.means, known.ahead.sigmas, strict=True)):
        left = 1 - known.elapsed if number == 0 else 1.0
        if left > 0:
            total += Normal(mean * left, sigma * sigma * left)
    return total if known.deals is None else blended(total, known.deals)


def period_end(known: Known) -> Normal:
    """What the period comes to in the end."""
    left = remainder(known)
    return Normal(known.booked + left.mean, left.variance)


def interval(figure: Normal) -> PeriodEnd | None:
    """The figure with its bounds; None where it is not known at all."""
    if not isfinite(figure.variance):
        return None
    half = NINETY * sqrt(max(figure.variance, 0.0))
    return PeriodEnd(figure.mean, figure.mean - half, figure.mean + half)
