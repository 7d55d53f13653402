"""Databases made honest: each adapter makes one obey the ledger's contract, the specs are the proof."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import duckdb
import ibis
import ibis.expr.schema as ischema
import ibis.expr.types as ir
import pyarrow as pa

from salesops.ledger.schema import TABLES, Table

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client
    from pyspark.sql import SparkSession

Parts = Mapping[str, Sequence[Path]]


def ibis_schema(table: Table) -> ischema.Schema:
    """The declared columns as Ibis types, all nullable."""
    return ibis.schema({name: _TYPES.get(kind, kind) for name, kind in table.columns.items()})


def arrow_schema(table: Table) -> pa.Schema:
    """The declared columns as Arrow types."""
    return cast(pa.Schema, ibis_schema(table).to_pyarrow())


_TYPES = {"timestamp": "timestamp(6)"}


def declared_tables() -> dict[str, ir.Table]:
    """Every declared table as a lazy table without a database behind it."""
    return {name: ibis.table(ibis_schema(table), name=name) for name, table in TABLES.items()}


def sql(expression: ir.Table, dialect: str) -> str:
    """The SQL of an expression in a database's dialect."""
    return str(ibis.to_sql(expression, dialect=dialect, pretty=False))


def typed(result: pa.Table, expression: ir.Table) -> pa.Table:
    """The result with the types the expression promises, whatever the database made of them."""
    wanted = expression.schema().to_pyarrow()
    return result.select(wanted.names).cast(wanted)


def select_columns(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.columns)


@dataclass(frozen=True)
class DuckDBEngine:
    """DuckDB inside this process, over Parquet files."""

    connection: duckdb.DuckDBPyConnection
    name: str = "duckdb"

    @cached_property
    def tables(self) -> Mapping[str, ir.Table]:
        """Every declared table, lazily."""
        return declared_tables()

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Run an expression on a cursor of its own."""
        cursor = self.connection.cursor()
        try:
            result = cursor.sql(sql(expression, "duckdb")).to_arrow_table()
        finally:
            cursor.close()
        return typed(result, expression)


def duckdb_engine(parts: Parts) -> DuckDBEngine:
    """DuckDB over the Parquet parts of each table; a table without parts is empty."""
    connection = duckdb.connect(":memory:", config={"preserve_insertion_order": False})
    connection.execute("SET parquet_metadata_cache = true")
    for name, table in TABLES.items():
        connection.execute(f'CREATE VIEW "{name}" AS {_duckdb_rows(table, parts.get(name, ()))}')
    return DuckDBEngine(connection)


def _duckdb_rows(table: Table, files: Sequence[Path]) -> str:
    if not files:
        nothing = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in table.columns.items())
        return f"SELECT {nothing} WHERE false"
    listed = ", ".join(_quoted(str(file)) for file in files)
    return f"SELECT {select_columns(table)} FROM read_parquet([{listed}])"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
