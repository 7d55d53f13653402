"""Charts as Vega-Lite specifications and as SVG: the only module that knows Altair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import simplejson

from salesops.kernel.problem import Language
from salesops.reports import fonts

if TYPE_CHECKING:
    import altair

Spec = dict[str, Any]

# What paper shows; a page replaces each by the token of its own theme, so that dark works too.
PALETTE: Mapping[str, str] = {
    "surface": "#fefefe",
    "ink": "#151c1f",
    "soft": "#364145",
    "muted": "#5c686b",
    "line": "#e1e6e7",
    "accent": "#0b6b67",
    "other": "#a8b1b3",
    "good": "#0a6e4b",
    "bad": "#b93c13",
    "past": "#a9cfca",
    "hatch": "#7fb0ab",
}
TEXT_SIZE = 11
FULL_WIDTH = 668
ROW = 26


@dataclass(frozen=True)
class Bullet:
    """One row of a bullet chart: what was done, what was asked, what was due by now."""

    name: str
    actual: Decimal | None
    target: Decimal | None
    due: Decimal | None
    label: str
    is_short: bool


@dataclass(frozen=True)
class Point:
    """One month of a trend."""

    name: str
    actual: Decimal | None
    target: Decimal | None
    last_year: Decimal | None
    is_unfinished: bool = False


@dataclass(frozen=True)
class Push:
    """One row of a chart of contributions: how many points somebody added or took."""

    name: str
    share: Decimal
    label: str


def bullets(rows: Sequence[Bullet], width: int = 170) -> Spec:
    """Bars in the order given; a dark line is the target, a grey one the part of it due by now."""
    data = [
        {
            "name": row.name, "actual": _float(row.actual), "target": _float(row.target),
            "due": _float(row.due), "label": row.label, "short": row.is_short,
            "end": max(_float(row.actual) or 0, _float(row.target) or 0, 0),
        }
        for row in rows
    ]  # fmt: skip
    return {**_bullets(width), "data": {"values": data}, "height": ROW * max(len(rows), 1)}


@cache
def _bullets(width: int) -> Spec:
    alt = _altair()
    base = alt.Chart(alt.NamedData("rows")).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=_names_axis(alt)),
    )
    x = alt.X("actual:Q", title=None, axis=None)
    # Drawn twice, light under dark: a dark line alone is lost on a dark bar.
    aims = base.transform_filter("isValid(datum.target)").encode(x="target:Q")
    tone = alt.condition("datum.short", alt.value(PALETTE["bad"]), alt.value(PALETTE["accent"]))
    layers = [
        base.transform_filter("isValid(datum.actual)").mark_bar(height=11).encode(x=x, color=tone),
        base.transform_filter("isValid(datum.due)")
        .mark_tick(thickness=1.5, size=17, color=PALETTE["muted"], opacity=1)
        .encode(x="due:Q"),
        aims.mark_tick(thickness=5, size=19, color=PALETTE["surface"], opacity=1),
        aims.mark_tick(thickness=2, size=19, color=PALETTE["ink"], opacity=1),
        base.mark_text(align="left", dx=7, color=PALETTE["soft"]).encode(x="end:Q", text="label:N"),
    ]
    return _finished(alt.layer(*layers), width)


def trend(points: Sequence[Point], words: Mapping[str, str], language: Language) -> Spec:
    """Months as bars, their target as a short dark line, last year as a grey line with its name.

    `words` names the three series: `actual`, `target`, `last_year`.
    """
    data = [
        {
            "month": point.name, "actual": _float(point.actual), "target": _float(point.target),
            "last_year": _float(point.last_year),
            "fill": PALETTE["hatch" if point.is_unfinished else "accent" if last else "past"],
        }
        for point, last in zip(points, [False] * (len(points) - 1) + [True], strict=True)
    ]  # fmt: skip
    months = tuple(point.name for point in points)
    return {**_trend(months, _key(words), language), "data": {"values": data}, "height": 170}


@lru_cache(maxsize=64)
def _trend(months: tuple[str, ...], key: str, language: Language) -> Spec:
    alt = _altair()
    base = alt.Chart(alt.NamedData("rows")).encode(
        # All months, also those that no layer draws anything in.
        x=alt.X("month:O", scale=alt.Scale(domain=months), title=None, axis=_months_axis(alt)),
    )
    y_axis = alt.Axis(
        labelExpr=steps_of(language), tickCount=4, domain=False, ticks=False, labelPadding=6
    )
    fill = alt.Color("fill:N", scale=None)
    bars = (
        base.transform_filter("isValid(datum.actual)")
        .mark_bar(width=20)
        .encode(y=alt.Y("actual:Q", title=None, axis=y_axis), color=fill)
    )
    line = base.transform_filter("isValid(datum.last_year)").mark_line(
        color=PALETTE["muted"],
        strokeWidth=1.5,
        point={"filled": True, "size": 20, "color": PALETTE["muted"]},
    )
    ticks = base.transform_filter("isValid(datum.target)").mark_tick(
        thickness=2, width=28, color=PALETTE["ink"], orient="horizontal", opacity=1
    )
    layers = [bars, line.encode(y="last_year:Q"), ticks.encode(y="target:Q")]
    return _finished(alt.layer(*layers).properties(title=key), FULL_WIDTH - 60)


def pushes(rows: Sequence[Push], width: int = 210) -> Spec:
    """Contributions to growth as bars left and right of nothing, in the order given."""
    reach = max((abs(float(row.share)) for row in rows), default=0.0) or 1.0
    data = [
        {"name": row.name, "share": float(row.share) / reach, "label": row.label} for row in rows
    ]
    return {**_pushes(width), "data": {"values": data}, "height": ROW * max(len(rows), 1)}


@cache
def _pushes(width: int) -> Spec:
    alt = _altair()
    base = alt.Chart(alt.NamedData("rows")).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=_names_axis(alt))
    )
    # The longest bar is 1; the rest of the width is for what is written beside it.
    x = alt.X("share:Q", title=None, axis=None, scale=alt.Scale(domain=[-2.7, 2.7]))
    tone = alt.condition("datum.share < 0", alt.value(PALETTE["bad"]), alt.value(PALETTE["accent"]))
    up, down = "datum.share >= 0", "datum.share < 0"
    text = {"color": PALETTE["soft"], "baseline": "middle"}
    layers = [
        base.mark_bar(height=13).encode(x=x, color=tone),
        base.transform_filter(up).mark_text(align="left", dx=5, **text).encode(x=x, text="label:N"),
        base.transform_filter(down)
        .mark_text(align="right", dx=-5, **text)
        .encode(x=x, text="label:N"),
    ]
    return _finished(alt.layer(*layers), width)


def svg(spec: Spec) -> str:
    """The chart drawn for paper, its text set in the Chinese typeface."""
    return _drawn(simplejson.dumps(spec, sort_keys=True))


def png(spec: Spec, scale: float = 2) -> bytes:
    """The chart as a picture, for documents that cannot hold SVG."""
    _with_face()
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg(spec), scale=scale)
    return picture


def spark(values: Sequence[Decimal | None], width: int = 96, height: int = 24) -> str:
    """A line of a few months without axes, its last point marked; gaps stay gaps."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = (width - 6) / (len(values) - 1)

    def place(at: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.5
        return 3 + at * step, height - 3 - share * (height - 6)

    places = [None if v is None else place(i, float(v)) for i, v in enumerate(values)]
    path = ""
    for at, spot in enumerate(places):
        if spot is not None:
            move = "M" if at == 0 or places[at - 1] is None else "L"
            path += f"{move}{spot[0]:.1f} {spot[1]:.1f}"
    x, y = next(spot for spot in reversed(places) if spot is not None)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'<path d="{path}" fill="none" stroke="{PALETTE["other"]}" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{PALETTE["accent"]}"/></svg>'
    )


