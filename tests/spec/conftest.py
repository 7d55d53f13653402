"""The engines a spec runs on, and how a spec gets a ledger on each."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from salesops.ledger import Engine, Ledger
from salesops.ledger.engines import chdb_engine, duckdb_engine, spark_over, spark_session
from tests.spec.clickhouse_server import filled
from tests.spec.worlds import tables, written

# The database of a ClickHouse server that the specs may fill; without one they use chdb alone.
SERVER = os.environ.get("SALESOPS_CLICKHOUSE_URL", "")

Open = Callable[..., Ledger]

# PySpark leaves its sockets to the garbage collector.
QUIET = (
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning"),
)


@pytest.fixture(
    params=[
        "duckdb",
        pytest.param("clickhouse", marks=pytest.mark.requires("chdb")),
        *(["server"] if SERVER else []),
        pytest.param("spark", marks=[pytest.mark.requires("spark"), *QUIET]),
    ]
)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def chdb_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from chdb.session import Session

    session = Session(str(tmp_path_factory.mktemp("chdb")))
    yield session
    session.close()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    session = spark_session("local[1]", **SMALL, **at(tmp_path_factory.mktemp("spark")))
    yield session
    session.stop()


SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.ui.showConsoleProgress": "false",
    # Nothing here runs long enough to be worth compiling well.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def at(folder: Path) -> dict[str, str]:
    return {"spark.sql.warehouse.dir": str(folder), "spark.local.dir": str(folder)}


@pytest.fixture
def ledger(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """A function from a text and an as-of date to a ledger on the engine."""

    def open_one(text: str, as_of: str = "2026-12-31", **calendar: Any) -> Ledger:
        parts = written(tables(text, **calendar), tmp_path)
        engine: Engine
        if engine_name == "duckdb":
            engine = duckdb_engine(parts)
        elif engine_name == "clickhouse":
            engine = chdb_engine(parts, request.getfixturevalue("chdb_session"))
        elif engine_name == "server":
            engine = filled(SERVER, tables(text, **calendar))
            request.addfinalizer(engine.client.close)
        else:
            engine = spark_over(request.getfixturevalue("spark"), parts)
        return Ledger(
            engine.tables,
            engine,
            identity=str(tmp_path),
            snapshot_id="spec",
            as_of=date.fromisoformat(as_of),
            taken_at=datetime(2026, 1, 1, tzinfo=UTC),
            currency="CNY",
        )

    return open_one


os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
