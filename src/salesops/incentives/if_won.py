"""What a deal would pay: everybody's pay with it less everybody's pay without it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from salesops.incentives.calculation import Calculation, calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credit, Credits, credits_of, joined
from salesops.incentives.exact import money
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.kernel.problem import Problem


def if_won(
    plan: Plan, credits: Credits, quotas: Quotas, deal: Sequence[Credit], as_of: date
) -> tuple[dict[str, Decimal], list[Problem]]:
    """What each person would be paid more, up to `as_of`, if these credits came too.

    Whoever the plan cannot pay is told instead. Who gains nothing is not listed.
    """
    found, problems = if_each_won(plan, credits, quotas, {"": deal}, as_of)
    return {name: pay for name, pay in found[""].items() if pay}, problems


def if_each_won(
    plan: Plan, credits: Credits, quotas: Quotas, deals: Mapping[str, Sequence[Credit]],
    as_of: date,
) -> tuple[dict[str, dict[str, Decimal]], list[Problem]]:  # fmt: skip
    """The same for each of several deals by itself, by the deal's name and person."""
    without, problems = world_of(plan, credits, quotas, as_of)
    before, found = _sums(calculated(without)), {}
    told = list(problems)
    for name, deal in deals.items():
        having, more = world_of(plan, joined(credits, credits_of(deal)), quotas, as_of)
        after = _sums(calculated(having))
        found[name] = {who: pay - before.get(who, Decimal(0)) for who, pay in after.items()}
        told += [problem for problem in more if problem not in told]
    return found, told


def _sums(of: Calculation) -> dict[str, Decimal]:
    """What everybody who can be paid is entitled to."""
    sums = zip(of.world.people, of.entitled.sum(axis=1), strict=True)
    return {n: money(int(a), of.plan.unit) for n, a in sums if n not in of.world.left_out}
