"""What simulated years cost, drawn: how many of them fall into each stretch of cost."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE
from salesops.reports.document import Chart
from salesops.reports.fonts import FACE
from salesops.reports.pen import Pen

Result = Mapping[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def cost_chart(outcomes: Sequence[Result], names: Sequence[str], pen: Pen) -> Chart:
    """Bars of the first plan's years by their cost, and the second one's as an outline."""
    cost = outcomes[0]["cost"]
    low, middle, high = (pen.money(Decimal(cost[part])) for part in ("low", "middle", "high"))
    values = [row for one, name in zip(outcomes, names, strict=True) for row in _rows(one, name)]
    return Chart(
        pen.say("一年要花多少？", "What may a year cost?"),
        pen.say(f"中间的一年 {middle}，十年里有八年在 {low} 到 {high} 之间",
                f"{middle} in the middle year, {low} to {high} in eight years of ten"),
        _spec(values, names, float(cost["middle"]), pen),
    )  # fmt: skip


def _rows(of: Result, name: str) -> list[dict[str, object]]:
    return [
        {"name": name, "starts": float(each["starts"]), "ends": float(each["ends"]),
         "share": each["years"] / of["years"]}
        for each in of["distribution"]
    ]  # fmt: skip


def _spec(
    values: Sequence[dict[str, object]], names: Sequence[str], middle: float, pen: Pen
) -> dict[str, Any]:
    axis = {
        "labelColor": PALETTE["muted"], "labelFontSize": TEXT_SIZE, "grid": False,
        "titleColor": PALETTE["soft"], "domain": False, "ticks": False,
    }  # fmt: skip
    x = {"field": "starts", "type": "quantitative", "scale": {"zero": False}, "axis": axis,
         "title": pen.say("一年的奖金总额", "Pay of a year, all together")}  # fmt: skip
    y = {"field": "share", "type": "quantitative", "axis": {**axis, "format": ".0%"},
         "title": pen.say("年份占比", "Share of years")}  # fmt: skip
    tooltip = [{"field": "starts", "format": ",.0f", "title": x["title"]},
               {"field": "share", "format": ".1%", "title": y["title"]}]  # fmt: skip
    bars = {
        "transform": [{"filter": {"field": "name", "equal": names[0]}}],
        "mark": {"type": "bar", "color": PALETTE["accent"], "binSpacing": 1},
        "encoding": {"x": {**x, "bin": "binned"}, "x2": {"field": "ends"}, "y": y,
                     "tooltip": tooltip},
    }  # fmt: skip
    rule = {
        "data": {"values": [{"middle": middle}]}, "mark": {"type": "rule", "color": PALETTE["ink"]},
        "encoding": {"x": {"field": "middle", "type": "quantitative"}},
    }  # fmt: skip
    layers = [bars, *([_outline(names[1], x, y)] if len(names) > 1 else []), rule]
    return {
        "$schema": SCHEMA, "data": {"values": list(values)}, "layer": layers,
        "width": FULL_WIDTH, "height": 180, "background": "transparent",
        "config": {"font": FACE, "view": {"stroke": None}},
    }  # fmt: skip


def _outline(name: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    return {
        "transform": [{"filter": {"field": "name", "equal": name}}],
        "mark": {"type": "line", "interpolate": "step-after", "color": PALETTE["bad"],
                 "strokeDash": [5, 3]},
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
