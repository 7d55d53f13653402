"""How likely deals are won, drawn: the chance by day with its band, lost and open beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.process.competing import Curve
from salesops.process.counted import Of
from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE
from salesops.reports.document import Chart
from salesops.reports.fonts import FACE
from salesops.reports.pen import Pen

MOST_POINTS = 200


WORDS: Mapping[Of, Sequence[tuple[str, str]]] = {
    "deals": (("赢单", "Won"), ("输单", "Lost"), ("商机多久能赢，最终有多大机会？",
              "How soon, and how likely, is a deal won?")),
    "leads": (("转为商机", "Became a deal"), ("无效", "Invalid"),
              ("线索多久能转为商机，最终有多大机会？",
               "How soon, and how likely, does a lead become a deal?")),
}  # fmt: skip
"""What winning and losing are called, and what the chart answers."""


def chances(curve: Curve, pen: Pen, of: Of = "deals") -> Chart:
    """The chance to be won by each day, with its interval, and the chance to be lost."""
    won, lost, title = (pen.say(*words) for words in WORDS[of])
    step = max(len(curve.points) // MOST_POINTS, 1)
    points = [*curve.points[::step], *curve.points[-1:]]
    rows: list[dict[str, Any]] = [
        {"day": 0.0, "kind": kind, "share": 0.0, "low": 0.0, "high": 0.0} for kind in (won, lost)
    ]
    for point in points:
        rows.append({"day": point.days, "kind": won, "share": float(point.won),
                     "low": point.low, "high": point.high})  # fmt: skip
        rows.append({"day": point.days, "kind": lost, "share": float(point.lost)})
    axis = {
        "labelColor": PALETTE["muted"], "labelFontSize": TEXT_SIZE, "gridColor": PALETTE["line"],
        "titleColor": PALETTE["soft"], "domain": False, "ticks": False,
    }  # fmt: skip
    x = {"field": "day", "type": "quantitative", "axis": {**axis, "grid": False},
         "title": pen.say("开始后天数", "Days since it began")}  # fmt: skip
    y = {"field": "share", "type": "quantitative", "axis": {**axis, "format": ".0%"},
         "title": pen.say("占全部", "Share of all")}  # fmt: skip
    color = {
        "field": "kind", "type": "nominal", "title": None,
        "scale": {"domain": [won, lost], "range": [PALETTE["accent"], PALETTE["other"]]},
        "legend": {"orient": "top", "labelColor": PALETTE["soft"], "labelFontSize": TEXT_SIZE},
    }  # fmt: skip
    dash = {"field": "kind", "type": "nominal", "legend": None,
            "scale": {"domain": [won, lost], "range": [[1, 0], [4, 3]]}}  # fmt: skip
    tooltip = [{"field": "kind", "title": pen.say("结果", "Outcome")},
               {"field": "day", "format": ".0f", "title": x["title"]},
               {"field": "share", "format": ".1%", "title": y["title"]}]  # fmt: skip
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": rows}, "width": FULL_WIDTH, "height": 220,
        "layer": [
            {"mark": {"type": "area", "interpolate": "step-after", "opacity": 0.25,
                      "color": PALETTE["accent"]},
             "transform": [{"filter": "isValid(datum.low)"}],
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
             "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash,
                          "tooltip": tooltip}},
        ],
        "background": "transparent", "config": {"font": FACE, "view": {"stroke": None}},
    }  # fmt: skip
    last = curve.last
    low, high = (pen.figure(x, "ratio").text for x in (last.low, last.high))
    shares = [pen.figure(value, "ratio").text for value in (last.won, last.lost)]
    alt = f"{won} {shares[0]} ({low}–{high}) · {lost} {shares[1]}"
    return Chart(title, alt, spec)
