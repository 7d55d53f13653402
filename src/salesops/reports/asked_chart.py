"""The chart of an answer: which form suits the question, and its Vega-Lite specification."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow.compute as pc

from salesops.kernel import figures
from salesops.kernel.period import DAY, period
from salesops.kernel.problem import Language
from salesops.metrics import METRICS
from salesops.metrics.question import Answer
from salesops.reports.charts import FULL_WIDTH, PALETTE, ROW, TEXT_SIZE, Spec
from salesops.reports.document import Chart
from salesops.reports.fonts import FACE
from salesops.reports.pen import Pen, decimal

Row = Mapping[str, Any]

# A table of fewer rows says more than a chart.
CHARTED_FROM = 3
BARS_AT_MOST = 15
LINES_AT_MOST = 8
LINES_HEIGHT = 220
NAME_GAP = 14
LINE_COLOURS = ("#0b6b67", "#5d7690", "#a67c3d", "#86668f")


def chart(answer: Answer, pen: Pen) -> Chart | None:
    """Bars over time, lines over time by one more dimension, bars by size; or none that helps."""
    times = [name for name in answer.question.by if name.startswith("calendar.")]
    others = [name for name in answer.question.by if name not in times]
    if answer.table.num_rows < CHARTED_FROM or len(times) > 1 or not answer.question.metrics:
        return None
    metric = answer.question.metrics[0]
    spec: dict[str, Any] | None
    if times and not others:
        spec = _over_time(answer, metric, times[0], pen)
    elif times and len(others) == 1:
        spec = _lines(answer, metric, times[0], others[0], pen)
    elif times:
        return None
    else:
        spec = _by_size(answer, metric, others, pen)
    return Chart(pen.name(metric), pen.name(metric), spec) if spec else None


def _over_time(answer: Answer, metric: str, time: str, pen: Pen) -> Spec:
    base = f"{metric}_{answer.question.compare}"
    data = [
        {
            "at": str(row[time]), "value": _float(row[metric]), "base": _float(row.get(base)),
            "label": _said(row[metric], metric, pen), "earlier": _said(row.get(base), metric, pen),
            "ink": PALETTE["hatch" if _is_running(str(row[time]), answer.as_of) else "accent"],
        }
        for row in sorted(_placed(answer.rows, [time]), key=lambda row: str(row[time]))
    ]  # fmt: skip
    x = {"field": "at", "type": "ordinal", "sort": None, "title": None,
         "axis": {"labelAngle": 0, "labelOverlap": "greedy", "ticks": False}}  # fmt: skip
    y_axis = {"labelExpr": _steps(metric, pen.language), "tickCount": 4, "domain": False,
              "ticks": False}  # fmt: skip
    tooltip = [
        {"field": "at", "title": pen.name(time)},
        {"field": "label", "title": pen.name(metric)},
    ]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "width": {"band": 0.62}},
            "encoding": {
                "x": x,
                "y": _y("value", y_axis),
                "tooltip": tooltip,
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        }
    ]
    if answer.question.compare:
        earlier = {"field": "earlier", "title": pen.name(answer.question.compare)}
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.base)"}],
                "mark": {"type": "line", "color": PALETTE["muted"], "strokeWidth": 1.5,
                         "point": {"filled": True, "size": 22, "color": PALETTE["muted"]}},
                "encoding": {"x": x, "y": _y("base", y_axis), "tooltip": [*tooltip, earlier]},
            }
        )  # fmt: skip
    return _finished(_with_key({"layer": layers}, answer, metric, pen, "•─"), data, 200)


def _lines(answer: Answer, metric: str, time: str, other: str, pen: Pen) -> Spec | None:
    if pc.count_distinct(answer.table[other], mode="all").as_py() > LINES_AT_MOST:
        return None
    rows = sorted(_placed(answer.rows, [time]), key=lambda row: str(row[time]))
    groups = list(dict.fromkeys(row[other] for row in rows))
    if len({row[time] for row in rows}) < 2:
        return None
    largest = sorted(groups, key=lambda group: -_largest(rows, other, group, metric))
    inks = dict(zip(largest, LINE_COLOURS, strict=False))
    data = [
        {
            "at": str(row[time]), "value": _float(row[metric]),
            "name": pen.text(row[other], other).text,
            "ink": inks.get(row[other], PALETTE["other"]), "label": _said(row[metric], metric, pen),
        }
        for row in rows
    ]  # fmt: skip
    x = {"field": "at", "type": "ordinal", "sort": None, "title": None,
         "axis": {"labelAngle": 0, "labelOverlap": "greedy", "ticks": False}}  # fmt: skip
    axis = {"labelExpr": _steps(metric, pen.language), "tickCount": 4, "domain": False,
            "ticks": False}  # fmt: skip
    y = {**_y("value", axis), "scale": {"zero": METRICS[metric].unit != "ratio"}}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    tooltip = [
        {"field": "name", "title": pen.name(other)}, {"field": "at", "title": pen.name(time)},
        {"field": "label", "title": pen.name(metric)},
    ]  # fmt: skip
    line = {
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 24}},
        "encoding": {"x": x, "y": y, "color": ink, "detail": {"field": "name"},
                     "tooltip": tooltip},
    }  # fmt: skip
    named = {
        "data": {"values": _ends(data)},
        "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": TEXT_SIZE},
        "encoding": {"x": x, "y": y, "text": {"field": "name"}, "color": ink},
    }
    return _finished({"layer": [line, named]}, data, LINES_HEIGHT, 88)


def _ends(data: Sequence[Row]) -> list[Row]:
    """Where each line's name stands: at its last point, moved up where two would overlap."""
    last = max(row["at"] for row in data)
    ends = [row for row in data if row["at"] == last and row["value"] is not None]
    top = max((row["value"] for row in data if row["value"] is not None), default=1.0)
    gap = top * NAME_GAP / LINES_HEIGHT
    placed: list[Row] = []
    below = float("-inf")
    for row in sorted(ends, key=lambda row: row["value"]):
        below = max(row["value"], below + gap)
        placed.append({**row, "value": below})
    return placed


