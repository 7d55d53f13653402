"""What is said of an experiment: worked, did not, or cannot be told yet, and why."""

from math import ceil

from salesops.causal.experiments import Design, Needed, Result
from salesops.kernel import figures
from salesops.reports.pen import Pen, decimal


def verdict(found: Result, pen: Pen) -> str:
    """The one word the page ends in."""
    return {
        "worked": pen.say("有效", "It worked"),
        "did_not": pen.say("没有效果", "It did not work"),
        "cannot_tell": pen.say("还不能下结论", "Cannot tell yet"),
    }[found.kind]


def because(found: Result, design: Design, pen: Pen) -> str:
    """Why the word is that one."""
    if found.split_is_broken:
        return pen.say(
            "两组人数与设计不符，不是偶然：有线索被漏掉或挑走。先查清分组，再看结果。",
            "The arms are not as large as designed, and not by chance: leads were left out or "
            "picked. Find out why before reading anything into it.",
        )
    if found.difference is None:
        return pen.say("还没有线索到期。", "No lead has had its days yet.")
    told = interval(found, pen)
    if found.kind == "worked":
        return pen.say(f"提升 {told}，整个区间都大于零。",
                       f"The improvement is {told}: all of it above nothing.")  # fmt: skip
    if found.is_harmful:
        return pen.say(f"变化 {told}，整个区间都小于零：它有害。",
                       f"The change is {told}: all of it below nothing, so it harms.")  # fmt: skip
    least = figures.points(decimal(design.effect), pen.language)
    if found.kind == "did_not":
        return pen.say(
            f"变化 {told}，整个区间都低于值得做的最小提升 {least}。",
            f"The change is {told}: all of it below {least}, the least worth having.",
        )
    return pen.say(
        f"变化 {told}：可能有用，也可能没用。"
        f"已到期 {found.decided} 条，设计需要 {found.planned} 条。",
        f"The change is {told}: it may help or not. {found.decided} leads are decided, the design "
        f"asks for {found.planned}.",
    )


def interval(found: Result, pen: Pen) -> str:
    """The difference with its interval, in points."""
    value, low, high = (
        figures.points(decimal(x), pen.language) for x in (found.difference, found.low, found.high)
    )
    return pen.say(f"{value}（{low} 至 {high}）", f"{value} ({low} to {high})")


def honesty(pen: Pen) -> str:
    """Why one may look every day."""
    return pen.say(
        "区间在任何时候都成立（渐近置信序列，Waudby-Smith 等，2024），所以每天看也不会看出假效果；"
        "线索到期才计入，早成的和没成的一视同仁。",
        "The interval holds at all times at once (asymptotic confidence sequence, Waudby-Smith et "
        "al. 2024), so looking every day finds nothing that is not there. A lead counts once its "
        "days are over, whether it succeeded early or never.",
    )


def in_half_a_year(least: float | None, pen: Pen) -> str:
    """The smallest improvement that the leads of half a year would find."""
    if least is None:
        return pen.say("半年的线索还看不出任何提升。", "Half a year's leads would find nothing.")
    points = figures.points(decimal(least), pen.language)
    return pen.say(f"半年能看出的最小提升是 {points}。",
                   f"The least that half a year would find is {points}.")  # fmt: skip


def what_it_takes(needs: Needed, pace: float, pen: Pen) -> str:
    """How many leads and weeks a design needs, and what being free to look costs."""
    if needs.leads is None:
        return pen.say(
            "多少线索都看不出这么小的差别，请写更大的提升。",
            "No number of leads would show this: expect a larger improvement.",
        )
    leads = figures.short(needs.leads, "count", None, pen.language)
    fixed = figures.short(needs.fixed, "count", None, pen.language)
    told = pen.say(
        f"需要 {leads} 条线索，真有这么大的提升时有八成机会看出来"
        f"（只在最后看一次则需 {fixed} 条）。",
        f"It needs {leads} leads to find such an improvement 8 times in 10"
        f" ({fixed} if looked at only once, at the end).",
    )
    if needs.weeks is None:
        return told + pen.say("最近没有这样的线索到来。", " No such leads arrive at present.")
    a_week = figures.short(decimal(round(pace, 1)), "quantity", None, pen.language)
    return told + pen.say(
        f"每周约 {a_week} 条，要 {ceil(needs.weeks)} 周，含最后一批到期的时间。",
        f" At {a_week} a week that is {ceil(needs.weeks)} weeks, the last leads' days included.",
    )
