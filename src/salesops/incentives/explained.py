"""Why a line of a statement is what it is: one sentence in each language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from salesops.incentives.exact import Stage
from salesops.incentives.rules import Commission, Component, Pool
from salesops.incentives.tiers import Tier

if TYPE_CHECKING:
    from salesops.incentives.calculation import Block

DIGITS = Decimal("0.0001")
METHODS = {
    "marginal": ("超额累进", "marginal tier"),
    "whole": ("全额累进", "whole-amount tier"),
    "interpolated": ("线性插值", "interpolated tier"),
}
DRAWS = {
    "guarantee": ("可追回保底", "recoverable guarantee"),
    "advance": ("可追回预支", "recoverable advance"),
    "fixed_guarantee": ("不追回保底", "guarantee that is not recovered"),
    "fixed_advance": ("不追回津贴", "allowance that is not recovered"),
}
# What a step does, by its kind; `{amount}` is what the line says, `{rate}` the rule's own number.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "gate": ("“{detail}”达成率不到 {share}，不发放", "{detail} is below {share}: nothing is paid"),
    "threshold": ("达成率不到起付线 {share}，不发放", "Below the threshold of {share}: no pay"),
    "multiplier": ("按“{detail}”的达成率乘以系数", "Multiplied by the attainment of {detail}"),
    "matrix": ("按矩阵系数调整（{detail}）", "Multiplied by the matrix ({detail})"),
    "floor": ("补足到保底 {rate}", "Filled up to the floor of {rate}"),
    "cap": ("超过封顶的部分", "Beyond the cap"),
    "bonus": ("达成 {share} 的奖金", "Bonus for reaching {share}"),
    "spiff": ("{count} 单 × {rate}", "{count} orders × {rate}"),
    "objective": ("“{detail}”得分 × 权重 {share}", "{detail}: score × weight of {share}"),
    "pool": ("团队奖金按份额分配", "Share of the team's pool"),
    "promise": ("按预测准确度的奖金", "Bonus for a true forecast"),
    "clawback": ("退货按原销售的提成扣回", "Returned: its own commission is taken back"),
    "collected": ("未回款的部分暂缓，回款时发放", "Waits for the customer's money"),
    "instalments": ("分期发放", "Paid in instalments"),
    "holdback": ("预留与释放", "Held back and released"),
    "forfeit": ("离职后不再发放", "Not paid after leaving"),
    "draw": ("{detail} {rate}", "A {detail} of {rate}"),
}


def explanation(
    stage: Stage, block: "Block", basis: Decimal | None, amount: Decimal
) -> dict[str, str]:
    """The sentence of one line, by language."""
    if stage.kind == "tier":
        return _tier(stage, block, basis, amount)
    zh, en = SENTENCES[stage.kind]
    named = stage.detail or block.component
    detail_zh, detail_en = DRAWS.get(named, (named, named))
    values = {
        "share": "" if stage.rate is None else percent(stage.rate),
        "rate": "" if stage.rate is None else number(stage.rate),
        "count": "" if basis is None else number(basis),
        "amount": number(amount),
    }
    return {
        "zh": zh.format_map({**values, "detail": detail_zh}),
        "en": en.format_map({**values, "detail": detail_en}),
    }


def _tier(
    stage: Stage, block: "Block", basis: Decimal | None, amount: Decimal
) -> dict[str, str]:  # fmt: skip
    component = component_of(block)
    if not isinstance(component, Commission | Pool) or stage.tier is None:
        return {"zh": "", "en": ""}
    table = component.table if isinstance(component, Commission) else None
    tier = (table.tiers if table else component.tiers)[stage.tier]
    zh, en = METHODS[component.tier_method]
    where_zh, where_en = reach(tier, component.tier_unit)
    price_zh, price_en = price(tier)
    about_zh, about_en = _about(tier, basis, amount)
    told = "" if basis is None else number(basis)
    return {
        "zh": f"{zh} {where_zh}：{told} × {price_zh}{about_zh} = {number(amount)}",
        "en": f"{en} {where_en}: {told} × {price_en}{about_en} = {number(amount)}",
    }


def _about(tier: Tier, basis: Decimal | None, amount: Decimal) -> tuple[str, str]:
    """What a multiple of the base rate came to, which is each person's own."""
    if tier.times is None or not basis:
        return "", ""
    share = number((amount / basis * 100).quantize(DIGITS))
    return f"（约 {share}%）", f" (about {share}%)"


def component_of(block: "Block") -> Component | None:
    """The component a block belongs to; None for what the whole plan does."""
    named = block.version.components if block.version else ()
    return next((c for c in named if c.name == block.component), None)


def reach(tier: Tier, unit: str) -> tuple[str, str]:
    """From where to where a tier goes."""
    shown = percent if unit == "attainment" else number
    if tier.ends is None:
        return f"{shown(tier.starts)} 起", f"from {shown(tier.starts)}"
    return (
        f"{shown(tier.starts)} 至 {shown(tier.ends)}",
        f"{shown(tier.starts)} to {shown(tier.ends)}",
    )


def price(tier: Tier) -> tuple[str, str]:
    """What a tier pays."""
    if tier.rate is not None:
        return percent(tier.rate), percent(tier.rate)
    if tier.times is not None:
        return f"基准比例 × {number(tier.times)}", f"base rate × {number(tier.times)}"
    return (
        f"本档 {number(tier.amount or Decimal(0))}",
        f"{number(tier.amount or Decimal(0))} a tier",
    )


def percent(share: Decimal) -> str:
    """A share as a percentage."""
    return f"{number(share * 100)}%"


def number(value: Decimal) -> str:
    """A number with its thousands apart and no idle zeros; cents of an amount stay."""
    return f"{value.normalize():,f}" if value == value.to_integral_value() else f"{value:,f}"
