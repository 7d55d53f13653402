"""Orders that name no seller, credited to whoever held their region on their day."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import Mapping
from salesops.ingest.run import Known, ingest
from salesops.kernel.problem import Problem

SHARED = ("quantity", "list_amount", "net_amount", "cost")
"""What several holders of a region share equally, in ten-thousandths so that nothing is lost."""
STEP = 10_000


@dataclass(frozen=True)
class Source:
    """A file of one of the tables that can be imported, and how its columns are read."""

    table: str
    file: Path
    mapping: Mapping | None = None


@dataclass(frozen=True)
class Credited:
    """How many order lines were written, what they come to, and how much of it is somebody's."""

    lines: int
    whole: Decimal
    own: Decimal


def write_credited(orders: Source, holders: Source, into: Path) -> Credited | Sequence[Problem]:
    """Write a CSV of the orders as `credited` has them; or say what is wrong with the files."""
    lines, spans = _read(orders), _read(holders)
    if not isinstance(lines, pl.DataFrame):
        return lines
    if not isinstance(spans, pl.DataFrame):
        return spans
    found = credited(lines, spans).drop("row_hash", strict=False)
    found.write_csv(into)
    own = found.filter(pl.col("person_id").is_not_null())["net_amount"].sum()
    return Credited(len(found), Decimal(found["net_amount"].sum()), Decimal(own))


def _read(source: Source) -> pl.DataFrame | Sequence[Problem]:
    """The rows of a file as they would be imported; every problem where one would be rejected."""
    with tempfile.TemporaryDirectory() as folder:
        done = ingest(INTAKES[source.table], source.file, source.mapping, Known(), [], Path(folder))
        if done.fatal or done.rejected or done.frame is None:
            return [done.fatal] if done.fatal else done.problems
        return pl.read_parquet(done.frame)


def credited(orders: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """The order lines, each with the person who held its region on its day.

    Several holders make a line each, with equal parts that sum to the whole; whoever comes first
    by id gets what is left over. A line with a seller, or of a region that nobody held, stays as
    it is. `orders` and `holders` have the columns of the tables orders and people as imported.
    """
    lines = orders.with_columns(
        pl.col(name) if name in orders.columns else pl.lit(None, pl.String).alias(name)
        for name in ("person_id", "region_id")
    )
    is_open = pl.col("person_id").is_null() & pl.col("region_id").is_not_null()
    found = _held(lines.filter(is_open), holders)
    rest = lines.join(found.select("line_id"), on="line_id", how="anti")
    return pl.concat([rest, _shared(found)], how="vertical").sort("line_id")


def _held(lines: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """A row for every line and person who held its region on its day."""
    spans = holders.select(
        pl.col("person_id").alias("holder"), "region_id", "starts_on", "ends_before"
    )
    day = pl.col("booked_on")
    within = (pl.col("starts_on").is_null() | (pl.col("starts_on") <= day)) & (
        pl.col("ends_before").is_null() | (day < pl.col("ends_before"))
    )
    met = lines.join(spans, on="region_id").filter(within).unique(["line_id", "holder"])
    return met.with_columns(person_id=pl.col("holder")).drop("starts_on", "ends_before", "holder")


def _shared(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that several hold in equal parts, each under an id of its own."""
    count = pl.len().over("line_id")
    place = pl.col("person_id").rank("ordinal").over("line_id") - 1
    parts = [_part(name, count, place) for name in SHARED if name in lines.columns]
    own = pl.concat_str("line_id", "person_id", separator="/")
    line = pl.when(count > 1).then(own).otherwise("line_id").alias("line_id")
    return lines.with_columns(line, *parts)


def _part(name: str, count: pl.Expr, place: pl.Expr) -> pl.Expr:
    steps = (pl.col(name) * STEP).cast(pl.Int64)
    whole = steps.abs()
    mine = whole // count + (place < whole % count).cast(pl.Int64)
    amount = (mine * steps.sign()).cast(pl.Decimal(24, 4)) / STEP
    return amount.cast(pl.Decimal(18, 4)).alias(name)
