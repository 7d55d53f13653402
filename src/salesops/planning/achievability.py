"""How likely everybody is to make the number: the year lived through many times over.

A year of a seat is its mean sales times the economy, which all share, times its own luck.
Independent seats alone would make a company of a thousand look safe whatever its goal. What a
single seat can expect has a formula and is not simulated; what a sum of seats can, has none.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from salesops.planning.seats import FULL, Organisation

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Pay = Callable[[Singles], Singles]
YEARS = 10_000
CHUNK = 500


@dataclass(frozen=True)
class PayCurve:
    """Pay as a share of the pay at target, by attainment: straight lines between the points.

    Attainments must rise from point to point; a step is another function's work.
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (0.7, 0.0), (1.0, 1.0), (1.5, 2.0))

    def __call__(self, attainment: Singles) -> Singles:
        """Flat before the first and after the last point."""
        x, y = np.array(self.points, np.float32).T
        slopes = np.diff(y) / np.diff(x)
        # A bent line is a sum of lines that each begin at a bend: several times np.interp's speed.
        bends = np.diff(slopes, prepend=0, append=0).astype(np.float32)
        paid = np.full_like(attainment, y[0])
        for start, bend in zip(x, bends, strict=True):
            paid += bend * np.maximum(attainment - start, 0)
        return paid


@dataclass(frozen=True)
class Sliders:
    """What may be moved.

    `over_assignment` is added to every seat's target (0.2 asks for 20 % more) and to no node's.
    `shock_mean` is the expected change of all sales by the economy, `shock_spread` how uncertain
    it is (standard deviation of its logarithm; the mean stays where it is). `hired_late` is how
    many periods later than planned open seats are filled. `effort` is how many per cent more
    people sell for one per cent more asked: 0 until somebody has evidence of more.
    """

    over_assignment: float = 0.0
    shock_mean: float = 0.0
    shock_spread: float = 0.0
    hired_late: int = 0
    effort: float = 0.0
    ramp: tuple[float, ...] = FULL


@dataclass(frozen=True)
class Band:
    """The mean, and between what nine years in ten lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Fairness:
    """Whether rich territories make quota likelier: rank correlation of the two, and the points.

    0 is fair; a point is (seat, potential, probability of making the target). None where
    everybody has the same potential or the same chance.
    """

    correlation: float | None
    points: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Outlook:
    """What many simulated years came to; shares and probabilities are 0–1.

    `chances` are of the nodes against their plan numbers, `seats` of the seats against what they
    are asked for, over-assignment included; these are exact. `share_at_target` is the mean share
    of seats that make it. The standard error of a node's chance p is √(p(1−p)/years), at most
    `error`.
    """

    years: int
    chances: Mapping[str, float]
    sales: Mapping[str, Band]
    seats: Mapping[str, float]
    share_at_target: float
    pay: Band
    fairness: Fairness

    @property
    def error(self) -> float:
        """The largest standard error a node's chance can have from so many years."""
        return 0.5 / sqrt(self.years)


@dataclass
class _Tally:
    """What is kept of the years while they pass."""

    sales: dict[str, list[Floats]] = field(default_factory=dict)
    pay: list[Floats] = field(default_factory=list)


def outlook(
    org: Organisation,
    sliders: Sliders,
    rng: np.random.Generator,
    *,
    goals: Mapping[str, Decimal] | None = None,
    pay: Pay | None = None,
    years: int = YEARS,
) -> Outlook:
    """Simulate the years and count.

    `goals` are the plan numbers of nodes that are not the sum of their seats' targets. Equal
    generators draw equal luck whatever the sliders say, so two outlooks differ by the sliders
    alone. Sales = mean × shock × luck, both factors log-normal with mean 1 (one common factor).
    """
    means, asked = _means(org, sliders), _asked(org, sliders)
    tally = _Tally()
    for sales in _years(org, means, sliders, rng, years):
        _count(tally, org, sales, asked.astype(np.float32), pay or PayCurve())
    chances = [
        chance(mean, goal, sqrt(seat.spread**2 + sliders.shock_spread**2))
        for seat, mean, goal in zip(org.seats, means.tolist(), asked.tolist(), strict=True)
    ]
    return _summed(org, tally, _goals(org, goals or {}), chances, years)


