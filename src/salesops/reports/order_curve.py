"""What one order pays, drawn: SPIFFs and tiers of single orders or of pieces, with their jumps."""

from decimal import Decimal

from salesops.incentives.explained import number
from salesops.incentives.labels import choice_label, component_name
from salesops.incentives.order_curve import OrderCurve, order_curves
from salesops.incentives.plan import Plan
from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE
from salesops.reports.document import Chart
from salesops.reports.fonts import FACE
from salesops.reports.pen import Pen


def order_charts(plan: Plan, pen: Pen) -> list[Chart]:
    """A chart for each component whose jumps have no place on the year's curve."""
    return [Chart(_title(one, pen), _said(one, pen), _spec(one, pen)) for one in order_curves(plan)]


def _title(one: OrderCurve, pen: Pen) -> str:
    named = component_name(one.component, pen.language)
    if one.accumulate == "transaction":
        return pen.say(f"{named}：一张订单拿多少？", f"{named}: what does one order pay?")
    scope = choice_label(one.accumulate, pen.language)
    return pen.say(
        f"{named}：一{scope}的件数拿多少？", f"{named}: what do a {scope.lower()}'s pieces pay?"
    )


def _said(one: OrderCurve, pen: Pen) -> str:
    leaps = [(_size(leap.size, one, pen), pen.money(leap.amount)) for leap in one.leaps]
    if not leaps:
        return pen.say("没有跳升", "No jump")
    return pen.say("；", "; ").join(
        pen.say(f"到 {size} 一下多 {more}", f"{more} more at once at {size}")
        for size, more in leaps
    )


def _size(size: Decimal, one: OrderCurve, pen: Pen) -> str:
    if one.measure == "amount":
        return pen.money(size)
    return pen.say(f"{number(size)} 件", f"{number(size)} pieces")


def _spec(one: OrderCurve, pen: Pen) -> dict[str, object]:
    axis = {
        "labelColor": PALETTE["muted"], "labelFontSize": TEXT_SIZE, "gridColor": PALETTE["line"],
        "titleColor": PALETTE["soft"], "domain": False, "ticks": False,
    }  # fmt: skip
    sized = pen.say("件数", "Pieces") if one.measure == "quantity" else pen.say("金额", "Amount")
    x = {"field": "size", "type": "quantitative", "axis": axis, "title": sized}
    y = {"field": "pay", "type": "quantitative", "axis": axis, "title": pen.say("发放", "Pay")}
    line = {
        "data": {"values": [{"size": float(s), "pay": float(p)} for s, p in one.points]},
        "mark": {"type": "line", "strokeWidth": 2, "color": PALETTE["accent"]},
        "encoding": {"x": x, "y": y, "tooltip": [{"field": "size", "title": x["title"]},
                                                 {"field": "pay", "title": y["title"]}]},
    }  # fmt: skip
    rule = {
        "data": {"values": [{"size": float(leap.size), "amount": pen.money(leap.amount)}
                            for leap in one.leaps]},
        "mark": {"type": "rule", "color": PALETTE["bad"], "strokeDash": [3, 3]},
        "encoding": {"x": {"field": "size", "type": "quantitative"},
                     "tooltip": [{"field": "amount", "title": pen.say("跳升", "Jump")}]},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": [line, rule] if one.leaps else [line], "width": FULL_WIDTH, "height": 160,
        "background": "transparent", "config": {"font": FACE, "view": {"stroke": None}},
    }  # fmt: skip
