"""Databases made honest: each adapter makes one obey the ledger's contract; the specs prove it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.schema as ischema
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ledger.ledger import Engine
from salesops.ledger.schema import TABLES, Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Parts = Mapping[str, Sequence[Path]]

# Databases merge nested selects themselves; for Ibis it is a third of the work of writing SQL.
ibis.options.sql.fuse_selects = False

_IBIS = {"timestamp": "timestamp(6)"}
_CLICKHOUSE = {
    "string": "String",
    "date": "Date32",
    "timestamp": "DateTime64(6)",
    "boolean": "Bool",
    "int64": "Int64",
}
_SPARK = {"int64": "bigint", "timestamp": "timestamp_ntz"}
# What the address of a server may begin with, and whether it is then asked over TLS.
CLICKHOUSE = {
    "clickhouse": False,
    "clickhouse+http": False,
    "clickhouse+https": True,
    "clickhouses": True,
}
# A join must give nulls where nothing matched, as everywhere else; ClickHouse gives '' and 0.
_CLICKHOUSE_SETTINGS = {"join_use_nulls": 1}


def ibis_schema(table: Table) -> ischema.Schema:
    """The declared columns as Ibis types, all nullable."""
    return ibis.schema({name: _IBIS.get(kind, kind) for name, kind in table.columns.items()})


def arrow_schema(table: Table) -> pa.Schema:
    """The declared columns as Arrow types."""
    return cast(pa.Schema, ibis_schema(table).to_pyarrow())


def declared_tables() -> dict[str, ir.Table]:
    """Every declared table as a lazy table without a database behind it."""
    return {name: ibis.table(ibis_schema(table), name=name) for name, table in TABLES.items()}


def sql(expression: ir.Table, dialect: str) -> str:
    """The SQL of an expression in a database's dialect."""
    return _sql(expression.op(), dialect)


@lru_cache(maxsize=100)
def _sql(operation: ops.Relation, dialect: str) -> str:
    """The SQL of what an expression does, remembered: writing it takes longer than small questions.

    An operation is a value that never changes and says nothing of the snapshot it is run on, so a
    question asked again of a newer snapshot finds its SQL.
    """
    if dialect == "pyspark":
        # Without its backend Ibis knows no options for Spark, and stumbles over every fraction.
        assert ibis.pyspark  # noqa: S101 - looking at it loads it
    return str(ibis.to_sql(operation.to_expr(), dialect=dialect, pretty=False))


