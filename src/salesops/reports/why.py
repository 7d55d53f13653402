"""Why a node missed: a sentence, a waterfall from target to actual, and a table that sums to it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from salesops.insights.diagnosis import NO_SALES, Cause, Diagnosis
from salesops.kernel import figures
from salesops.reports.charts import PALETTE
from salesops.reports.document import Cell, Chart, Column, Table
from salesops.reports.pen import Pen
from salesops.reports.waterfall import waterfall

NAMES: Mapping[str, tuple[str, str]] = {
    "above_potential": ("目标与一向水平之差", "Target against what is usual"),
    "size": ("市场规模", "Market size"),
    "share": ("市场份额", "Market share"),
    "size_or_share": ("市场规模或份额", "Market size or share"),
    "price": ("价格", "Price"),
    "volume": ("产品线销量", "Volume of the line"),
    "lost": ("停售产品", "Products no longer sold"),
    "vacancy": ("岗位空缺", "Vacant seats"),
    "ramp": ("新人爬坡", "Ramp of new people"),
    "activity": ("跟进次数", "Activity"),
    "conversion": ("赢单率", "Conversion"),
    "activity_or_conversion": ("团队（跟进或赢单率）", "Team: activity or conversion"),
    "rest": ("分不清的部分", "Cannot be told apart"),
}
FAMILIES: Mapping[str, tuple[str, str]] = {
    "market": ("市场", "Market"),
    "product": ("产品", "Product"),
    "team": ("团队", "Team"),
    "target": ("目标", "Target"),
    "cannot_tell": ("分不清", "Cannot tell"),
}
GRADES: Mapping[str, tuple[str, str]] = {
    "A": ("A · 来自记录", "A · counted from records"),
    "B": ("B · 估计，超出偶然", "B · estimated, beyond chance"),
    "C": ("C · 可能是偶然", "C · may be chance"),
}


def name_of(cause: Cause, pen: Pen) -> str:
    """What people call the cause."""
    return pen.say(*NAMES.get(cause.kind, (cause.kind, cause.kind)))


def headline(found: Diagnosis, pen: Pen) -> str:
    """What is missing, and the cause or two that explain most of it, in a sentence."""
    if found.missing >= 0:
        return pen.say(
            f"目标 {pen.money(found.target)}，实际 {pen.money(found.actual)}：已达成",
            f"The target of {pen.money(found.target)} was made: {pen.money(found.actual)}",
        )
    missing = pen.money(-found.missing)
    if any(NO_SALES in cause.details for cause in found.causes):
        return pen.say(
            f"目标 {pen.money(found.target)}，没有销售记录，说不出差多少、为什么",
            f"A target of {pen.money(found.target)}, and no sales on record to say how it went",
        )
    named = pen.say("、", " and ").join(_told(cause, pen) for cause in found.named[:2])
    if not named:
        return pen.say(
            f"比目标少 {missing}，看不出超出偶然的原因",
            f"{missing} below target, for no cause beyond chance",
        )
    return pen.say(f"比目标少 {missing}，主要是{named}", f"{missing} below target: {named}")


def _told(cause: Cause, pen: Pen) -> str:
    return pen.say("{}（{}）", "{} ({})").format(name_of(cause, pen), pen.money(cause.amount))


def chart(found: Diagnosis, pen: Pen, links: Mapping[str, str] | None = None) -> Chart:
    """From target to actual by every cause; `links` open the causes by kind."""
    bars = [_end(pen.say("目标", "Target"), found.target, pen)]
    level = found.target
    for cause in found.causes:
        reached = level + cause.amount
        bars.append({**_bar(cause, level, reached, pen), "href": (links or {}).get(cause.kind)})
        level = reached
    bars.append(_end(pen.say("实际", "Actual"), found.actual, pen))
    tooltip = [
        {"field": "name", "title": pen.say("原因", "Cause")},
        {"field": "label", "title": pen.say("金额", "Amount")},
    ]
    title = pen.say("从目标到实际", "From target to actual")
    spec = waterfall(_raised(bars), tooltip, _floor(bars))
    return Chart(title, headline(found, pen), spec, table(found, pen))


def _floor(bars: Sequence[Mapping[str, Any]]) -> float:
    """Where the axis begins, so that the steps fill two thirds of the height."""
    levels = [bar["to"] for bar in bars]
    return max(min(levels) - (max(levels) - min(levels)) / 2, 0.0) if min(levels) > 0 else 0.0


def _raised(bars: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The bars with both ends standing on the floor."""
    floor = _floor(bars)
    return [{**bar, "from": floor if bar["from"] is None else bar["from"]} for bar in bars]


def _end(name: str, amount: Decimal, pen: Pen) -> dict[str, Any]:
    return {
        "name": name, "from": None, "to": float(amount), "top": float(max(amount, Decimal(0))),
        "ink": PALETTE["other"], "label": pen.money(amount), "href": None,
    }  # fmt: skip


def _bar(cause: Cause, level: Decimal, reached: Decimal, pen: Pen) -> dict[str, Any]:
    ink = "bad" if cause.amount < 0 else "good"
    return {
        "name": name_of(cause, pen), "from": float(level), "to": float(reached),
        "top": float(max(level, reached)), "ink": PALETTE[ink],
        "label": figures.difference(cause.amount, "money", pen.currency, pen.language),
    }  # fmt: skip


def table(found: Diagnosis, pen: Pen) -> Table:
    """A row a cause with what it cost; the rows sum to what is missing."""
    columns = (
        Column(pen.say("方面", "Family")), Column(pen.say("原因", "Cause")),
        Column(pen.say("金额", "Amount"), "money"),
        Column(pen.say("占缺口", "Share of the gap"), "ratio"), Column(pen.say("把握", "Grade")),
    )  # fmt: skip
    rows = tuple(_row(found, cause, pen) for cause in found.causes)
    total = (pen.text(pen.say("合计", "Total")), pen.text(""),
             pen.difference(found.missing), Cell(""), Cell(""))  # fmt: skip
    return Table("", columns, rows, total, name=pen.say("原因", "Causes"))


def _row(found: Diagnosis, cause: Cause, pen: Pen) -> tuple[Cell, ...]:
    share = cause.amount / found.missing if found.missing else None
    return (
        pen.text(pen.say(*FAMILIES[cause.family])), pen.text(name_of(cause, pen)),
        pen.difference(cause.amount), pen.figure(share, "ratio"),
        pen.text(pen.say(*GRADES[cause.grade])),
    )  # fmt: skip


def places(cause: Cause, names: Mapping[str, str], most: int = 4) -> Sequence[str]:
    """Where and in what the cause cost most, by the names people know."""
    found = [names.get(place, place) for place in cause.places] + list(cause.lines)
    return found[:most]
