"""What open deals will bring: each by the chance its stage has had so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salesops.forecast.reconcile import Normal

# A stage nobody has been seen in counts as one deal in two, weighed like so many deals.
PRIOR_WON, PRIOR_ALL = 1.0, 2.0


@dataclass(frozen=True)
class OpenDeals:
    """Open deals of one stage that should close within the period: their amounts, summed.

    `amount` is their sum and `squares` the sum of their squares, or the best guess of it.
    """

    stage: str
    amount: float
    squares: float


def chances(entered: Mapping[str, float], won: float) -> dict[str, float]:
    """The probability that a deal in a stage is won: won ÷ entered, at most 1.

    Both counted over the same months of a pipeline that is neither growing nor shrinking much;
    one deal in two is added so that a stage seen once is not certain.
    """
    return {
        stage: min((won + PRIOR_WON) / (count + PRIOR_ALL), 1.0) for stage, count in entered.items()
    }


def expected(deals: Iterable[OpenDeals], chance: Mapping[str, float]) -> Normal:
    """What the deals bring: Σ amount × p, with variance Σ amount² × p(1 − p)."""
    mean = variance = 0.0
    for some in deals:
        p = chance.get(some.stage, PRIOR_WON / PRIOR_ALL)
        mean += some.amount * p
        variance += some.squares * p * (1 - p)
    return Normal(mean, variance)
