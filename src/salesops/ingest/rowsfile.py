"""Accepted rows into one Parquet file, written while the next rows are being read and judged."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ingest.fields import Intake


class RowsFile:
    """A file of rows that grows by the frame, one at a time, in a thread of its own."""

    def __init__(self, path: Path, intake: Intake) -> None:
        self.path, self.intake = path, intake
        self._writer: pq.ParquetWriter | None = None
        self._pool = ThreadPoolExecutor(1, "rows")
        self._writing: Future[None] | None = None

    def add(self, frame: pl.DataFrame) -> None:
        """Start to write the frame, once the one before is written; raises what that met."""
        self._settle()
        self._writing = self._pool.submit(self._write, frame)

    def close(self) -> None:
        """The file is complete, or this raises what writing met."""
        try:
            self._settle()
        finally:
            self._pool.shutdown()
            if self._writer:
                self._writer.close()

    def _settle(self) -> None:
        writing, self._writing = self._writing, None
        if writing:
            writing.result()

    def _write(self, frame: pl.DataFrame) -> None:
        table = arrow(frame)
        if self._writer is None:
            self._writer = _writer(self.path, self.intake, table.schema)
        self._writer.write_table(table, row_group_size=500_000)


def arrow(frame: pl.DataFrame) -> pa.Table:
    """A frame as an Arrow table whose types every reader of Parquet knows."""
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _writer(path: Path, intake: Intake, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer that spends no time on dictionaries of values that do not repeat."""
    unique = {*intake.key, "order_id", "row_hash", "summary", "name", "phone", "email"}
    amounts = {f.name for f in intake.fields if f.type in ("money", "rate")}
    repeated = [name for name in schema.names if name not in unique | amounts]
    return pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=1, use_dictionary=repeated,
        store_decimal_as_integer=True,
    )  # fmt: skip
