"""Our share of the markets whose size somebody knows."""

from collections.abc import Sequence

from salesops.kernel import figures
from salesops.kernel.period import DAY, Period, month_later
from salesops.reports.document import Block, Cell, Column, Heading, Table
from salesops.reports.pen import Pen
from salesops.reports.reading import Reading, Row, number
from salesops.reports.sections import why


def market(reading: Reading, pen: Pen) -> list[Block]:
    """Our share of the markets whose size is known, in the last quarter or year that is over."""
    for span, name in _market_periods(reading, pen):
        told = reading.ask(
            ("market_size", "market_own_revenue", "market_share"),
            ("products.line",), "last_year", period=span,
        )  # fmt: skip
        rows = [row for row in told.rows if row["market_share"] is not None]
        if rows:
            return _market(rows, told.total, name, pen)
    return []


def _market_periods(reading: Reading, pen: Pen) -> list[tuple[Period, str]]:
    end = min(reading.period.ends_before, reading.ledger.as_of + DAY)
    quarter_end = end.replace(month=(end.month - 1) // 3 * 3 + 1, day=1)
    quarter = Period(month_later(quarter_end, -3), quarter_end)
    year_end = end.replace(month=1, day=1)
    year = Period(month_later(year_end, -12), year_end)
    at, of = (quarter.starts_on.month + 2) // 3, quarter.starts_on.year
    return [
        (quarter, pen.say(f"{of} 年第 {at} 季度", f"Q{at} {of}")),
        (year, pen.say(f"{year.starts_on.year} 年", f"{year.starts_on.year}")),
    ]


def _market(rows: Sequence[Row], total: Row, period: str, pen: Pen) -> list[Block]:
    share = figures.short(number(total, "market_share"), "ratio")
    moved = number(total, "market_share_change")
    text = pen.say(
        f"{period}在已知规模的市场中份额 {share}",
        f"{share} of the markets of known size in {period}",
    )
    if moved is not None:
        change = figures.change(moved, "ratio", pen.language)
        text += pen.say(f"，同比 {change}", f", {change} on last year")
    columns = (
        Column(pen.name("products.line")), Column(pen.name("market_size"), "money"),
        Column(pen.name("market_own_revenue"), "money"),
        Column(pen.name("market_share"), "ratio"), Column(pen.say("同比", "YoY"), "points"),
    )  # fmt: skip
    lines = tuple(_market_row(row, pen.text(row["products.line"]), pen) for row in rows)
    whole = _market_row(total, Cell(pen.say("合计", "Total")), pen)
    return [Heading(text), Table("", columns, lines, whole, name=pen.name("market_share"))]


def _market_row(row: Row, name: Cell, pen: Pen) -> tuple[Cell, ...]:
    return (
        name,
        pen.figure(row.get("market_size"), "money"),
        pen.figure(row.get("market_own_revenue"), "money"),
        pen.figure(row.get("market_share"), "ratio"),
        pen.change(
            row.get("market_share_change"), "market_share", "ratio",
            why(row, "market_share", "last_year", pen),
        ),
    )  # fmt: skip
