"""A period at a glance: what the home page shows, worded, before any page is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from salesops.kernel import figures
from salesops.kernel.period import Period
from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.metrics import METRICS
from salesops.reports import movers, sections
from salesops.reports.asked import written
from salesops.reports.document import Block, Cell, Comparison, Tile
from salesops.reports.headline import Part, Standing, headline
from salesops.reports.pen import Pen
from salesops.reports.reading import Reading, Row, number

SHOWN = (
    "net_revenue", "attainment", "gross_profit", "margin",
    "order_count", "buyers", "new_customers", "cash_received",
)  # fmt: skip
TOWARDS = ("net_revenue", "quota", "attainment", "expected_quota", "pace")
LINE = "products.line"
MONTHS = 13
MOVERS = 4
LINES_OF_PARTS = 12
LEAST_SCALE = Decimal("1.2")


@dataclass(frozen=True)
class Figure:
    """A tile and the metric it shows, so that a page can lead on from it."""

    metric: str
    tile: Tile


@dataclass(frozen=True)
class Attained:
    """One part of the whole on its way to target; shares are of its own target."""

    name: str | None
    label: str
    share: Decimal | None
    due: Decimal | None
    attainment: Cell
    actual: Cell
    distance: Cell


@dataclass(frozen=True)
class Parts:
    """All parts along one dimension, and the scale they are drawn to."""

    dimension: str
    title: str
    rows: tuple[Attained, ...]
    scale: Decimal


@dataclass(frozen=True)
class Overview:
    """Where the period stands, why, and what moved."""

    period: str
    is_running: bool
    sentence: str
    second: str
    figures: tuple[Figure, ...] = ()
    parts: tuple[Parts, ...] = ()
    trend: tuple[Block, ...] = ()
    movers: tuple[Block, ...] = ()


def overview(
    ledger: Ledger, period: Period, language: Language = "zh", cache: Path | None = None
) -> Overview:
    """The period of what `ledger` shows; without orders, a sentence that says so."""
    pen = Pen(language, ledger.currency)
    reading = Reading(ledger, period, cache)
    year = reading.ask(SHOWN, compare="last_year").total
    towards = reading.ask(TOWARDS).total
    standing = _standing(reading, year, towards, pen)
    name = written(period)
    if not year.get("order_count") and not year.get("net_revenue"):
        return Overview(name, bool(reading.through), headline(standing, (), pen), "")
    region, _ = sections.by_region(reading, TOWARDS)
    by = (region, LINE)
    history = sections.history(_to_date(reading), (*SHOWN, "quota"), MONTHS)
    return Overview(
        period=name,
        is_running=bool(reading.through),
        sentence=headline(standing, _cuts(region, reading, standing, pen), pen),
        second=_second(reading, year, pen),
        figures=_figures(year, towards, history, reading, pen),
        parts=tuple(_parts(dimension, reading, pen) for dimension in by),
        trend=tuple(sections.trend(history, reading, pen)),
        movers=_movers(by, year, reading, pen),
    )


def _cuts(region: str, reading: Reading, standing: Standing, pen: Pen) -> list[list[Part]]:
    """The whole cut as the monthly report cuts it: by region and line, by line, by region."""
    return [
        sections.distances(reading.ask(TOWARDS, by, "last_year"), by, standing, pen)
        for by in ((region, LINE), (LINE,), (region,))
    ]


def _standing(reading: Reading, year: Row, towards: Row, pen: Pen) -> Standing:
    return Standing(
        period=_in_words(reading.period, pen),
        net_revenue=number(towards, "net_revenue"),
        quota=number(towards, "quota"),
        attainment=number(towards, "attainment"),
        due=number(towards, "expected_quota"),
        pace=number(towards, "pace"),
        growth=number(year, "net_revenue_change"),
        through=reading.through,
    )


def _in_words(period: Period, pen: Pen) -> str:
    text = written(period)
    if len(text) == 4:
        return pen.say(f"{text} 年", text)
    if period.is_months and len(text) == 7 and "Q" not in text:
        return figures.month(period.starts_on, pen.language)
    return pen.say(f" {text} ", text) if "–" in text else text


def _to_date(reading: Reading) -> Reading:
    """The same ledger up to the last month that has begun."""
    as_of, period = reading.ledger.as_of, reading.period
    last = [month for month in period.months() if month.starts_on <= as_of]
    return Reading(reading.ledger, last[-1] if last else period, reading.cache)


def _second(reading: Reading, year: Row, pen: Pen) -> str:
    said = []
    grown = number(year, "net_revenue_change")
    if grown is not None:
        change = figures.change(grown)
        said.append(pen.say(f"同比 {change}", f"{change} year on year"))
    margin = number(year, "margin")
    if margin is not None:
        share = figures.short(margin, "ratio")
        moved = number(year, "margin_change")
        by = f"({figures.change(moved, 'ratio', pen.language)})" if moved is not None else ""
        said.append(pen.say(f"毛利率 {share}{by}", f"margin {share} {by}".strip()))
    if reading.through:
        day: date = reading.through
        said.append(
            pen.say(
                f"数据截至 {day}，同比只取相同天数",
                f"figures up to {day}, compared with as many days",
            )
        )
    text = pen.say("；", "; ").join(said)
    return text[:1].upper() + text[1:] if text else ""


def _figures(
    year: Row, towards: Row, history: Sequence[Row], reading: Reading, pen: Pen
) -> tuple[Figure, ...]:
    tiles = [_tile(metric, year, towards, reading, pen) for metric in SHOWN]
    sparked = sections.with_sparks(tiles, SHOWN, history, _to_date(reading))
    return tuple(Figure(metric, tile) for metric, tile in zip(SHOWN, sparked, strict=True))


def _tile(metric: str, year: Row, towards: Row, reading: Reading, pen: Pen) -> Tile:
    unit = METRICS[metric].unit
    pace = number(towards, "pace")
    if metric == "attainment" and reading.through and pace is not None:
        label = f"{pen.name('pace')} {figures.short(pace, 'ratio')}"
        cell = pen.figure(year.get(metric), unit, sections.no_quota(pen))
        return Tile(pen.name(metric), cell, (), (), label)
    base = written(reading.period.last_year())
    reason = sections.why(year, metric, "last_year", pen)
    change = pen.change(number(year, f"{metric}_change"), metric, unit, reason)
    compared = Comparison(pen.say(f"同比 {base}", f"vs {base}"), change)
    absent = sections.no_quota(pen) if metric == "attainment" else None
    return Tile(pen.name(metric), pen.figure(year.get(metric), unit, absent), (compared,))


def _parts(dimension: str, reading: Reading, pen: Pen) -> Parts:
    told = reading.ask(TOWARDS, (dimension,), order=("-net_revenue",))
    rows = [row for row in told.rows if row["net_revenue"] or row["quota"]][:LINES_OF_PARTS]
    lines = tuple(_attained(row, dimension, reading, pen) for row in rows)
    scale = max([LEAST_SCALE, *(line.share for line in lines if line.share is not None)])
    title = pen.say(f"{pen.name(dimension)}达成", f"Attainment by {pen.name(dimension).lower()}")
    return Parts(dimension, title, lines, scale)


def _attained(row: Row, dimension: str, reading: Reading, pen: Pen) -> Attained:
    actual, quota = number(row, "net_revenue"), number(row, "quota")
    due = number(row, "expected_quota") if reading.through else quota
    distance = None if actual is None or not due else actual - due
    return Attained(
        name=None if row[dimension] is None else str(row[dimension]),
        label=pen.text(row[dimension]).text,
        share=number(row, "attainment"),
        due=due / quota if reading.through and due is not None and quota else None,
        attainment=pen.figure(row.get("attainment"), "ratio", sections.no_quota(pen)),
        actual=pen.figure(actual, "money"),
        distance=pen.difference(distance, sections.no_quota(pen)),
    )


def _movers(by: Sequence[str], year: Row, reading: Reading, pen: Pen) -> tuple[Block, ...]:
    if not number(year, "net_revenue_last_year"):
        return ()
    told = reading.ask(("net_revenue",), by, "last_year", order=("-net_revenue_contribution",))
    blocks = movers.push_and_pull(told, by, year, "last_year", MOVERS, pen)
    tables = [
        movers.table(reading, dimension, "last_year", MOVERS, pen)
        for dimension in ("accounts.name", "products.name")
    ]
    return (*blocks, *tables)
