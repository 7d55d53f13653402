"""PostgreSQL's part of a restore: tables built in a schema of their own, then moved all at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from salesops.archive.contents import Contents, Head
from salesops.archive.packing import BLOCK
from salesops.web.administration.dumps import Dump, listed, our_tables, tables_dumped
from salesops.web.administration.staging import SCHEMA

Keep = Callable[[Callable[[Path], Dump]], None]


def make_schema() -> None:
    """An empty schema to restore into, beside whatever is served."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")


def drop_schema() -> None:
    """Leave nothing of a restore behind."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def load(home: Path, head: Head, contents: Contents) -> Mapping[str, int]:
    """Tables as they were when the backup was made, with its rows; gives how many each has.

    Everything refers to something that is there, or the transaction fails.
    """
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each(executor, head.migrations))
    with transaction.atomic(), connection.cursor() as cursor:
        tables = list(contents.columns)
        quote = connection.ops.quote_name
        everything = ", ".join(map(quote, {*our_tables(cursor), *tables}))
        cursor.execute(f"TRUNCATE {everything} CASCADE")
        for table, columns in contents.columns.items():
            _fill(cursor, table, columns, home / "tables" / f"{table}.copy")
        return {table: _count(cursor, table) for table in tables}


def continue_numbers() -> None:
    """New rows are numbered on from the last of the old ones."""
    models = list(apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _last_of_each(
    executor: MigrationExecutor, applied: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Of each application the migrations nothing that was applied builds upon."""
    graph = executor.loader.graph
    every = {(app, name) for app, names in applied.items() for name in names}
    known = every & set(graph.nodes)
    return sorted(
        node for node in known if not any(child.key in known for child in _children(graph, node))
    )


def _children(graph: object, node: tuple[str, str]) -> Iterable:
    children = graph.node_map[node].children  # type: ignore[attr-defined]
    return [child for child in children if child.key[0] == node[0]]


def _fill(cursor: CursorWrapper, table: str, columns: Sequence[str], path: Path) -> None:
    with path.open("rb") as rows, cursor.copy(f"COPY {listed(table, columns)} FROM STDIN") as into:
        while block := rows.read(BLOCK):
            into.write(block)


def _count(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
    return int(cursor.fetchone()[0])


def swap(keep: Keep) -> None:
    """Put the prepared tables in the place of those that are served, or nothing at all.

    While `keep` copies the old ones, nobody writes; readers see the old rows until the end. It
    waits for whoever writes as long as that takes.
    """
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SELECT current_schema()")
        live = quote(cursor.fetchone()[0])
        old = our_tables(cursor)
        if old:
            cursor.execute(f"LOCK TABLE {', '.join(map(quote, old))} IN EXCLUSIVE MODE")
            keep(lambda folder: tables_dumped(cursor, folder))
            cursor.execute(f"DROP TABLE {', '.join(map(quote, old))} CASCADE")
        for kind, name in _things(cursor):
            if kind == "FUNCTION":
                cursor.execute(f"DROP FUNCTION IF EXISTS {live}.{name}")
            cursor.execute(f"ALTER {kind} {SCHEMA}.{name} SET SCHEMA {live}")
        cursor.execute(f"DROP SCHEMA {SCHEMA}")


def _things(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Tables and functions of the prepared schema; what belongs to a table moves with it."""
    cursor.execute(
        "SELECT 'TABLE', quote_ident(relname) FROM pg_class"
        " WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p')"
        " UNION ALL SELECT 'FUNCTION', quote_ident(proname) || '('"
        " || pg_get_function_identity_arguments(oid) || ')' FROM pg_proc"
        " WHERE pronamespace = %s::regnamespace ORDER BY 1, 2",
        [SCHEMA, SCHEMA],
    )
    return [(kind, name) for kind, name in cursor.fetchall()]
