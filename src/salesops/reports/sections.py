"""The parts that reports are put together from: tiles, attainment by part, trend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from salesops.kernel import figures
from salesops.kernel.period import Period, month_later
from salesops.metrics import METRICS
from salesops.reports import charts
from salesops.reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    Columns,
    Comparison,
    Heading,
    Table,
    Tile,
)
from salesops.reports.headline import Part, Standing
from salesops.reports.pen import Pen
from salesops.reports.reading import Reading, Row, Told, number

Base = Literal["last_year", "previous"]
AREA, REGION = "regions.area", "regions.name"
ENOUGH_AREAS = 2
CHART_ROWS = 12


def by_region(
    reading: Reading, metrics: Sequence[str], compare: Base | None = None
) -> tuple[str, Told]:
    """The metrics by area where there are several, else by region; and which of them it was."""
    told = reading.ask(metrics, (AREA,), compare)
    if sum(row[AREA] is not None for row in told.rows) >= ENOUGH_AREAS:
        return AREA, told
    return REGION, reading.ask(metrics, (REGION,), compare)


def distances(told: Told, by: Sequence[str], standing: Standing, pen: Pen) -> list[Part]:
    """How far each part is from its target; from last year where none is set."""
    aim_column = "net_revenue_last_year"
    if standing.quota:
        aim_column = "expected_quota" if standing.through else "quota"
    parts = []
    for row in told.rows:
        actual, aim = number(row, "net_revenue"), number(row, aim_column)
        if any(row[name] is None for name in by) or (actual is None and aim is None):
            continue
        label = joined([row[name] for name in by], pen)
        parts.append(Part(label, (actual or Decimal(0)) - (aim or Decimal(0))))
    return parts


def joined(names: Sequence[object], pen: Pen) -> str:
    """The name of a cell of several dimensions: `华东工业线`, `East / Industrial`."""
    return pen.say("", " / ").join(pen.text(name).text for name in names)


def tile(metric: str, year: Row, month: Row, reading: Reading, pen: Pen) -> Tile:
    """One metric of the period with its change on last year and on the period before."""
    unit = METRICS[metric].unit
    starts_on = reading.period.starts_on
    bases: tuple[tuple[Row, Base, str, date], ...] = (
        (year, "last_year", pen.say("同比", "vs"), starts_on.replace(year=starts_on.year - 1)),
        (month, "previous", pen.say("环比", "vs"), month_later(starts_on, -1)),
    )
    comparisons = tuple(
        Comparison(
            f"{word} {day:%Y-%m}",
            pen.change(number(row, f"{metric}_change"), metric, unit, why(row, metric, base, pen)),
        )
        for row, base, word, day in bases
    )
    absent = pen.say("没有可计算的数据", "nothing to compute it from")
    figure = pen.figure(year.get(metric), unit, absent)
    if metric == "attainment":
        figure = pen.figure(year.get(metric), unit, no_quota(pen))
        if reading.through:
            return _pace_tile(year, figure, pen)
    if metric == "outstanding":
        # Older orders had longer to be paid: last year's is no base for this.
        parts = ("net_revenue", "settled")
        said = (Comparison(pen.name(part), pen.figure(year.get(part), "money")) for part in parts)
        return Tile(pen.name(metric), figure, tuple(said))
    return Tile(pen.name(metric), figure, comparisons)


def _pace_tile(row: Row, attainment: Cell, pen: Pen) -> Tile:
    """While a month runs, what is due by now says more than the whole month's target."""
    pace = pen.figure(row.get("pace"), "ratio", no_quota(pen))
    return Tile(
        pen.name("pace"),
        pace,
        (
            Comparison(pen.name("expected_quota"), pen.figure(row.get("expected_quota"), "money")),
            Comparison(pen.say("全月达成率", "Of the whole month"), attainment),
        ),
    )


def with_sparks(
    tiles: Sequence[Tile], metrics: Sequence[str], history: Sequence[Row], reading: Reading
) -> tuple[Tile, ...]:
    """The tiles with their last months behind them, less one that is not over: it seems to fall."""
    whole = history[:-1] if reading.through else history
    return tuple(
        replace(one, spark=tuple(number(row, metric) for row in whole if metric != "outstanding"))
        for one, metric in zip(tiles, metrics, strict=True)
    )


