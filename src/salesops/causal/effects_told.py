"""An effect in sentences: the verdict, its size, the comparison, the past, and what to change."""

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite

from salesops.causal.declared import Declared
from salesops.causal.effects import Effect, Kind, Reason
from salesops.causal.estimates import How
from salesops.causal.power import Power
from salesops.kernel import figures
from salesops.kernel.problem import Language

Both = tuple[str, str]
VERDICTS: Mapping[Kind, Both] = {
    "worked": ("有效", "It worked"),
    "did_not": ("无效", "It did not work"),
    "cannot_tell": ("还不能判断", "Cannot tell yet"),
}
METHODS: Mapping[str, Both] = {
    "did": (
        "双重差分：与尚未或从未受影响的单位比较前后变化",
        "difference-in-differences against units not yet or never treated",
    ),
    "never": (
        "双重差分：与从未受影响的单位比较前后变化",
        "difference-in-differences against units never treated",
    ),
    "sc": (
        "合成控制：按过去走势加权混合从未受影响的单位",
        "synthetic control mixed from units never treated",
    ),
    "sdid": (
        "合成双重差分：单位和期间都加权，与从未受影响的单位比较",
        "synthetic difference-in-differences, units and periods weighted",
    ),
    "matched": (
        "匹配对照：每个单位与过去最相似的三个单位比较",
        "matched groups: each beside the three with the most similar past",
    ),
}
INTERVALS: Mapping[How, Both] = {
    "permutation": ("区间来自随机化检验", "interval by randomisation inference"),
    "placebo": ("区间来自安慰剂检验", "interval by placebos in other units"),
    "jackknife": ("区间来自刀切法", "interval by the jackknife"),
    "none": ("没有足够的单位给出区间", "too few units for an interval"),
}
NEXT: Mapping[Reason, Both] = {
    "beyond_chance": (
        "可以扩大：分批上线，让还没有轮到的单位继续做对照。",
        "Extend it in steps, so that who has not got it yet goes on being the comparison.",
    ),
    "below_worth": (
        "有效，但小于事先说好的值得的幅度：降低成本后再扩大。",
        "It worked, yet by less than was declared worth having: make it cheaper before extending.",
    ),
    "harmful": (
        "方向相反：停止，并查看被忽略的产品、折扣和退货。",
        "It went the wrong way: stop it, and look at neglected products, discounts and returns.",
    ),
    "not_worth": (
        "达不到事先说好的值得的幅度：停止，或者换一个做法再试。",
        "It falls short of what was declared worth having: end it, or try something else.",
    ),
    "few_units": (
        "对照太少，效果再大也可能是偶然：至少要 {needed} 个从未受影响的单位，或给更小单位的数据。",
        "Too few units to rule out chance: bring {needed} never treated, or data of smaller units.",
    ),
    "past_unknown": (
        "开始之前少于两期，无法检查之前的走势：补上更早的数据。",
        "Fewer than two periods before the start: the past cannot be checked. Bring earlier data.",
    ),
    "past_differs": (
        "开始之前两边就已经走开：换更相似的对照、更长的历史，或改用合成双重差分（sdid）。",
        "Both sides parted before the start: choose others more alike, a longer past, or sdid.",
    ),
    "unlike_size": (
        (
            "受影响的单位比所有对照都大（或都小），而波动随规模变化：与它们比较说明不了偶然。"
            "找规模相近的对照，或改用人均、比率类指标。"
        ),
        (
            "The treated are larger (or smaller) than all others, and swings change with size: "
            "others say nothing of chance. Compare with some as large, or by a rate."
        ),
    ),
    "wide": (
        "“没有效果”和“效果值得”都在区间里：再等几期，或扩大范围；目前 {reach} 以上的效果才看得出。",
        "Both nothing and enough lie in it: wait, or treat more; only {reach} and more would show.",
    ),
    "short_past": (
        "开始之前的期数最好是之后的三倍（现在 {before} 对 {after}）。",
        "Three times as many periods before as after would be better (now {before} and {after}).",
    ),
}


def told(found: Effect, language: Language, currency: str | None = None) -> list[str]:
    """What to say of an effect, the verdict first."""
    at = 0 if language == "zh" else 1
    values = _values(found, language, currency)
    return [
        _verdict(found, language, currency),
        _comparison(found, language),
        _past(found, language, currency),
        *(NEXT[reason][at].format_map(values) for reason in found.reasons),
    ]