def typed(result: pa.Table, expression: ir.Table) -> pa.Table:
    """The result with the types the expression promises, whatever the database made of them."""
    wanted = expression.schema().to_pyarrow()
    return result.select(wanted.names).cast(wanted)


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
        with self.connection.cursor() as cursor:
            result = cursor.sql(sql(expression, "duckdb")).to_arrow_table()
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
    # A snapshot from before a column was declared knows nothing of it, in all of its parts.
    there = set(pq.read_schema(files[0]).names)
    names = ", ".join(
        f'"{name}"' if name in there else f'NULL::{kind} AS "{name}"'
        for name, kind in table.columns.items()
    )
    listed = ", ".join(_quoted(str(file)) for file in files)
    return f"SELECT {names} FROM read_parquet([{listed}])"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _made_nullable(tables: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """Tables of a database whose columns may refuse nulls, with columns that do not.

    On columns without nulls ClickHouse answers a left join, `lead` and `max` over nothing with
    '' and 0, silently; on nullable ones as everybody else.
    """

    def nullable(table: ir.Table) -> ir.Table:
        kinds = {c: table[c].type().copy(nullable=True) for c in table.columns}
        return table.select(**{c: table[c].cast(kind) for c, kind in kinds.items()})

    return {name: nullable(table) for name, table in tables.items()}


def _strict_tables() -> dict[str, ir.Table]:
    return {
        name: ibis.table(
            {c: kind.copy(nullable=False) for c, kind in ibis_schema(table).items()}, name=name
        )
        for name, table in TABLES.items()
    }


@dataclass(frozen=True)
class ChdbEngine:
    """ClickHouse inside this process: chdb runs the SQL that a ClickHouse server would."""

    session: Any
    name: str = "clickhouse"

    @cached_property
    def tables(self) -> Mapping[str, ir.Table]:
        """Every declared table, lazily, with nullable columns."""
        return _made_nullable(_strict_tables())

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Run an expression; chdb answers one query at a time."""
        settings = ", ".join(f"{k} = {v}" for k, v in _CLICKHOUSE_SETTINGS.items())
        answer = self.session.query(f"{sql(expression, 'clickhouse')} SETTINGS {settings}", "Arrow")
        return typed(pa.ipc.open_file(pa.py_buffer(answer.bytes())).read_all(), expression)


def chdb_engine(parts: Parts, session: Any = None) -> ChdbEngine:
    """ClickHouse in this process over Parquet parts, its required columns refusing nulls."""
    if session is None:
        session = import_module("chdb.session").Session()
    session.query("CREATE DATABASE IF NOT EXISTS ledger ENGINE = Atomic")
    session.query("USE ledger")
    for name, table in TABLES.items():
        rows = _clickhouse_rows(table, parts.get(name, ()))
        session.query(f"CREATE OR REPLACE VIEW `{name}` AS {rows}")
    return ChdbEngine(session)


def _clickhouse_rows(table: Table, files: Sequence[Path]) -> str:
    structure = ", ".join(f"`{c}` {_clickhouse_type(table, c)}" for c in table.columns)
    if not files:
        return f"SELECT * FROM null({_quoted(structure)})"
    rows = (f"SELECT * FROM file({_quoted(str(f))}, Parquet, {_quoted(structure)})" for f in files)
    return " UNION ALL ".join(rows)


def _clickhouse_type(table: Table, column: str) -> str:
    kind = table.columns[column]
    kind = _CLICKHOUSE.get(kind, kind.replace("decimal", "Decimal"))
    return kind if column in table.required else f"Nullable({kind})"


@dataclass(frozen=True)
class ClickHouseEngine:
    """A ClickHouse server over HTTP whose database holds the declared tables as views."""

    client: Any
    name: str = "clickhouse"

    @cached_property
    def tables(self) -> Mapping[str, ir.Table]:
        """Every declared table, lazily, with nullable columns."""
        return _made_nullable(_strict_tables())

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Run an expression; the client keeps no session, so threads may share it."""
        answer = self.client.query_arrow(
            sql(expression, "clickhouse"), settings=_CLICKHOUSE_SETTINGS, use_strings=True
        )
        return typed(answer, expression)


def clickhouse_engine(url: str) -> ClickHouseEngine:
    """The ClickHouse server at `clickhouse+http://user:password@host:8123/database`."""
    import clickhouse_connect

    # The client looks at the port, not at the scheme, to tell whether to use TLS.
    secure = CLICKHOUSE[urlsplit(url).scheme]
    client = clickhouse_connect.get_client(dsn=url, secure=secure, autogenerate_session_id=False)
    return ClickHouseEngine(client)


@dataclass(frozen=True)
class SparkEngine:
    """A Spark session in whose current database the declared tables can be read."""

    session: "SparkSession"
    name: str = "spark"

    @cached_property
    def tables(self) -> Mapping[str, ir.Table]:
        """Every declared table, lazily."""
        return declared_tables()

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Run an expression as a job of the session."""
        return typed(self.session.sql(sql(expression, "pyspark")).toArrow(), expression)


def spark_session(master: str, **settings: str) -> "SparkSession":
    """A Spark session that answers as the other engines do: dates in UTC, nothing for a bad sum."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("salesops")
    told = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        "spark.ui.enabled": "false",
        **settings,
    }
    for name, value in told.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def spark_engine(master: str, parts: Parts | None = None) -> SparkEngine:
    """Spark at a master, over the tables it can already read or over Parquet parts."""
    session = spark_session(master)
    return spark_over(session, parts) if parts is not None else SparkEngine(session)


def spark_over(session: "SparkSession", parts: Parts) -> SparkEngine:
    """A Spark session over the Parquet parts of each table; a table without parts is empty."""
    for name, table in TABLES.items():
        files = parts.get(name, ())
        rows = (
            session.read.schema(_spark_schema(table)).parquet(*map(str, files))
            if files
            else session.sql(_spark_nothing(table))
        )
        rows.createOrReplaceTempView(name)
    return SparkEngine(session)


def _spark_schema(table: Table) -> str:
    return ", ".join(f"`{c}` {_SPARK.get(kind, kind)}" for c, kind in table.columns.items())


def _spark_nothing(table: Table) -> str:
    nulls = (f"CAST(NULL AS {_SPARK.get(k, k)}) AS `{c}`" for c, k in table.columns.items())
    return f"SELECT {', '.join(nulls)} WHERE false"


__all__ = [
    "ChdbEngine",
    "ClickHouseEngine",
    "DuckDBEngine",
    "Engine",
    "SparkEngine",
    "arrow_schema",
    "chdb_engine",
    "clickhouse_engine",
    "declared_tables",
    "duckdb_engine",
    "ibis_schema",
    "spark_engine",
]
