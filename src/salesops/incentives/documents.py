"""A plan's text for the person, in both languages, with examples that are computed, never typed."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain

from salesops.incentives.calculation import calculated
from salesops.incentives.component_words import Names, Said, component_said
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credit, credits_of
from salesops.incentives.curve import curve
from salesops.incentives.exact import money
from salesops.incentives.explained import number, percent
from salesops.incentives.labels import component_name
from salesops.incentives.periods import periods_of
from salesops.incentives.plan import Example, Plan, Version
from salesops.incentives.plan_file import fingerprint
from salesops.incentives.plan_words import example_said, payee_said, plan_said, version_said
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import Objectives, Promise
from salesops.incentives.words import EXAMPLE_WRONG
from salesops.kernel.problem import Language, Problem

SHOWN = tuple(map(Decimal, ("0.5", "0.8", "1", "1.2", "1.5")))


def document(
    plan: Plan, language: Language, quota: Decimal | None = None, names: Names | None = None,
    only: Collection[str] | None = None,
) -> str:  # fmt: skip
    """The text a person reads and acknowledges, as Markdown: every version, rule and example.

    With a yearly quota it ends with what the last version pays at 50 % to 150 % of it. `names`
    are those of the people it names by their ids; shares are told of `only` these, or the payee.
    """
    zh = language == "zh"
    named, own = names or {}, plan.payees[0] if len(plan.payees) == 1 else None
    only = [own.payee] if own and only is None else only
    whose = [payee_said(own, named)] if own else []
    head = [f"# {plan.name}", "", *_in([*whose, *plan_said(plan)], zh)]
    body = chain.from_iterable(
        _version(version, zh, named, only, is_first=version == plan.versions[0])
        for version in plan.versions
    )
    examples = _examples(plan, quota, zh) if quota is not None else []
    code = f"{'方案指纹：' if zh else 'Fingerprint: '}`{fingerprint(plan)}`"
    return "\n".join([*head, *body, *examples, "", code, ""])


def _in(said: Iterable[Said], zh: bool) -> Iterator[str]:
    return (sentence[0 if zh else 1] for sentence in said)


def _version(
    version: Version, zh: bool, names: Names, only: Collection[str] | None, *, is_first: bool
) -> Iterator[str]:
    yield ""
    yield f"## {version.starts_on} 起" if zh else f"## From {version.starts_on}"
    yield from _in(version_said(version, names, is_first=is_first), zh)
    for component in version.components:
        yield ""
        yield f"### {component_name(component.name, 'zh' if zh else 'en')}"
        yield ""
        yield from _in(component_said(component, names, only), zh)
    if version.examples:
        yield ""
        yield from _in(map(example_said, version.examples), zh)


def _examples(plan: Plan, quota: Decimal, zh: bool) -> Iterator[str]:
    """A table of what a steady year pays, worked out by the plan itself."""
    yield ""
    yield f"## 年目标 {number(quota)} 时" if zh else f"## With a yearly quota of {number(quota)}"
    yield ""
    if any(isinstance(of, Objectives | Promise) for of in plan.versions[-1].components):
        yield (
            "考核得分按 100%、预测按准确计算。"
            if zh
            else "Scores count as 100 %, forecasts as true."
        )
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
