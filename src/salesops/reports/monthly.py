"""The monthly management report: one month on two pages, headline first."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from salesops.kernel import figures, glossary
from salesops.kernel.period import Period, month_later
from salesops.kernel.period import period as parsed
from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.reports import market, movers, sections
from salesops.reports.document import (
    Block,
    Columns,
    Definitions,
    Document,
    Figures,
    Heading,
    Note,
    Sentence,
)
from salesops.reports.headline import Standing, headline
from salesops.reports.pen import Pen
from salesops.reports.reading import Reading, Row, Told, number

RESULT = (
    "net_revenue", "attainment", "gross_profit", "margin",
    "order_count", "buyers", "average_order_value", "discount_rate",
)  # fmt: skip
CUSTOMERS = ("new_customers", "lost_customers", "cash_received", "outstanding")
TOWARDS = ("net_revenue", "quota", "attainment", "expected_quota", "pace")
DEFINED = (*RESULT, *CUSTOMERS, "quota", "pace", "market_share", "contribution", "last_year")
LINE = "products.line"
TREND_MONTHS = 13
EARLIEST = 1900
MOVERS = 3


def month_of(text: str) -> Period:
    """The month written as 2025-10; ValueError for anything else, a quarter or a year too."""
    span = parsed(text)
    if not _is_month(span) or span.starts_on.year < EARLIEST:
        raise ValueError(f"not a month: {text!r}")
    return span


def _is_month(span: Period) -> bool:
    return span.starts_on.day == 1 and span.ends_before == month_later(span.starts_on)


def monthly(
    ledger: Ledger,
    period: Period,
    language: Language = "zh",
    *,
    scope: str | None = None,
    cache: Path | None = None,
) -> Document:
    """The report on one month of what `ledger` shows; `scope` names whose figures those are.

    Raises ValueError for a period that is not one calendar month.
    """
    if not _is_month(period):
        raise ValueError(f"a monthly report is about one month, not {period}")
    pen = Pen(language, ledger.currency)
    reading = Reading(ledger, period, cache)
    return Document(
        title=pen.say("月度经营报告", "Monthly management report"),
        subtitle=figures.month(period.starts_on, language),
        language=language,
        period=period.starts_on.strftime("%Y-%m"),
        scope=scope or pen.say("全公司", "Whole company"),
        as_of=ledger.as_of,
        taken_at=ledger.taken_at,
        snapshot_id=ledger.snapshot_id,
        currency=ledger.currency,
        blocks=tuple(_blocks(reading, pen)),
    )


@dataclass(frozen=True)
class Month:
    """What the ledger says of a month: against last year, against the month before, by part.

    `region` is the level of the region tree that the month is reported by.
    """

    year_on_year: Row
    on_month: Row
    history: tuple[Row, ...]
    region: str
    by_region: Told
    by_line: Told
    by_both: Told

    @property
    def has_base(self) -> bool:
        """Whether there were orders in the same month of last year."""
        return _has_orders(self.year_on_year, "_last_year")

    @property
    def has_previous(self) -> bool:
        """Whether there were orders in the month before."""
        return _has_orders(self.on_month, "_previous")


def _blocks(reading: Reading, pen: Pen) -> list[Block]:
    if reading.period.starts_on > reading.ledger.as_of:
        return _not_begun(reading, pen)
    month = _read(reading)
    if not (_has_orders(month.year_on_year) or month.has_base or month.has_previous):
        return _no_data(reading, pen)
    return [
        *_opening(reading, month, pen),
        *sections.attainment(month.by_region, month.region, reading, pen),
        *sections.attainment(month.by_line, LINE, reading, pen),
        *sections.trend(month.history, reading, pen),
        *_movers(reading, month, pen),
        *_customers(month, reading, pen),
        *market.market(reading, pen),
        _definitions(pen),
    ]


def _read(reading: Reading) -> Month:
    metrics = tuple(dict.fromkeys((*TOWARDS, *RESULT, *CUSTOMERS, "settled")))
    region, by_region = sections.by_region(reading, TOWARDS, "last_year")
    return Month(
        year_on_year=reading.ask(metrics, compare="last_year").total,
        on_month=reading.ask(metrics, compare="previous").total,
        history=sections.history(reading, metrics, TREND_MONTHS),
        region=region,
        by_region=by_region,
        by_line=reading.ask(TOWARDS, (LINE,), "last_year"),
        by_both=reading.ask(TOWARDS, (region, LINE), "last_year"),
    )


def _has_orders(row: Row, suffix: str = "") -> bool:
    return bool(row.get(f"order_count{suffix}")) or bool(row.get(f"net_revenue{suffix}"))


def _not_begun(reading: Reading, pen: Pen) -> list[Block]:
    name = figures.month(reading.period.starts_on, pen.language)
    as_of = reading.ledger.as_of
    return [
        Sentence(pen.say(f"{name}尚未开始", f"{name} has not begun")),
        Note(
            pen.say(
                f"数据截至 {as_of}。请选择更早的月份，或在该月开始后再看。",
                f"The data end on {as_of}. Choose an earlier month, or come back once it began.",
            ),
            is_warning=True,
        ),
    ]


def _no_data(reading: Reading, pen: Pen) -> list[Block]:
    name = figures.month(reading.period.starts_on, pen.language)
    whole = Period(date(EARLIEST, 1, 1), month_later(reading.ledger.as_of.replace(day=1)))
    told = reading.ask(("order_count",), ("calendar.month",), period=whole)
    months = sorted(str(row["calendar.month"]) for row in told.rows if row["order_count"])
    if months:
        zh = f"现有数据从 {months[0]} 到 {months[-1]}。请选择其中的月份，或导入该月的订单。"
        en = f"There are data from {months[0]} to {months[-1]}. Choose one, or import its orders."
    else:
        zh = "还没有任何订单。请先导入订单并生成快照。"
        en = "There are no orders yet. Import orders and take a snapshot first."
    return [
        Sentence(pen.say(f"{name}没有销售数据", f"There are no sales data for {name}")),
        Note(pen.say(zh, en), is_warning=True),
    ]


def _opening(reading: Reading, month: Month, pen: Pen) -> list[Block]:
    standing = Standing(
        period=pen.say(f"{reading.period.starts_on.month} 月", _month_name(reading.period)),
        net_revenue=number(month.year_on_year, "net_revenue"),
        quota=number(month.year_on_year, "quota"),
        attainment=number(month.year_on_year, "attainment"),
        due=number(month.year_on_year, "expected_quota"),
        pace=number(month.year_on_year, "pace"),
        growth=number(month.year_on_year, "net_revenue_change"),
        through=reading.through,
    )
    cuts = [
        sections.distances(told, by, standing, pen)
        for told, by in (
            (month.by_both, (month.region, LINE)),
            (month.by_line, (LINE,)),
            (month.by_region, (month.region,)),
        )
    ]
    blocks: list[Block] = [
        Sentence(headline(standing, cuts, pen)),
        Note(_second(reading, month, pen)),
    ]
    blocks += [Note(text, is_warning=True) for text in _cautions(reading, month, pen)]
    tiles = tuple(
        sections.tile(metric, month.year_on_year, month.on_month, reading, pen) for metric in RESULT
    )
    return [*blocks, Figures(sections.with_sparks(tiles, RESULT, month.history, reading))]


def _month_name(period: Period) -> str:
    return figures.month(period.starts_on, "en")


def _second(reading: Reading, month: Month, pen: Pen) -> str:
    """The sentence under the headline: growth, and the year so far."""
    year = Period(reading.period.starts_on.replace(month=1), reading.period.ends_before)
    told = reading.ask(TOWARDS, compare="last_year", period=year).total
    said = []
    for row, zh, en in (
        (month.year_on_year, "同比", "year on year"),
        (month.on_month, "环比", "on the month before"),
    ):  # fmt: skip
        grown = number(row, "net_revenue_change")
        if grown is not None:
            change = figures.change(grown)
            said.append(pen.say(f"{zh} {change}", f"{change} {en}"))
    amount = pen.money(number(told, "net_revenue"))
    share = number(told, "pace" if reading.through else "attainment")
    so_far = [pen.say(f"本年累计 {amount}", f"Year to date {amount}")]
    if share is not None:
        percent = figures.short(share, "ratio")
        name = pen.name("pace" if reading.through else "attainment")
        so_far.append(pen.say(f"{name} {percent}", f"{percent} {name.lower()}"))
    grown = number(told, "net_revenue_change")
    if grown is not None:
        change = figures.change(grown)
        so_far.append(pen.say(f"同比 {change}", f"{change} year on year"))
    sentences = [pen.say("，", ", ").join(part) for part in (said, so_far) if part]
    return pen.say("。", ". ").join(sentences) + pen.say("。", ".")


def _cautions(reading: Reading, month: Month, pen: Pen) -> list[str]:
    cautions = []
    if reading.through:
        days = (reading.through - reading.period.starts_on).days + 1
        cautions.append(
            pen.say(
                f"本月尚未结束：数据截至 {reading.through}（第 {days} 天），"
                f"同比与环比均只取相同天数，进度以截至当日应达的目标衡量。",
                f"The month is not over: figures go up to {reading.through} (day {days}). "
                f"Comparisons cover as many days; pace is measured by the quota due by then.",
            )
        )
    if not _has_orders(month.year_on_year):
        cautions.append(
            pen.say(
                "本月没有任何订单：若与事实不符，请检查订单是否已导入。",
                "There are no orders this month: if that is wrong, check that they were imported.",
            )
        )
    if not month.has_base:
        cautions.append(
            pen.say(
                "去年同期没有数据，无法同比。", "There are no data for the same month last year."
            )
        )
    return cautions


def _movers(reading: Reading, month: Month, pen: Pen) -> list[Block]:
    if not month.has_base and not month.has_previous:
        return []
    kind: sections.Base = "last_year" if month.has_base else "previous"
    whole = month.year_on_year if month.has_base else month.on_month
    by = (month.region, LINE)
    told = month.by_both if month.has_base else reading.ask(("net_revenue",), by, kind)
    blocks = movers.push_and_pull(told, by, whole, kind, MOVERS, pen)
    lists = [
        movers.table(reading, dimension, kind, MOVERS, pen)
        for dimension in ("accounts.name", "products.name")
    ]
    if blocks:
        blocks.append(Columns(tuple((one,) for one in lists), (1, 1)))
    return blocks


def _customers(month: Month, reading: Reading, pen: Pen) -> list[Block]:
    new, lost = month.year_on_year.get("new_customers"), month.year_on_year.get("lost_customers")
    cash = pen.money(number(month.year_on_year, "cash_received"))
    owed = pen.money(number(month.year_on_year, "outstanding"))
    title = pen.say(
        f"新增客户 {new or 0} 家，流失 {lost or 0} 家；回款 {cash}，本期订单尚有 {owed} 未收",
        f"{new or 0} customers won, {lost or 0} lost; {cash} received, "
        f"{owed} of the period's orders unpaid",
    )
    tiles = tuple(
        sections.tile(metric, month.year_on_year, month.on_month, reading, pen)
        for metric in CUSTOMERS
    )
    return [Heading(title), Figures(sections.with_sparks(tiles, CUSTOMERS, month.history, reading))]


def _definitions(pen: Pen) -> Definitions:
    terms = tuple(
        (pen.name(name), glossary.definition(name, pen.language))
        for name in DEFINED
        if glossary.definition(name, pen.language)
    )
    dash = pen.say(
        "没有可比的基期（无数据、为零或为负）、未设目标，或不在可查看的范围内。",
        "Nothing to compare with (no data, zero or negative), no quota, or not yours to see.",
    )
    return Definitions(pen.say("口径", "Definitions"), (*terms, (figures.NONE, dash)))
