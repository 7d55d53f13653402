"""Small ledgers written as text: what a spec's tables look like, and how they become Parquet."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ledger.calendar import calendar_rows, seed_days
from salesops.ledger.engines import arrow_schema
from salesops.ledger.schema import TABLES

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)


def tables(text: str, **calendar: Any) -> dict[str, pa.Table]:
    """The tables of a text: a name, a line of columns, and a line per row, cells apart by `|`.

    An empty cell is missing; columns left out are missing in every row, but a required key,
    which is numbered. The calendar is always there.
    """
    world = {"calendar": calendar_rows(FIRST, LAST, seed_days(FIRST, LAST), **calendar)}
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.strip().splitlines() if line.strip()]
        name, columns, body = lines[0], _cells(lines[1]), lines[2:]
        world[name] = _table(name, [dict(zip(columns, _cells(row), strict=True)) for row in body])
    return world


def written(world: Mapping[str, pa.Table], folder: Path) -> dict[str, list[Path]]:
    """The tables as Parquet, one file each."""
    parts = {}
    for name, rows in world.items():
        path = folder / f"{name}.parquet"
        pq.write_table(rows, path)
        parts[name] = [path]
    return parts


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _table(name: str, rows: list[dict[str, str]]) -> pa.Table:
    table, schema = TABLES[name], arrow_schema(TABLES[name])
    unknown = {column for row in rows for column in row} - set(table.columns)
    if unknown:
        raise ValueError(f"{name} has no {sorted(unknown)}")
    made = [
        {column: _value(row.get(column, ""), kind) for column, kind in table.columns.items()}
        for row in rows
    ]
    for number, row in enumerate(made, 1):
        for key in table.key:
            row[key] = row[key] if row[key] is not None else f"{name}-{number}"
        for column in table.required:
            if row[column] is None and table.columns[column] == "string":
                row[column] = f"{name}-{number}"
            elif row[column] is None and table.columns[column].startswith("decimal"):
                row[column] = Decimal(1)
    return pa.Table.from_pylist(made, schema=schema)


def _value(text: str, kind: str) -> Any:
    if text == "":
        return None
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "timestamp":
        return datetime.fromisoformat(text)
    if kind == "boolean":
        return text == "true"
    if kind == "int64":
        return int(text)
    return Decimal(text) if kind.startswith("decimal") else text
