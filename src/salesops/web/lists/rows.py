"""Records as rows of values: one query for a page of them, and one for what no path leads to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from salesops.web.lists.listing import Column, Listing
from salesops.web.prepared import once

AT_ONCE = 2000


@dataclass(frozen=True)
class Row:
    """One record: its id, and by column name the value and what people read instead."""

    pk: str
    plain: Mapping[str, Any]
    read: Mapping[str, Any]


def paths(listing: Listing, columns: Sequence[Column], *more: str) -> list[str]:
    """Everything that has to be asked for to show these columns."""
    direct = [column for column in columns if not (column.looked_up or column.gathered)]
    found = [path for column in direct for path in (column.plain, column.read)]
    return list(dict.fromkeys(["pk", *found, *(name.removeprefix("-") for name in more)]))


def expressions(columns: Sequence[Column]) -> dict[str, Any]:
    """What is gathered of each record, to be asked for with its paths or by itself."""
    return {column.alias: column.gathered() for column in columns if column.gathered}


def rows(
    listing: Listing, columns: Sequence[Column], records: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """The records as rows."""
    pks = [record["pk"] for record in records]
    looked = {c.name: c.looked_up(pks) for c in columns if c.looked_up}
    of_columns = [column for column in columns if column.gathered]
    if of_columns:
        looked |= _gathered(of_columns, _asked(listing, of_columns, pks, records))
    ways = [(c.name, looked.get(c.name), c.plain, c.read) for c in columns]
    return [_row(record, ways) for record in records]


def _asked(
    listing: Listing,
    columns: Sequence[Column],
    pks: Sequence[str],
    records: Sequence[Mapping[str, Any]],
) -> Sequence[Mapping[str, Any]]:
    """What is gathered of these records, unless they were asked with it."""
    if records and columns[0].alias in records[0]:
        return records
    every = listing.model._default_manager.order_by()  # noqa: SLF001 - Django documents it
    key = ("gathered", listing.name, *(column.name for column in columns))
    return once(key, lambda pks: every.filter(pk__in=pks).values("pk", **expressions(columns)), pks)


def _gathered(
    columns: Sequence[Column], found: Sequence[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """By the name of each column, what is told of each record."""
    return {
        column.name: {
            one["pk"]: column.told(one[column.alias]) if column.told else one[column.alias]
            for one in found
        }
        for column in columns
    }


Way = tuple[str, Mapping[str, Any] | None, str, str]


def _row(record: Mapping[str, Any], ways: Sequence[Way]) -> Row:
    pk = record["pk"]
    plain, read = {}, {}
    for name, looked, path, shown in ways:
        if looked is None:
            plain[name], read[name] = record[path], record[shown]
        else:
            plain[name] = read[name] = looked.get(pk)
    return Row(pk, plain, read)


def every(
    records: Any, listing: Listing, columns: Sequence[Column], order: Sequence[str]
) -> Iterator[Row]:
    """All the records as rows, some thousands at a time, so that none need be held."""
    asked = records.order_by(*order).values(*paths(listing, columns))
    several = iter(asked.iterator(chunk_size=AT_ONCE))
    while part := list(islice(several, AT_ONCE)):
        yield from rows(listing, columns, part)


def chosen(listing: Listing, names: Iterable[str]) -> list[Column]:
    """The columns of these names in this order; the list's own where none is named."""
    found = [column for name in names if (column := listing.column(name))]
    return found or [c for name in listing.default_columns if (c := listing.column(name))]
