"""What is wrong with a plan before anybody is paid by it: everything by name and amount."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from salesops.incentives import words as w
from salesops.incentives.credit_words import TWO_PLANS
from salesops.incentives.labels import field_label, place_labels
from salesops.incentives.plan import Payee, Plan, Version
from salesops.incentives.plan_bounds import bound_problems
from salesops.incentives.rules import Commission, Component, Objectives, Pool, Promise
from salesops.incentives.tiers import Tier
from salesops.kernel.problem import Problem, Where, Wording

ONE = Decimal(1)


def plan_problems(plan: Plan, file: str | None = None) -> list[Problem]:
    """Every problem of a plan; a plan with one pays nobody."""
    return [replace(problem, where=Where(file=file)) for problem in _of_plan(plan)]


def assignment_problems(plans: Sequence[Plan]) -> list[Problem]:
    """Who stands on two plans on the same day."""
    terms = [(one, plan) for plan in plans for one in plan.payees]
    terms.sort(key=lambda term: (term[0].payee, _from(*term)))
    found = []
    for (one, plan), (other, their) in pairwise(terms):
        ends = min(one.ends_before or plan.ends_before, plan.ends_before)
        if one.payee == other.payee and _from(other, their) < ends:
            values = {"payee": one.payee, "starts_on": _from(other, their), "plan": plan.name,
                      "other": their.name}  # fmt: skip
            found.append(Problem(TWO_PLANS, values=values))
    return found


def _from(payee: Payee, plan: Plan) -> date:
    return max(payee.starts_on or plan.versions[0].starts_on, plan.versions[0].starts_on)


def _of_plan(plan: Plan) -> Iterator[Problem]:
    if not plan.currency:
        yield _problem(w.NO_CURRENCY, plan=plan.name)
    if plan.unit <= 0 or plan.unit * 10_000 != int(plan.unit * 10_000):
        yield _problem(w.BAD_UNIT, amount=plan.unit)
    if not plan.versions:
        yield _problem(w.MISSING, field="versions", **place_labels("versions"))
    starts = [version.starts_on for version in plan.versions]
    for before, after in pairwise(starts):
        if after <= before:
            yield _problem(w.NOT_IN_ORDER, starts_on=after)
    if plan.versions and plan.period_starts:
        yield from _of_periods(plan)
    yield from bound_problems(plan)
    for version in plan.versions:
        yield from _of_version(version, plan)
    if len(plan.versions):
        yield from assignment_problems([plan])


def _of_periods(plan: Plan) -> Iterator[Problem]:
    days = [*plan.period_starts, plan.ends_before]
    rises = all(before < after for before, after in pairwise(days))
    if len(days) % 12 != 1 or not rises or days[0] > plan.versions[0].starts_on:
        yield _problem(w.BAD_PERIODS, count=len(days) - 1, starts_on=days[0])


def _of_version(version: Version, plan: Plan) -> Iterator[Problem]:
    names = [component.name for component in version.components]
    if not names:
        yield _problem(w.NO_COMPONENT, starts_on=version.starts_on)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _problem(w.SAME_NAME, component=name)
    has_target = version.target_pay or any(payee.target_pay for payee in plan.payees)
    shares = [("ramp", share) for share in version.ramp]
    shares += [(f"relief ({one.payee})", one.share) for one in version.relief]
    for field, share in shares:
        if not 0 <= share <= 1:
            yield _problem(w.NOT_A_SHARE, field=field, share=_percent(share))
    for component in version.components:
        yield from _of_component(component, names)
        if isinstance(component, Pool) and plan.payees:
            yield from _members(component, {payee.payee for payee in plan.payees})
        if _needs_target(component) and not has_target:
            yield _problem(w.NO_TARGET_PAY, component=component.name)


def _of_component(of: Component, names: Sequence[str]) -> Iterator[Problem]:
    if isinstance(of, Commission | Pool):
        yield from tier_problems(of)
    if isinstance(of, Pool):
        yield from _whole(of.shares.values(), of.name)
    if isinstance(of, Objectives):
        yield from _whole(of.objectives.values(), of.name)
    yield from _factors(of)
    others = [*(g.component for g in of.gates), *(m.component for m in of.multipliers)]
    for matrix in of.matrices:
        others += [matrix.down, matrix.across]
    for other in others:
        if other and other not in names:
            yield _problem(w.NO_SUCH, component=of.name, other=other)
    for field, amount in _amounts(of):
        if amount < 0:
            yield _negative(of.name, field, amount)


def _members(of: Pool, payees: set[str]) -> Iterator[Problem]:
    for payee, share in of.shares.items():
        if payee not in payees:
            yield _problem(w.NOT_ON_PLAN, component=of.name, payee=payee, share=_percent(share))


def _factors(of: Component) -> Iterator[Problem]:
    """Matrices without a factor for every pair, and bands of one multiplier that overlap."""
    for matrix in of.matrices:
        rows, columns = len(matrix.rows), len(matrix.columns)
        rises = all(
            starts and starts[0] == 0 and all(a < b for a, b in pairwise(starts))
            for starts in (matrix.rows, matrix.columns)
        )
        if not rises or [len(line) for line in matrix.factors] != [columns] * rows:
            yield _problem(w.BAD_MATRIX, component=of.name, rows=rows, columns=columns)
    for multiplier in of.multipliers:
        for band, after in pairwise(multiplier.bands):
            if band.ends is None or band.ends > after.starts:
                ends = "∞" if band.ends is None else band.ends
                yield _problem(w.TIER_OVERLAP, component=of.name, starts=after.starts, ends=ends)


def _amounts(of: Component) -> Iterator[tuple[str, Decimal]]:
    if of.floor:
        yield "floor", of.floor.amount
    if hasattr(of, "amount"):
        yield "amount", of.amount


def tier_problems(of: Commission | Pool) -> Iterator[Problem]:
    """Gaps, overlaps, ends, and rates of more than the whole sale."""
    if not of.tiers:
        yield _problem(w.NO_TIERS, component=of.name)
        return
    if of.tiers[0].starts != 0:
        yield _problem(w.FIRST_TIER, component=of.name, amount=of.tiers[0].starts)
    for one, after in pairwise(of.tiers):
        ends = one.ends
        if ends is None or ends > after.starts:
            last = "∞" if ends is None else ends
            yield _problem(w.TIER_OVERLAP, component=of.name, starts=after.starts, ends=last)
        elif ends < after.starts:
            yield _problem(w.TIER_GAP, component=of.name, starts=after.starts, ends=ends)
    if of.tiers[-1].ends is not None and of.tier_method != "interpolated":
        yield _problem(w.TIER_ENDS, component=of.name, amount=of.tiers[-1].ends)
    for tier in of.tiers:
        yield from _of_tier(tier, of)


def _of_tier(tier: Tier, of: Commission | Pool) -> Iterator[Problem]:
    if tier.ends is not None and tier.ends <= tier.starts:
        yield _problem(w.EMPTY_TIER, component=of.name, starts=tier.starts, ends=tier.ends)
    pays = [way for way in (tier.rate, tier.times, tier.amount) if way is not None]
    open_end = of.tier_method == "interpolated" and tier.ends is None and tier.amount
    if len(pays) != 1 or (of.tier_method == "marginal" and tier.amount is not None) or open_end:
        yield _problem(w.TIER_PAYS, component=of.name, starts=tier.starts, count=len(pays))
    if tier.rate is not None and tier.rate > 1 and of.measure == "amount":
        yield _problem(w.RATE_TOO_HIGH, component=of.name, rate=_percent(tier.rate))
    for amount in pays:
        if amount < 0:
            yield _negative(of.name, "tiers", amount)
    for edge in (tier.starts, tier.ends):
        if edge is not None and edge * 10_000 != int(edge * 10_000):
            yield _problem(w.RATES_LEFT, component=of.name, amount=edge)


def _negative(component: str, field: str, amount: Decimal) -> Problem:
    named = {"field_zh": field_label(field, "zh"), "field_en": field_label(field, "en")}
    return _problem(w.NEGATIVE, component=component, field=field, amount=amount, **named)


def _needs_target(of: Component) -> bool:
    if isinstance(of, Objectives | Promise):
        return True
    return isinstance(of, Commission) and any(tier.times is not None for tier in of.tiers)


def _whole(shares: Iterable[Decimal], component: str) -> Iterator[Problem]:
    share = sum(shares, Decimal(0))
    if share != 1:
        gap = _percent(abs(ONE - share))
        told = (f"少 {gap}", f"{gap} is missing") if share < 1 else (
            f"多 {gap}", f"{gap} is too much")  # fmt: skip
        values = {"component": component, "share": _percent(share), "gap": _percent(ONE - share)}
        yield _problem(w.SHARES, **values, gap_zh=told[0], gap_en=told[1])


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _problem(wording: Wording, **values: object) -> Problem:
    return Problem(wording, values=values)
