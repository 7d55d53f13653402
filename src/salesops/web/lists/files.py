"""The columns of a list as a file has them: headings an import knows, values as they are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from salesops.ingest.intake import INTAKES
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.lists.asking import Asked
from salesops.web.lists.cells import labels
from salesops.web.lists.filtering import matching, order_of
from salesops.web.lists.listing import Column, Listing
from salesops.web.lists.places import local, words
from salesops.web.lists.rows import Row, chosen, every


@dataclass(frozen=True)
class Field:
    """One column of the file: its heading and how it is read from a row."""

    heading: str
    value: Callable[[Row], Any]


Cells = Iterator[list[Any]]


def table_of(actor: Actor, listing: Listing, wanted: Asked) -> tuple[list[str], Cells]:
    """Headings and rows of all the actor may see and asks for, read a slice at a time."""
    columns = exported(listing, wanted.columns)
    fields = fields_of(actor, listing, columns)
    records = matching(actor, listing, wanted)
    found = every(records, listing, columns, order_of(listing, wanted))
    headings = [field.heading for field in fields]
    return headings, ([field.value(row) for field in fields] for row in found)


def file_name(listing: Listing, form: str) -> str:
    """What a file of the list taken out today is called."""
    return f"salesops-{listing.name}-{timezone.localdate().isoformat()}.{form}"


def exported(listing: Listing, names: Sequence[str]) -> list[Column]:
    """The columns of a file: those on show, behind the id without which it cannot come back."""
    columns = [c for c in chosen(listing, names) if c.is_exported]
    pk = listing.model._meta.pk.attname  # noqa: SLF001 - Django documents it
    key = next((c for c in listing.columns if c.plain in ("pk", pk)), None)
    if not names:
        columns = [c for c in listing.columns if c.is_exported]
    return [key, *(c for c in columns if c != key)] if key else columns


def fields_of(actor: Actor, listing: Listing, columns: Sequence[Column]) -> list[Field]:
    """The file's columns; of a person or region both the id, as imports want it, and the name."""
    named = labels(actor, columns)
    found: list[Field] = []
    for column in columns:
        found.append(Field(heading(listing, column), _plain(column, named.get(column.name, {}))))
        if column.shown and column.kind in ("person", "record"):
            title = f"{column.label}{'名称' if spoken() == 'zh' else ' (name)'}"
            found.append(Field(title, _read(column)))
    return found


def heading(listing: Listing, column: Column) -> str:
    """The column's name as an import recognises it in the reader's language."""
    intake = INTAKES.get(listing.name)
    if intake is None or column.name not in intake.names:
        return str(column.label)
    return intake.field(column.name).names[0] if spoken() == "zh" else column.name


def _plain(column: Column, named: Mapping[str, str]) -> Callable[[Row], Any]:
    yes, no = words()["yes"], words()["no"]

    def value(row: Row) -> Any:
        found: Any = row.plain.get(column.name)
        if column.kind == "flag":
            return yes if found else no
        if column.kind == "tags":
            return "、".join(found or ())
        if isinstance(found, datetime):
            return local(found)
        return named.get(found, found) if column.kind == "choice" else found

    return value


def _read(column: Column) -> Callable[[Row], Any]:
    return lambda row: row.read.get(column.name)
