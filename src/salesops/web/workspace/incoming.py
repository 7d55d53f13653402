"""Many keys at once, where the database can look them up: no statement takes a million of them."""

from collections.abc import Collection
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
        cursor.executemany(
            f"INSERT INTO {TABLE} (k) VALUES (%s)",  # noqa: S608 - a name of our own
            [(key,) for key in wanted],
        )
    return RawSQL(f"SELECT k FROM {TABLE}", [])  # noqa: S608, S611 - a name of our own
