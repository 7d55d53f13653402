"""Guardrails in sentences: other things harmed, orders moved, results lifted over a threshold."""

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite

from salesops.causal.bunching import FEWEST, Bunching
from salesops.causal.effects_told import amount
from salesops.causal.guardrails import Guard, Kind
from salesops.causal.timing import Timing
from salesops.kernel import figures
from salesops.kernel.problem import Language

LINES = "lines"
"""How the names of watched product lines begin."""
GUARDS: Mapping[Kind, tuple[str, str]] = {
    "harmed": ("受损", "Harmed"),
    "held": ("未受损", "Not harmed"),
    "cannot_tell": ("还不能判断", "Cannot tell yet"),
}


REMEDIES: Mapping[str, tuple[str, str]] = {
    "margin": (
        "毛利受损：改按毛利计提，或给低毛利订单打折扣计入。",
        "Margin was harmed: pay on gross profit, or count orders of low margin for less.",
    ),
    "discount_rate": (
        "折扣变深：折扣超过权限的部分不计提，或按净价档位递减。",
        "Discounts grew: pay nothing on discount beyond the allowance, or less the deeper it is.",
    ),
    "return_rate": (
        "退货变多：按回款计提，并追回退货部分的提成。",
        "Returns grew: pay on what is collected, and claw back what is returned.",
    ),
    "activity_count": (
        "跟进变少：为客户跟进设门槛条件，或缩短激励期。",
        "Less was done with customers: make it a gate, or run the incentive for a shorter time.",
    ),
    LINES: (
        "其他产品被忽略：给这些产品线设目标或门槛条件，达到了才计提。",
        "Other products were neglected: give those lines a quota or make them a gate.",
    ),
}
"""What to change where something watched was harmed."""


def remedy_told(guard: Guard, language: Language) -> str:
    """What to change where it was harmed; nothing where it was not."""
    if guard.kind != "harmed":
        return ""
    name = LINES if guard.name.startswith(LINES) else guard.name
    return REMEDIES.get(name, ("", ""))[0 if language == "zh" else 1]


def guard_told(guard: Guard, unit: str, currency: str | None, language: Language) -> str:
    """What became of one thing watched, with its change and interval."""
    word = GUARDS[guard.kind][0 if language == "zh" else 1]
    change = change_told(guard, unit, currency, language)
    return f"{word}：{change}" if language == "zh" else f"{word}: {change}"


def change_told(guard: Guard, unit: str, currency: str | None, language: Language) -> str:
    """How much one thing watched changed, with its interval."""
    of = guard.effect.estimate
    size, low, high = (_change(value, unit, currency, language) for value in (of.size, of.low,
                                                                             of.high))  # fmt: skip
    if language == "zh":
        return f"{size}（{low} 至 {high}）"
    return f"{size} ({low} to {high})"


def _change(value: float, unit: str, currency: str | None, language: Language) -> str:
    if unit == "ratio" and isfinite(value):
        return figures.points(Decimal(value), language)
    return amount(value, language, currency if unit in ("money", "price") else None)


def timing_told(found: Timing, language: Language, ends: str = "") -> str:
    """Whether orders were pulled before these ends of periods, and what to change."""
    if found.kind == "cannot_tell":
        return _say(
            language,
            f"{ends or '期末'}：开始之前 {found.before} 个、之后 {found.after} 个，"
            "还看不出是否提前签单。",
            f"{_cap(ends)}: {found.before} before and {found.after} since the start, too few to "
            "see orders pulled forward.",
        )
    excess, low, high = (_days(value) for value in (found.excess, found.low, found.high))
    dip = _days(found.dip)
    if found.dip_low is not None and found.dip_high is not None:
        between = _days(found.dip_low), _days(found.dip_high)
        dip += _say(language, "（{} 至 {}）".format(*between), " ({} to {})".format(*between))
    share = f"{(found.share or 0) * 100:.0f}%"
    more_zh = f"{ends or '期末'}多了 {excess} 个平常日的销售（95% 区间 {low} 至 {high}）"
    more_en = (
        f"{ends or 'period ends'} hold {excess} usual days more (95% interval {low} to {high})"
    )
    if found.kind == "pulled":
        return _say(
            language,
            f"提前签单：{more_zh}，其中 {share} 在之后又少掉：{dip}。"
            "改按滚动期间或全年累计计提，去掉期末的跳档。",
            f"Pulled forward: {more_en}, and {share} of it is missing after: {dip}. Pay on rolling "
            "or year-to-date results, without jumps.",
        )
    if found.kind == "usual":
        return _say(
            language,
            f"{ends or '期末'}没有比以前更集中：变化 {excess} 个平常日的销售"
            f"（95% 区间 {low} 至 {high}，p = {found.p:.3f}），之后少掉 {dip}。",
            f"{_cap(ends)} are no heavier than before: {excess} usual days of selling (95% "
            f"interval {low} to {high}, p = {found.p:.3f}), missing after: {dip}.",
        )
    if found.kind == "unclear":
        return _say(
            language,
            f"{more_zh}，之后少掉 {dip}：还分不清是挪动还是多做，再等几个期末。",
            f"{_cap(more_en)}, missing after: {dip}. Moved or done, it cannot be told yet: wait "
            "for more ends.",
        )
    return _say(
        language,
        f"{more_zh}，之后没有相应减少：{dip}。更像是多做，不是挪动。",
        f"{_cap(more_en)}, and little is missing after: {dip}. More looks done, not moved.",
    )


def _days(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _cap(said: str) -> str:
    return (said or "period ends")[0].upper() + (said or "period ends")[1:]


def bunching_told(found: Bunching, threshold: str, language: Language, *, is_found: bool) -> str:
    """Whether results pile up at a threshold, and what to change."""
    if found.excess is None:
        return _say(
            language,
            f"门槛 {threshold}：附近只有 {found.results} 个结果，少于 {FEWEST} 个，看不出堆积。",
            f"Threshold {threshold}: {found.results} results near it, {FEWEST} are needed to see "
            "bunching.",
        )
    low, high = (f"{round(end or 0):+d}".replace("-", "−") for end in (found.low, found.high))
    excess, missing = round(found.excess), round(found.missing or 0)
    if not is_found:
        more = f"{excess:+d}".replace("-", "−")
        return _say(
            language,
            f"门槛 {threshold} 处没有堆积：刚过门槛 {more} 个结果"
            f"（95% 区间 {low} 至 {high}，p = {found.p:.3f}）。",
            f"No bunching at {threshold}: {more} results just above (95% interval {low} to {high}, "
            f"p = {found.p:.3f}).",
        )
    return _say(
        language,
        f"门槛 {threshold} 处堆积：刚过门槛多出约 {excess} 个结果，门槛之下少了约 {missing} 个"
        f"（多出的 95% 区间 {low} 至 {high}，p = {found.p:.3f}）。用线性或逐段累进代替跳档。",
        f"Bunching at {threshold}: about {excess} results too many just above, {missing} too few "
        f"below (95% interval of the excess {low} to {high}, p = {found.p:.3f}). Replace the jump "
        "by marginal or linear pay.",
    )


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en
