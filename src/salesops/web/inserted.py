"""New rows by SQL that is made once a table: making it anew costs more than the row does."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import AutoField, Model

from salesops.web.prepared import cursor, numbered

Values = Sequence[Any]


def values_of(record: Model) -> Values:
    """What will be written of a new record: made ready before others are held up by writing."""
    fields = _fields(type(record))
    return [f.get_db_prep_save(f.pre_save(record, add=True), connection) for f in fields]


def inserted(record: Model) -> bool:
    """Write a new record under its own id; False when the id is taken, and nothing is written."""
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), cursor() as opened:
        opened.execute(_unless_taken(type(record)), values_of(record))
        is_new: bool = opened.rowcount == 1
    _settled(record, is_new=is_new)
    return is_new


def appended(record: Model, also: type[Model] | None = None, ready: Values | None = None) -> None:
    """Write a new record, which gets its number, and a row of `also` that names only it.

    `ready` are its values, where they were made before.
    """
    kind = type(record)
    values = values_of(record) if ready is None else ready
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), cursor() as opened:
        if also is None or connection.vendor == "postgresql":
            opened.execute(_numbering(kind, also), values)
            record.pk = opened.fetchone()[0]
        else:
            opened.execute(_numbering(kind, None), values)
            record.pk = opened.fetchone()[0]
            opened.execute(f"{_naming(also)} VALUES (%s)", [record.pk])
    _settled(record, is_new=True)


def _settled(record: Model, *, is_new: bool) -> None:
    record._state.adding, record._state.db = not is_new, DEFAULT_DB_ALIAS  # noqa: SLF001 - Django documents it


@cache
def _fields(kind: type[Model]) -> Sequence[Any]:
    """The columns that are written: all but a number the database gives."""
    return [one for one in kind._meta.concrete_fields if not isinstance(one, AutoField)]  # noqa: SLF001 - Django documents it


@cache
def _written(kind: type[Model]) -> str:
    quoted = [connection.ops.quote_name(field.column) for field in _fields(kind)]
    places = ", ".join("%s" for _ in quoted)
    return f"INSERT INTO {_table(kind)} ({', '.join(quoted)}) VALUES ({places})"  # noqa: S608 - our own names


@cache
def _unless_taken(kind: type[Model]) -> str:
    return numbered(f"{_written(kind)} ON CONFLICT ({_key(kind)}) DO NOTHING")


@cache
def _numbering(kind: type[Model], also: type[Model] | None) -> str:
    numbering = f"{_written(kind)} RETURNING {_key(kind)}"
    if also is None:
        return numbered(numbering)
    key, pointer = _key(kind), _pointer(also)
    named = f"{_naming(also)} SELECT made.{key} FROM made RETURNING {pointer}"  # noqa: S608 - our own names
    return numbered(f"WITH made AS ({numbering}) {named}")


def _naming(kind: type[Model]) -> str:
    return f"INSERT INTO {_table(kind)} ({_pointer(kind)})"


def _pointer(kind: type[Model]) -> str:
    (field,) = _fields(kind)
    return str(connection.ops.quote_name(field.column))


def _table(kind: type[Model]) -> str:
    return str(connection.ops.quote_name(kind._meta.db_table))  # noqa: SLF001 - Django documents it


def _key(kind: type[Model]) -> str:
    return str(connection.ops.quote_name(str(kind._meta.pk.column)))  # noqa: SLF001 - Django documents it
