"""What a node's share rests on: several metrics, each a share among siblings, mixed by weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain
from math import prod, sqrt

from salesops.kernel.period import month_later

Answer = int | None
# An inverse metric counts by its reciprocal, kept to this many steps.
RECIPROCAL = 10**24
HOUR = 60


@dataclass(frozen=True)
class Shares:
    """What siblings are split by: `mixed` over its sum, and what each counts for by metric.

    A metric without any answer above 0 is left out, of `counted` as of the mix. `silent` are
    those without an answer to a metric, who count as their siblings' average.
    """

    mixed: Sequence[int]
    counted: Mapping[str, Sequence[int]]
    silent: Mapping[str, frozenset[int]]

    @cached_property
    def sums(self) -> Mapping[str, int]:
        """What all siblings count for together, by metric."""
        return {metric: sum(values) for metric, values in self.counted.items()}

    @cached_property
    def whole(self) -> int:
        """What the mixed shares are shares of."""
        return sum(self.mixed)

    def by_metric(self, child: int) -> Mapping[str, Fraction | None]:
        """The share of one of the siblings by each metric; None where it gave no answer."""
        return {
            metric: None
            if child in self.silent[metric]
            else Fraction(values[child], self.sums[metric])
            for metric, values in self.counted.items()
        }

    def of(self, child: int) -> Fraction:
        """The mixed share of one of the siblings; 0 where nothing is shared."""
        return Fraction(self.mixed[child], self.whole) if self.whole else Fraction(0)


def shares(
    answers: Mapping[str, Sequence[Answer]],
    mix: Mapping[str, int],
    is_open: Sequence[bool],
    inverse: frozenset[str] = frozenset(),
) -> Shares:
    """Shares of siblings: Σ λ · share by metric, λ as `mix` weighs the metrics (§E.1, Farris).

    0 is an answer and gets no share of that metric. None is no answer and counts as the average
    of those who did answer. A shut gate takes part in nothing. An inverse metric, which somebody
    has declared to be one, shares by its reciprocal.
    """
    columns: dict[str, Sequence[int]] = {}
    for metric, weight in mix.items():
        values = _open_values(answers[metric], is_open, turned=metric in inverse)
        if weight and sum(values):
            columns[metric] = values
    sums = {metric: sum(values) for metric, values in columns.items()}
    factors = {
        metric: mix[metric] * prod(s for other, s in sums.items() if other != metric)
        for metric in columns
    }
    mixed = [
        sum(factors[metric] * values[place] for metric, values in columns.items())
        for place in range(len(is_open))
    ]
    silent = {
        metric: frozenset(n for n, a in enumerate(answers[metric]) if a is None and is_open[n])
        for metric in columns
    }
    return Shares(mixed, columns, silent)


def _open_values(answers: Sequence[Answer], is_open: Sequence[bool], *, turned: bool) -> list[int]:
    """Comparable whole numbers: everybody's answer, the average for none, 0 behind a gate."""
    said = [a for a, open_ in zip(answers, is_open, strict=True) if open_ and a is not None]
    if turned:
        said = [RECIPROCAL // answer for answer in said]
    count, average = len(said), sum(said)
    values, told = [], iter(said)
    for answer, open_ in zip(answers, is_open, strict=True):
        own = next(told) if open_ and answer is not None else None
        values.append(0 if not open_ else average if own is None else own * count)
    return values


def whole_numbers(values: Sequence[Decimal | None]) -> list[Answer]:
    """The values times one power of ten that makes every one of them whole."""
    places = max((-int(v.as_tuple().exponent) for v in values if v is not None), default=0)
    return [None if v is None else int(v.scaleb(max(0, places))) for v in values]


def influence(weights: Sequence[Decimal]) -> list[Fraction]:
    """What share of the outcome each weight decides: the weight over their sum."""
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be at least 0, and one of them above")
    return [Fraction(weight) / whole for weight in weights]


def potential(segments: Sequence[tuple[int, Decimal]]) -> Decimal:
    """A market's potential: Σ accounts of a segment × what one of them buys (T-41, Farris)."""
    return sum((count * buys for count, buys in segments), Decimal(0))


def ramped_months(
    hired_on: date | None, starts_on: date, periods: int, ramp: Sequence[Decimal]
) -> list[Decimal]:
    """What part of a full seller somebody is in each month: 0 before they come, then the ramp.

    `ramp` begins with the month of hiring; after it, and without a day of hiring, a whole one.
    """
    months = [month_later(starts_on, n) for n in range(periods)]
    if hired_on is None:
        return [Decimal(1)] * periods
    tenures = [(m.year - hired_on.year) * 12 + m.month - hired_on.month for m in months]
    return [_ramped(tenure, ramp) for tenure in tenures]


def _ramped(tenure: int, ramp: Sequence[Decimal]) -> Decimal:
    if tenure < 0:
        return Decimal(0)
    return ramp[tenure] if tenure < len(ramp) else Decimal(1)


def capacity(
    hired_on: Sequence[date | None], starts_on: date, periods: int, ramp: Sequence[Decimal]
) -> Decimal:
    """Headcount × ramp: person-months of full sellers a team has for the goal's periods."""
    months = [ramped_months(day, starts_on, periods, ramp) for day in hired_on]
    return sum(chain.from_iterable(months), Decimal(0))


def calls_an_hour(
    customers: Decimal, area_km2: Decimal, service_minutes: Decimal, minutes_a_km: Decimal
) -> Decimal:
    """Customer density as productivity: calls an hour = 60 ÷ (service + travel) minutes.

    The way between neighbours grows with √(area ÷ customers); our own formulation (§E.1). Used
    as a weight, never as money: six decimals. ValueError without customers or time.
    """
    if customers <= 0 or area_km2 < 0 or service_minutes <= 0 or minutes_a_km < 0:
        raise ValueError("density needs customers, an area and a time for a call")
    travel = float(minutes_a_km) * sqrt(float(area_km2 / customers))
    return Decimal(HOUR / (float(service_minutes) + travel)).quantize(Decimal("0.000001"))
