"""Sentences about conversion: why two figures of one month differ, what a change is made of."""

from decimal import Decimal
from fractions import Fraction

from salesops.kernel import figures
from salesops.kernel.problem import Language
from salesops.process.conversion import Beside, Change, Cohort


def percent(share: Fraction | float | None, language: Language) -> str:
    """A share as a page shows it."""
    value = None if share is None else Decimal(float(share))
    return figures.short(value, "ratio", None, language)


def why_they_differ(row: Beside, language: Language, *, is_ripe: bool) -> str:
    """Why a month's wins ÷ new cases is not what becomes of its new cases."""
    if row.period_share is None or row.cohort_share is None:
        return _say(
            language,
            "本月没有新增，两种算法都没有分母。",
            "Nothing began in this month, so neither figure has a denominator.",
        )
    period, cohort = percent(row.period_share, language), percent(row.cohort_share, language)
    told = _say(
        language,
        f"当期 {period}：本月成功的 {row.wins} 个中有 {row.from_before} 个开始于更早的月份。"
        f"同期群 {cohort}：本月新增的 {row.entered} 个到现在成功 {row.cohort_wins} 个。",
        f"Period {period}: of the {row.wins} that succeeded in the month, {row.from_before} began "
        f"earlier. "
        f"Cohort {cohort}: of the {row.entered} that began in it, {row.cohort_wins} have.",
    )
    if is_ripe:
        return told
    return told + _say(
        language, "这一批还不够久，会继续变化。", " The cohort is young and will change."
    )


def change_told(change: Change, language: Language) -> str:
    """A change of a rate, what mix and rates have in it, and the group with most of it."""
    both = {name: change.mix[name] + change.rate[name] for name in change.mix}
    largest = max(both, key=lambda name: abs(both[name]), default="")
    sizes = (change.after - change.before, change.total_mix, change.total_rate)
    parts = [figures.points(Decimal(float(size)), language) for size in sizes]
    named = f"{largest} {figures.points(Decimal(float(both.get(largest, 0))), language)}"
    return _say(
        language,
        f"转化率变化 {parts[0]}：结构 {parts[1]}，转化本身 {parts[2]}。影响最大的是 {named}。",
        f"Conversion changed by {parts[0]}: mix {parts[1]}, rates {parts[2]}. Most of it: {named}.",
    )


ENDS = {"deals": {"zh": ("赢", "输"), "en": ("won", "lost")},
        "leads": {"zh": ("转为商机", "无效"), "en": ("made deals", "invalid")}}  # fmt: skip


def cohort_told(cohort: Cohort, language: Language, of: str = "deals") -> str:
    """What is known of a cohort: share so far, estimate with interval, still open."""
    last, (won, lost) = cohort.curve.last, ENDS[of][language]
    low, high = percent(last.low, language), percent(last.high, language)
    return _say(
        language,
        f"{cohort.entered} 个中{won} {cohort.won}、{lost} {cohort.lost}、未结束 {cohort.open}；"
        f"估计{won}的概率 {percent(last.won, language)}（{low}–{high}）",
        f"Of {cohort.entered}: {cohort.won} {won}, {cohort.lost} {lost}, {cohort.open} open; "
        f"estimated chance {percent(last.won, language)} ({low}–{high})",
    )


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en
