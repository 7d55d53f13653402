"""What a component says, in sentences of both languages: every field that changes pay is in one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from salesops.incentives.explained import METHODS, number, percent, price, reach
from salesops.incentives.labels import choice_label, component_name
from salesops.incentives.modifiers import Cap, Gate, Matrix, Multiplier
from salesops.incentives.rules import (
    OWN,
    Bonus,
    Commission,
    Component,
    Objectives,
    Pool,
    Promise,
    Returns,
    Spiff,
)
from salesops.incentives.tiers import Tier

DAY = timedelta(days=1)
Said = tuple[str, str]
"""One sentence in Chinese and in English."""
Names = Mapping[str, str]
"""What people are called, by their ids."""
BASES: Mapping[str, Said] = {
    "booked": ("签约额", "bookings"), "delivered": ("发货额", "deliveries"),
    "invoiced": ("开票额", "invoices"), "collected": ("回款额", "money collected"),
    "scored": ("考核得分", "scores"),
}  # fmt: skip
SCOPES: Mapping[str, Said] = {
    "transaction": ("每笔", "each order"), "month": ("每月", "each month"),
    "quarter": ("季度累计", "the quarter to date"), "half": ("半年累计", "the half-year to date"),
    "year": ("年度累计", "the year to date"),
}  # fmt: skip
EACH: Mapping[str, Said] = {
    "transaction": ("每月", "a month"), "month": ("每月", "a month"),
    "quarter": ("每季度", "a quarter"), "half": ("每半年", "a half-year"),
    "year": ("每年", "a year"),
}  # fmt: skip


def component_said(
    of: Component, names: Names, only: Collection[str] | None = None
) -> Iterator[Said]:
    """All that a component says; of people's shares those of `only` these; dashes begin items."""
    yield from _counts(of)
    yield from _rule(of, names, only)
    yield from _limits(of)
    yield from _returned(of.returns)
    if of.windfall:
        above, shares = number(of.windfall.above), (of.windfall.attainment_share,
                                                    of.windfall.pay_share)  # fmt: skip
        attained, paid = map(percent, shares)
        yield (
            f"单笔超过 {above} 的部分：{attained} 计入达成，{paid} 计入发放。",
            f"Of one order above {above}, {attained} counts for attainment and {paid} is paid on.",
        )
    yield from _when(of)


def _counts(of: Component) -> Iterator[Said]:
    zh, en = zip(*(BASES.get(basis, (basis, basis)) for basis in of.basis), strict=True)
    scope_zh, scope_en = SCOPES[of.accumulate]
    pieces_zh, pieces_en = ("（按数量）", " (in pieces)") if of.measure == "quantity" else ("", "")
    yield (
        f"口径：{'、'.join(zh)}{pieces_zh}；累计：{scope_zh}。",
        f"Counts {' and '.join(en)}{pieces_en}, over {scope_en}.",
    )
    roles = [[choice_label(role, lang) for role in of.roles] for lang in ("zh", "en")]
    shadow = "shadow" in of.roles and of.roles != ("shadow",)
    if of.roles != OWN:
        yield (
            f"业绩归属：{'、'.join(roles[0])}。",
            f"Credits counted: {', '.join(roles[1]).lower()}.",
        )  # fmt: skip
    if shadow:
        yield (
            "影子业绩只计达成，不计发放。",
            "Shadow credits count for attainment and are not paid on.",
        )
    if of.products:
        products = listed(of.products)
        yield f"只计这些产品：{products[0]}。", f"Counts these products alone: {products[1]}."
    if of.starts_on or of.ends_before:
        days = days_said(of.starts_on, of.ends_before)
        yield f"只计{days[0].lstrip('，')}的业绩。", f"Counts what is sold{days[1]}."
    if of.quota:
        yield f"目标：“{of.quota}”。", f'Held against the quota "{of.quota}".'
    if of.quota_scope == "to_date":
        yield "达成率按到期为止的目标计算。", "Attainment is of the quota to date."
    if of.weight != 1:
        share = percent(of.weight)
        yield f"占目标奖金的 {share}。", f"Stands for {share} of target pay."


