"""Parquet files, their typed columns as the text a person would have typed."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ingest import wordings as w
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources.source import BROKEN, LINE, Refused, Source, checked_columns
from salesops.kernel.problem import Problem, Where

ROWS = 250_000


def open_parquet(path: Path, options: SourceOptions) -> Source:
    """A Parquet file as a source; the first row counts as line 2, below a heading."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise Refused(
            Problem(w.DAMAGED_FILE, Where(file=path.name), {"file": path.name})
        ) from error
    with file:
        names = file.schema_arrow.names
        rows = file.metadata.num_rows
        sample = next(file.iter_batches(1000), None)
    columns = checked_columns(options.columns or names, path.name)

    def chunks() -> Iterator[pl.DataFrame]:
        line = 2
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS):
                yield as_text(pl.DataFrame(batch), columns, line)
                line += len(batch)

    frame = as_text(pl.DataFrame(sample), columns, 2) if sample is not None else pl.DataFrame()
    return Source(path.name, columns, chunks, likely_rows=rows, sample=frame)


def as_text(frame: pl.DataFrame, columns: tuple[str, ...], line: int) -> pl.DataFrame:
    """A typed frame as text with line numbers."""
    texts = [text_of(s).alias(name) for s, name in zip(frame, columns, strict=True)]
    lines = pl.int_range(line, line + len(frame), dtype=pl.UInt32, eager=True)
    broken = pl.Series([None], dtype=pl.String).new_from_index(0, len(frame))
    return pl.DataFrame([*texts, lines.alias(LINE), broken.alias(BROKEN)])


def text_of(values: pl.Series) -> pl.Series:
    """A column as text: whole floats without “.0”, days without a clock, nothing for blobs."""
    kind = values.dtype
    if kind.is_float():
        whole = (values == values.floor()) & (values.abs() < 1e15)
        integers = values.set(~whole.fill_null(False), None).cast(pl.Int64).cast(pl.String)
        return integers.zip_with(whole.fill_null(False), values.cast(pl.String))
    if isinstance(kind, pl.Datetime):
        text = values.dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
        return text.str.strip_suffix(".000000").str.strip_suffix(" 00:00:00")
    if kind.is_nested() or kind == pl.Binary:
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    return values.cast(pl.String)