def _largest(rows: Sequence[Row], other: str, group: Any, metric: str) -> float:
    return max((_float(row[metric]) or 0.0 for row in rows if row[other] == group), default=0.0)


def _by_size(answer: Answer, metric: str, by: Sequence[str], pen: Pen) -> Spec | None:
    if answer.table.num_rows - answer.table[metric].null_count < CHARTED_FROM:
        return None
    ranked = _largest_rows(answer, metric)
    base = f"{metric}_{answer.question.compare}"
    data = [
        {
            "name": " · ".join(pen.text(row[name], name).text for name in by),
            "value": _float(row[metric]), "base": _float(row.get(base)),
            "end": max(_float(row[metric]) or 0.0, _float(row.get(base)) or 0.0, 0.0),
            "label": _said(row[metric], metric, pen), "earlier": _said(row.get(base), metric, pen),
        }
        for row in ranked
    ]  # fmt: skip
    y = {"field": "name", "type": "nominal", "sort": None, "title": None,
         "axis": {"labelLimit": 180, "domain": False, "ticks": False, "labelPadding": 8,
                  "labelColor": PALETTE["soft"]}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "title": None, "axis": None}
    tooltip = [
        {"field": "name", "title": pen.name(by[-1])},
        {"field": "label", "title": pen.name(metric)},
    ]
    if answer.question.compare:
        tooltip.append({"field": "earlier", "title": pen.name(answer.question.compare)})
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": {"band": 0.6}, "color": PALETTE["accent"]},
         "encoding": {"y": y, "x": x, "tooltip": tooltip}},
        {"mark": {"type": "text", "align": "left", "dx": 6, "color": PALETTE["soft"],
                  "fontSize": TEXT_SIZE},
         "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "label"}}},
    ]  # fmt: skip
    if answer.question.compare:
        layers.insert(
            1,
            {"transform": [{"filter": "isValid(datum.base)"}],
             "mark": {"type": "tick", "thickness": 2, "size": 16, "color": PALETTE["ink"]},
             "encoding": {"y": y, "x": {**x, "field": "base"}, "tooltip": tooltip}},
        )  # fmt: skip
    return _finished(
        _with_key({"layer": layers}, answer, metric, pen, "┃"), data, ROW * len(data), 76
    )


def _largest_rows(answer: Answer, metric: str) -> Sequence[Row]:
    """The rows with most of a metric; only these become Python, of however many there are."""
    order = pc.sort_indices(answer.table, sort_keys=[(metric, "descending")])
    rows = answer.table.take(order.slice(0, BARS_AT_MOST)).to_pylist()
    return [row for row in rows if row[metric] is not None]


def _with_key(spec: Spec, answer: Answer, metric: str, pen: Pen, mark: str) -> Spec:
    """A chart with a base says which is which; one without needs no key."""
    if not answer.question.compare:
        return spec
    text = f"▮ {pen.name(metric)}\u2003{mark} {pen.name(answer.question.compare)}"
    return {**spec, "title": {"text": text}}


def _is_running(label: str, as_of: date) -> bool:
    """Whether the period of that label is not over; a fiscal one counts as over."""
    try:
        span = period(label)
    except ValueError:
        return False
    return span.starts_on <= as_of < span.ends_before - DAY


def _placed(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    return [row for row in rows if all(row[name] is not None for name in names)]


def _y(field: str, axis: Spec) -> Spec:
    return {"field": field, "type": "quantitative", "title": None, "axis": axis}


def _said(value: Any, metric: str, pen: Pen) -> str:
    return figures.short(decimal(value), METRICS[metric].unit, pen.currency, pen.language)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _steps(metric: str, language: Language) -> str:
    """How the axis writes its numbers, as a Vega expression."""
    if METRICS[metric].unit == "ratio":
        return "format(datum.value, '.0%')"
    steps = (("1e8", " 亿"), ("1e4", " 万")) if language == "zh" else (
        ("1e9", " B"), ("1e6", " M"), ("1e3", " k"),
    )  # fmt: skip
    said = "format(datum.value, ',')"
    for size, word in reversed(steps):
        scaled = f"format(datum.value / {size}, ',.3~f') + '{word}'"
        said = f"abs(datum.value) >= {size} ? {scaled} : {said}"
    return f"datum.value == 0 ? '0' : {said}"


def _finished(spec: Spec, data: list[dict[str, Any]], height: int, beside: int = 4) -> Spec:
    """The whole specification; `beside` is the room on the right for names and figures."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        **spec,
        "data": {"values": data},
        "width": FULL_WIDTH - 90,
        "height": height,
        "background": "transparent",
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": beside},
        "config": {
            "font": FACE,
            "view": {"stroke": None},
            "axis": {"labelFontSize": TEXT_SIZE, "labelColor": PALETTE["muted"],
                     "gridColor": PALETTE["line"]},
            "title": {"anchor": "start", "fontSize": TEXT_SIZE, "fontWeight": "normal",
                      "color": PALETTE["muted"], "offset": 10},
        },
    }  # fmt: skip