def _values(found: Effect, language: Language, currency: str | None) -> Mapping[str, object]:
    before = min(found.panel.cohorts)
    half = (found.estimate.high - found.estimate.low) / 2
    shown = figures.short(Decimal(half), _unit(half), currency, language) if isfinite(half) else ""
    return {
        "needed": found.needed, "before": before, "after": len(found.panel.times) - before,
        "reach": shown,
    }  # fmt: skip


def _verdict(found: Effect, language: Language, currency: str | None) -> str:
    of = found.estimate
    size, low, high = (amount(v, language, currency) for v in (of.size, of.low, of.high))
    share = "" if found.relative is None else f"{found.relative * 100:+.1f}%".replace("-", "−")
    sure = f"{(1 - found.declared.alpha) * 100:g}%"
    if language == "zh":
        shown = f"（{share}）" if share else ""
        return (f"{VERDICTS[found.kind][0]}：每个单位每期 {size}{shown}，"
                f"{sure} 区间 {low} 至 {high}，p = {of.p:.3f}。")  # fmt: skip
    shown = f" ({share})" if share else ""
    return (f"{VERDICTS[found.kind][1]}: {size} a unit and period{shown}, "
            f"{sure} interval {low} to {high}, p = {of.p:.3f}.")  # fmt: skip


def _comparison(found: Effect, language: Language) -> str:
    at, declared = (0 if language == "zh" else 1), found.declared
    way = METHODS[
        "never" if declared.method == "did" and declared.comparison == "never" else declared.method
    ][at]
    how = INTERVALS[found.estimate.how][at]
    treated, never = found.panel.treated, found.panel.never
    if found.estimate.in_shares:
        how += (
            "；波动随规模变大，按各自之前水平的比例比较"
            if at == 0
            else "; swings grow with size, so each is compared as a share of its own level before"
        )
    if language == "zh":
        return f"对照：{way}；{treated} 个单位受影响，{never} 个从未受影响；{how}。"
    return f"Comparison: {way}; units treated {treated}, never treated {never}; {how}."


def _past(found: Effect, language: Language, currency: str | None) -> str:
    past = found.estimate.past
    misfit = figures.short(Decimal(past.misfit), _unit(past.misfit), currency, language)
    checked = past.p is not None
    parted = "past_differs" in found.reasons
    if language == "zh":
        said = "无法检查" if not checked else "已经走开" if parted else "没有走开"
        tail = f"（p = {past.p:.3f}）" if checked else ""
        return f"开始之前 {past.periods} 期：两边{said}{tail}，平均相差 {misfit}。"
    said = ("not checked" if not checked else "both sides parted" if parted
            else "both sides ran together")  # fmt: skip
    tail = f" (p = {past.p:.3f})" if checked else ""
    return f"The {past.periods} periods before: {said}{tail}, {misfit} apart (RMSPE)."


def amount(value: float, language: Language, currency: str | None = None) -> str:
    """A difference as a sentence shows it, with its sign."""
    if not isfinite(value):
        return ("−" if value < 0 else "+") + "∞"
    return figures.difference(Decimal(value), _unit(value), currency, language)


def _unit(value: float) -> str:
    return "money" if abs(value) >= 100 else "price"


def power_told(
    found: Power, declared: Declared, language: Language, currency: str | None = None
) -> str:
    """How large an effect would have to be, before anything begins."""
    sure, often = f"{declared.alpha * 100:g}%", f"{declared.power * 100:g}%"
    if found.effect is None:
        return (
            f"{found.units} 个单位中 {found.treated} 个：多大的效果都无法与偶然区分。增加单位，"
            "或按更小的单位（团队、个人）给数据。"
            if language == "zh" else
            f"With {found.treated} of {found.units} units no effect could be told from chance. "
            "Bring more, or data of smaller units (teams, people)."
        )  # fmt: skip
    size = amount(found.effect, language, currency)
    share = "" if found.relative is None else f"{found.relative * 100:.1f}%"
    if language == "zh":
        shown = f"（平时的 {share}）" if share else ""
        of = f"{found.units} 个单位中 {found.treated} 个、{found.after} 期"
        return (f"{of}：每个单位每期至少 {size}{shown}才有 {often} 的机会看出来，"
                f"误报率 {sure}；按历史预演得出。")  # fmt: skip
    shown = f" ({share} of the usual)" if share else ""
    return (f"With {found.treated} of {found.units} units over {found.after} periods an effect of "
            f"{size} a unit and period{shown} is found {often} of the time, with false alarms "
            f"{sure} of it; rehearsed on the history.")  # fmt: skip