def _rule(of: Component, names: Names, only: Collection[str] | None) -> Iterator[Said]:
    if isinstance(of, Commission | Pool):
        yield from _tiers(of)
    if isinstance(of, Bonus):
        yield from _bonus(of)
    elif isinstance(of, Spiff):
        amount, least = number(of.amount), number(of.at_least)
        yield f"每单满 {least} 发放 {amount}。", f"{amount} for orders of {least} or more."
    elif isinstance(of, Objectives):
        most = percent(of.most)
        yield (
            f"每项发放目标奖金 × 权重 × 得分，得分最高按 {most} 计：",
            f"Each pays target pay × weight × score, scores up to {most}:",
        )
        yield from _shares(of.objectives, {})
    elif isinstance(of, Pool):
        yield "整个团队合计计算，按固定份额分配：", "The team's total, shared by fixed parts:"
        yield from _shares(_seen(of.shares, only), names)
    elif isinstance(of, Promise):
        yield from _promise(of)


def _tiers(of: Commission | Pool) -> Iterator[Said]:
    zh, en = METHODS[of.tier_method]
    yield f"计算方法：{zh}", f"By {en}:"
    for tier in of.tiers:
        (reach_zh, reach_en), (price_zh, price_en) = reach(tier, of.tier_unit), price(tier)
        unit_zh, unit_en = (" 件", " pieces") if of.tier_unit == "quantity" else ("", "")
        yield f"- {reach_zh}{unit_zh}：{price_zh}", f"- {reach_en}{unit_en}: {price_en}"
    if any(tier.times is not None for tier in of.tiers):
        yield "基准比例 = 目标奖金 ÷ 目标。", "The base rate is target pay ÷ quota."
    if isinstance(of, Commission) and of.tie == "lower":
        yield "正好在边界上时归下一档。", "Exactly on an edge the lower tier holds."


def _bonus(of: Bonus) -> Iterator[Said]:
    amount, share = number(of.amount), percent(of.at_least)
    yearly = of.amount_per == "year"
    each_zh, each_en = EACH[of.accumulate]
    zh = f"一年 {amount}，{each_zh}发放相应部分" if yearly else f"{each_zh}发放 {amount}"
    en = f"{amount} a year, its part {each_en}" if yearly else f"{amount} {each_en}"
    yield f"达成 {share}：{zh}。", f"For reaching {share}: {en}."


def _promise(of: Promise) -> Iterator[Said]:
    named = "" if of.forecast == "forecast" else f"（{of.forecast}）"
    yield (
        (
            f"预测{named}越准，奖金越高：目标奖金 × 0.6 ×（实际 + 预测）÷ 目标；"
            "实际低于预测时为 0.6 ×（3 × 实际 − 预测）÷ 目标，最低为 0。"
        ),
        (
            f"The truer the own forecast{named}, the higher the bonus: target pay × 0.6 × "
            "(result + forecast) ÷ quota; below the forecast 0.6 × (3 × result − forecast) ÷ "
            "quota, never below 0."
        ),
    )


def listed(of: Iterable[str]) -> Said:
    """Several things after one another, as each language lists them."""
    several = list(of)
    return "、".join(several), ", ".join(several)


def days_said(starts_on: date | None, ends_before: date | None) -> Said:
    """From when until which last day, as far as it is said."""
    last = ends_before - DAY if ends_before else None
    zh = (f"，{starts_on} 起" if starts_on else "") + (f"，{last} 止" if last else "")
    return zh, (f" from {starts_on}" if starts_on else "") + (f" until {last}" if last else "")


def _seen(of: Mapping[str, Decimal], only: Collection[str] | None) -> Mapping[str, Decimal]:
    """Nobody reads on their own paper what their colleagues have."""
    return {name: of[name] for name in of if only is None or name in only}


def _shares(of: Mapping[str, Decimal], names: Names) -> Iterator[Said]:
    for name, share in of.items():
        who, part = names.get(name, name), number((share * 100).normalize())
        yield f"- {who}：{part}%", f"- {who}: {part}%"


