"""A plan's text for the person, in both languages, with examples that are computed, never typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from salesops.incentives.calculation import Calculation, calculated
from salesops.incentives.credit_checks import needs_quota, world_of
from salesops.incentives.credits import Credit, Credits, credits_of
from salesops.incentives.curve import curve
from salesops.incentives.exact import money
from salesops.incentives.explained import DRAWS, METHODS, number, percent, price, reach
from salesops.incentives.fields import written
from salesops.incentives.labels import component_name
from salesops.incentives.payment import Draw
from salesops.incentives.periods import periods_of
from salesops.incentives.plan import Example, Plan, Version
from salesops.incentives.plan_file import fingerprint
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import (
    Bonus,
    Commission,
    Component,
    Objectives,
    Pool,
    Promise,
    Spiff,
)
from salesops.incentives.words import EXAMPLE_WRONG
from salesops.kernel.problem import Language, Problem

SHOWN = tuple(map(Decimal, ("0.5", "0.8", "1", "1.2", "1.5")))
WORDS: Mapping[str, tuple[str, str]] = {
    "booked": ("签约额", "bookings"), "delivered": ("发货额", "deliveries"),
    "invoiced": ("开票额", "invoices"), "collected": ("回款额", "money collected"),
    "transaction": ("每笔", "each order"), "month": ("每月", "each month"),
    "quarter": ("季度累计", "the quarter to date"), "half": ("半年累计", "the half-year to date"),
    "year": ("年度累计", "the year to date"),
}  # fmt: skip


def document(plan: Plan, language: Language, quota: Decimal | None = None) -> str:
    """The text a person reads and acknowledges, as Markdown: every version, rules and examples.

    With a yearly quota it ends with what the last version pays at 50 % to 150 % of it.
    """
    zh = language == "zh"
    head = [f"# {plan.name}", "", *_terms(plan, zh)]
    body = chain.from_iterable(_version(version, zh) for version in plan.versions)
    examples = _examples(plan, quota, zh) if quota is not None else []
    code = f"{'方案指纹' if zh else 'Fingerprint'}: `{fingerprint(plan)}`"
    return "\n".join([*head, *body, *examples, "", code, ""])


def _terms(plan: Plan, zh: bool) -> Iterator[str]:
    until = plan.ends_before - timedelta(days=1)
    if zh:
        yield f"有效期至 {until}。金额以 {plan.currency} 计，四舍五入到 {plan.unit}。"
    else:
        yield f"Valid until {until}. Amounts in {plan.currency}, rounded half up to {plan.unit}."
    if plan.payment_cap is not None:
        most = number(plan.payment_cap)
        later = plan.payment_cap_refundable
        rest = ("超出部分以后补发" if later else "超出部分不再发放") if zh else (
            "the rest is paid later" if later else "the rest is not paid"
        )  # fmt: skip
        yield f"每期最多发放 {most}，{rest}。" if zh else f"At most {most} a period; {rest}."
    if plan.draw is not None:
        yield _draw(plan.draw, zh)
    yield {
        "carry": ("应扣回的金额从以后的收入中抵扣。", "What is owed back is taken from later pay."),
        "forgive": ("应扣回的金额不再追回。", "What is owed back is forgiven."),
        "deduct": ("应扣回的金额直接扣除。", "What is owed back is deducted."),
    }[plan.negative][0 if zh else 1]


def _draw(draw: Draw, zh: bool) -> str:
    kind = DRAWS[draw.kind][0 if zh else 1]
    return f"{kind}：每期 {number(draw.amount)}。" if zh else (
        f"A {kind} of {number(draw.amount)} a period."
    )  # fmt: skip


def _version(version: Version, zh: bool) -> Iterator[str]:
    yield ""
    yield f"## {version.starts_on} 起" if zh else f"## From {version.starts_on}"
    for component in version.components:
        yield ""
        yield f"### {component_name(component.name, 'zh' if zh else 'en')}"
        yield ""
        yield from _component(component, zh)
    for example in version.examples:
        sold, pays = number(example.sold), number(example.pays)
        if zh:
            yield f"例：卖出 {sold}（目标 {number(example.quota)}），发放 {pays}。"
        else:
            yield f"Example: {sold} sold (quota {number(example.quota)}) pays {pays}."


def _component(of: Component, zh: bool) -> Iterator[str]:
    place = 0 if zh else 1
    basis = ("、" if zh else " and ").join(WORDS.get(b, (b, b))[place] for b in of.basis)
    scope = WORDS[of.accumulate][place]
    yield f"口径：{basis}；累计：{scope}。" if zh else f"Counts {basis}, over {scope}."
    yield from _rule(of, zh)
    if of.threshold is not None:
        share = percent(of.threshold)
        yield f"达成率不到 {share} 不发放。" if zh else f"Nothing below {share} of the quota."
    for cap in of.caps:
        most = percent(cap.at_most) if cap.of == "attainment" else number(cap.at_most)
        yield f"封顶：{most}。" if zh else f"Capped at {most}."
    if of.holdback:
        share, periods = percent(of.holdback.share), of.holdback.periods
        yield f"其中 {share} 预留，{periods} 期后发放。" if zh else (
            f"{share} is held back for {periods} periods."
        )  # fmt: skip
    if of.instalments > 1:
        yield f"分 {of.instalments} 期发放。" if zh else f"Paid in {of.instalments} instalments."
    if of.release:
        yield "回款后发放。" if zh else "Paid once the customer has paid."


def _rule(of: Component, zh: bool) -> Iterator[str]:
    place = 0 if zh else 1
    if isinstance(of, Commission | Pool):
        yield (
            "计算方法：" + METHODS[of.tier_method][0] if zh else f"By {METHODS[of.tier_method][1]}:"
        )
        yield ""
        for tier in of.tiers:
            yield f"- {reach(tier, of.tier_unit)[place]}: {price(tier)[place]}"
    elif isinstance(of, Bonus):
        amount, share = number(of.amount), percent(of.at_least)
        yearly = of.amount_per == "year"
        per = ("（按年计）" if zh else " a year") if yearly else ""
        yield f"达成 {share} 发放 {amount}{per}。" if zh else f"{amount}{per} for reaching {share}."
    elif isinstance(of, Spiff):
        amount, least = number(of.amount), number(of.at_least)
        yield (
            f"每单满 {least} 发放 {amount}。" if zh else f"{amount} for orders of {least} or more."
        )
    elif isinstance(of, Objectives):
        for name, weight in of.objectives.items():
            yield f"- {name}: {percent(weight)}"
    elif isinstance(of, Promise):
        yield "预测越准，奖金越高。" if zh else "The truer the own forecast, the higher the bonus."


def _examples(plan: Plan, quota: Decimal, zh: bool) -> Iterator[str]:
    """A table of what a steady year pays, worked out by the plan itself."""
    yield ""
    yield f"## 年目标 {number(quota)} 时" if zh else f"## With a yearly quota of {number(quota)}"
    yield ""
    yield "| 达成率 | 业绩 | 发放 |" if zh else "| Attainment | Sold | Pay |"
    yield "|--:|--:|--:|"
    for point in curve(plan, quota, SHOWN):
        yield f"| {percent(point.attainment)} | {number(point.sold)} | {number(point.pay)} |"


def example_problems(plan: Plan) -> list[Problem]:
    """The examples a plan tells that do not come out, with what it pays instead."""
    found = []
    for version in plan.versions:
        for example in version.examples:
            pays = example_pay(plan, version, example)
            if pays != example.pays:
                values = {"sold": example.sold, "quota": example.quota, "told": example.pays,
                          "amount": pays, "starts_on": version.starts_on}  # fmt: skip
                found.append(Problem(EXAMPLE_WRONG, values=values))
    return found


def example_pay(plan: Plan, version: Version, example: Example) -> Decimal:
    """What a version pays for a sale on its first day against a yearly quota."""
    alone = replace(plan, versions=(version,), payees=(), draw=None)
    day, quotas = version.starts_on, Quotas()
    periods = periods_of(alone, day)
    for place in range(periods.all):
        before = example.quota * place / periods.all
        share = (example.quota * (place + 1) / periods.all).quantize(Decimal("0.0001"))
        quotas.add("example", periods.span(place), share - before.quantize(Decimal("0.0001")))
    rows = [Credit("example", day, example.sold, order="1")]
    alone = replace(alone, ends_before=max(alone.ends_before, periods.starts[-1]))
    world, _ = world_of(alone, credits_of(rows), quotas, periods.starts[-1] - timedelta(days=1))
    return money(int(calculated(world).entitled.sum()), plan.unit)


@dataclass(frozen=True)
class Change:
    """One thing two texts of a plan say differently; None where one of them does not say it."""

    field: str
    before: object
    after: object


def changes(before: Plan, after: Plan) -> list[Change]:
    """Everything that two plans say differently, by field, in the order of names."""
    old, new = dict(_leaves(written(before))), dict(_leaves(written(after)))
    return [
        Change(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _leaves(of: object, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(of, Mapping):
        for name, value in of.items():
            yield from _leaves(value, f"{place}.{name}" if place else str(name))
    elif isinstance(of, list):
        for count, value in enumerate(of):
            named = value.get("name") if isinstance(value, Mapping) else None
            yield from _leaves(value, f"{place}[{named or count}]")
    else:
        yield place, of


@dataclass(frozen=True)
class Difference:
    """What a person would have been paid by two plans on the same credits."""

    payee: str
    before: Decimal
    after: Decimal

    @property
    def gain(self) -> Decimal:
        """What the second plan pays more; below 0 what it takes."""
        return self.after - self.before


def compared(
    before: Plan, after: Plan, credits: Credits, quotas: Quotas, as_of: date
) -> tuple[list[Difference], list[Problem]]:
    """Who gains and who loses by a change, on the same credits; who loses most comes first.

    Whoever either plan cannot pay is told instead of compared.
    """
    found, problems = [], []
    for plan in (before, after):
        world, told = world_of(plan, credits, quotas, as_of)
        problems += told
        found.append(_sums(calculated(world)))
    both = found[0].keys() & found[1].keys()
    differences = [Difference(name, found[0][name], found[1][name]) for name in both]
    return sorted(differences, key=lambda d: (d.gain, d.payee)), problems


def _sums(of: Calculation) -> dict[str, Decimal]:
    sums = of.entitled.sum(axis=1)
    return {
        name: money(int(amount), of.plan.unit)
        for name, amount in zip(of.world.people, sums, strict=True)
        if name not in of.world.left_out
    }


def asks_quota(plan: Plan) -> bool:
    """Whether any component of a plan goes by attainment."""
    parts: Sequence[Component] = [c for version in plan.versions for c in version.components]
    return any(map(needs_quota, parts))
