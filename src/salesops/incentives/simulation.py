"""What a plan costs and pays in simulated years: every year of every seat paid by the plan itself.

A year's own luck is that of its months, so a quarterly plan meets good and bad quarters; sales
are in whole units of money.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

import numpy as np

from salesops.incentives.curve import curve
from salesops.incentives.edges import edges
from salesops.incentives.exact import Array, money
from salesops.incentives.misleading import Cliff, cliffs, curve_problems
from salesops.incentives.plan import Plan
from salesops.incentives.simulated_limits import limits
from salesops.incentives.simulated_pay import by_period, is_yearly, paid, steady, ties_seats
from salesops.kernel.money import half_up
from salesops.kernel.problem import Problem
from salesops.planning.achievability import Sliders, simulated
from salesops.planning.seats import Organisation, Seat

YEARLY_LIVES, MONTHLY_LIVES = 40_000, 8_000
"""How many years of seats are paid at most: by the year at once, and month by month."""
MOST_YEARS, FEWEST_YEARS, POOL_YEARS = 1_000, 20, 60
OVER, UNDER = Decimal("1.25"), Decimal("0.8")
"""From which multiple of their part of the potential people count as over- and under-paid."""
BINS = 20
SHORT = Decimal("0.05")
"""So far below a cliff somebody is tempted to pull an order forward."""


@dataclass(frozen=True)
class Spread:
    """Nine years in ten are above `low` and nine below `high`; the middle one, and the mean."""

    low: Decimal
    middle: Decimal
    high: Decimal
    mean: Decimal


@dataclass(frozen=True)
class SeatPay:
    """What a seat can expect: means over the years, and its pay ÷ its part by potential."""

    seat_id: str
    quota: Decimal
    potential: Decimal
    sold: Decimal
    paid: Decimal
    attainment: Decimal | None
    of_part: Decimal | None

    @property
    def verdict(self) -> str:
        """Whether it is paid `over` or `under` its part of the potential, or `fair`."""
        if self.of_part is None or UNDER <= self.of_part <= OVER:
            return "fair"
        return "over" if self.of_part > OVER else "under"


@dataclass(frozen=True)
class Tempted:
    """A cliff, and the share of its intervals that end just short of it."""

    cliff: Cliff
    share: Decimal


@dataclass(frozen=True)
class Bin:
    """How many years cost from `starts` up to `ends`."""

    starts: Decimal
    ends: Decimal
    years: int


@dataclass(frozen=True)
class Outcome:
    """What the years came to, exactly in the plan's currency; `cost_share` is Σ pay ÷ Σ sales."""

    years: int
    sold: Spread
    cost: Spread
    cost_share: Decimal | None
    seats: tuple[SeatPay, ...]
    tempted: tuple[Tempted, ...]
    distribution: tuple[Bin, ...]
    problems: tuple[Problem, ...]


def outcome(
    plan: Plan,
    org: Organisation,
    sliders: Sliders,
    rng: np.random.Generator,
    *,
    persons: Mapping[str, str] | None = None,
    years: int | None = None,
) -> Outcome:
    """Pay the plan's last version on the simulated years of these seats.

    `persons` are who sits on a seat, by its id: their own target pay and pool shares are theirs.
    Equal generators draw equal years: two plans differ by what they say alone.
    """
    count = years or usual_years(plan, len(org.seats))
    sales = np.concatenate(list(simulated(org, sliders, rng, years=count)))
    sold = np.rint(np.asarray(sales, np.float64)).astype(np.int64)
    text, quota = steady(plan), _middle_quota(org.seats)
    called = _called(org.seats, persons or {})
    months = by_period(text, org.seats, sold, rng)
    pays, problems = paid(text, org.seats, called, months)
    costs = pays.sum(axis=1)
    return Outcome(
        count, _spread(sold.sum(axis=1), Decimal(1)), _spread(costs, plan.unit),
        _ratio(money(int(costs.sum()), plan.unit), Decimal(int(sold.sum()))),
        tuple(_seats(org.seats, sold, pays, plan.unit)),
        tuple(_tempted(text, quota, org.seats, months)), tuple(_bins(costs, plan.unit)),
        (*limits(text), *(curve_problems(text, quota) if quota else []), *problems),
    )  # fmt: skip


