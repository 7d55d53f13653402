"""A pay plan on paper and its pay curve: the text somebody signs, and what selling more pays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from salesops.incentives.curve import Point, curve
from salesops.incentives.documents import document
from salesops.incentives.edges import edges, labels
from salesops.incentives.misleading import cliffs
from salesops.incentives.plan import Plan
from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE
from salesops.reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Note,
    Sentence,
    Table,
)
from salesops.reports.fonts import FACE
from salesops.reports.pen import Pen

ROW = re.compile(r"^\|(.*)\|$")
RULE = re.compile(r"^\|[-:| ]+\|$")


def paper(
    plan: Plan, pen: Pen, quota: Decimal, *, person: str, as_of: date, taken_at: datetime,
    names: Mapping[str, str] | None = None,
) -> Document:  # fmt: skip
    """The text of a plan as a document: what `incentives.documents` says, line by line."""
    lines = document(plan, pen.language, quota, names).splitlines()
    until = plan.ends_before.isoformat()
    return Document(
        plan.name, person, pen.language, f"{plan.versions[0].starts_on} – {until}", person,
        as_of, taken_at, "", plan.currency, tuple(blocks(lines[1:])),
    )  # fmt: skip


def blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The blocks of our own Markdown: headings, sentences, lists and tables."""
    table: list[list[str]] = []
    for line in [*lines, ""]:
        found = ROW.match(line)
        if found:
            if not RULE.match(line):
                table.append([cell.strip() for cell in found[1].split("|")])
            continue
        if table:
            yield _table(table)
            table = []
        if line.startswith("#"):
            yield Heading(line.lstrip("# "))
        elif line.strip():
            yield Note(line.replace("`", "").replace("- ", "· ", 1))


def _table(rows: Sequence[Sequence[str]]) -> Table:
    head, *body = rows
    return Table(
        "", tuple(Column(title, "money") for title in head),
        tuple(tuple(Cell(text, text) for text in row) for row in body),
    )  # fmt: skip


def pay_curve(plans: Sequence[tuple[str, Plan]], quota: Decimal, pen: Pen) -> Chart:
    """What a steady year pays at every attainment of a quota, a line a plan, cliffs marked."""
    found = [(name, curve(plan, quota), edges(plan, quota)) for name, plan in plans]
    values = [
        {"name": name, "at": float(point.attainment), "pay": float(point.pay)}
        for name, points, _ in found for point in points
    ]  # fmt: skip
    jumps = [
        {"at": float(one.attainment), "amount": pen.money(one.each),
         "place": labels(one.edges, pen.language)}
        for _, points, known in found for one in cliffs(points, known)
    ]  # fmt: skip
    return Chart(
        pen.say("奖金曲线：卖得更多，拿得更多吗？", "Pay curve: does selling more pay more?"),
        _said(found[0][1], quota, pen), _spec(values, jumps, pen),
    )  # fmt: skip


def _said(points: Sequence[Point], quota: Decimal, pen: Pen) -> str:
    """What the curve shows, in a sentence."""
    at = {point.attainment: point.pay for point in points}
    told = [(share, at[share]) for share in (Decimal(1), Decimal("1.5")) if share in at]
    figures = pen.say("，", ", ").join(
        pen.say(f"达成 {share:.0%} 拿 {pen.money(pay)}", f"{pen.money(pay)} at {share:.0%}")
        for share, pay in told
    )
    return pen.say(
        f"年目标 {pen.money(quota)}：{figures}", f"Of a quota of {pen.money(quota)}: {figures}"
    )


def _spec(
    values: Sequence[dict[str, object]], jumps: Sequence[dict[str, object]], pen: Pen
) -> dict[str, object]:
    axis = {
        "labelColor": PALETTE["muted"], "labelFontSize": TEXT_SIZE, "gridColor": PALETTE["line"],
        "titleColor": PALETTE["soft"], "domain": False, "ticks": False,
    }  # fmt: skip
    names = list(dict.fromkeys(str(one["name"]) for one in values))
    legend = {"orient": "top", "direction": "vertical", "labelLimit": 320,
              "labelColor": PALETTE["soft"]}  # fmt: skip
    x = {"field": "at", "type": "quantitative", "axis": {**axis, "format": ".0%"},
         "title": pen.say("达成率", "Attainment")}  # fmt: skip
    y = {"field": "pay", "type": "quantitative", "axis": axis,
         "title": pen.say("全年奖金", "Pay of the year")}  # fmt: skip
    colour = {"field": "name", "type": "nominal", "title": None,
              "legend": legend if len(names) > 1 else None,
              "scale": {"domain": names, "range": [PALETTE["accent"], PALETTE["bad"]]}}  # fmt: skip
    dash = {"field": "name", "type": "nominal", "title": None, "legend": colour["legend"],
            "scale": {"domain": names, "range": [[1, 0], [5, 3]]}}  # fmt: skip
    tooltip = [{**x, "axis": None, "format": ".1%"}, {"field": "pay", "format": ",.0f",
               "title": y["title"]}]  # fmt: skip
    line = {
        "data": {"values": list(values)}, "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash, "tooltip": tooltip},
    }  # fmt: skip
    rule = {
        "data": {"values": list(jumps)},
        "mark": {"type": "rule", "color": PALETTE["bad"], "strokeDash": [3, 3]},
        "encoding": {"x": {"field": "at", "type": "quantitative"},
                     "tooltip": [{"field": "amount", "title": pen.say("跳升", "Jump")},
                                 {"field": "place", "title": pen.say("在哪里", "Where")}]},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": [line, rule] if jumps else [line], "width": FULL_WIDTH, "height": 220,
        "background": "transparent", "config": {"font": FACE, "view": {"stroke": None}},
    }  # fmt: skip


def headline(plan: Plan, pen: Pen, quota: Decimal) -> Sentence:
    """What the plan pays at target, as the page's sentence."""
    [point] = curve(plan, quota, [Decimal(1)])
    return Sentence(pen.say(
        f"达成 100% 的一年拿 {pen.money(point.pay)}",
        f"A year at 100 % pays {pen.money(point.pay)}",
    ))  # fmt: skip