def _key(words: Mapping[str, str]) -> str:
    return f"■ {words['actual']}\u2003━ {words['target']}\u2003● {words['last_year']}"


def _names_axis(alt: Any) -> altair.Axis:
    axis: altair.Axis = alt.Axis(
        domain=False, ticks=False, labelPadding=8, labelLimit=150, labelColor=PALETTE["soft"]
    )
    return axis


def _months_axis(alt: Any) -> altair.Axis:
    axis: altair.Axis = alt.Axis(
        ticks=False, labelAngle=0, labelPadding=6, domainColor=PALETTE["other"],
        labelExpr="substring(datum.label, 5) == '01' || datum.index == 0 ? "
        "[substring(datum.label, 5), substring(datum.label, 0, 4)] : substring(datum.label, 5)",
    )  # fmt: skip
    return axis


def steps_of(language: Language) -> str:
    """How an axis of amounts is labelled, as an expression."""
    if language == "zh":
        return (
            "datum.value == 0 ? '0' : abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',.3~f')"
            " + ' 亿' : abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',.3~f') + ' 万'"
            " : format(datum.value, ',')"
        )
    return (
        "datum.value == 0 ? '0' : abs(datum.value) >= 1e9 ? format(datum.value / 1e9, ',.3~f')"
        " + ' B' : abs(datum.value) >= 1e6 ? format(datum.value / 1e6, ',.3~f') + ' M'"
        " : abs(datum.value) >= 1e3 ? format(datum.value / 1e3, ',.3~f') + ' k'"
        " : format(datum.value, ',')"
    )


def _finished(chart: Any, width: int) -> Spec:
    """A specification without rows, made once: building one costs more than drawing it."""
    configured = (
        chart.properties(width=width, background="transparent")
        .configure(font=fonts.FACE, padding=2, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=TEXT_SIZE, labelColor=PALETTE["muted"], gridColor=PALETTE["line"],
        )
        .configure_text(fontSize=TEXT_SIZE)
        .configure_title(
            anchor="start", fontSize=TEXT_SIZE, fontWeight="normal", color=PALETTE["muted"],
            offset=10,
        )
    )  # fmt: skip
    spec: Spec = configured.to_dict(validate=False)
    return spec


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    _with_face()
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec)
    return _hatched(drawn)


def _hatched(drawn: str) -> str:
    """What is not finished is drawn hatched; Vega-Lite has no pattern, SVG has."""
    colour = PALETTE["hatch"]
    if colour not in drawn:
        return drawn
    pattern = (
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="5" height="5" fill="{past}"/>'
        '<rect width="2" height="5" fill="{accent}"/></pattern></defs>'
    ).format_map(PALETTE)
    head, _, body = drawn.partition(">")
    return f"{head}>{pattern}{body.replace(colour, 'url(#hatch)')}"


@cache
def _altair() -> Any:
    import altair

    return altair


@cache
def _with_face() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(fonts.folder()))
