"""Writing many records at once: new ones added, changed ones replaced, equal ones left alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from salesops.web.workspace.incoming import listed, poured

Row = Mapping[str, object]
Key = tuple[object, ...]
MANY = 500
POURED = "salesops_poured"
"""So many rows PostgreSQL takes faster through a table of this name."""

# What a driver does not take as it is.
PREPARED = (models.DateField, models.DecimalField, models.JSONField)


def upsert(
    model: type[models.Model],
    rows: Sequence[Row],
    key: Sequence[str],
    *,
    near: str | None = None,
    at: datetime | None = None,
    **among: object,
) -> set[Key]:
    """Make the table hold these rows, and give the keys of those that were new or different.

    All rows name the same columns; of two rows with one key the later counts. Every stored row
    with one of these keys passes the filter `among`, so that not all need be read; `near` names
    a column of the key that finds them few at a time, for tables too large to be read whole.
    A record people edit gets its next version.

    `bulk_create` would build an object per row and, on SQLite, a statement per hundred: at
    200,000 customers one prepared statement is several times faster.
    """
    return set(differing(model, rows, key, near=near, at=at, begun=None, **among)[0])


def differing(
    model: type[models.Model],
    rows: Sequence[Row],
    key: Sequence[str],
    *,
    near: str | None = None,
    at: datetime | None = None,
    begun: Mapping[str, object] | None = None,
    **among: object,
) -> tuple[dict[Key, Row], dict[Key, Row]]:
    """As upsert, but gives what was written by key, and what stood there before it.

    `at` is when, for records that keep when they were made and changed. `begun` is what new
    records begin with beside their rows.
    """
    if not rows:
        return {}, {}
    columns = list(rows[0])
    fields = _fields(model)
    stored = _stored(model, rows, columns, near, among)
    keyed = [columns.index(name) for name in key]
    there = {tuple(row[i] for i in keyed): row for row in stored}
    blank = [isinstance(fields[c], models.CharField | models.TextField) and not fields[c].null
             for c in columns]  # fmt: skip
    wanted: dict[Key, tuple[object, ...]] = {}
    for row in rows:
        values = tuple(
            "" if empty and row[name] is None else row[name]
            for name, empty in zip(columns, blank, strict=True)
        )
        wanted[tuple(values[i] for i in keyed)] = values
    different = {k: values for k, values in wanted.items() if there.get(k) != values}
    started = ({"made_at": at, "changed_at": at} if at else {}) | dict(begun or {})
    _write(model, columns, key, list(different.values()), started)
    return _named(columns, different), _named(
        columns, {k: there[k] for k in different if k in there}
    )


def _named(columns: Sequence[str], rows: Mapping[Key, Sequence[object]]) -> dict[Key, Row]:
    return {key: dict(zip(columns, values, strict=True)) for key, values in rows.items()}


def _stored(
    model: type[models.Model],
    rows: Sequence[Row],
    columns: Sequence[str],
    near: str | None,
    among: Mapping[str, object],
) -> Sequence[tuple[object, ...]]:
    found = model._default_manager.filter(**among)  # noqa: SLF001 - Django documents it
    if near:
        found = found.filter(**{f"{near}__in": listed([row[near] for row in rows])})
    return list(found.order_by().values_list(*columns))


def _fields(model: type[models.Model]) -> dict[str, models.Field]:
    return {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django documents it


def _write(
    model: type[models.Model],
    given: Sequence[str],
    key: Sequence[str],
    rows: Sequence[tuple[object, ...]],
    started: Mapping[str, object],
) -> None:
    """Columns that are not given keep what they hold; new rows start with `started` or defaults."""
    if not rows:
        return
    fields = _fields(model)
    rest = [f for n, f in fields.items() if n not in given and not isinstance(f, models.AutoField)]
    defaults = tuple(
        field.get_db_prep_save(started.get(field.attname) or field.get_default(), connection)
        for field in rest
    )
    prepare = [_preparing(fields[name]) for name in given]
    names = [*given, *(field.attname for field in rest)]
    ready = [
        (*(to(value) if to else value for to, value in zip(prepare, row, strict=True)), *defaults)
        for row in rows
    ]
    if connection.vendor == "postgresql" and len(ready) >= MANY:
        _streamed(model, given, names, key, ready)
        return
    places = f"VALUES ({', '.join('%s' for _ in names)})"
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model, given, names[len(given) :], key, places), ready)


def _streamed(
    model: type[models.Model],
    given: Sequence[str],
    names: Sequence[str],
    key: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """Write rows by one statement, from where they were poured: each would be a message else."""
    fields = _fields(model)
    columns = [connection.ops.quote_name(str(fields[name].column)) for name in names]
    named, table = ", ".join(columns), connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django documents it
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {POURED}")
        cursor.execute(f"CREATE TEMPORARY TABLE {POURED} AS SELECT {named} FROM {table} LIMIT 0")  # noqa: S608 - our own names
        poured(cursor, POURED, columns, rows)
        every = f"SELECT {named} FROM {POURED}"  # noqa: S608 - our own names
        cursor.execute(_statement(model, given, names[len(given) :], key, every))
        cursor.execute(f"DROP TABLE {POURED}")


def _statement(
    model: type[models.Model],
    given: Sequence[str],
    rest: Sequence[str],
    key: Sequence[str],
    source: str,
) -> str:
    """What adds the rows of a source, `VALUES` or `SELECT`, or replaces those that are there."""
    fields = _fields(model)
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django documents it
    inserted = [quote(str(fields[name].column)) for name in (*given, *rest)]
    keys = [quote(str(fields[name].column)) for name in key]
    sets = [f"{c} = excluded.{c}" for c in inserted[: len(given)] if c not in keys]
    if "version" in rest:
        sets.append(f"version = {table}.version + 1")
    if "changed_at" in rest:
        sets.append("changed_at = excluded.changed_at")
    return (  # every name in it is the model's own, quoted
        f"INSERT INTO {table} ({', '.join(inserted)}) "
        f"{source} ON CONFLICT ({', '.join(keys)}) "
        + (f"DO UPDATE SET {', '.join(sets)}" if sets else "DO NOTHING")
    )


def _preparing(field: models.Field) -> Callable[[Any], Any] | None:
    if not isinstance(field, PREPARED):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def moment(value: Any) -> Any:
    """A file's time, which has no zone, as a moment in the company's."""
    if value is None or timezone.is_aware(value):
        return value
    return timezone.make_aware(value)
