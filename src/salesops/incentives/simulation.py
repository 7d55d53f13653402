"""What a plan costs and pays in simulated years: every year of every seat paid by the plan itself.

A year's sales lie over its months as the quota does, so a month's luck is not in it: luck by month
averages out within the year, and nobody can estimate it. Sales are in whole units of money.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from statistics import median

import numpy as np

from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credits, Names
from salesops.incentives.curve import Cliff, cliffs, curve, curve_problems
from salesops.incentives.exact import SCALE, Array, money, scaled
from salesops.incentives.from_ledger import by_orders
from salesops.incentives.periods import LENGTHS, Periods, periods_of
from salesops.incentives.plan import Payee, Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import Component, Objectives, Pool, Promise
from salesops.kernel.money import half_up
from salesops.kernel.problem import Problem, Wording
from salesops.planning.achievability import Sliders, simulated
from salesops.planning.seats import Organisation, Seat

YEARLY_LIVES, MONTHLY_LIVES = 40_000, 8_000
"""How many years of seats are paid at most: by the year at once, and month by month."""
MOST_YEARS, FEWEST_YEARS, POOL_YEARS = 1_000, 20, 60
OVER, UNDER = Decimal("1.25"), Decimal("0.8")
"""From which multiple of their part of the potential people count as over- and under-paid."""
SHORT = Decimal("0.05")
"""So far below a cliff somebody is tempted to pull an order forward."""

ONE_ORDER = Wording(
    "simulated_by_month",
    zh=("“{component}”看单笔订单；模拟里每人每月只有一笔", "费用仅供参考；请再用历史回放核对"),
    en=(
        '"{component}" looks at single orders; a simulated month is one',
        "Take its cost as a hint, and replay the plan on history",
    ),
    severity="warning",
)
ONE_PRODUCT = Wording(
    "simulated_without_products",
    zh=("“{component}”只计部分产品；模拟不分产品，这一项没有费用", "请用历史回放估计这一项"),
    en=(
        '"{component}" counts some products; simulated sales have none, so it costs nothing',
        "Replay it on history",
    ),
    severity="warning",
)
FULL_SCORES = Wording(
    "simulated_full_scores",
    zh=("“{component}”的得分与预测无法模拟，按 100% 计算", "请另行估计得分的影响"),
    en=('Scores and forecasts of "{component}" cannot be simulated: 100 %', "Judge them apart"),
    severity="warning",
)


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
    """A cliff, and the share of years that end just short of it."""

    cliff: Cliff
    share: Decimal


@dataclass(frozen=True)
class Outcome:
    """What the years came to, exactly in the plan's currency; `cost_share` is Σ pay ÷ Σ sales."""

    years: int
    sold: Spread
    cost: Spread
    cost_share: Decimal | None
    seats: tuple[SeatPay, ...]
    tempted: tuple[Tempted, ...]
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
    text = _steady(plan)
    called = _called(org.seats, persons or {})
    paid, problems = _paid(text, org.seats, called, sold)
    quota = _middle_quota(org.seats)
    return Outcome(
        count, _spread(sold.sum(axis=1), Decimal(1)), _spread(paid.sum(axis=1), plan.unit),
        _ratio(money(int(paid.sum()), plan.unit), Decimal(int(sold.sum()))),
        tuple(_seats(org.seats, sold, paid, plan.unit)),
        tuple(_tempted(text, quota, org.seats, sold)),
        (*_told(text), *(curve_problems(text, quota) if quota else []), *problems),
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
    most = POOL_YEARS if _pools(plan) else MOST_YEARS
    lives = YEARLY_LIVES if _is_yearly(_steady(plan)) else MONTHLY_LIVES
    return max(FEWEST_YEARS, min(most, lives // max(seats, 1)))


def _steady(plan: Plan) -> Plan:
    """The last version for a whole year, without who came or left, or when it is paid."""
    last = plan.versions[-1]
    periods = periods_of(replace(plan, versions=(last,)), last.starts_on)
    # A year begins where the first period does: a re-plan in July is asked what its year costs.
    components = tuple(
        replace(one, basis=("booked",), holdback=None, instalments=1, release="")
        for one in last.components
    )
    version = replace(last, starts_on=periods.starts[0], ramp=(), relief=(), components=components)
    payees = tuple(
        Payee(payee=one.payee, target_pay=one.target_pay) for one in plan.payees
    )  # fmt: skip
    return replace(
        plan, versions=(version,), payees=payees, draw=None, ends_before=periods.starts[-1]
    )


def _is_yearly(plan: Plan) -> bool:
    """Whether a year's pay follows from its totals, so that its months need not be told apart."""
    return plan.payment_cap is None and all(
        one.accumulate == "year" and one.quota_scope == "interval" and one.floor is None
        and one.starts_on is None and one.ends_before is None
        and not any(cap.per == "period" for cap in one.caps)
        for one in _components(plan)
    )  # fmt: skip


def _paid(
    plan: Plan, seats: Sequence[Seat], called: Sequence[str], sold: Array
) -> tuple[Array, list[Problem]]:
    """What each seat is paid in each year, in the plan's units, and what is wrong with any."""
    if not _pools(plan):
        return _lives(plan, seats, called, sold)
    rows = [_lives(plan, seats, called, year[None, :]) for year in sold]
    return np.concatenate([paid for paid, _ in rows]), rows[0][1]


def _lives(
    plan: Plan, seats: Sequence[Seat], called: Sequence[str], sold: Array
) -> tuple[Array, list[Problem]]:
    """The same of years that nothing ties: each year of a seat is a payee of its own."""
    lives, count = sold.size, len(seats)
    names = list(called) if len(sold) == 1 else [f"{n:08}" for n in range(lives)]
    values = tuple(sorted(names))
    places = {name: place for place, name in enumerate(values)}
    column = Names(values, np.array([places[name] for name in names], np.int64))
    text = replace(plan, payees=_own(plan, called, names, count))
    periods = periods_of(text, text.versions[0].starts_on)
    quota = np.tile(np.array([scaled(seat.target) for seat in seats], np.int64), len(sold))
    days = periods.starts[:1] if _is_yearly(text) else periods.starts[:-1]
    made = _credits(column, sold.reshape(-1) * SCALE, quota, text, days)
    as_of = periods.starts[1 if _is_yearly(text) else -1] - timedelta(days=1)
    world, problems = world_of(text, made, _quotas(column, quota, periods), as_of)
    entitled = calculated(world).entitled.sum(axis=1)
    return entitled[column.codes].reshape(sold.shape), _once(problems, len(sold))


def _own(plan: Plan, called: Sequence[str], names: Sequence[str], count: int) -> tuple[Payee, ...]:
    """Everybody's own target pay; nobody by name where all have the plan's."""
    own = {one.payee: one.target_pay for one in plan.payees if one.target_pay is not None}
    if not own.keys() & set(called):
        return ()
    return tuple(
        Payee(payee=name, target_pay=own.get(called[n % count])) for n, name in enumerate(names)
    )


def _once(problems: Sequence[Problem], years: int) -> list[Problem]:
    """A seat's problem is the same in every year: it is told of the first ones alone."""
    return list(problems) if years == 1 else list(islice(problems, 5))


def _months(amounts: Array, count: int) -> Iterator[Array]:
    """Amounts in so many equal parts, which sum to them."""
    before = amounts * 0
    for number in range(1, count + 1):
        to_date = amounts * number // count
        yield to_date - before
        before = to_date


def _quotas(payee: Names, quota: Array, periods: Periods) -> Quotas:
    parts = list(_months(quota, periods.all))
    days = np.repeat([day.toordinal() for day in periods.starts[:-1]], len(quota))
    codes = np.tile(payee.codes, periods.all)
    return Quotas(columns=(Names(payee.values, codes), days, np.concatenate(parts)))


def _credits(payee: Names, sold: Array, quota: Array, plan: Plan, days: Sequence[date]) -> Credits:
    """A credit of each on every day, and full scores and forecasts where the plan asks for some."""
    columns = [
        ("booked", day, part) for day, part in zip(days, _months(sold, len(days)), strict=True)
    ]
    columns += _assumed(plan, quota, days)
    bases = tuple(sorted({basis for basis, *_ in columns}))
    many, count = len(columns), len(sold)
    basis = np.repeat([bases.index(name) for name, *_ in columns], count)
    day = np.repeat([day.toordinal() for _, day, _ in columns], count)
    nothing = np.full(many * count, -1, np.int64)
    order = Names(tuple(day.isoformat() for day in days),
                  np.repeat([days.index(day) for _, day, _ in columns], count))  # fmt: skip
    return Credits(
        Names(payee.values, np.tile(payee.codes, many)), day,
        np.concatenate([part for *_, part in columns]), nothing * 0, order, nothing,
        Names(bases, basis), Names(("direct",), nothing * 0), Names((), nothing), nothing,
    )  # fmt: skip


def _assumed(plan: Plan, quota: Array, days: Sequence[date]) -> Iterator[tuple[str, date, Array]]:
    full = np.full(len(quota), SCALE, np.int64)
    for component in _components(plan):
        if isinstance(component, Objectives):
            starts = days[:: LENGTHS[component.accumulate]]
            for name in component.objectives:
                yield from ((name, day, full) for day in starts)
        if isinstance(component, Promise):
            parts = _months(quota, len(days))
            yield from (
                (component.forecast, day, part) for day, part in zip(days, parts, strict=True)
            )


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


def _tempted(plan: Plan, quota: Decimal, seats: Sequence[Seat], sold: Array) -> Iterator[Tempted]:
    """The plan's cliffs at the middle seat's quota, and how many years end just short of each."""
    points = curve(plan, quota) if quota else []
    asked = np.array([float(seat.target) or np.nan for seat in seats])
    attained = sold / asked
    for cliff in cliffs(points):
        short = attained >= float(cliff.attainment - SHORT)
        share = float((short & (attained < float(cliff.attainment))).mean())
        yield Tempted(cliff, Decimal(repr(round(share, 4))))


def _told(plan: Plan) -> Iterator[Problem]:
    for component in _components(plan):
        if by_orders(component):
            yield Problem(ONE_ORDER, values={"component": component.name})
        if component.products:
            yield Problem(ONE_PRODUCT, values={"component": component.name})
        if isinstance(component, Objectives | Promise):
            yield Problem(FULL_SCORES, values={"component": component.name})


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


def _components(plan: Plan) -> Sequence[Component]:
    return [component for version in plan.versions for component in version.components]


def _pools(plan: Plan) -> bool:
    return any(isinstance(component, Pool) for component in _components(plan))
