"""The imported rows as a ledger: what the detectors of leads, deals and moves read, no more."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa

from salesops.ledger import TABLES, Ledger
from salesops.ledger.engines import arrow_schema, duckdb_engine
from tests.demo.conftest import UNTIL, Imported
from tests.spec.worlds import tables, written

READ = ("leads", "deals", "steps", "activities", "regions", "products", "competitor_events",
        "prices")  # fmt: skip
KNOWN_BY = {"leads": "received_at", "steps": "entered_at", "activities": "happened_at"}


def ledger(company: Imported, folder: Path) -> Ledger:
    """The ledger of an imported company; who somebody is stands as the position."""
    frames = {name: company.tables[name] for name in READ}
    world = tables("people\nposition_id | person_id")
    for name, frame in frames.items():
        world[name] = _declared(name, _derived(name, frame, frames["regions"]))
    people = frames["leads"]["person_id"].unique().drop_nulls()
    world["people"] = _declared(
        "people", pl.DataFrame({"position_id": people, "person_id": people})
    )
    engine = duckdb_engine(written(world, folder))
    taken = datetime(2026, 11, 23, tzinfo=UTC)
    return Ledger(engine.tables, engine, str(folder), "test", UNTIL, taken, "CNY")


def _derived(name: str, frame: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """What a snapshot would have worked out: days, areas, the order of moves."""
    if "person_id" in frame.columns:
        frame = frame.with_columns(position_id=pl.col("person_id"))
    at = KNOWN_BY.get(name)
    if at:
        frame = frame.with_columns(pl.col(at).dt.date().alias(at.replace("_at", "_on")))
    if name == "steps":
        frame = frame.sort("case_kind", "case_id", "entered_at", maintain_order=True)
        frame = frame.with_columns(sequence=pl.int_range(pl.len()).over("case_kind", "case_id"))
    if name == "regions":
        areas = dict(regions.select("region_id", "name").iter_rows())
        frame = frame.with_columns(
            area=pl.col("region_id").str.slice(0, 2).replace_strict(areas, default=None)
        )
    return frame


def _declared(name: str, frame: pl.DataFrame) -> pa.Table:
    """The columns of the ledger's table, typed as it declares them."""
    schema = arrow_schema(TABLES[name])
    have = frame.select(column for column in schema.names if column in frame.columns)
    rows = have.to_arrow(compat_level=pl.CompatLevel.oldest())
    arrays = [
        rows[field.name].cast(field.type) if field.name in rows.column_names
        else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]  # fmt: skip
    return pa.Table.from_arrays(arrays, schema=schema)
