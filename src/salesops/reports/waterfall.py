"""A waterfall: each bar begins where the one before it ended, and may open what it is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE, Spec
from salesops.reports.fonts import FACE

HEIGHT = 260


LINES = (
    "split(replace(replace(replace(datum.label, regexp('(.{1,10})( |$)', 'g'), '$1\\n'), "
    "regexp('\\n$'), ''), regexp('[\u4e00-\u9fa5]{6}(?=.)', 'g'), '$&\\n'), '\\n')"
)
"""A bar's name in lines of ten letters or six characters, so that neighbours do not collide."""


def waterfall(
    bars: Sequence[Mapping[str, Any]],
    tooltip: Sequence[Mapping[str, str]],
    floor: float | None = None,
) -> Spec:
    """The chart of bars with `name`, `from`, `to`, `top`, `ink`, `label` and perhaps `href`.

    With a `floor` the axis begins there and not at zero: small steps between large ends.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": [_bars(bars, tooltip, floor), _labels(floor)],
        "data": {"values": list(bars)},
        "width": FULL_WIDTH,
        "height": HEIGHT,
        "background": "transparent",
        "padding": {"left": 4, "top": 18, "bottom": 4, "right": 4},
        "config": {
            "font": FACE,
            "view": {"stroke": None},
            "axis": {"labelFontSize": TEXT_SIZE, "labelColor": PALETTE["muted"],
                     "gridColor": PALETTE["line"]},
        },
    }  # fmt: skip


def _x() -> dict[str, Any]:
    return {"field": "name", "type": "ordinal", "sort": None, "title": None,
            "axis": {"labelAngle": 0, "ticks": False, "labelOverlap": False, "labelLimit": 90,
                     "labelExpr": LINES, "domainColor": PALETTE["other"]}}  # fmt: skip


def _y(field: str, floor: float | None) -> dict[str, Any]:
    scale: Spec = {"zero": True} if floor is None else {"zero": False, "domainMin": floor}
    return {"type": "quantitative", "title": None, "axis": None, "scale": scale, "field": field}


def _bars(
    bars: Sequence[Mapping[str, Any]], tooltip: Sequence[Mapping[str, str]], floor: float | None
) -> Spec:
    encoding: Spec = {
        "x": _x(), "y": _y("from", floor), "y2": {"field": "to"}, "tooltip": list(tooltip),
        "color": {"field": "ink", "type": "nominal", "scale": None},
    }  # fmt: skip
    if any(bar.get("href") for bar in bars):
        encoding["href"] = {"field": "href"}
    return {"mark": {"type": "bar", "width": {"band": 0.68}}, "encoding": encoding}


def _labels(floor: float | None) -> Spec:
    mark = {"type": "text", "baseline": "bottom", "dy": -4, "fontSize": TEXT_SIZE,
            "color": PALETTE["soft"]}  # fmt: skip
    return {
        "mark": mark,
        "encoding": {"x": _x(), "y": _y("top", floor), "text": {"field": "label"}},
    }
