"""Everything of one customer, quickly: the dealings once more, sorted by customer.

A snapshot's facts lie in the order of time, which is how nearly everything is asked of them. Who
looks at one customer would read them all; so a narrow copy of each part is kept by customer, cut
into small groups of rows of which a question opens one a part.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from salesops.ledger.engines import DuckDBEngine
from salesops.ledger.ledger import Ledger
from salesops.ledger.parts import quoted

ROWS_A_GROUP = 8192
OPTIONS = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP}"

COPIED: Mapping[str, tuple[str, ...]] = {
    "orders": (
        "account_id", "booked_on", "order_id", "product_id", "position_id", "is_return",
        "quantity", "net_amount",
    ),
    "receipts": (
        "account_id", "received_on", "receipt_id", "order_id", "position_id", "amount",
    ),
    "activities": (
        "account_id", "happened_at", "activity_id", "kind", "direction", "outcome", "summary",
        "position_id", "lead_id", "deal_id",
    ),
}  # fmt: skip
"""The tables that are kept by customer too, and which of their columns."""


def copy_name(table: str) -> str:
    """What the table's copy by customer is called."""
    return f"{table}_by_account"


def copy_rows(table: str, part: Path) -> str:
    """The query of a part's copy; what belongs to no customer is not in it."""
    names = COPIED[table]
    return (
        f"SELECT {', '.join(names)} FROM read_parquet({quoted(part)})"
        f" WHERE account_id IS NOT NULL ORDER BY {', '.join(names[:3])}"
    )


def with_copies(ledger: Ledger, files: Mapping[str, Collection[Path]]) -> Ledger:
    """The ledger of a snapshot, knowing the files of its copies."""
    engine = ledger.engine
    if not isinstance(engine, DuckDBEngine):
        return ledger
    for table, paths in files.items():
        listed = ", ".join(quoted(path) for path in paths)
        rows = f"read_parquet([{listed}])" if paths else f"{table} WHERE false"
        engine.connection.execute(
            f"CREATE VIEW {copy_name(table)} AS SELECT {', '.join(COPIED[table])} FROM {rows}"
        )
    return replace(ledger, copies=frozenset(files))


Rows = list[dict[str, Any]]


def rows_of(ledger: Ledger, table: str, account_ids: Collection[str]) -> Rows:
    """The rows of these customers: what a whole ledger holds, or what a restricted one shows."""
    names, ids = COPIED[table], sorted(set(account_ids))
    if table in ledger.copies and isinstance(ledger.engine, DuckDBEngine):
        return _from_copy(ledger.engine.connection, table, ids)
    rows = ledger[table]
    asked = rows.filter(rows["account_id"].isin(ids)).select(*names)
    return ledger.engine.fetch(asked).to_pylist()


def _from_copy(connection: duckdb.DuckDBPyConnection, table: str, ids: Collection[str]) -> Rows:
    """Asked in plain SQL: the ids are in the question, so that groups without them are skipped.

    Few rows come faster as they are than by way of Arrow.
    """
    among, names = ", ".join(quoted(one) for one in ids), COPIED[table]
    with connection.cursor() as cursor:
        rows = cursor.execute(
            f"SELECT {', '.join(names)} FROM {copy_name(table)} WHERE account_id IN ({among})"
        ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]
