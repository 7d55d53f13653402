"""Questions that come with every request, put into SQL once: that costs more than the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import count, islice
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet

MOST, MOST_KNOWN = 600, 500
"""More values than these are asked about as any other question is: no database prepares them."""

Given = str | int | date
Texts = Sequence[str]
Lists = Sequence[Given]
Question = Callable[..., QuerySet[Any, Any]]
Rows = Sequence[dict[str, Any]]
Record = TypeVar("Record", bound=Model)
Shape = tuple[type, int]
"""What a list holds, and how many of them."""


class Compiled(NamedTuple):
    """A question in SQL: its parameters in order, each a constant or the place of a value.

    `text` is what is sent.
    """

    sql: str
    text: str
    params: Sequence[tuple[Any, int | None]]
    names: Sequence[str]
    compiler: Any
    converters: Any


class Sent(NamedTuple):
    """A question in SQL with all that stands in its places."""

    compiled: Compiled
    params: Sequence[Any]

    def told(self, rows: Sequence[Sequence[Any]]) -> Rows:
        """The rows the database gave, by name."""
        known = self.compiled
        if known.converters:
            rows = known.compiler.apply_converters(rows, known.converters)
        return [dict(zip(known.names, row, strict=True)) for row in rows]


class Prepared:
    """A question about texts, numbers or days whose rows are `values()`, compiled once.

    The question takes any number of lists. It may only compare columns with what is in them, and
    to be among them twice must mean no more than once: it sees others in their place, and the
    last of a list several times. PostgreSQL keeps its plan, too.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self._compiled = lru_cache(maxsize=256)(self._compile)

    def __call__(self, *lists: Lists) -> Rows:
        """The rows for these values, none of them for no value."""
        if sum(map(len, lists)) > MOST:
            return list(self.question(*lists))
        asked = self.sent(*lists)
        return [] if asked is None else asked.told(fetched(asked.compiled.text, asked.params))

    def sent(self, *lists: Lists) -> Sent | None:
        """What is sent for these values, of which there are at most `MOST`; None for nothing."""
        if lists and not any(lists):
            return None
        filled = [_filled(values) for values in lists]
        compiled = self._compiled(*map(_shape, filled))
        if compiled is None:
            return None
        values = [value for some in filled for value in some]
        return Sent(compiled, [p if at is None else _sent(values[at]) for p, at in compiled.params])

    def _compile(self, *shapes: Shape) -> Compiled | None:
        """The question for lists of such shapes; None where nothing can be found for them."""
        count = sum(number for _, number in shapes)
        places = iter(range(count))
        marks = [_marks(kind, tuple(islice(places, number))) for kind, number in shapes]
        query = self.question(*marks).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        names = query.selected or [*query.values_select, *query.annotation_select]
        converters = compiler.get_converters(e for e, *_ in compiler.select)
        told = {_sent(mark): at for at, mark in enumerate(m for some in marks for m in some)}
        placed = [(param, told.get(param) if _is_given(param) else None) for param in params]
        if connection.vendor == "postgresql":
            sql, placed = _spelt_out(sql, placed), [one for one in placed if one[1] is not None]
        return Compiled(sql, numbered(sql), placed, list(names), compiler, converters)


def once(key: tuple[Hashable, ...], question: Question, *lists: Lists) -> Rows:
    """The rows of a question that is the same whenever the key is, but for these lists."""
    return question_of(key, question)(*lists)


def question_of(key: tuple[Hashable, ...], question: Question) -> Prepared:
    """The question, prepared when one of this key was asked for the first time."""
    known = _known.get(key)
    if known is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[key] = Prepared(question)
    return known


_known: dict[tuple[Hashable, ...], Prepared] = {}


def columns(model: type[Model], path: str = "", *, without: Collection[str] = ()) -> list[str]:
    """The columns of a kind of record, for a question that `record` makes one of.

    What it goes `without` is asked for when somebody wants it after all.
    """
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it
    return [f"{path}{name}" for name in names if name not in without]


def record(model: type[Record], row: Mapping[str, Any], path: str = "") -> Record:
    """The record whose `columns` a row holds."""
    names = [name for name in columns(model) if f"{path}{name}" in row]
    return model.from_db(DEFAULT_DB_ALIAS, names, [row[f"{path}{name}"] for name in names])


def fetched(sql: str, params: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """The rows of a question whose plan the database may keep."""
    with cursor() as opened:
        opened.execute(sql, params)
        return opened.fetchall()


def cursor() -> Any:
    """A cursor; PostgreSQL's is one that plans what is asked again and again only once."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        return database.cursor()
    database.close_if_health_check_failed()
    database.ensure_connection()
    with database.wrap_database_errors:
        plain = _binding()(database.connection)
    is_noted = database.queries_logged
    return database.make_debug_cursor(plain) if is_noted else database.make_cursor(plain)


@cache
def _binding() -> Any:
    """A cursor that takes places as the server numbers them.

    What is longer than 4,096 characters or has more than 50 places psycopg takes apart anew
    each time it is asked.
    """
    from django.db.backends.postgresql.base import CursorMixin
    from psycopg import RawCursor

    return type("Binding", (CursorMixin, RawCursor), {})


def numbered(sql: str) -> str:
    """The SQL with its places as the database's own cursor wants them."""
    if connection.vendor != "postgresql":
        return sql
    places = count(1)
    return re.sub("%%|%s", lambda one: "%" if one[0] == "%%" else f"${next(places)}", sql)


def _spelt_out(sql: str, params: Sequence[tuple[Any, int | None]]) -> str:
    """The SQL with its constants in it, so that a plan kept for all values may count on them."""
    from psycopg.sql import Literal

    connection.ensure_connection()
    rest = iter(params)

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        param, at = next(rest)
        if at is not None:
            return "%s"
        return str(Literal(param).as_string(connection.connection)).replace("%", "%%")

    return re.sub("%%|%s", written, sql)


def _filled(values: Lists) -> Lists:
    """Up to the next power of four, so that a few compiled questions do for every number."""
    if len(values) < 2:
        return values
    full: int = 4 ** (((len(values) - 1).bit_length() + 1) // 2)
    return [*values, *[values[-1]] * (full - len(values))]


def _shape(values: Lists) -> Shape:
    return type(values[0]) if values else str, len(values)


def _is_given(value: object) -> bool:
    return isinstance(value, str | int | date) and not isinstance(value, bool | datetime)


def _sent(value: Given) -> Given:
    """A value as the database is sent it."""
    if type(value) is date:
        return connection.ops.adapt_datefield_value(value) or value
    return value


@cache
def _marks(kind: type, places: Sequence[int]) -> Lists:
    """What stands in the places of values of a kind; nobody can send it, or ever means it."""
    if kind is date:
        return [date.min + timedelta(days=at) for at in places]
    return [2_000_000_000 + at for at in places] if kind is int else [f"\0{at}" for at in places]
