"""A plan's pay curve: what a steady year pays at every attainment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credit, credits_of
from salesops.incentives.edges import edges, members
from salesops.incentives.exact import money
from salesops.incentives.periods import LENGTHS, periods_of
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import (
    Commission,
    Component,
    Objectives,
    Paying,
    Pool,
    Promise,
)

STEP, LAST = Decimal("0.05"), Decimal(2)
# So close below an edge that only a jump can pay noticeably more at it.
BELOW = Decimal("0.0001")


@dataclass(frozen=True)
class Point:
    """What a year at a steady attainment sells and pays."""

    attainment: Decimal
    sold: Decimal
    pay: Decimal


def curve(plan: Plan, quota: Decimal, attainments: Sequence[Decimal] = ()) -> list[Point]:
    """The year's pay at each attainment of a yearly quota, sold evenly over its periods.

    Scores count as full and a pool pays by head, as if all its members attained alike.
    Without attainments: every 5 % up to 200 %, and just below and at every edge of the plan.
    """
    at = sorted(set(attainments or [*_grid(), *_edges(plan, quota)]))
    last = plan.versions[-1]
    last = replace(last, components=tuple(map(_alone, last.components)))
    plain = replace(plan, payees=(), draw=None, versions=(last,))
    first = plain.versions[0].starts_on
    periods = periods_of(plain, first)
    shares, quotas = _months(periods.all, quota), Quotas()
    days = [max(day, first) for day in periods.starts[:-1]]
    rows = []
    for number, attainment in enumerate(at):
        payee = f"{number:06}"
        for day, share, span in zip(
            days, shares, map(periods.span, range(periods.all)), strict=True
        ):
            quotas.add(payee, span, share)
            rows.append(Credit(payee, day, _sold(share, attainment), order=str(day)))
        rows += _scored(plain, payee, days, shares)
    until = replace(plain, ends_before=max(plain.ends_before, periods.starts[-1]))
    world, _ = world_of(until, credits_of(rows), quotas, periods.starts[-1] - timedelta(days=1))
    pays = dict(zip(world.people, calculated(world).entitled.sum(axis=1), strict=True))
    return [Point(a, a * quota, money(pays.get(f"{n:06}", 0), plan.unit)) for n, a in enumerate(at)]


def _grid() -> Iterator[Decimal]:
    for number in range(int(LAST / STEP) + 1):
        yield STEP * number


def _edges(plan: Plan, quota: Decimal) -> Iterator[Decimal]:
    """Just below every edge of the plan, and at it."""
    for edge in edges(plan, quota):
        if edge.attainment <= LAST:
            yield from (edge.attainment - BELOW, edge.attainment)


def _alone(of: Component) -> Component:
    """A team's pool as the middle member has it where all attain alike: tiers and pay by head."""
    if not isinstance(of, Pool):
        return of
    heads, is_amount = members(of), of.tier_unit != "attainment"
    tiers = tuple(
        replace(
            tier, starts=_by_head(tier.starts, heads) if is_amount else tier.starts,
            ends=_by_head(tier.ends, heads) if is_amount and tier.ends is not None else tier.ends,
            amount=None if tier.amount is None else tier.amount / heads,
        )
        for tier in of.tiers
    )  # fmt: skip
    shared = {f.name: getattr(of, f.name) for f in fields(Paying)}
    return Commission(
        **shared, tier_method=of.tier_method, tier_unit=of.tier_unit, tiers=tiers
    )  # fmt: skip


def _sold(share: Decimal, attainment: Decimal) -> Decimal:
    """Rounded up: an attainment at an edge has reached it in every period."""
    return (share * attainment).quantize(BELOW, ROUND_CEILING)


def _by_head(amount: Decimal, heads: int) -> Decimal:
    return (amount / heads).quantize(BELOW)


def _scored(
    plan: Plan, payee: str, days: Sequence[date], shares: Sequence[Decimal]
) -> list[Credit]:
    """Full scores, and forecasts of what is asked for: nobody knows others beforehand."""
    found = []
    for of in plan.versions[-1].components:
        if isinstance(of, Objectives):
            starts = days[:: LENGTHS[of.accumulate]]
            found += [Credit(payee, day, Decimal(1), basis=name, order=f"{name} {day}")
                      for name in of.objectives for day in starts]  # fmt: skip
        if isinstance(of, Promise):
            found += [Credit(payee, day, share, basis=of.forecast, order=f"forecast {day}")
                      for day, share in zip(days, shares, strict=True)]  # fmt: skip
    return found


def _months(count: int, quota: Decimal) -> list[Decimal]:
    whole, reached, found = quota, Decimal(0), []
    for number in range(1, count + 1):
        to_date = (whole * number / count).quantize(BELOW)
        found.append(to_date - reached)
        reached = to_date
    return found
