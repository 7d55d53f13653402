"""A small company to take snapshots of: records, batches and answers in a few words."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ledger.calendar import calendar_rows, seed_days
from salesops.ledger.manifest import Manifest
from salesops.ledger.resolve.bundles import BatchRef
from salesops.ledger.resolve.records import COLUMNS, Records
from salesops.ledger.schema import TABLES
from salesops.ledger.snapshot import build

Row = Mapping[str, object]
NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
AS_OF = date(2025, 12, 31)
DAYS = seed_days(date(2023, 1, 1), date(2026, 12, 31))
CALENDAR = calendar_rows(date(2023, 1, 1), date(2026, 12, 31), DAYS)

KINDS: Mapping[str, pa.DataType] = {
    "string": pa.string(), "date": pa.date32(), "timestamp": pa.timestamp("us"),
    "int64": pa.int64(), "boolean": pa.bool_(), "decimal(18,4)": pa.decimal128(18, 4),
    "decimal(18,6)": pa.decimal128(18, 6), "decimal(18,8)": pa.decimal128(18, 8),
}  # fmt: skip
COMPANY: Mapping[str, Sequence[Row]] = {
    "regions": [
        {"region_id": "CN", "name": "全国"},
        {"region_id": "E", "name": "华东", "parent_id": "CN"},
        {"region_id": "SH", "name": "上海", "parent_id": "E"},
        {"region_id": "N", "name": "华北", "parent_id": "CN"},
    ],
    "products": [
        {"product_id": "P1", "name": "Pump", "line": "pumps"},
        {"product_id": "V1", "name": "Valve", "line": "valves"},
    ],
    "people": [
        {"position_id": "bo-1", "person_id": "bo", "team": "East", "region_id": "SH",
         "starts_on": "2023-01-01", "ends_before": "2025-01-01"},
        {"position_id": "bo-2", "person_id": "bo", "team": "North", "region_id": "N",
         "starts_on": "2025-01-01"},
        {"position_id": "cy-1", "person_id": "cy", "team": "North", "region_id": "N",
         "starts_on": "2024-06-01"},
    ],
    "accounts": [
        {"account_id": "A1", "name": "Acme", "region_id": "SH", "owner_id": "bo"},
        {"account_id": "A2", "name": "Beta", "owner_id": "cy", "industry": "steel"},
        {"account_id": "A3", "name": "Acme Ltd", "owner_id": "cy", "industry": "food"},
    ],
}  # fmt: skip


def table(rows: Sequence[Row], columns: Mapping[str, str]) -> pa.Table:
    """Rows written as text, typed by column; columns nobody names are left out."""
    named = [name for name in columns if any(name in row for row in rows)]
    return pa.table(
        {n: pa.array([value(r.get(n), columns[n]) for r in rows], KINDS[columns[n]]) for n in named}
    )


def value(said: object, kind: str) -> object:
    """A value as its column holds it."""
    if not isinstance(said, str) or kind == "string":
        return Decimal(str(said)) if kind.startswith("decimal") and said is not None else said
    if kind.startswith("decimal"):
        return Decimal(said)
    return {"date": date, "timestamp": datetime}[kind].fromisoformat(said)


def records(**tables: Sequence[Row]) -> Records:
    """The company's records, some tables replaced."""
    said = {**COMPANY, **tables}
    made = {name: table(rows, COLUMNS[name]) for name, rows in said.items() if rows}
    return Records({"calendar": CALENDAR, **made})


FACT_COLUMNS = {"person_id": "string", "received_at": "timestamp", "row_hash": "int64"}


def batch(
    home: Path,
    name: str,
    rows: Sequence[Row],
    batch_id: str,
    supersedes: Sequence[Row] = (),
) -> BatchRef:
    """A batch of rows of the table, as an import leaves it; money defaults to nothing."""
    folder = home / "batches" / batch_id
    folder.mkdir(parents=True)
    columns = {**FACT_COLUMNS, **TABLES[name].columns}
    pq.write_table(table(rows, columns), folder / "rows.parquet")
    if supersedes:
        pq.write_table(table(supersedes, {"batch_id": "string", **columns}),
                       folder / "supersedes.parquet")  # fmt: skip
    return BatchRef(batch_id, name, folder)


def line(line_id: str, booked_on: str, net: object, **more: object) -> Row:
    """An order line of Acme for one pump, sold by Bo, unless told otherwise."""
    return {
        "line_id": line_id, "order_id": f"O{line_id}", "booked_on": booked_on, "account_id": "A1",
        "product_id": "P1", "person_id": "bo", "quantity": 1, "net_amount": net, **more,
    }  # fmt: skip


def snapshot(
    home: Path,
    *batches: BatchRef,
    said: Records | None = None,
    as_of: date = AS_OF,
) -> Manifest:
    """A snapshot of the company with these batches."""
    return build(home, said or records(), batches, as_of=as_of, currency="CNY", made_at=NOW)


def ask(home: Path, manifest: Manifest, query: str) -> list[tuple[object, ...]]:
    """The answer to an SQL query over the snapshot's files, as tuples; dates as text."""
    with duckdb.connect(":memory:") as connection:
        for name, parts in manifest.tables.items():
            files = [str(part.path(home)) for part in parts]
            if files:
                connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({files})")
        rows = connection.execute(query).fetchall()
    return [tuple(str(v) if isinstance(v, date) else v for v in row) for row in rows]
