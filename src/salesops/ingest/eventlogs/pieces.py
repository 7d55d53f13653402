"""A Parquet file of events read some at a time, so that what it says is never all in memory."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salesops.ingest import wordings as w
from salesops.ingest.sources import Refused
from salesops.kernel.problem import Problem, Where

UTC_TIME = pa.timestamp("us", "UTC")
# Rows and bytes read at once: what they take stays within the processor's own memory.
ROWS, BYTES = 1 << 16, 1 << 18


@dataclass(frozen=True)
class ParquetEvents:
    """The events of a file, read anew each time: `case`, `activity`, `at` in UTC and maybe `who`.

    `columns` says what each is called in the file, `texts` which of those are read as numbers of
    a dictionary, `zone` where times without an offset were.
    """

    path: Path
    columns: Mapping[str, str]
    texts: tuple[str, ...]
    zone: str | None

    @cached_property
    def _file(self) -> pq.ParquetFile:
        return self._opened()

    def _opened(self) -> pq.ParquetFile:
        return opened_parquet(
            self.path, read_dictionary=self.texts, pre_buffer=False, buffer_size=BYTES
        )

    @property
    def num_rows(self) -> int:
        """How many events there are."""
        return int(self._file.metadata.num_rows)

    @property
    def schema(self) -> pa.Schema:
        """The columns as they are read."""
        held = self._file.schema_arrow
        return pa.schema([(name, held.field(column).type) for name, column in self.columns.items()])

    def to_batches(self, columns: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """The events from the beginning, by pieces, with some of the columns or all.

        Raises Refused where the file is damaged.
        """
        wanted = {name: self.columns[name] for name in columns or self.columns}
        with told_if_damaged(self.path):
            # More threads would each hold on to memory; most of the time one column is read.
            pieces = self._opened().iter_batches(
                ROWS, columns=list(wanted.values()), use_threads=False
            )
            for piece in pieces:
                held = {name: piece[column] for name, column in wanted.items()}
                if "at" in held:
                    held["at"] = in_utc(held["at"], self.zone)
                yield pa.RecordBatch.from_pydict(held)


@contextmanager
def told_if_damaged(path: Path) -> Iterator[None]:
    """Say that a file is damaged where Arrow says so. Raises Refused."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        damaged = Problem(w.DAMAGED_FILE, Where(file=path.name), {"file": path.name})
        raise Refused(damaged) from error


def opened_parquet(path: Path, **how: object) -> pq.ParquetFile:
    """A Parquet file, of which nothing is read yet. Raises Refused."""
    with told_if_damaged(path):
        return pq.ParquetFile(path, **how)


def readable_by_pieces(file: pq.ParquetFile, columns: Mapping[str, str]) -> bool:
    """Whether nothing is missing, as the file says of itself, and texts are texts."""
    kinds = {name: file.schema_arrow.field(column).type for name, column in columns.items()}
    if not (is_plain_text(kinds["case"]) or pa.types.is_integer(kinds["case"])):
        return False
    wanted = {columns[name] for name in ("case", "activity", "at")}
    return is_text(kinds["activity"]) and file.metadata.num_rows > 0 and _whole(file, wanted)


def _whole(file: pq.ParquetFile, columns: set[str]) -> bool:
    """Whether the file says that none of the columns misses a value."""
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        for place in range(group.num_columns):
            column = group.column(place)
            if column.path_in_schema in columns and (
                column.statistics is None or column.statistics.null_count != 0
            ):
                return False
    return True


def is_text(kind: pa.DataType) -> bool:
    """Whether a column holds texts, or numbers of texts."""
    return is_plain_text(kind.value_type if pa.types.is_dictionary(kind) else kind)


def is_plain_text(kind: pa.DataType) -> bool:
    """Whether a column holds texts themselves."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def in_utc(at: pa.Array | pa.ChunkedArray, zone: str | None) -> pa.Array | pa.ChunkedArray:
    """Moments in UTC; those without an offset were in the zone, or else in UTC."""
    if at.type.tz is None:
        at = pc.assume_timezone(at, zone or "UTC", ambiguous="earliest", nonexistent="latest")
    return at.cast(UTC_TIME, safe=False)
