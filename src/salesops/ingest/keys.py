"""Which rows are new, which stand there already, which replace an older one, which contradict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ingest.clean import DTYPES, shown
from salesops.ingest.fields import Intake
from salesops.ingest.rows import FAULTS
from salesops.ingest.sources import LINE

_H1, _H2, _CONTENT = "\x00h1", "\x00h2", "\x00content"
_HASHES = {_H1: pl.UInt64, _H2: pl.UInt64, _CONTENT: pl.UInt64}


@dataclass(frozen=True)
class Sorted:
    """Rows to write, how many of them stand there already, contradictions, and who is replaced."""

    fresh: pl.DataFrame
    unchanged: int
    faults: pl.DataFrame
    replaced: pl.DataFrame


class Keys:
    """The keys met so far in one import, and those of the live batches."""

    def __init__(self, intake: Intake, live: Sequence[Path]) -> None:
        self.intake = intake
        self.live = [Path(path) for path in live]
        self.seen: list[pl.DataFrame] = []

    def sort_out(self, frame: pl.DataFrame, rows: pl.Series) -> Sorted:
        """Accepted rows of one chunk, judged by key and content; `rows` are their chunk rows."""
        hashed = self._hashed(frame).with_columns(rows.alias("row"))
        first, faults, repeated = self._within(hashed)
        first, more_faults, seen_before = self._earlier(first)
        stored = self._stored(first)
        latest = stored.unique([_H1, _H2], keep="last", maintain_order=True)
        same = first.join(latest, on=[_H1, _H2, _CONTENT], how="semi")
        self.seen.append(first.select(_H1, _H2, _CONTENT, LINE))
        # What is said again counts as said by this batch too: were it left out, it would be gone
        # once the batch that said it first is retracted.
        return Sorted(
            first.with_columns(pl.col(_CONTENT).alias("row_hash")).drop(_H1, _H2, _CONTENT),
            repeated + seen_before + len(same),
            pl.concat([faults, more_faults]),
            stored.select("batch_id", *self.intake.key),
        )

    def _hashed(self, frame: pl.DataFrame) -> pl.DataFrame:
        key = frame.select(self.intake.key)
        # Two seeds make 128 bits: one alone would meet by chance within a few billion rows.
        return frame.with_columns(
            key.hash_rows(1).alias(_H1),
            key.hash_rows(2).alias(_H2),
            frame.select(self.intake.names).hash_rows(3).alias(_CONTENT),
        )

    def _within(self, hashed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """First rows of each key, faults of contradictions, number of repetitions."""
        new = hashed.select(pl.struct(_H1, _H2).is_first_distinct()).to_series()
        if new.all():
            return hashed, pl.DataFrame(schema=FAULTS), 0
        first = hashed.filter(new)
        return first, *self._judged(hashed.filter(~new), first)

    def _earlier(self, first: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """The same against the chunks before."""
        faults, repeated = pl.DataFrame(schema=FAULTS), 0
        for seen in self.seen:
            met = first.join(seen, on=[_H1, _H2], how="semi")
            if met.is_empty():
                continue
            more, count = self._judged(met, seen)
            faults, repeated = pl.concat([faults, more]), repeated + count
            first = first.join(met, on="row", how="anti", maintain_order="left")
        return first, faults, repeated

    def _judged(self, again: pl.DataFrame, first: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        other = first.select(_H1, _H2, pl.col(_CONTENT).alias("c"), pl.col(LINE).alias("first"))
        met = again.join(other, on=[_H1, _H2], how="left", maintain_order="left")
        conflicts = met.filter(pl.col(_CONTENT) != pl.col("c"))
        key = pl.concat_str(
            [shown(conflicts[c]).alias(c) for c in self.intake.key], separator=" ",
            ignore_nulls=True,
        )  # fmt: skip
        faults = conflicts.select(
            pl.col("row").cast(pl.UInt32), pl.col(LINE).cast(pl.UInt32).alias("line"),
            pl.lit(self.intake.key[0]).alias("field"),
            pl.lit("same_key_other_content").alias("code"),
            key.alias("value"), pl.col("first").cast(pl.String).alias("detail"),
        )  # fmt: skip
        return faults.select(pl.col(name).cast(dtype) for name, dtype in FAULTS.items()), len(
            met
        ) - len(conflicts)

    def _stored(self, first: pl.DataFrame) -> pl.DataFrame:
        """Rows of the live batches that have the same keys, oldest batch first."""
        key_types = {c: DTYPES[self.intake.field(c).type] for c in self.intake.key}
        found = [pl.DataFrame(schema={**_HASHES, "batch_id": pl.String, **key_types})]
        wanted = first.select(_H1, _H2)
        low, high = _range(first[self.intake.key[0]])
        for path in self.live:
            groups = _groups(path, self.intake.key[0], low, high)
            found.extend(self._matching(path, group, wanted) for group in groups)
        return pl.concat(found)

    def _matching(self, path: Path, group: int, wanted: pl.DataFrame) -> pl.DataFrame:
        with pq.ParquetFile(path) as file:
            names = [n for n in self.intake.names if n in file.schema_arrow.names]
            frame = self._typed(file.read_row_group(group, columns=list(self.intake.key)))
            keys = self._key_hashes(frame).with_row_index("at")
            met = keys.join(wanted, on=[_H1, _H2], how="semi")
            rows = self._typed(file.read_row_group(group, columns=names) if len(met) else None)
        return (
            self._hashed(rows[met["at"]] if len(met) else rows)
            .with_columns(pl.lit(path.parent.name).alias("batch_id"))
            .select(_H1, _H2, _CONTENT, "batch_id", *self.intake.key)
        )

    def _key_hashes(self, frame: pl.DataFrame) -> pl.DataFrame:
        key = frame.select(self.intake.key)
        return pl.DataFrame([
            key.hash_rows(1).alias(_H1), key.hash_rows(2).alias(_H2),
        ])  # fmt: skip

    def _typed(self, table: pa.Table | None) -> pl.DataFrame:
        """Stored rows with every field of today's table, in today's types."""
        types = {f.name: DTYPES[f.type] for f in self.intake.fields}
        if table is None:
            return pl.DataFrame(schema=types)
        frame = pl.DataFrame(table)
        return frame.select(
            pl.col(n).cast(t) if n in frame.columns else pl.lit(None, t).alias(n)
            for n, t in types.items()
        )


def _range(values: pl.Series) -> tuple[object, object]:
    return values.min(), values.max()


def _groups(path: Path, column: str, low: object, high: object) -> Iterator[int]:
    """The row groups of a file that may hold keys in the range."""
    with pq.ParquetFile(path) as file:
        place = file.schema_arrow.names.index(column)
        for group in range(file.num_row_groups):
            stats = file.metadata.row_group(group).column(place).statistics
            if (
                stats is None
                or not stats.has_min_max
                or stats.null_count
                or low is None
                or not (stats.max < low or stats.min > high)
            ):
                yield group