def _limits(of: Component) -> Iterator[Said]:
    for gate in of.gates:
        yield _gate(gate)
    if of.threshold is not None:
        share = percent(of.threshold)
        yield f"达成率不到 {share} 不发放。", f"Nothing below {share} of the quota."
    for multiplier in of.multipliers:
        yield from _multiplier(multiplier)
    for matrix in of.matrices:
        yield from _matrix(matrix)
    if of.floor:
        amount = number(of.floor.amount)
        yield f"每期保底 {amount}。", f"At least {amount} for each period."
    for cap in of.caps:
        yield _cap(cap, of)


def _whose(component: str) -> Said:
    if not component:
        return "本项", "its own"
    return f"“{component_name(component, 'zh')}”", f'"{component_name(component, "en")}"'


def _gate(gate: Gate) -> Said:
    (zh, en), share = _whose(gate.component), percent(gate.at_least)
    return (
        f"{zh}达成率不到 {share} 时，本项不发放。",
        f"Nothing is paid while {en} attainment is below {share}.",
    )  # fmt: skip


def _multiplier(of: Multiplier) -> Iterator[Said]:
    zh, en = _whose(of.component)
    yield (
        f"按{zh}的达成率乘以系数，区段之外为 1：",
        f"Times a factor by {en} attainment, 1 elsewhere:",
    )
    for band in of.bands:
        reach_zh, reach_en = reach(Tier(starts=band.starts, ends=band.ends), "attainment")
        factor = number(band.factor)
        yield f"- {reach_zh}：× {factor}", f"- {reach_en}: × {factor}"


def _matrix(of: Matrix) -> Iterator[Said]:
    (down_zh, down_en), (across_zh, across_en) = _whose(of.down), _whose(of.across)
    yield (
        f"按矩阵乘以系数，行是{down_zh}的达成率，列是{across_zh}的达成率：",
        f"Times a factor from a matrix, rows by {down_en} attainment, columns by {across_en}:",
    )
    heads = [percent(start) for start in of.columns]
    yield f"| ≥ | {' | '.join(heads)} |", f"| ≥ | {' | '.join(heads)} |"
    rule = "|--:" * (len(heads) + 1) + "|"
    yield rule, rule
    for start, line in zip(of.rows, of.factors, strict=True):
        told = f"| {percent(start)} | {' | '.join(number(factor) for factor in line)} |"
        yield told, told


def _cap(cap: Cap, of: Component) -> Said:
    if cap.of == "attainment":
        share = percent(cap.at_most)
        return f"达成率封顶：超过 {share} 的部分不计。", f"Attainment above {share} does not count."
    zh, en = ("每期", "a period") if cap.per == "period" else EACH[of.accumulate]
    most = number(cap.at_most)
    later = ("超出部分以后补发", "the rest is paid later") if cap.refundable else (
        "超出部分不再发放", "the rest is not paid")  # fmt: skip
    return f"{zh}最多发放 {most}，{later[0]}。", f"Capped at {most} {en}; {later[1]}."


def _returned(of: Returns) -> Iterator[Said]:
    if of.reduce_attainment:
        day = ("原销售", "its sale") if of.attribution == "original" else ("退货", "the return")
        yield (
            f"退货在{day[0]}的日期冲减业绩，多付的部分扣回。",
            f"A return is taken off on the day of {day[1]}; what was paid too much comes back.",
        )
        return
    zh, en = {
        "full": ("全部", "All"), "share": (f"{percent(of.share)} ", percent(of.share)),
        "prorated": (f"按 {of.months} 个月里未满的月数",
                     f"By the months of {of.months} not served, all"),
    }[of.clawback]  # fmt: skip
    yield (
        f"退货不减达成；原销售所得的提成{zh}扣回。",
        f"A return leaves attainment as it is. {en} of what its sale earned comes back.",
    )


def _when(of: Component) -> Iterator[Said]:
    if of.holdback:
        share, periods = percent(of.holdback.share), of.holdback.periods
        yield (
            f"其中 {share} 预留，{periods} 期后发放。",
            f"{share} is held back for {periods} periods.",
        )
    if of.instalments > 1:
        yield f"分 {of.instalments} 期发放。", f"Paid in {of.instalments} instalments."
    if of.release:
        yield "回款后发放。", "Paid once the customer has paid."
