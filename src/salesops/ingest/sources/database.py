"""Tables and queries of SQL databases: SQLite and PostgreSQL, read only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa

from salesops.ingest import wordings as w
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources.parquet import as_text
from salesops.ingest.sources.source import BROKEN, LINE, Refused, Source, checked_columns
from salesops.kernel.problem import Problem, Where

ROWS = 50_000


def open_database(url: str, options: SourceOptions) -> Source:
    """What a query or table of a database gives; `sqlite:///file` or `postgresql://…`."""
    query = options.query
    if query is None and options.table:
        query = " ".join(("SELECT * FROM", ".".join(map(_named, options.table.split(".")))))
    if query is None:
        raise _refused(url, 'query = "SELECT …" | table = "…"')
    if url.startswith("sqlite:"):
        return _sqlite(url, query)
    if url.startswith(("postgresql:", "postgres:")):
        return _postgresql(url, query)
    raise _refused(url, "sqlite:///… | postgresql://…")


def shown(url: str) -> str:
    """An address without its password."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return url.replace(f":{parts.password}@", ":***@", 1)


def _named(part: str) -> str:
    return '"' + part.replace('"', '""') + '"'


def _refused(url: str, detail: str) -> Refused:
    return Refused(Problem(w.DATABASE, Where(file=shown(url)), {"detail": detail}))


def _sqlite(url: str, query: str) -> Source:
    # Rows through Python: SQLite's columns have no type, and Arrow drivers stop where it changes.
    path = Path(url.removeprefix("sqlite:///"))
    if not path.is_file():
        raise Refused(Problem(w.NO_FILE, Where(file=path.name), {"file": str(path)}))
    address = path.resolve().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            columns = checked_columns(names, path.name)
            first = _text_frame(cursor.fetchmany(1000), columns, 2)
    except sqlite3.Error as error:
        raise _refused(url, str(error)) from error

    def chunks() -> Iterator[pl.DataFrame]:
        line = 2
        with closing(sqlite3.connect(address, uri=True)) as connection:
            cursor = connection.execute(query)
            while rows := cursor.fetchmany(ROWS):
                yield _text_frame(rows, columns, line)
                line += len(rows)

    return Source(path.name, columns, chunks, sample=first)


def _text_frame(
    rows: list[tuple[object, ...]], columns: tuple[str, ...], line: int
) -> pl.DataFrame:
    texts = [
        (*(_text(cell) for cell in row), place, None) for place, row in enumerate(rows, start=line)
    ]
    schema = {**dict.fromkeys(columns, pl.String), LINE: pl.UInt32, BROKEN: pl.String}
    return pl.DataFrame(texts, schema=schema, orient="row")


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, bytes):
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _postgresql(url: str, query: str) -> Source:
    import adbc_driver_postgresql.dbapi as adbc
    from adbc_driver_manager import Error

    try:
        with adbc.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            reader = cursor.fetch_record_batch()
            columns = checked_columns(reader.schema.names, shown(url))
            first = next(iter(reader), None)
    except Error as error:
        raise _refused(url, str(error).splitlines()[0]) from error
    sample = pl.DataFrame() if first is None else as_text(_frame(first), columns, 2)

    def chunks() -> Iterator[pl.DataFrame]:
        line = 2
        with adbc.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            for batch in cursor.fetch_record_batch():
                frame = as_text(_frame(batch), columns, line)
                line += len(frame)
                yield frame

    name = urlsplit(url).path.removeprefix("/") or "postgresql"
    return Source(name, columns, chunks, sample=sample.head(1000))


def _frame(batch: pa.RecordBatch) -> pl.DataFrame:
    """A batch as a frame; types only PostgreSQL has, such as numeric, as the text they come in."""
    columns = [c.storage if isinstance(c, pa.ExtensionArray) else c for c in batch.columns]
    return pl.DataFrame(pa.RecordBatch.from_arrays(columns, names=batch.schema.names))