def simulated(
    org: Organisation, sliders: Sliders, rng: np.random.Generator, *, years: int = YEARS
) -> Iterator[Singles]:
    """The sales of each year (down) and seat (across, in the organisation's order), in chunks.

    The years that `outlook` counts, for whoever counts something else of them.
    """
    return _years(org, _means(org, sliders), sliders, rng, years)


def chance(mean: float, goal: float, spread: float) -> float:
    """The probability that a log-normal year with this mean and spread reaches the goal, exactly.

    Φ((ln(mean ÷ goal) − spread² ÷ 2) ÷ spread).
    """
    if goal <= 0 or mean <= 0 or spread == 0:
        return float(mean >= goal)
    return NormalDist().cdf((log(mean / goal) - spread**2 / 2) / spread)


def _asked(org: Organisation, sliders: Sliders) -> Floats:
    return np.array([float(seat.target) * (1 + sliders.over_assignment) for seat in org.seats])


def _means(org: Organisation, sliders: Sliders) -> Floats:
    lift = (1 + sliders.shock_mean) * (1 + sliders.over_assignment) ** sliders.effort
    return np.array([s.mean(sliders.hired_late, sliders.ramp) * lift for s in org.seats])


def _goals(org: Organisation, given: Mapping[str, Decimal]) -> dict[str, float]:
    return {
        node: float(given.get(node, sum((s.target for s in org.seats[low:high]), Decimal(0))))
        for node, (low, high) in org.spans.items()
    }


def _years(
    org: Organisation, means: Floats, sliders: Sliders, rng: np.random.Generator, years: int
) -> Iterator[Singles]:
    """Years × seats, some years at a time: a company's luck need not fit in memory."""
    spread = np.array([seat.spread for seat in org.seats], np.float32)
    with np.errstate(divide="ignore"):
        centre = (np.log(means) - spread**2 / 2).astype(np.float32)
    for first in range(0, years, CHUNK):
        count = min(CHUNK, years - first)
        common = rng.standard_normal((count, 1), dtype=np.float32)
        luck = rng.standard_normal((count, len(org.seats)), dtype=np.float32)
        luck *= spread
        luck += centre
        luck += sliders.shock_spread * common - np.float32(sliders.shock_spread**2 / 2)
        yield np.exp(luck, out=luck)


def _count(tally: _Tally, org: Organisation, sales: Singles, asked: Singles, pay: Pay) -> None:
    # From one seat to the next the running sum gives every slice, hence every node, at once.
    running = np.zeros((len(sales), len(org.seats) + 1))
    np.cumsum(sales, axis=1, dtype=np.float64, out=running[:, 1:])
    for node, (low, high) in org.spans.items():
        tally.sales.setdefault(node, []).append(running[:, high] - running[:, low])
    incentives = np.array([seat.incentive for seat in org.seats], np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):
        attained = np.where(asked > 0, sales / asked, np.float32(1))
    tally.pay.append((pay(attained) * incentives).sum(axis=1, dtype=np.float64))


def _summed(
    org: Organisation,
    tally: _Tally,
    goals: Mapping[str, float],
    seats: list[float],
    years: int,
) -> Outlook:
    sales = {node: np.concatenate(parts) for node, parts in tally.sales.items()}
    # A running sum of floats may fall short of an exact goal by its last digits.
    chances = {n: float((s >= goals[n] * (1 - 1e-6)).mean()) for n, s in sales.items()}
    named = list(zip(org.seats, seats, strict=True))
    return Outlook(
        years,
        chances,
        {node: _band(values) for node, values in sales.items()},
        {seat.seat_id: makes_it for seat, makes_it in named},
        sum(seats) / len(seats),
        _band(np.concatenate(tally.pay)),
        fairness([(seat.seat_id, seat.potential, makes_it) for seat, makes_it in named]),
    )


def _band(values: Floats) -> Band:
    low, high = np.quantile(values, [0.05, 0.95])
    return Band(float(values.mean()), float(low), float(high))


def fairness(points: list[tuple[str, float, float]]) -> Fairness:
    """Spearman's rank correlation of potential and probability, ties sharing their mean rank."""
    potentials = np.array([potential for _, potential, _ in points])
    chances = np.array([makes_it for _, _, makes_it in points]).round(9)
    ranks = [_ranks(values) for values in (potentials, chances)]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return Fairness(None, tuple(points))
    return Fairness(float(np.corrcoef(ranks[0], ranks[1])[0, 1]), tuple(points))


def _ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle: Floats = (ends - (counts - 1) / 2)[inverse]
    return middle
