"""Lists a page at a time, from where the last one ended: quick at any depth, and nothing twice."""

import base64
import binascii
import json
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
Part = Callable[[Any], Any]
"""What makes a part of a page of all records."""

Ask = Callable[[str, Part], list[Any]]
Wanted = tuple[str, Part]
"""The name of a part of a page, and what makes it."""

AskAll = Callable[[Mapping[Any, Wanted]], Mapping[Any, list[Any]]]
MOST = 500


class BadCursor(ValueError):
    """A cursor that we did not give out, or for another order."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of records and the cursor of the next, if there is one."""

    items: list[Row]
    next: str | None


def page(
    records: QuerySet[Any, Row], order: Sequence[str], cursor: str | None, limit: int
) -> Page[Row]:
    """The records after the cursor in this order, at most `limit` of them.

    `order` names columns, `-` before one for descending; the last one is unique. Missing values
    come last, whichever way the column runs. Rows of `values()` must hold what they are ordered
    by. Raises BadCursor.
    """
    size = min(max(limit, 1), MOST)
    values = _read(cursor, len(order)) if cursor else None
    try:
        found = _first(records.model, lambda _, part: list(part(records)), order, values, size + 1)
    except (ValidationError, ValueError, TypeError) as error:
        raise BadCursor(cursor) from error
    return _page(found, order, size)


def beginning(model: type[Model], ask: Ask, order: Sequence[str], limit: int) -> Page[Row]:
    """The first page, of records that `ask` asks for: it may have done so before.

    `ask` gets the name of a part of the page and what makes the part of all records.
    """
    size = min(max(limit, 1), MOST)
    return _page(_first(model, ask, order, None, size + 1), order, size)


def beginnings(
    model: type[Model], ask: AskAll, orders: Mapping[Key, Sequence[str]], limit: int
) -> Mapping[Key, Page[Any]]:
    """The first pages of several lists, by whatever names them, asked for side by side.

    `ask` gets for every list that wants more of its page the part's name and what makes it.
    """
    size = min(max(limit, 1), MOST)
    parts = {key: _parts(model, order, None, size + 1) for key, order in orders.items()}
    found: dict[Key, Page[Any]] = {}
    wanted = {key: next(part) for key, part in parts.items()}
    while wanted:
        rows, following = ask(wanted), {}
        for key in wanted:
            try:
                following[key] = parts[key].send(rows[key])
            except StopIteration as end:
                found[key] = _page(end.value, orders[key], size)
        wanted = following
    return found


def _page(found: list[Row], order: Sequence[str], size: int) -> Page[Row]:
    more = len(found) > size
    return Page(found[:size], _written(found[size - 1], order) if more else None)


def _first(
    model: type[Model],
    ask: Ask,
    order: Sequence[str],
    values: Sequence[Any] | None,
    most: int,
) -> list[Any]:
    """So many records behind the values, or of all."""
    parts = _parts(model, order, values, most)
    wanted = next(parts)
    while True:
        try:
            wanted = parts.send(ask(*wanted))
        except StopIteration as end:
            found: list[Any] = end.value
            return found


def _parts(
    model: type[Model], order: Sequence[str], values: Sequence[Any] | None, most: int
) -> Generator[Wanted, list[Any], list[Any]]:
    """So many records behind the values, or of all: which part is wanted next, given the last.

    Records that miss the first column come last, so they are asked for apart, and only where
    the others do not suffice: said in one order, "missing last" would keep an index from giving
    it, and every record would have to be sorted for the first few.
    """
    firm = {name for name in map(_column, order) if _is_always_there(model, name)}
    first = _column(order[0])
    if first in firm:
        after = _after(order, values, firm)
        return (yield "all", lambda rows: _sorted(rows.filter(after), order, firm)[:most])
    found: list[Any] = []
    is_among_missing = values is not None and values[0] is None
    if not is_among_missing:
        behind = _after(order, values, {*firm, first}) & Q(**{f"{first}__isnull": False})
        there = {*firm, first}
        found = yield "there", lambda rows: _sorted(rows.filter(behind), order, there)[:most]
    if len(found) < most:
        after = _after(order, values, firm) if is_among_missing else Q()
        after &= Q(**{f"{first}__isnull": True})
        missing = yield "missing", lambda rows: _sorted(rows.filter(after), order[1:], firm)[:most]
        found = [*found, *missing[: most - len(found)]]
    return found


def _column(name: str) -> str:
    return name.removeprefix("-")


def _is_always_there(model: type[Model], name: str) -> bool:
    """Whether the column is the model's own and never null."""
    try:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)  # noqa: SLF001 - Django documents it
    except FieldDoesNotExist:
        return False
    return not field.null


def _sorted(
    records: QuerySet[Any, Row], order: Sequence[str], firm: set[str]
) -> QuerySet[Any, Row]:
    """An index gives rows in order only where nothing is said of nulls that cannot be."""
    terms = []
    for name in order:
        column, last = F(_column(name)), None if _column(name) in firm else True
        is_down = name.startswith("-")
        terms.append(column.desc(nulls_last=last) if is_down else column.asc(nulls_last=last))
    return records.order_by(*terms)


def _after(order: Sequence[str], values: Sequence[Any] | None, firm: set[str]) -> Q:
    """Everything that stands behind these values: equal so far, and then behind in one column.

    Without values that is everything. The bound on the first column says nothing new, but lets
    an index begin there.
    """
    if values is None:
        return Q()
    behind, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        column = _column(name)
        if value is None:
            equal &= Q(**{f"{column}__isnull": True})
            continue
        direction = "lt" if name.startswith("-") else "gt"
        past = Q(**{f"{column}__{direction}": value})
        behind |= equal & (past if column in firm else past | Q(**{f"{column}__isnull": True}))
        equal &= Q(**{column: value})
    first = _column(order[0])
    if first not in firm or len(order) == 1:
        return behind
    direction = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{direction}": values[0]}) & behind


def _written(record: object, order: Sequence[str]) -> str:
    values = [_plain(_held(record, _column(name))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _held(record: object, path: str) -> Any:
    if isinstance(record, Mapping):
        return record[path]
    for name in path.split("__"):
        record = getattr(record, name, None)
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, ValidationError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(values, list) or len(values) != length:
        raise BadCursor(cursor)
    if any(isinstance(value, list | dict) or "\0" in str(value) for value in values):
        raise BadCursor(cursor)
    return values
