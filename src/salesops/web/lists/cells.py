"""What stands in a list's cells, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from salesops.kernel import figures
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.lists.asking import Asked, Filter
from salesops.web.lists.listing import Column, Listing
from salesops.web.lists.places import local, record_place, words
from salesops.web.lists.rows import Row


class Cell(NamedTuple):
    """One cell: what it says, in full on hover, and where it leads."""

    text: str
    kind: str
    classes: str
    title: str = ""
    href: str = ""
    parts: Sequence[str] = ()


class Line(NamedTuple):
    """One record's cells."""

    pk: str
    name: str
    href: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Head:
    """A column's heading, and the address that sorts by it."""

    name: str
    label: str
    query: str
    sorted: str
    is_number: bool


def labels(actor: Actor, columns: Sequence[Column]) -> Mapping[str, Mapping[str, str]]:
    """What the values of each column of choices are called."""
    return {
        c.name: {value: str(label) for value, label in c.choices(actor)}
        for c in columns
        if c.choices and c.kind == "choice" and c.is_named
    }


def heads(columns: Sequence[Column], wanted: Asked) -> list[Head]:
    """The headings; a click sorts, another turns the order round."""
    return [_head(column, wanted) for column in columns]


def _head(column: Column, wanted: Asked) -> Head:
    up, down = column.name, f"-{column.name}"
    late = column.kind in ("date", "moment", "money", "number")
    first, then = (down, up) if late else (up, down)
    following = then if wanted.order == first else first
    query = wanted.sorted_by(following).query() if column.is_sorted else ""
    way = {up: "ascending", down: "descending"}.get(wanted.order, "")
    return Head(column.name, str(column.label), query, way, column.is_number)


def lines(
    listing: Listing, columns: Sequence[Column], found: Sequence[Row], actor: Actor
) -> list[Line]:
    """The rows as the page shows them; the first column leads to the record."""
    named, places = labels(actor, columns), _places(columns)
    ways = [
        (column, f"{_kind(column, at)} {places.get(column.name, '')}".strip())
        for at, column in enumerate(columns)
    ]
    return [_line(listing, ways, row, named) for row in found]


def _kind(column: Column, at: int) -> str:
    return "number" if column.is_number else "text" if at else "name"


def _places(columns: Sequence[Column]) -> Mapping[str, str]:
    """On a phone the first column leads and two more stand beside it, whatever was chosen."""
    told = {column.name: column.place for column in columns if column.place}
    if "lead" not in told.values() and columns:
        told[columns[0].name] = "lead"
    free = (c.name for c in columns if c.name not in told)
    for place in ("first", "second"):
        if place not in told.values() and (name := next(free, None)):
            told[name] = place
    return told


def _line(
    listing: Listing,
    ways: Sequence[tuple[Column, str]],
    row: Row,
    named: Mapping[str, Mapping[str, str]],
) -> Line:
    href = address(listing.record_page, row.pk)
    cells: list[Cell] = []
    for column, classes in ways:
        value: Any = row.read.get(column.name)
        is_plain = type(value) is str and column.kind in PLAIN
        text = value if is_plain else worded(column, value, named)
        full = exactly(value, text) if column.kind == "money" else text
        place = href if not cells else _target(column, row) if column.href else ""
        parts = list(value) if column.kind == "tags" and value else ()
        cells.append(Cell(text, column.kind, classes, full, place, parts))
    return Line(row.pk, cells[0].text if cells else row.pk, href, cells)


PLAIN = frozenset({"text", "id", "person", "record"})
"""Kinds of columns whose words are shown as they are."""


def _target(column: Column, row: Row) -> str:
    value = row.plain.get(column.name)
    return address(column.href, value) if value else ""


def address(page: str, pk: object) -> str:
    """Where a record's page is; nothing where there is no such page."""
    return record_place(page, pk) if page else ""


def worded(column: Column, value: Any, named: Mapping[str, Mapping[str, str]]) -> str:
    """A value as people read it; nothing for none."""
    if value in (None, "", [], ()):
        return ""
    if column.kind == "tags":
        return "、".join(value)
    if column.kind == "choice":
        return named.get(column.name, {}).get(value, str(value))
    if column.kind == "flag":
        return words()["yes" if value else "no"]
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == "money":
        return figures.short(value, "money", None, spoken())
    if isinstance(value, int | Decimal) and column.kind == "number":
        return f"{value:,}"
    return str(value)


def exactly(value: Any, text: str) -> str:
    """What hovering over an amount tells: every digit."""
    return figures.exact(value, "money", None, spoken()) if isinstance(value, Decimal) else text


@dataclass(frozen=True)
class Chip:
    """One condition that holds, and the address without it."""

    text: str
    query: str


def chips(listing: Listing, wanted: Asked, actor: Actor) -> list[Chip]:
    """Every condition in words."""
    filtered = [c for one in wanted.filters if (c := listing.column(one.column))]
    named = {
        c.name: {value: str(label) for value, label in c.choices(actor)}
        for c in filtered
        if c.choices and c.is_named
    }
    return [
        Chip(_said(column, one, named), wanted.without(one).query())
        for one in wanted.filters
        if (column := listing.column(one.column))
    ]


def _said(column: Column, one: Filter, named: Mapping[str, Mapping[str, str]]) -> str:
    label, known = str(column.label), named.get(column.name, {})
    told = " / ".join(known.get(value, _value(value)) for value in one.values)
    said = {
        "is": f"{label}{words()['colon']}{told}",
        "from": f"{label} ≥ {told}",
        "before": f"{label} < {told}",
        "min": f"{label} ≥ {told}",
        "max": f"{label} ≤ {told}",
    }
    if one.way == "empty":
        is_empty = one.values[-1] == "yes"
        return f"{label}{words()['colon']}{words()['empty' if is_empty else 'filled']}"
    return said[one.way]


def _value(value: str) -> str:
    return words()[value] if value in ("me", "yes", "no") else value
