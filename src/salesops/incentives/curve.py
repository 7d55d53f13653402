"""A plan's pay curve: what a steady year pays at every attainment, and where the curve misleads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credit, credits_of
from salesops.incentives.exact import money
from salesops.incentives.periods import periods_of
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import Bonus, Commission
from salesops.kernel.problem import Problem, Wording

STEP, LAST = Decimal("0.05"), Decimal(2)
# So close below an edge that only a jump can pay noticeably more at it.
BELOW = Decimal("0.0001")
# A jump is worth a word from this share of the pay at the edge.
NOTICEABLE = Decimal("0.01")

CLIFF = Wording(
    "pay_cliff",
    zh=(
        "达成率到 {at} 时奖金一下多 {amount}",
        "这会让人把订单往前或往后挪；改成分段累进，或在两侧加过渡档",
    ),
    en=(
        "Reaching {at} pays {amount} more at once",
        "This invites moving orders across it: use marginal tiers, or tiers in between",
    ),
    severity="warning",
)
FALLS = Wording(
    "pay_falls",
    zh=(
        "达成率从 {start} 到 {at}，卖得更多反而少拿 {amount}",
        "检查档位和系数，让奖金不随销售下降",
    ),
    en=(
        "From {start} to {at} a sale lowers pay by {amount}",
        "Mend tiers or factors: pay must not fall",
    ),
    severity="warning",
)
FLAT = Wording(
    "pay_flat",
    zh=("达成率从 {start} 起，多卖不再多拿（到 {at} 为止）", "若非有意封顶，请加一档"),
    en=("From {start} to {at} selling more pays nothing more", "Add a tier unless this is meant"),
    severity="warning",
)
STEEP = Wording(
    "pay_steep",
    zh=("达成率从 {start} 到 {at}，多卖的 {sold} 里要付 {amount}", "边际比例超过销售额，请检查"),
    en=("From {start} to {at}, {amount} is paid on {sold} more sold", "That is more than the sale"),
    severity="warning",
)


@dataclass(frozen=True)
class Point:
    """What a year at a steady attainment sells and pays."""

    attainment: Decimal
    sold: Decimal
    pay: Decimal


def curve(plan: Plan, quota: Decimal, attainments: Sequence[Decimal] = ()) -> list[Point]:
    """The year's pay at each attainment of a yearly quota, sold evenly over its periods.

    Without attainments: every 5 % up to 200 %, and just below and at every edge of the plan.
    """
    at = sorted(set(attainments or [*_grid(), *_edges(plan)]))
    plain = replace(plan, payees=(), draw=None, versions=plan.versions[-1:])
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
            rows.append(Credit(payee, day, (share * attainment).quantize(BELOW), order=str(day)))
    until = replace(plain, ends_before=max(plain.ends_before, periods.starts[-1]))
    world, _ = world_of(until, credits_of(rows), quotas, periods.starts[-1] - timedelta(days=1))
    pays = dict(zip(world.people, calculated(world).entitled.sum(axis=1), strict=True))
    return [Point(a, a * quota, money(pays.get(f"{n:06}", 0), plan.unit)) for n, a in enumerate(at)]


@dataclass(frozen=True)
class Cliff:
    """An attainment at which pay jumps, and by how much."""

    attainment: Decimal
    amount: Decimal


def cliffs(points: Sequence[Point]) -> list[Cliff]:
    """Where pay jumps by more than the sale and noticeably: where an order is worth moving."""
    return [
        Cliff(after.attainment, after.pay - before.pay)
        for before, after in pairwise(points)
        if _is_cliff(before, after)
    ]


def _is_cliff(before: Point, after: Point) -> bool:
    more, sold = after.pay - before.pay, after.sold - before.sold
    near = after.attainment - before.attainment <= BELOW
    return near and more > max(sold, after.pay * NOTICEABLE)


def curve_problems(plan: Plan, quota: Decimal) -> list[Problem]:
    """Cliffs, falls, flat stretches and rates of more than the sale, each with its amount."""
    points = curve(plan, quota)
    return [*_steps(points), *_flats(points)]


def _steps(points: Sequence[Point]) -> Iterator[Problem]:
    for before, after in pairwise(points):
        more, sold = after.pay - before.pay, after.sold - before.sold
        told = {"start": _percent(before.attainment), "at": _percent(after.attainment),
                "amount": abs(more), "sold": sold}  # fmt: skip
        near = after.attainment - before.attainment <= BELOW
        if more < 0:
            yield Problem(FALLS, values=told)
        elif _is_cliff(before, after):
            yield Problem(CLIFF, values=told)
        elif not near and more > sold:
            yield Problem(STEEP, values=told)


def _flats(points: Sequence[Point]) -> Iterator[Problem]:
    """The longest stretch at the end, and any in between, on which pay above nothing stands."""
    start = None
    for before, after in [*pairwise(points), (points[-1], None)]:
        if after is not None and after.pay == before.pay > 0:
            start = start or before
        elif start is not None:
            if before.attainment - start.attainment >= STEP:
                told = {"start": _percent(start.attainment), "at": _percent(before.attainment)}
                yield Problem(FLAT, values=told)
            start = None


def _grid() -> Iterator[Decimal]:
    for number in range(int(LAST / STEP) + 1):
        yield STEP * number


def _edges(plan: Plan) -> Iterator[Decimal]:
    for component in plan.versions[-1].components:
        edges: list[Decimal | None] = [component.threshold]
        if isinstance(component, Commission) and component.tier_unit == "attainment":
            edges += [tier.starts for tier in component.tiers]
        if isinstance(component, Bonus):
            edges.append(component.at_least)
        edges += [gate.at_least for gate in component.gates]
        edges += [band.starts for m in component.multipliers for band in m.bands]
        edges += [band.ends for m in component.multipliers for band in m.bands]
        for edge in edges:
            if edge and edge <= LAST:
                yield from (edge - BELOW, edge)


def _months(count: int, quota: Decimal) -> list[Decimal]:
    whole, reached, found = quota, Decimal(0), []
    for number in range(1, count + 1):
        to_date = (whole * number / count).quantize(BELOW)
        found.append(to_date - reached)
        reached = to_date
    return found


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"