def _middle_quota(seats: Sequence[Seat]) -> Decimal:
    """What the middle seat is asked for; 0 where nobody is asked for anything."""
    targets = [seat.target for seat in seats if seat.target > 0]
    return half_up(median(targets), Decimal(1)) if targets else Decimal(0)


def _called(seats: Sequence[Seat], persons: Mapping[str, str]) -> list[str]:
    """Who is paid for each seat: whoever sits there, once; of a second seat its own id."""
    found: list[str] = []
    for seat in seats:
        person = persons.get(seat.seat_id, seat.seat_id)
        found.append(seat.seat_id if person in found else person)
    return found


def usual_years(plan: Plan, seats: int) -> int:
    """How many years are worth their time: fewer of many seats, few where a pool ties them."""
    most = POOL_YEARS if ties_seats(plan) else MOST_YEARS
    lives = YEARLY_LIVES if is_yearly(steady(plan)) else MONTHLY_LIVES
    return max(FEWEST_YEARS, min(most, lives // max(seats, 1)))


def _seats(seats: Sequence[Seat], sold: Array, paid: Array, unit: Decimal) -> Iterator[SeatPay]:
    years = len(sold)
    sales = [Decimal(int(n)) / years for n in sold.sum(axis=0)]
    pays = [money(int(n), unit) / years for n in paid.sum(axis=0)]
    weights = [Decimal(repr(seat.potential)) for seat in seats]
    # Where nobody knows a potential, people's own sales stand in for it.
    weights = weights if all(weights) else sales
    whole, total = sum(weights, Decimal(0)), sum(pays, Decimal(0))
    for seat, sale, pay, weight in zip(seats, sales, pays, weights, strict=True):
        part = total * weight / whole if whole else Decimal(0)
        yield SeatPay(
            seat.seat_id, seat.target, weight, half_up(sale, Decimal(1)), half_up(pay, unit),
            _ratio(sale, seat.target), _ratio(pay, part),
        )  # fmt: skip


def _tempted(
    plan: Plan, quota: Decimal, seats: Sequence[Seat], sold: Array
) -> Iterator[Tempted]:  # fmt: skip
    """The plan's cliffs at the middle seat's quota, and how many times end just short of each."""
    if not quota:
        return
    asked = np.array([float(seat.target) or np.nan for seat in seats])
    for cliff in cliffs(curve(plan, quota), edges(plan, quota)):
        times = cliff.times if sold.shape[2] % cliff.times == 0 else 1
        reached = sold.reshape(*sold.shape[:2], times, -1).sum(axis=-1)
        by_amount = any(edge.amount is not None for edge in cliff.edges)
        own = np.full(len(seats), float(quota)) if by_amount else asked
        attained = reached / (own / times)[:, None]
        short = attained >= float(cliff.attainment - SHORT)
        share = float((short & (attained < float(cliff.attainment))).mean())
        yield Tempted(cliff, Decimal(repr(round(share, 4))))


def _bins(sums: Array, unit: Decimal) -> Iterator[Bin]:
    """The years' costs in stretches of equal width."""
    counts, starts = np.histogram(sums.astype(np.float64), BINS)
    told = [money(round(float(start)), unit) for start in starts]
    for (low, high), count in zip(pairwise(told), counts.tolist(), strict=True):
        yield Bin(low, high, count)


def _spread(sums: Array, unit: Decimal) -> Spread:
    """Of years in order those at a tenth, the half and nine tenths: each is one that was lived."""
    ordered = sorted(int(n) for n in sums)
    low, middle, high = (
        money(ordered[min(len(ordered) - 1, len(ordered) * n // 10)], unit) for n in (1, 5, 9)
    )
    mean = half_up(money(sum(ordered), unit) / len(ordered), unit)
    return Spread(low, middle, high, mean)


def _ratio(one: Decimal, other: Decimal) -> Decimal | None:
    return one / other if other else None
