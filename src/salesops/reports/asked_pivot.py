"""An answer as a cross-table: one dimension across, the others down, every total asked again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pyarrow.compute as pc

from salesops.kernel import figures
from salesops.kernel.problem import Wording
from salesops.ledger.ledger import Ledger
from salesops.metrics import METRICS
from salesops.metrics.asking import column_names
from salesops.metrics.question import Answer, Question, answer
from salesops.reports import document as doc
from salesops.reports.asked import COMPARED, Window, cell, shown, window
from salesops.reports.document import Cell, Table
from salesops.reports.pen import Pen

MOST_COLUMNS = 60
TOO_WIDE = Wording(
    "too_wide",
    (
        "“{dimension}”的取值超过 {most} 个，放不进交叉表，这里按列表显示。",
        "换一个维度横排，或用筛选减少取值。",
    ),
    (
        "“{dimension}” has more than {most} values, too many to go across; here is the list.",
        "Put another dimension across, or filter to fewer values.",
    ),
    "warning",
)

Group = tuple[tuple[str, Any], ...]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Figure:
    """One cell: the value, its change where the question compares, and the group it stands for."""

    value: Cell
    change: Cell | None
    group: Group
    is_known: bool


@dataclass(frozen=True)
class Line:
    """A group of the dimensions that go down: its figures across, then the whole line's."""

    heads: tuple[Cell, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Face:
    """The cross-table of one metric."""

    metric: str
    lines: tuple[Line, ...]
    total: Line


@dataclass(frozen=True)
class Pivot:
    """Cross-tables of one shape, a metric each; `window` says which lines of all there are."""

    question: Question
    across: str
    down: tuple[str, ...]
    heads: tuple[Cell, ...]
    faces: tuple[Face, ...]
    window: Window


@dataclass(frozen=True)
class _Parts:
    """What the ledger answered: cells, columns and the whole; each recomputed, none added up."""

    cells: Mapping[tuple[Any, ...], Mapping[str, Any]]
    columns: Rows
    lines: Rows
    whole: Mapping[str, Any]


def pivot(
    ledger: Ledger,
    question: Question,
    across: str,
    pen: Pen,
    cache: Path | None = None,
    page: int | None = None,
) -> Pivot | None:
    """The question's answer with one of its dimensions across; None where that is too wide.

    A page holds as many lines as a page of the list; without one, all lines are there. The last
    column is the answer without the dimension across, the last line that without the others.
    """
    down = tuple(name for name in question.by if name != across)
    columns = answer(ledger, _along(question, (across,)), cache)
    if columns.table.num_rows > MOST_COLUMNS:
        return None
    lines = answer(ledger, replace(_along(question, down), limit=question.limit), cache)
    part = window(page, lines.table.num_rows)
    shown_lines = lines.table.slice(part.first - 1, part.last - part.first + 1)
    cells = answer(ledger, replace(question, limit=None), cache)
    near = pc.is_in(cells.table[down[0]], value_set=shown_lines[down[0]].combine_chunks())
    parts = _Parts(
        {_key(row, (*down, across)): row for row in cells.table.filter(near).to_pylist()},
        columns.rows,
        shown_lines.to_pylist(),
        lines.totals,
    )
    heads = tuple(shown(row[across], pen, across) for row in parts.columns)
    faces = tuple(_face(metric, question, across, parts, cells, pen) for metric in question.metrics)
    return Pivot(question, across, down, heads, faces, part)


def _along(question: Question, by: tuple[str, ...]) -> Question:
    """The same question by fewer dimensions: in the order asked for, else as a list would be."""
    fewer = replace(question, by=by, order=(), limit=None)
    known = column_names(fewer)
    order = tuple(name for name in question.order if name.removeprefix("-") in known)
    timed = any(name.startswith("calendar.") for name in by)
    if timed:
        order = tuple(name for name in order if name.removeprefix("-") in by)
    return replace(fewer, order=order or (() if timed else (f"-{question.metrics[0]}",)))


def _key(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _face(
    metric: str, question: Question, across: str, parts: _Parts, found: Answer, pen: Pen
) -> Face:
    down = tuple(name for name in question.by if name != across)
    columns = [column for column in found.columns if column.metric == metric]
    value = next(column for column in columns if column.kind == "value")
    change = next((column for column in columns if column.kind == "change"), None)

    def figure(row: Mapping[str, Any], group: Group) -> Figure:
        moved = cell(change, row, pen) if change else None
        return Figure(cell(value, row, pen), moved, group, row.get(value.name) is not None)

    def line(row: Mapping[str, Any]) -> Line:
        place = tuple((name, row[name]) for name in down)
        figures = [
            figure(
                parts.cells.get((*_key(row, down), column[across]), {}),
                tuple((n, column[across] if n == across else row[n]) for n in question.by),
            )
            for column in parts.columns
        ]
        heads = tuple(shown(row[name], pen, name) for name in down)
        return Line(heads, (*figures, figure(row, place)))

    ends = [figure(column, ((across, column[across]),)) for column in parts.columns]
    heads = (Cell(pen.say("合计", "Total")), *(Cell("") for _ in down[1:]))
    total = Line(heads, (*ends, figure(parts.whole, ())))
    return Face(metric, tuple(line(row) for row in parts.lines), total)


def tables(found: Pivot, pen: Pen) -> Iterator[Table]:
    """The cross-tables as a document has them; changes stand in tables of their own."""
    compare = found.question.compare
    for face in found.faces:
        name, unit = pen.name(face.metric), METRICS[face.metric].unit
        yield _table(name, unit, found, [_values(line) for line in (*face.lines, face.total)], pen)
        if compare:
            said = f"{name} {pen.say(*COMPARED[compare])}"
            form: doc.Form = "points" if unit == "ratio" else "change"
            rows = [_changes(line) for line in (*face.lines, face.total)]
            yield _table(said, form, found, rows, pen)


def _values(line: Line) -> tuple[Cell, ...]:
    return (*line.heads, *(figure.value for figure in line.figures))


def _changes(line: Line) -> tuple[Cell, ...]:
    return (*line.heads, *(figure.change or Cell(figures.NONE) for figure in line.figures))


def _table(
    title: str, form: str, found: Pivot, rows: Sequence[tuple[Cell, ...]], pen: Pen
) -> Table:
    named = [doc.Column(pen.name(name)) for name in found.down]
    numbers = [head.text for head in found.heads] + [pen.say("合计", "Total")]
    across = [doc.Column(text, cast("doc.Form", form)) for text in numbers]
    empty = pen.say("没有符合条件的数据。", "No data fit this question.")
    return Table(title, (*named, *across), tuple(rows[:-1]), rows[-1], empty)
