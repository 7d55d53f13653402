"""What a plan and its versions say beside their components, in sentences of both languages."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from salesops.incentives.component_words import Names, Said, days_said, listed
from salesops.incentives.explained import DRAWS, number, percent
from salesops.incentives.payment import FOR_EVER, Draw
from salesops.incentives.plan import Example, Payee, Plan, Relief, Version
from salesops.incentives.rules import Commission, Component, Pool

SETTLED: Mapping[str, Said] = {
    "interval": (
        (
            "若这些条款在累计区间中途被接替而达成接着累计：起付线、门槛、系数和全额档位"
            "按整个区间的达成率结算。"
        ),
        (
            "If others follow these terms within an interval and attainment goes on: thresholds, "
            "gates, multipliers and whole-amount rates go by that of the whole interval."
        ),
    ),
    "version": (
        "若这些条款在累计区间中途被接替：起付线、门槛、系数和全额档位按到那时的达成率结算。",
        (
            "If others follow these terms within an interval: thresholds, gates, multipliers and "
            "whole-amount rates go by the attainment up to then."
        ),
    ),
}


def plan_said(plan: Plan) -> Iterator[Said]:
    """How long, in what money, what it pays at most, in advance and after leaving."""
    until, unit = plan.ends_before - timedelta(days=1), number(plan.unit)
    yield (
        f"有效期至 {until}。金额以 {plan.currency} 计，四舍五入到 {unit}。",
        f"Valid until {until}. Amounts in {plan.currency}, rounded half up to {unit}.",
    )
    yield from _calendar(plan)
    yield from _rates(plan)
    if plan.payment_cap is not None:
        most = number(plan.payment_cap)
        later = ("超出部分以后补发", "the rest is paid later") if plan.payment_cap_refundable else (
            "超出部分不再发放", "the rest is not paid")  # fmt: skip
        yield f"每期最多发放 {most}，{later[0]}。", f"At most {most} a period; {later[1]}."
    if plan.draw is not None:
        yield from _draw(plan.draw)
    yield from _owed(plan)
    yield {
        "as_usual": ("离职后，尚未发放的部分照常到期发放。",
                     "After leaving, what is not paid yet is paid when it is due."),
        "settle": ("离职时，尚未发放的部分一次结清。",
                   "At leaving, what is not paid yet is settled at once."),
        "forfeit": ("离职后，尚未发放的部分不再发放。",
                    "After leaving, what is not paid yet is not paid any more."),
    }[plan.leaver]  # fmt: skip


def payee_said(payee: Payee, names: Names) -> Said:
    """Whom a plan is for, and their days on it."""
    who = names.get(payee.payee, payee.payee)
    zh, en = days_said(payee.starts_on, payee.ends_before)
    return f"适用于：{who}{zh}。", f"For {who}{en}."


def _calendar(plan: Plan) -> Iterator[Said]:
    if plan.period_starts:
        zh, en = listed(map(str, plan.period_starts))
        yield f"期间起始日：{zh}。", f"Periods start on {en}."
    elif plan.year_starts_in != 1:
        month = plan.year_starts_in
        yield f"财年从 {month} 月开始。", f"The fiscal year starts in month {month}."


def _rates(plan: Plan) -> Iterator[Said]:
    for code, rate in plan.plan_rates.items():
        said = f"1 {code} = {number(rate)} {plan.currency}"
        yield f"计算达成用约定汇率：{said}。", f"For attainment at the plan's rate: {said}."
    for code, by_period in plan.payment_rates.items():
        zh, en = listed(f"{span} {number(rate)}" for span, rate in by_period.items())
        yield f"以 {code} 发放的汇率：{zh}。", f"Paid in {code} at: {en}."


def _draw(draw: Draw) -> Iterator[Said]:
    (zh, en), amount = DRAWS[draw.kind], number(draw.amount)
    for_zh = "" if draw.periods == FOR_EVER else f"，共 {draw.periods} 期"
    for_en = "" if draw.periods == FOR_EVER else f", for {draw.periods} periods"
    yield f"{zh}：每期 {amount}{for_zh}。", f"A {en} of {amount} a period{for_en}."
    if draw.forgiven_in is not None:
        at = draw.forgiven_in
        yield (
            f"到第 {at + 1} 期仍未抵扣的部分免除。",
            f"What is still owed in period {at + 1} is forgiven.",
        )


def _owed(plan: Plan) -> Iterator[Said]:
    yield {
        "carry": ("应扣回的金额从以后的收入中抵扣。", "What is owed back is taken from later pay."),
        "forgive": ("应扣回的金额不再追回。", "What is owed back is forgiven."),
        "deduct": ("应扣回的金额直接扣除。", "What is owed back is deducted."),
    }[plan.negative]  # fmt: skip
    if plan.carry_limit is not None:
        most = number(plan.carry_limit)
        yield f"最多结转 {most}，其余免除。", f"At most {most} is carried; the rest is forgiven."


def version_said(version: Version, names: Names, *, is_first: bool) -> Iterator[Said]:
    """Target pay, and what becomes of quotas and attainment."""
    if version.target_pay:
        pay = number(version.target_pay)
        yield f"年目标奖金（达成 100%）：{pay}。", f"Target pay a year, at 100 %: {pay}."
    if not is_first:
        yield (
            ("达成率接着上一段继续累计。", "Attainment goes on from the version before.")
            if version.carry_attainment
            else ("达成率从这一段开始重新累计。", "Attainment begins anew with this version.")
        )
    if any(map(_has_conditions, version.components)):
        yield SETTLED[version.settled_by]
    yield {
        "none": ("在岗不满一期时，目标不折算。", "A quota is not prorated for part of a period."),
        "months": ("在岗不满时，目标按整月折算。", "Quotas are prorated by whole months."),
        "days": ("在岗不满时，目标按天折算。", "Quotas are prorated by days."),
    }[version.proration]
    if version.ramp:
        zh, en = listed(map(percent, version.ramp))
        yield f"新人前几个月的目标比例：{zh}。", f"A newcomer's quota, month by month: {en}."
    for relief in version.relief:
        yield _relief(relief, names)


def _has_conditions(of: Component) -> bool:
    """Whether what a credit pays depends on the attainment of its interval."""
    is_whole = isinstance(of, Commission | Pool) and of.tier_method == "whole"
    limits = (of.threshold is not None, of.gates, of.multipliers, of.matrices)
    return any(limits) or (is_whole and of.accumulate != "transaction")


def _relief(of: Relief, names: Names) -> Said:
    who, share = names.get(of.payee, of.payee), percent(of.share)
    zh, en = days_said(of.starts_on, of.ends_before)
    quota_zh, quota_en = (f"“{of.quota}”", f' "{of.quota}"') if of.quota else ("", "")
    return (
        (f"目标减免：{who}{zh}，{quota_zh}减 {share}（{of.reason}）。"),
        (f"Quota relief: {who}{en},{quota_en} {share} less ({of.reason})."),
    )


def example_said(of: Example) -> Said:
    """A worked example in a sentence."""
    sold, quota, pays = number(of.sold), number(of.quota), number(of.pays)
    return (
        f"例：卖出 {sold}（目标 {quota}），发放 {pays}。",
        f"Example: {sold} sold (quota {quota}) pays {pays}.",
    )
