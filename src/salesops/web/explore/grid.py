"""An answer as the Ask page shows it: headings that sort, cells that open to their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from salesops.metrics.question import Answer, Column
from salesops.reports.asked import Window, cell, heading
from salesops.reports.document import Cell
from salesops.reports.pen import Pen
from salesops.web.explore.builder import State

OPENED = ("value", "base")


@dataclass(frozen=True)
class Head:
    """A column's heading: the metric, which side of the comparison, and what a click sorts by."""

    name: str
    part: str
    query: str
    sorted: str
    is_number: bool
    kind: str


@dataclass(frozen=True)
class Shown:
    """A cell and where it opens; `place` says what it is where there is room for two only."""

    cell: Cell
    kind: str
    query: str = ""
    is_open: bool = False
    place: str = ""
    under: Cell | None = None

    @property
    def classes(self) -> str:
        """What the cell looks like."""
        number = "name" if self.kind == "dimension" else "number"
        side = " sub" if self.kind in ("base", "contribution") else ""
        return f"{number}{side} {self.place}{' chosen' if self.is_open else ''}".strip()


@dataclass(frozen=True)
class Fact:
    """A metric of the whole, where nothing is asked by: no table, one figure with its base."""

    name: str
    value: Shown
    base: Shown | None
    base_name: str
    change: Shown | None


@dataclass(frozen=True)
class Grid:
    """The whole table, or the facts that stand in for a table of one row without a name."""

    heads: list[Head]
    rows: list[list[Shown]]
    total: list[Shown]
    facts: list[Fact]


def grid(
    answer: Answer, part: Window, now: State, pen: Pen, opened: tuple[str, tuple[str, ...]]
) -> Grid:
    """A page of the answer's table with links; `opened` is the cell whose rows are on show."""
    now = replace(now, kept=(*now.kept, *on_page(part)))
    order = ",".join(answer.question.order)
    places = _places(answer.columns)
    heads = [_head(column, answer, now, order, pen) for column in answer.columns]
    rows = [
        [_shown(column, row, answer, now, pen, opened, places) for column in answer.columns]
        for row in answer.table.slice(part.first - 1, part.last - part.first + 1).to_pylist()
    ]
    total = [
        _shown(column, answer.totals, answer, now, pen, opened, places, is_total=True)
        for column in answer.columns
    ]
    facts = [] if answer.question.by else _facts(answer.columns, heads, total)
    return Grid(heads, rows, total, facts)


def _facts(columns: Sequence[Column], heads: Sequence[Head], cells: Sequence[Shown]) -> list[Fact]:
    told = {(c.metric, c.kind): (h, s) for c, h, s in zip(columns, heads, cells, strict=True)}
    facts = []
    for metric in dict.fromkeys(column.metric for column in columns):
        head, value = told[metric, "value"]
        base, change = told.get((metric, "base")), told.get((metric, "change"))
        base_name = base[0].part if base else ""
        facts.append(
            Fact(head.name, value, base and base[1], base_name, change[1] if change else None)
        )
    return facts


def _places(columns: Sequence[Column]) -> Mapping[str, str]:
    """On a phone: the name leads, the first two figures stand beside it."""
    numbers = [column.name for column in columns if column.kind != "dimension"]
    change = next((c.name for c in columns if c.kind == "change"), None)
    second = change or (numbers[1] if len(numbers) > 1 else None)
    words = [column.name for column in columns if column.kind == "dimension"]
    leads = dict(zip(words, ("lead", "lead2", "lead3"), strict=False))
    firsts = dict.fromkeys(numbers[:1], "first")
    return {**leads, **firsts, **({second: "second"} if second else {})}


def _head(column: Column, answer: Answer, now: State, order: str, pen: Pen) -> Head:
    name, part = heading(column, answer.question, pen.language)
    is_number = column.kind != "dimension"
    down, up = f"-{column.name}", column.name
    first, then = (down, up) if is_number else (up, down)
    following = then if order == first else first
    way = {up: "ascending", down: "descending"}.get(order, "")
    return Head(name, part, now.query(order=following, page=None), way, is_number, column.kind)


def _shown(
    column: Column,
    row: Mapping[str, Any],
    answer: Answer,
    now: State,
    pen: Pen,
    opened: tuple[str, tuple[str, ...]],
    places: Mapping[str, str],
    is_total: bool = False,
) -> Shown:
    place = places.get(column.name, "")
    if is_total and column.kind == "dimension":
        word = pen.say("合计", "Total") if column == answer.columns[0] else ""
        return Shown(Cell(word), column.kind, place=place)
    worded = cell(column, row, pen)
    if column.kind not in OPENED or row.get(column.name) is None:
        return Shown(worded, column.kind, place=place)
    group = () if is_total else tuple(written(d, row[d]) for d in answer.question.by)
    is_open = opened == (column.name, group)
    return Shown(worded, column.kind, opening(now, column.name, group), is_open, place)


def opening(now: State, column: str, group: tuple[str, ...]) -> str:
    """The address with the rows of one cell beside the table."""
    return f"{now.query()}&{urlencode([('open', column), *(('of', one) for one in group)])}"


def on_page(part: Window) -> tuple[tuple[str, str], ...]:
    """What the address says of the page; the first goes without saying."""
    return (("page", str(part.page)),) if part.page > 1 else ()


def written(dimension: str, value: Any) -> str:
    """One side of a cell's place, as the address has it."""
    if value is None:
        return f"{dimension}="
    if isinstance(value, bool):
        return f"{dimension}={'true' if value else 'false'}"
    return f"{dimension}={value.isoformat() if hasattr(value, 'isoformat') else value}"
