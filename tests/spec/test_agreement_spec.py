"""Every engine answers the whole catalogue as DuckDB in this process does, to the last row."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from salesops.ledger.engines import (
    ClickHouseEngine,
    chdb_engine,
    clickhouse_engine,
    duckdb_engine,
    spark_over,
)
from salesops.ledger.warehouse import engine_at, warehouse
from salesops.metrics.question import Question, answer
from tests.parts import ROOT
from tests.spec.clickhouse_server import filled, serving
from tests.spec.cluster import SOME, told
from tests.spec.conftest import QUIET
from tests.spec.example import ORDERS
from tests.spec.worlds import tables, written

Parts = dict[str, list[Path]]


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return written(tables(ORDERS), tmp_path)


@pytest.fixture
def expected(parts: Parts) -> Any:
    return plain(told(duckdb_engine(parts)))


def plain(answers: dict[str, object]) -> Any:
    return json.loads(json.dumps(answers, default=str))


def nearly(one: Any, other: Any) -> bool:
    """The same, but for the last digit of a division."""
    if isinstance(one, dict):
        return set(one) == set(other) and all(nearly(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(nearly, one, other))
    return bool(one == (pytest.approx(other) if isinstance(other, float) else other))


@pytest.mark.requires("chdb")
def test_clickhouse_agrees(parts: Parts, expected: Any, chdb_session: Any) -> None:
    assert nearly(plain(told(chdb_engine(parts, chdb_session))), expected)


@pytest.mark.requires("chdb")
def test_clickhouse_agrees_over_http(parts: Parts, expected: Any, chdb_session: Any) -> None:
    chdb_engine(parts, chdb_session)
    with serving(chdb_session) as url:
        engine = clickhouse_engine(url)
        assert nearly(plain(told(engine)), expected)
        engine.client.close()


@pytest.mark.requires("chdb")
def test_a_server_filled_with_tables_agrees(expected: Any, chdb_session: Any) -> None:
    """What fills a real server is proved on one made of chdb."""
    chdb_session.query("CREATE DATABASE IF NOT EXISTS filled")
    chdb_session.query("USE filled")
    with serving(chdb_session) as url:
        engine = filled(url, tables(ORDERS))
        assert nearly(plain(told(engine)), expected)
        engine.client.close()


@pytest.mark.requires("chdb")
def test_a_warehouse_is_a_ledger_at_an_address(parts: Parts, chdb_session: Any) -> None:
    chdb_engine(parts, chdb_session)
    with serving(chdb_session) as url:
        taken_at = datetime(2026, 1, 1, tzinfo=UTC)
        ledger = warehouse(url, as_of=date(2026, 1, 1), taken_at=taken_at, currency="CNY")
        assert answer(ledger, Question(("net_revenue",))).totals == {"net_revenue": 1120}
        assert ledger.identity is None
        cast(ClickHouseEngine, ledger.engine).client.close()


def test_an_address_of_neither_is_refused() -> None:
    with pytest.raises(ValueError, match="neither ClickHouse nor Spark: mysql"):
        engine_at("mysql://host/database")


@pytest.mark.requires("spark")
@pytest.mark.filterwarnings(*(mark.args[0] for mark in QUIET))
def test_spark_agrees(parts: Parts, spark: Any) -> None:
    expected = plain(told(duckdb_engine(parts), SOME))
    assert nearly(plain(told(spark_over(spark, parts), SOME)), expected)


@pytest.mark.requires("spark")
@pytest.mark.slow
def test_spark_agrees_with_workers_that_are_processes_of_their_own(
    parts: Parts, tmp_path: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.spec.cluster", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "SPARK_HOME": str(spark_home(tmp_path / "home"))},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    expected = plain(told(duckdb_engine(parts), SOME))
    assert nearly(json.loads(ran.stdout), expected)


def spark_home(folder: Path) -> Path:
    """PySpark's own programs in a folder of ours, since workers write beside them."""
    import pyspark

    folder.mkdir()
    for part in Path(pyspark.__file__).parent.iterdir():
        (folder / part.name).symlink_to(part)
    return folder
