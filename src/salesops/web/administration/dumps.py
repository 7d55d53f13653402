"""The database as files of a backup: a consistent copy while others write."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

from salesops.archive.contents import DATABASE
from salesops.archive.problems import DAMAGED_DATABASE, NOT_WRITABLE, Unusable
from salesops.web.imports.models import Batch

MIGRATIONS = MigrationRecorder.Migration._meta.db_table  # noqa: SLF001 - Django documents it
BATCHES = Batch._meta.db_table  # noqa: SLF001 - Django documents it
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Dump:
    """Files by the names they have in a backup, and what they hold."""

    files: Mapping[str, Path]
    rows: Mapping[str, int]
    migrations: Mapping[str, Sequence[str]]
    batches: Sequence[str]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)


def dump(folder: Path) -> Dump:
    """A copy of the whole database at one moment, in an empty folder. Raises Unusable.

    Not to be called inside a transaction: SQLite would wait for its end for ever.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a copy is made outside of transactions")
    if connection.vendor == "postgresql":
        with closing(connection.copy()) as own, own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return tables_dumped(cursor, folder)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise Unusable(DAMAGED_DATABASE, what=error) from error
    return file_dumped(connection.connection, folder)


def file_dumped(source: sqlite3.Connection, folder: Path) -> Dump:
    """SQLite's own copy of itself, as one file without a log beside it, and looked through."""
    path = folder / DATABASE
    try:
        with closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise Unusable(DAMAGED_DATABASE, what=found)
            return Dump({DATABASE: path}, **in_file(copy))
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Unusable(DAMAGED_DATABASE, what=error) from error
        raise Unusable(NOT_WRITABLE, file=path, what=error) from error


def in_file(opened: sqlite3.Connection) -> dict[str, Any]:
    """What a database file holds: rows by table, migrations, batches."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = [name for (name,) in opened.execute(f"{listed} ORDER BY name")]
    rows = {name: _only(opened.execute(f'SELECT count(*) FROM "{name}"')) for name in tables}  # noqa: S608 - names are the database's own
    return {
        "rows": rows,
        "migrations": _migrations(_all(opened, _applied()) if MIGRATIONS in tables else []),
        "batches": _batches(_all(opened, _known()) if BATCHES in tables else []),
    }


def _all(opened: sqlite3.Connection, question: str) -> list[Sequence[str]]:
    return opened.execute(question).fetchall()


def _only(cursor: sqlite3.Cursor) -> int:
    return int(cursor.fetchone()[0])


def tables_dumped(cursor: CursorWrapper, folder: Path) -> Dump:
    """Each of our tables of PostgreSQL as a text of its rows, as the open transaction sees them."""
    tables = our_tables(cursor)
    columns = {table: _columns(cursor, table) for table in tables}
    rows, files = {}, {}
    (folder / "tables").mkdir()
    for table in tables:
        path = folder / "tables" / f"{table}.copy"
        rows[table] = _copied(cursor, table, columns[table], path)
        files[f"tables/{table}.copy"] = path
    cursor.execute(_applied())
    migrations = _migrations(cursor.fetchall())
    cursor.execute(_known())
    return Dump(files, rows, migrations, _batches(cursor.fetchall()), columns)


def our_tables(cursor: CursorWrapper) -> list[str]:
    """The tables in the database that are Django's; others may share it."""
    there = {info.name for info in connection.introspection.get_table_list(cursor)}
    known = connection.introspection.django_table_names(include_views=False)
    return sorted(there & {*known, MIGRATIONS})


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _copied(cursor: CursorWrapper, table: str, columns: Sequence[str], path: Path) -> int:
    """Write a table's rows and count them: a row is a line, a break within it is two signs."""
    rows = 0
    with path.open("wb") as written, cursor.copy(f"COPY {listed(table, columns)} TO STDOUT") as out:
        for block in out:
            rows += bytes(block).count(b"\n")
            written.write(block)
    return rows


def listed(table: str, columns: Sequence[str]) -> str:
    """A table with its columns, as COPY wants them."""
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def _applied() -> str:
    return f"SELECT app, name FROM {MIGRATIONS} ORDER BY app, name"  # noqa: S608 - our own name


def _known() -> str:
    return f"SELECT batch_id FROM {BATCHES} ORDER BY batch_id"  # noqa: S608 - our own name


def _migrations(rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in rows:
        found.setdefault(app, []).append(name)
    return found


def _batches(rows: Sequence[Sequence[str]]) -> list[str]:
    return [batch_id for (batch_id,) in rows]
