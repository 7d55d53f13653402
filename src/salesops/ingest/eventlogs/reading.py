"""An event log out of any file: a table by case, activity and moment, and what was wrong in it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salesops.ingest.eventlogs import wordings as w
from salesops.ingest.eventlogs.columns import WHAT, Asked, found_in
from salesops.ingest.eventlogs.pieces import (
    ParquetEvents,
    in_utc,
    is_text,
    opened_parquet,
    readable_by_pieces,
    told_if_damaged,
)
from salesops.ingest.eventlogs.times import moments
from salesops.ingest.fields import Field, Intake
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources import LINE, Refused, open_sources
from salesops.kernel.problem import Problem, Where

TOLD = 20
# The number of the case, in files we sorted ourselves.
NUMBER = "case_number"


@dataclass(frozen=True)
class Events:
    """The events of a file: `case`, `activity`, `at` in UTC and, where known, `who`.

    Rows that could not be read are left out and told in `problems`.
    """

    table: pa.Table | ParquetEvents
    problems: tuple[Problem, ...] = ()


def read_events(path: Path, asked: Asked, *, named: bool = True) -> Events:
    """The events of a file, whatever its form; Refused where it holds none.

    Unless `named`, nobody asks how cases are called: those of a file we sorted ourselves are
    numbers, and others' Parquet is read when it is counted, since names are most of both.
    """
    if asked.zone:
        _checked_zone(asked.zone)
    with path.open("rb") as opened:
        head = opened.read(16)
    name = path.name.lower()
    if name.endswith((".xes", ".xes.gz")):
        from salesops.ingest.eventlogs.xes import read_xes

        return _of_frame(read_xes(path, asked), path, asked)
    if name.endswith((".json", ".jsonocel")) or head.startswith(b"SQLite f"):
        from salesops.ingest.eventlogs.ocel import read_ocel

        return _of_frame(read_ocel(path, asked), path, asked)
    if head[:4] == b"PAR1":
        typed = _typed_parquet(path, asked, named=named)
        if typed is not None:
            return Events(typed)
    return _of_frame(_of_source(path, asked), path, asked)


def _checked_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise Refused(Problem(w.NO_ZONE, Where(value=zone))) from None


def _typed_parquet(path: Path, asked: Asked, *, named: bool) -> pa.Table | ParquetEvents | None:
    """A Parquet file whose columns are what they should be, as it is; None where they are not."""
    opened = opened_parquet(path)
    schema = opened.schema_arrow
    found = found_in(schema.names, asked, path.name)
    if not named and NUMBER in schema.names and found["case"] == "case":
        found["case"] = NUMBER
    if not pa.types.is_timestamp(schema.field(found["at"]).type):
        return None
    # Names that come again and again are numbers in the file; those of cases are put into one
    # dictionary later, which is faster than to make one of each row group's.
    texts = [c for m, c in found.items() if m != "case" and is_text(schema.field(c).type)]
    if not named and readable_by_pieces(opened, found):
        return ParquetEvents(path, found, tuple(texts), asked.zone)
    with told_if_damaged(path):
        table = pq.read_table(path, columns=list(found.values()), read_dictionary=texts)
    table = table.select(list(found.values())).rename_columns(list(found))
    if any(table[meaning].null_count for meaning in ("case", "activity", "at")) or not len(table):
        return None
    if not is_text(schema.field(found["activity"]).type):
        table = _as_text(table, "activity")
    return table.set_column(table.column_names.index("at"), "at", in_utc(table["at"], asked.zone))


def _as_text(table: pa.Table, column: str) -> pa.Table:
    place = table.column_names.index(column)
    return table.set_column(place, column, table[column].cast(pa.string()))


def _of_source(path: Path, asked: Asked) -> pl.DataFrame:
    """The wanted columns of a table of text, with the line of each row."""
    said = [(m, n) for m, n in asked.names.items() if n]
    fields = tuple(Field(meaning, "text", names=(name,)) for meaning, name in said)
    source = open_sources(path, SourceOptions(), Intake("events", "fact", fields, ()))[0]
    found = found_in(source.columns, asked, path.name)
    wanted = [pl.col(column).alias(meaning) for meaning, column in found.items()]
    chunks = [chunk.select(*wanted, LINE) for chunk in source.chunks()]
    if not chunks:
        raise Refused(Problem(w.NO_EVENTS, Where(file=path.name)))
    return pl.concat(chunks)


def _of_frame(frame: pl.DataFrame, path: Path, asked: Asked) -> Events:
    """Texts as events: times read, empty and unreadable rows left out and told."""
    read = moments(frame["at"], asked.pattern)
    if read.ambiguous is not None:
        raise Refused(Problem(w.AMBIGUOUS_TIMES, Where(path.name, value=read.ambiguous)))
    usable = read.at.is_not_null()
    aware = int((read.aware & usable).sum())
    naive = int((~read.aware & usable).sum())
    if aware and naive and not asked.zone:
        raise Refused(Problem(w.MIXED_ZONES, Where(path.name), {"aware": aware, "naive": naive}))
    problems = _told(frame, read.at, path.name)
    at = _placed(read.at, read.aware, asked.zone)
    whole = frame.with_columns(at.alias("at"))
    whole = whole.filter(*(pl.col(n).is_not_null() for n in ("case", "activity", "at")))
    if whole.is_empty():
        raise Refused(problems[0] if problems else Problem(w.NO_EVENTS, Where(path.name)))
    kept = whole.select(n for n in ("case", "activity", "at", "who") if n in whole.columns)
    return Events(_arrow(kept), problems)


def _placed(at: pl.Series, aware: pl.Series, zone: str | None) -> pl.Series:
    """Moments without an offset moved to UTC from where they were.

    Of two hours that a clock set back shows, the first; an hour left out is taken as the next.
    """
    if not zone or aware.all():
        return at
    there = _there(at, zone)
    if there.null_count() > at.null_count():
        there = there.fill_null(_there(at + timedelta(hours=1), zone))
    moved = there.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return pl.select(pl.when(aware).then(at).otherwise(moved)).to_series()


def _there(at: pl.Series, zone: str) -> pl.Series:
    return at.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")


def _arrow(frame: pl.DataFrame) -> pa.Table:
    table = frame.to_arrow()
    place = table.column_names.index("at")
    at = pc.assume_timezone(table["at"].cast(pa.timestamp("us")), "UTC")
    return table.set_column(place, "at", at)


def _told(frame: pl.DataFrame, at: pl.Series, file: str) -> tuple[Problem, ...]:
    """What is wrong with the rows: the first twenty by line, and how many more there are."""
    lines = frame[LINE] if LINE in frame.columns else None
    bad = pl.select(
        pl.any_horizontal(frame["case"].is_null(), frame["activity"].is_null(), at.is_null())
    ).to_series()
    places = bad.arg_true()
    found = []
    for place in places.head(TOLD):
        line = None if lines is None else int(lines[place])
        gaps = [n for n in ("case", "activity", "at") if frame[n][place] is None]
        if gaps:
            what = dict(zip(("what", "what_en"), WHAT[gaps[0]], strict=True))
            found.append(Problem(w.INCOMPLETE, Where(file, line=line), what))
        else:
            found.append(
                Problem(w.UNREADABLE_TIME, Where(file, line=line, value=frame["at"][place]))
            )
    if len(places) > TOLD:
        found.append(Problem(w.MORE, Where(file), {"count": len(places) - TOLD}))
    return tuple(found)
