"""SQL that is remembered belongs to what is asked, never to the data it was first asked of."""

from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from salesops.ledger.engines import DuckDBEngine, arrow_schema, duckdb_engine, sql
from salesops.ledger.schema import TABLES


def _engine(folder: Path, *names: str) -> DuckDBEngine:
    folder.mkdir()
    rows = [{"region_id": f"R{i}", "name": name} for i, name in enumerate(names)]
    path = folder / "regions.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["regions"])), path)
    return duckdb_engine({"regions": [path]})


def test_two_ledgers_asked_the_same_answer_from_their_own_rows(tmp_path: Path) -> None:
    found = {}
    for name in ("North", "South"):
        engine = _engine(tmp_path / name, name)
        regions = engine.tables["regions"]
        found[name] = engine.fetch(regions.select(regions.name))["name"].to_pylist()
    assert found == {"North": ["North"], "South": ["South"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (1, 1.0), (1, 2), ("1", 1), (date(2025, 1, 1), date(2025, 1, 2))],
)
def test_values_that_differ_never_share_their_sql(
    tmp_path: Path, one: object, other: object
) -> None:
    regions = _engine(tmp_path / "ledger", "North").tables["regions"]
    written = [
        sql(regions.mutate(told=ibis.literal(value)), "duckdb") for value in (one, other, one)
    ]
    assert written[0] == written[2] != written[1]
