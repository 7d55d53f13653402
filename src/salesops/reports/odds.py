"""How likely a plan is, drawn: a point a person, its potential against its chance."""

from collections.abc import Mapping

from salesops.planning.achievability import Fairness
from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE
from salesops.reports.document import Chart
from salesops.reports.fonts import FACE
from salesops.reports.pen import Pen

UNFAIR = 0.3
"""From this rank correlation on, a rich territory visibly makes the target likelier."""


def headline(found: Fairness, pen: Pen) -> str:
    """Whether rich territories make the target likelier, in a sentence."""
    if found.correlation is None:
        return pen.say("无法比较：潜力或机会都一样", "Nothing to compare: all are alike")
    told = f"{found.correlation:+.2f}"
    if abs(found.correlation) < UNFAIR:
        return pen.say(
            f"机会与潜力几乎无关（{told}）：目标公平",
            f"Chances hardly follow potential ({told}): the targets are fair",
        )
    zh, en = (
        ("潜力大的人更容易", "likelier")
        if found.correlation > 0
        else ("潜力大的人更难", "less likely")
    )
    return pen.say(
        f"{zh}达标（{told}）：目标不公平",
        f"Rich territories make the target {en} ({told}): the targets are not fair",
    )


def scatter(found: Fairness, names: Mapping[str, str], pen: Pen) -> Chart:
    """A point a person: potential across, the chance of making the target up."""
    points = [
        {"name": names.get(seat, seat), "potential": potential, "chance": chance}
        for seat, potential, chance in found.points
    ]
    axis = {
        "labelColor": PALETTE["muted"], "labelFontSize": TEXT_SIZE, "gridColor": PALETTE["line"],
        "titleColor": PALETTE["soft"], "domain": False, "ticks": False,
    }  # fmt: skip
    x = {"field": "potential", "type": "quantitative", "axis": axis,
         "title": pen.say("市场潜力或客户数", "Potential or customers")}  # fmt: skip
    y = {"field": "chance", "type": "quantitative", "axis": {**axis, "format": ".0%"},
         "scale": {"domain": [0, 1]}, "title": pen.say("达标概率", "Chance of it")}  # fmt: skip
    tooltip = [{"field": "name", "title": pen.say("人员", "Person")}, {**x, "axis": None},
               {"field": "chance", "format": ".0%", "title": y["title"]}]  # fmt: skip
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "mark": {"type": "circle", "size": 60, "color": PALETTE["accent"], "opacity": 0.75},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
        "data": {"values": points}, "width": FULL_WIDTH, "height": 240,
        "background": "transparent", "config": {"font": FACE, "view": {"stroke": None}},
    }  # fmt: skip
    title = pen.say("达标概率与潜力", "Chance of the target against potential")
    return Chart(title, headline(found, pen), spec)
