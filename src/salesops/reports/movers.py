"""Who carried the growth and who held it back: by region and line, customer, product."""

from collections.abc import Sequence
from decimal import Decimal

from salesops.kernel import figures
from salesops.reports import charts
from salesops.reports.document import Block, Cell, Chart, Column, Columns, Heading, Table
from salesops.reports.pen import Pen
from salesops.reports.reading import Reading, Row, Told, number
from salesops.reports.sections import Base, joined, why


def push_and_pull(
    told: Told, by: Sequence[str], whole: Row, base: Base, count: int, pen: Pen
) -> list[Block]:
    """Who carried the growth and who held it back, in points of the whole's growth."""
    ups, downs = _sides(told.rows, count)
    if not ups and not downs:
        return []
    rows = [*ups, *reversed(downs)]
    names = [joined([row[dimension] for dimension in by], pen) for row in rows]
    shares = [number(row, "net_revenue_contribution") or Decimal(0) for row in rows]
    pushes = [
        charts.Push(name, share, figures.points(share, pen.language))
        for name, share in zip(names, shares, strict=True)
    ]
    title = _title(whole, base, pushes, len(ups), pen)
    chart = Chart("", title, charts.pushes(pushes))
    lines = tuple(
        _moved(row, Cell(name, name), base, pen) for row, name in zip(rows, names, strict=True)
    )
    total = _moved(whole, Cell(pen.say("全部", "Whole")), base, pen, "net_revenue_change")
    name = pen.say("区域与产品线", "Region and product line")
    table = Table("", _columns(name, base, pen), lines, total, name=pen.say("增减来源", "Movers"))
    return [Heading(title), Columns(((chart,), (table,)), (2, 3))]


def _sides(rows: Sequence[Row], count: int) -> tuple[list[Row], list[Row]]:
    """The largest rises, largest first, and the largest falls, largest first."""
    known = [
        (share, row)
        for row in rows
        if (share := number(row, "net_revenue_contribution")) is not None and share != 0
    ]
    known.sort(key=lambda pair: -pair[0])
    ups = [row for share, row in known if share > 0][:count]
    downs = [row for share, row in reversed(known) if share < 0][:count]
    return ups, downs


def _title(whole: Row, base: Base, pushes: Sequence[charts.Push], ups: int, pen: Pen) -> str:
    grown = number(whole, "net_revenue_change")
    zh = f"{'同比' if base == 'last_year' else '环比'} {figures.change(grown)}"
    en = f"{figures.change(grown)} {'year on year' if base == 'last_year' else 'month on month'}"
    said_zh, said_en = [], []
    if ups:
        best = pushes[0]
        said_zh.append(f"{best.name}拉动 {best.label}")
        said_en.append(f"{best.name} added {best.label}")
    if ups < len(pushes):
        worst = pushes[-1]
        said_zh.append(f"{worst.name}拖累 {worst.label}")
        said_en.append(f"{worst.name} took {worst.label}")
    return pen.say(f"{zh}：{'，'.join(said_zh)}", f"{en}: {', '.join(said_en)}")


def _columns(name: str, base: Base, pen: Pen) -> tuple[Column, ...]:
    return (
        Column(name), Column(pen.name("net_revenue"), "money"), Column(pen.name(base), "money"),
        Column(pen.say("增减", "Change"), "change"),
        Column(pen.say("对增长的贡献", "Contribution"), "points"),
    )  # fmt: skip


def _moved(
    row: Row, name: Cell, base: Base, pen: Pen, share: str = "net_revenue_contribution"
) -> tuple[Cell, ...]:
    reason = why(row, "net_revenue", base, pen)
    return (
        name,
        pen.figure(row.get("net_revenue"), "money", reason),
        pen.figure(row.get(f"net_revenue_{base}"), "money", reason),
        pen.change(row.get("net_revenue_change"), "net_revenue", "money", reason),
        pen.points(row.get(share), "net_revenue"),
    )


def table(reading: Reading, dimension: str, base: Base, count: int, pen: Pen) -> Table:
    """The customers or products, by whichever dimension, that moved the whole the most."""
    key = {"accounts.name": "accounts.account_id", "products.name": "products.product_id"}
    by = (key[dimension], dimension)
    column = "net_revenue_contribution"
    ups, downs = reading.extremes("net_revenue", by, base, column, count)
    rows = [*ups, *reversed(downs)]
    name = pen.name(dimension.partition(".")[0])
    columns = _columns(name, base, pen)
    lines = tuple(_moved(row, pen.text(row[dimension]), base, pen) for row in rows)
    # The base is left out: two of these tables stand side by side.
    keep = (0, 1, 3, 4)
    return Table(
        pen.say(f"{name}：增减最大", f"{name}: largest changes"),
        tuple(columns[at] for at in keep),
        tuple(tuple(line[at] for at in keep) for line in lines),
        empty=pen.say("没有可比的增减。", "No comparable changes."),
    )