def why(row: Row, metric: str, base: Base, pen: Pen) -> str | None:
    """Why there is no change: no base, or one over which growth has no meaning."""
    if row.get(f"{metric}_change") is not None:
        return None
    name = pen.name(base)
    if number(row, f"{metric}_{base}") is None:
        return pen.say(f"{name}没有数据", f"no data for the {name.lower()}")
    if number(row, metric) is None:
        return pen.say("本期没有数据", "no data for this period")
    return pen.say(f"{name}为零或负数，增长率没有意义", f"the {name.lower()} is zero or negative")


def no_quota(pen: Pen) -> str:
    """Why there is no attainment."""
    return pen.say("未设目标或目标为零", "no quota, or a quota of zero")


def attainment(told: Told, dimension: str, reading: Reading, pen: Pen) -> list[Block]:
    """Who reached the target and who is furthest from it: bars against targets, and the figures."""
    rows = _ranked([row for row in told.rows if row["net_revenue"] or row["quota"]])
    if not rows:
        return []
    spec = _bullets(rows, dimension, reading, pen)
    chart = Chart("", _bullets_alt(rows, dimension, reading, pen), spec)
    aim, share = _aim(reading)
    columns = (
        Column(pen.name(dimension)), Column(pen.name("net_revenue"), "money"),
        Column(pen.name(aim), "money"), Column(pen.name(share), "ratio"),
        Column(pen.say("差额", "Distance"), "difference"), Column(pen.say("同比", "YoY"), "change"),
    )  # fmt: skip
    table = Table(
        "",
        columns,
        tuple(_attained(row, pen.text(row[dimension]), reading, pen) for row in rows),
        _attained(told.total, Cell(pen.say("合计", "Total")), reading, pen),
        name=pen.name(dimension),
    )
    heading = Heading(_attainment_title(rows, dimension, reading, pen))
    return [heading, Columns(((chart,), (table,)), (2, 3))]


def _ranked(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: -(number(row, "net_revenue") or Decimal(0)))


def _aim(reading: Reading) -> tuple[str, str]:
    """What is measured by: the quota, or, while the period runs, what is due of it by now."""
    return ("expected_quota", "pace") if reading.through else ("quota", "attainment")


def _attained(row: Row, name: Cell, reading: Reading, pen: Pen) -> tuple[Cell, ...]:
    aim, share = _aim(reading)
    actual, quota = number(row, "net_revenue"), number(row, aim)
    distance = None if actual is None or not quota else actual - quota
    return (
        name,
        pen.figure(actual, "money", pen.say("没有订单", "no orders")),
        pen.figure(quota, "money", pen.say("未设目标", "no quota")),
        pen.figure(row.get(share), "ratio", no_quota(pen)),
        pen.difference(distance, no_quota(pen)),
        pen.change(
            row.get("net_revenue_change"), "net_revenue", "money",
            why(row, "net_revenue", "last_year", pen),
        ),
    )  # fmt: skip


def _bullets(rows: Sequence[Row], dimension: str, reading: Reading, pen: Pen) -> charts.Spec:
    return charts.bullets(
        [
            charts.Bullet(
                name=pen.text(row[dimension]).text,
                actual=number(row, "net_revenue"),
                target=number(row, "quota"),
                due=number(row, "expected_quota") if reading.through else None,
                label=figures.short(number(row, _aim(reading)[1]), "ratio"),
                is_short=_is_short(row, reading),
            )
            for row in rows[:CHART_ROWS]
        ]
    )


def _bullets_alt(rows: Sequence[Row], dimension: str, reading: Reading, pen: Pen) -> str:
    said = [
        f"{pen.text(row[dimension]).text} {pen.money(number(row, 'net_revenue'))}"
        f" ({figures.short(number(row, _aim(reading)[1]), 'ratio')})"
        for row in rows[:CHART_ROWS]
    ]
    name = pen.say("净销售额与目标", "Net revenue against quota")
    return pen.say(f"{name}：{'；'.join(said)}", f"{name}: {'; '.join(said)}")


def _is_short(row: Row, reading: Reading) -> bool:
    share = number(row, _aim(reading)[1])
    return share is not None and share < 1


