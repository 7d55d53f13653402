"""Every seat's simulated year paid by the plan itself, each year of a seat a payee of its own.

Sales are in whole units of money; quotas lie over the months as a seat's ordinary year does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import numpy as np

from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credits, Names
from salesops.incentives.exact import SCALE, Array, scaled
from salesops.incentives.periods import LENGTHS, Periods, periods_of
from salesops.incentives.plan import Payee, Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import Component, Objectives, Pool, Promise
from salesops.kernel.problem import Problem
from salesops.planning.months import lucky, shares, split
from salesops.planning.seats import Seat


def steady(plan: Plan) -> Plan:
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


def is_yearly(plan: Plan) -> bool:
    """Whether a year's pay follows from its totals, so that its months need not be told apart."""
    return plan.payment_cap is None and all(
        one.accumulate == "year" and one.quota_scope == "interval" and one.floor is None
        and one.starts_on is None and one.ends_before is None
        and not any(cap.per == "period" for cap in one.caps)
        for one in _components(plan)
    )  # fmt: skip


def by_period(
    plan: Plan, seats: Sequence[Seat], sold: Array, rng: np.random.Generator
) -> Array:  # fmt: skip
    """Years × seats × periods of sales: the whole year at once where its months do not matter."""
    if is_yearly(plan):
        return sold[..., None]
    spreads = np.array([seat.spread for seat in seats], np.float64)
    return lucky(sold, _ordinary(seats, plan), spreads, rng)


def _ordinary(seats: Sequence[Seat], plan: Plan) -> Array:
    count = periods_of(plan, plan.versions[0].starts_on).all
    return np.array([shares(seat, count) for seat in seats])


def paid(
    plan: Plan, seats: Sequence[Seat], called: Sequence[str], sold: Array
) -> tuple[Array, list[Problem]]:
    """What each seat is paid in each year, in the plan's units, and what is wrong with any.

    `sold` is years × seats × periods; a team's pool ties the seats of a year together.
    """
    if not ties_seats(plan):
        return _lives(plan, seats, called, sold)
    rows = [_lives(plan, seats, called, year[None]) for year in sold]
    return np.concatenate([paid for paid, _ in rows]), rows[0][1]


def _lives(
    plan: Plan, seats: Sequence[Seat], called: Sequence[str], sold: Array
) -> tuple[Array, list[Problem]]:
    """The same of years that nothing ties: each year of a seat is a payee of its own."""
    years, count, parts = sold.shape
    names = list(called) if years == 1 else [f"{n:08}" for n in range(years * count)]
    values = tuple(sorted(names))
    places = {name: place for place, name in enumerate(values)}
    column = Names(values, np.array([places[name] for name in names], np.int64))
    text = replace(plan, payees=_own(plan, called, names, count))
    periods = periods_of(text, text.versions[0].starts_on)
    asked = np.array([scaled(seat.target) for seat in seats], np.int64)
    quota = np.tile(split(asked, _ordinary(seats, plan)), (years, 1))
    days = periods.starts[:parts]
    made = _credits(column, sold.reshape(-1, parts) * SCALE, quota, text, days)
    as_of = periods.starts[1 if parts == 1 else -1] - timedelta(days=1)
    world, problems = world_of(text, made, _quotas(column, quota, periods), as_of)
    entitled = calculated(world).entitled.sum(axis=1)
    return entitled[column.codes].reshape(years, count), _once(problems, years)


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


def _quotas(payee: Names, quota: Array, periods: Periods) -> Quotas:
    days = np.repeat([day.toordinal() for day in periods.starts[:-1]], len(quota))
    codes = np.tile(payee.codes, periods.all)
    return Quotas(columns=(Names(payee.values, codes), days, quota.T.reshape(-1)))


def _credits(payee: Names, sold: Array, quota: Array, plan: Plan, days: Sequence[date]) -> Credits:
    """A credit of each on every day, and full scores and forecasts where the plan asks for some."""
    columns = [("booked", day, part) for day, part in zip(days, sold.T, strict=True)]
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
            parts = quota.T if len(days) > 1 else [quota.sum(axis=1)]
            yield from (
                (component.forecast, day, part) for day, part in zip(days, parts, strict=True)
            )


def ties_seats(plan: Plan) -> bool:
    """Whether what one seat is paid depends on what others sell."""
    return any(isinstance(component, Pool) for component in _components(plan))


def _components(plan: Plan) -> Sequence[Component]:
    return [component for version in plan.versions for component in version.components]
