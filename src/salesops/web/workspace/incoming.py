"""Many keys at once, where the database can look them up: no statement takes a million of them."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

TABLE = "salesops_incoming"


def listed(keys: Collection[Any]) -> RawSQL:
    """What `…__in` is given for these keys, until the next call on this connection.

    All are texts, or all are numbers.
    """
    wanted = {key for key in keys if key is not None}
    kind = "bigint" if any(isinstance(key, int) for key in wanted) else "varchar(300)"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} (k {kind} PRIMARY KEY)")
        poured(cursor, TABLE, ("k",), [(key,) for key in wanted])
    return RawSQL(f"SELECT k FROM {TABLE}", [])  # noqa: S608, S611 - a name of our own


def poured(
    cursor: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Add rows to a table nobody else writes; PostgreSQL takes them in one stream.

    The names are our own, quoted where they have to be.
    """
    named = ", ".join(columns)
    if connection.vendor != "postgresql":
        places = ", ".join("%s" for _ in columns)
        sql = f"INSERT INTO {table} ({named}) VALUES ({places})"  # noqa: S608 - our own names
        cursor.executemany(sql, rows)
        return
    copy = f"COPY {table} ({named}) FROM STDIN"
    with connection.wrap_database_errors, cursor.copy(copy) as stream:
        for row in rows:
            stream.write_row(row)