def _attainment_title(rows: Sequence[Row], dimension: str, reading: Reading, pen: Pen) -> str:
    name = pen.name(dimension)
    aimed = [(share, row) for row in rows if (share := number(row, _aim(reading)[1])) is not None]
    if not aimed:
        return pen.say(f"按{name}：未设目标", f"By {name.lower()}: no quota set")
    if len(aimed) == 1:
        share, only = aimed[0]
        label = pen.text(only[dimension]).text
        metric, said = pen.name(_aim(reading)[1]), figures.short(share, "ratio")
        return pen.say(f"{label}{metric} {said}", f"{label}: {metric.lower()} {said}")
    reached = sum(share >= 1 for share, _ in aimed)
    doing = ("跟上进度", "on pace") if reading.through else ("达成目标", "on target")
    how_many = {0: f"均未{doing[0]}", len(aimed): f"全部{doing[0]}"}
    zh = f"按{name}：{len(aimed)} 个中 {reached} 个{doing[0]}"
    if reached in how_many:
        zh = f"按{name}：{len(aimed)} 个{how_many[reached]}"
    en = f"By {name.lower()}: {reached} of {len(aimed)} {doing[1]}"
    aim = _aim(reading)[0]
    gaps = [
        ((number(row, "net_revenue") or 0) - (number(row, aim) or 0), row[dimension])
        for _, row in aimed
    ]
    worst, who = min(gaps, key=lambda gap: gap[0])
    if worst < 0:
        amount = pen.money(-worst)
        label = pen.text(who).text
        zh, en = (
            f"{zh}，{label}缺口最大（{amount}）",
            f"{en}; {label} is furthest behind ({amount})",
        )
    return pen.say(zh, en)


def history(reading: Reading, metrics: Sequence[str], months: int) -> tuple[Row, ...]:
    """The metrics month by month up to the period, each with last year; a silent month is a gap."""
    first = month_later(reading.period.starts_on, 1 - months)
    span = Period(first, reading.period.ends_before)
    told = reading.ask(metrics, ("calendar.month",), "last_year", period=span)
    known = {row["calendar.month"]: row for row in told.rows}
    names = [f"{month.starts_on:%Y-%m}" for month in span.months()]
    return tuple(known.get(name, {"calendar.month": name}) for name in names)


def trend(rows: Sequence[Row], reading: Reading, pen: Pen) -> list[Block]:
    """Month after month against target and last year."""
    points = [
        charts.Point(
            row["calendar.month"],
            number(row, "net_revenue"),
            number(row, "quota"),
            number(row, "net_revenue_last_year"),
            bool(reading.through) and row is rows[-1],
        )
        for row in rows
    ]
    words = {
        "actual": pen.name("net_revenue"),
        "target": pen.name("quota"),
        "last_year": pen.name("last_year"),
    }
    title = _trend_title(rows, reading, pen)
    spec = charts.trend(points, words, pen.language)
    return [Heading(title), Chart("", title, spec, _trend_table(rows, pen))]


def _trend_title(rows: Sequence[Row], reading: Reading, pen: Pen) -> str:
    over = rows[:-1] if reading.through else rows
    aimed = [share for row in over if (share := number(row, "attainment")) is not None]
    grown = [number(row, "net_revenue_change") for row in over]
    said = []
    if len(aimed) > 1:
        reached = sum(share >= 1 for share in aimed)
        said.append(
            pen.say(
                f"{len(aimed)} 个月中 {reached} 个达成目标",
                f"{reached} of {len(aimed)} months on target",
            )
        )
    length = _streak(grown)
    if length and grown[-1]:
        higher = grown[-1] > 0
        way = ("高于", "above") if higher else ("低于", "below")
        zh = f"{f'连续 {length} 个月' if length > 1 else '最近一个月'}{way[0]}去年同期"
        en = f"{f'{length} months running' if length > 1 else 'the last one'} {way[1]} last year"
        said.append(pen.say(zh, en))
    if not said:
        return pen.say("净销售额逐月走势", "Net revenue month by month")
    return pen.say("，", ", ").join(said)


def _streak(grown: Sequence[Decimal | None]) -> int:
    length = 0
    for one in reversed(grown):
        if one is None or one == 0 or (one > 0) != ((grown[-1] or 0) > 0):
            break
        length += 1
    return length


def _trend_table(rows: Sequence[Row], pen: Pen) -> Table:
    columns = (
        Column(pen.name("calendar.month")), Column(pen.name("net_revenue"), "money"),
        Column(pen.name("quota"), "money"), Column(pen.name("attainment"), "ratio"),
        Column(pen.name("last_year"), "money"), Column(pen.say("同比", "YoY"), "change"),
    )  # fmt: skip
    lines = tuple(
        (
            pen.text(row["calendar.month"]),
            pen.figure(row.get("net_revenue"), "money"),
            pen.figure(row.get("quota"), "money"),
            pen.figure(row.get("attainment"), "ratio"),
            pen.figure(row.get("net_revenue_last_year"), "money"),
            pen.change(row.get("net_revenue_change"), "net_revenue", "money"),
        )
        for row in rows
    )
    return Table("", columns, lines, name=pen.say("逐月", "Months"))
