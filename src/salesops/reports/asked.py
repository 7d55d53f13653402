"""A question and its answer as a document: what the Ask page shows is what it lets one download."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from salesops.kernel import figures, glossary
from salesops.kernel.period import DAY, Period, period
from salesops.kernel.problem import Language, Problem
from salesops.ledger.ledger import Ledger
from salesops.metrics import METRICS
from salesops.metrics.question import Answer, Column, Question
from salesops.reports import document as doc
from salesops.reports.asked_chart import chart
from salesops.reports.document import Block, Cell, Definitions, Document, Note, Table
from salesops.reports.pen import Pen

COMPARED: Mapping[str, tuple[str, str]] = {
    "last_year": ("同比", "year on year"),
    "previous": ("环比", "on previous"),
    "festival": ("春节对齐同比", "aligned on Spring Festival"),
}
BASES: Mapping[str, tuple[str, str]] = {
    "last_year": ("去年同期", "last year"),
    "previous": ("上期", "previous"),
    "festival": ("春节对齐去年", "last festival year"),
}


# A page shows so many rows of an answer; a file has them all.
ROWS_SHOWN = 200


@dataclass(frozen=True)
class Window:
    """Which rows of an answer are on show: the first and last, counted from 1, of how many."""

    page: int
    first: int
    last: int
    total: int

    @property
    def before(self) -> int | None:
        """The page before, where there is one."""
        return self.page - 1 if self.first > 1 else None

    @property
    def after(self) -> int | None:
        """The next page, where there is one."""
        return self.page + 1 if self.last < self.total else None


def window(page: int | None, total: int) -> Window:
    """The rows of that page, or of the last one where there are not so many; all without one."""
    if page is None:
        return Window(1, 1, total, total)
    last_page = max(1, -(-total // ROWS_SHOWN))
    here = min(max(page, 1), last_page)
    first = (here - 1) * ROWS_SHOWN
    return Window(here, first + 1, min(first + ROWS_SHOWN, total), total)


def asked(
    answer: Answer,
    ledger: Ledger,
    language: Language,
    scope: str,
    tables: Sequence[Table] = (),
    called: Mapping[str, Mapping[str, str]] | None = None,
) -> Document:
    """The answer with its table, chart, remarks and definitions; `tables` stand for the list."""
    pen = Pen(language, answer.currency, called or {})
    question = answer.question
    return Document(
        title=title(question, language),
        subtitle=pen.say("提问", "Question"),
        language=language,
        period=days(question) or pen.say("全部期间", "All time"),
        scope="; ".join([scope, *filters(question, language)]),
        as_of=answer.as_of,
        taken_at=ledger.taken_at,
        snapshot_id=answer.snapshot_id,
        currency=answer.currency,
        blocks=tuple(_blocks(answer, tables or [table(answer, pen)], pen)),
    )


def _blocks(answer: Answer, tables: Sequence[Table], pen: Pen) -> list[Block]:
    drawn = chart(answer, pen)
    remarks = [
        Note(f"{note.reason(pen.language)}{note.remedy(pen.language)}")
        for note in notes(answer, pen.language)
    ]
    terms = tuple(
        (pen.name(name), glossary.definition(name, pen.language))
        for name in answer.question.metrics
    )
    return [
        *tables,
        *([drawn] if drawn else []),
        *remarks,
        Definitions(pen.say("口径", "Definitions"), terms),
    ]


def title(question: Question, language: Language) -> str:
    """The question in words: `净销售额、毛利率 按区域、月`."""
    zh = language == "zh"
    comma = "、" if zh else ", "
    names = comma.join(glossary.label(name, language) for name in question.metrics)
    if not question.by:
        return names
    by = comma.join(glossary.label(name, language) for name in question.by)
    return f"{names} 按{by}" if zh else f"{names} by {by.lower()}"


def days(question: Question) -> str:
    """The days asked about as people write them: 2025, 2025-Q3, 2025-10, or first – last."""
    span = question.period
    if span is None:
        return ""
    return written(span)


def written(span: Period) -> str:
    """A period the shortest way that reads back to it, or its first and last day."""
    start = span.starts_on
    quarter = (start.month + 2) // 3
    for text in (f"{start:%Y}", f"{start:%Y}-Q{quarter}", f"{start:%Y-%m}"):
        if period(text) == span:
            return text
    last = span.ends_before - DAY
    return f"{start}" if start == last else f"{start} – {last}"


def filters(question: Question, language: Language) -> list[str]:
    """Each filter as `区域 = 华东`."""
    pen = Pen(language, "")
    return [
        f"{pen.name(dimension)} = {' / '.join(shown(value, pen).text for value in allowed)}"
        for dimension, allowed in question.where
    ]


def notes(answer: Answer, language: Language) -> list[Problem]:
    """What to know about the answer, metrics and dimensions called by their names."""
    return [_named(note, language) for note in answer.notes]


def _named(note: Problem, language: Language) -> Problem:
    names = ("metric", "dimension")
    said = {k: glossary.label(str(v), language) for k, v in note.values.items() if k in names}
    return replace(note, values={**note.values, **said})


def heading(column: Column, question: Question, language: Language) -> tuple[str, str]:
    """What a column is called: the metric or dimension, and which side of the comparison."""
    at = 0 if language == "zh" else 1
    name = glossary.label(column.metric or column.name, language)
    kind = question.compare or "last_year"
    if column.kind == "base":
        return name, BASES[kind][at]
    if column.kind == "change":
        return name, COMPARED[kind][at]
    if column.kind == "contribution":
        return name, ("增长贡献", "contribution")[at]
    return name, ""


def table(answer: Answer, pen: Pen) -> Table:
    """Every row of the answer, worded; totals as the ledger recomputed them."""
    columns = tuple(_column(column, answer.question, pen) for column in answer.columns)
    rows = tuple(tuple(cell(column, row, pen) for column in answer.columns) for row in answer.rows)
    total = _total(answer, pen) if answer.question.by and answer.rows else None
    empty = pen.say("没有符合条件的数据。", "No data fit this question.")
    return Table(title(answer.question, pen.language), columns, rows, total, empty)


def _column(column: Column, question: Question, pen: Pen) -> doc.Column:
    name, part = heading(column, question, pen.language)
    return doc.Column(f"{name} {part}".strip(), _form(column))


def _form(column: Column) -> doc.Form:
    if column.kind == "dimension":
        return "text"
    if column.kind == "contribution":
        return "points"
    unit = METRICS[column.metric or ""].unit
    if column.kind == "change":
        return "points" if unit == "ratio" else "change"
    return unit


def cell(column: Column, row: Mapping[str, Any], pen: Pen) -> Cell:
    """One cell of the answer; an empty one says why."""
    value = row.get(column.name)
    if column.kind == "dimension":
        return shown(value, pen, column.name)
    metric = column.metric or ""
    if column.kind == "contribution":
        return pen.points(value, metric)
    unit = METRICS[metric].unit
    if column.kind == "change":
        why = pen.say("没有可比的基期", "nothing to compare with")
        return pen.change(value, metric, unit, why)
    return pen.figure(value, unit, pen.say("没有数据", "no data"))


def shown(value: Any, pen: Pen, dimension: str = "") -> Cell:
    """A value of a dimension in words."""
    if isinstance(value, bool):
        return Cell(pen.say("是", "yes") if value else pen.say("否", "no"))
    if isinstance(value, date):
        return Cell(value.isoformat(), value.isoformat())
    return pen.text(value, dimension)


def _total(answer: Answer, pen: Pen) -> tuple[Cell, ...]:
    named: list[Cell] = []
    for column in answer.columns:
        if column.kind != "dimension":
            named.append(cell(column, answer.totals, pen))
        else:
            named.append(Cell("" if named else pen.say("合计", "Total")))
    return tuple(named)


def page_of(
    table: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], pen: Pen
) -> Table:
    """Rows of a ledger table: amounts in full, not shortened, since these are the evidence."""
    titles = tuple(
        doc.Column(_titled(table, column, pen), "text" if column.unit is None else "money")
        for column in columns
    )
    raw = tuple(tuple(_raw(table, one, row, pen) for one in columns) for row in rows)
    return Table("", titles, raw)


def _titled(table: str, column: Column, pen: Pen) -> str:
    return pen.name(_dimension(table, column))


def _dimension(table: str, column: Column) -> str:
    return column.name if "." in column.name else f"{table}.{column.name}"


def _raw(table: str, column: Column, row: Mapping[str, Any], pen: Pen) -> Cell:
    value = row.get(column.name)
    if column.unit is None:
        return Cell("") if value is None else shown(value, pen, _dimension(table, column))
    if value is None:
        return Cell(figures.NONE)
    text = figures.exact(value, column.unit, pen.currency, pen.language)
    return Cell(text, value, "money", text)
