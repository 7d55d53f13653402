"""Charts of an effect: treated against what would have been, month by month, and by chance."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.kernel.problem import Language
from salesops.reports.charts import FULL_WIDTH, PALETTE, TEXT_SIZE, Spec, steps_of
from salesops.reports.fonts import FACE

HEIGHT, LOW = 200, 70
Rows = Sequence[Mapping[str, Any]]


def against(paths: Rows, start: str, words: Mapping[str, str], language: Language) -> Spec:
    """The treated's mean by month as a dark line, what would have been as a dashed grey one.

    `paths` have `time`, `actual` and `otherwise`; the rule stands before the month of the start.
    `words` name the two lines.
    """
    x = {"field": "time", "type": "ordinal", "title": None, "axis": _months()}
    y = {"type": "quantitative", "title": None, "scale": {"zero": False},
         "axis": {"labelExpr": steps_of(language), "tickCount": 4, "domain": False,
                  "ticks": False}}  # fmt: skip
    last = [row for row in paths if row["otherwise"] is not None][-1:]
    return _finished(
        [
            _rule(start, x),
            {"mark": {"type": "line", "color": PALETTE["muted"], "strokeDash": [4, 3],
                      "strokeWidth": 1.5},
             "encoding": {"x": x, "y": {**y, "field": "otherwise"}}},
            {"mark": {"type": "line", "color": PALETTE["accent"], "strokeWidth": 2},
             "encoding": {"x": x, "y": {**y, "field": "actual"}}},
            _ending(last, "actual", words["actual"], PALETTE["accent"], x),
            _ending(last, "otherwise", words["otherwise"], PALETTE["muted"], x),
        ],
        paths, FULL_WIDTH - 90,
    )  # fmt: skip


def _ending(last: Rows, field: str, word: str, ink: str, x: Spec) -> Spec:
    return {
        "data": {"values": [{**row, "word": word} for row in last]},
        "mark": {"type": "text", "align": "left", "dx": 6, "color": ink, "fontSize": TEXT_SIZE},
        "encoding": {"x": x, "y": {"field": field, "type": "quantitative"},
                     "text": {"field": "word"}},
    }  # fmt: skip


def _rule(start: str, x: Spec) -> Spec:
    return {"data": {"values": [{"time": start}]}, "encoding": {"x": x},
            "mark": {"type": "rule", "color": PALETTE["other"], "strokeDash": [2, 3]}}  # fmt: skip


def by_month(events: Rows, words: Mapping[str, str], language: Language) -> Spec:
    """The gap of every month since the start as a dot, in the band that chance alone reaches.

    `events` have `since`, `effect` and `chance`; months before the start are below 0.
    """
    rows = [
        {**row, "top": row["chance"], "bottom": None if row["chance"] is None else -row["chance"],
         "is_after": row["since"] >= 0} for row in events
    ]  # fmt: skip
    x = {"field": "since", "type": "ordinal", "title": words["since"],
         "axis": {"labelAngle": 0, "ticks": False, "domainColor": PALETTE["other"],
                  "labelOverlap": True, "titleColor": PALETTE["muted"],
                  "titleFontWeight": "normal", "titleFontSize": TEXT_SIZE}}  # fmt: skip
    y = {"type": "quantitative", "title": None,
         "axis": {"labelExpr": steps_of(language), "tickCount": 5, "domain": False,
                  "ticks": False}}  # fmt: skip
    ink = {"condition": {"test": "datum.is_after", "value": PALETTE["accent"]},
           "value": PALETTE["muted"]}  # fmt: skip
    return _finished(
        [
            {"mark": {"type": "area", "color": PALETTE["other"], "opacity": 0.25},
             "encoding": {"x": x, "y": {**y, "field": "bottom"}, "y2": {"field": "top"}}},
            {"mark": {"type": "rule", "color": PALETTE["other"]},
             "encoding": {"y": {**y, "datum": 0}}},
            {"mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
             "encoding": {"x": x, "y": {**y, "field": "effect"}, "color": ink}},
        ],
        rows, FULL_WIDTH - 60,
    )  # fmt: skip


def chance(placebos: Sequence[float], own: float, language: Language) -> Spec:
    """Every estimate where nothing was done as a tick, the actual one as a dark line."""
    x = {"field": "size", "type": "quantitative", "title": None,
         "axis": {"labelExpr": steps_of(language), "tickCount": 6, "ticks": False,
                  "domainColor": PALETTE["other"], "grid": False}}  # fmt: skip
    return _finished(
        [
            {"mark": {"type": "tick", "color": PALETTE["muted"], "opacity": 0.35, "size": 24},
             "encoding": {"x": x}},
            {"data": {"values": [{"size": own}]}, "encoding": {"x": x},
             "mark": {"type": "tick", "color": PALETTE["accent"], "thickness": 3, "size": 44}},
        ],
        [{"size": one} for one in placebos], FULL_WIDTH - 60, LOW,
    )  # fmt: skip


def _months() -> Spec:
    return {"labelAngle": 0, "ticks": False, "domainColor": PALETTE["other"],
            "labelOverlap": True, "labelPadding": 6}  # fmt: skip


def _finished(layers: Sequence[Spec], rows: Rows, width: int, height: int = HEIGHT) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": list(layers),
        "data": {"values": list(rows)},
        "width": width,
        "height": height,
        "background": "transparent",
        "padding": {"left": 4, "top": 8, "bottom": 4, "right": 60},
        "config": {
            "font": FACE,
            "view": {"stroke": None},
            "axis": {"labelFontSize": TEXT_SIZE, "labelColor": PALETTE["muted"],
                     "gridColor": PALETTE["line"]},
        },
    }  # fmt: skip
