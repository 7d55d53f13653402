"""A ledger whose declared tables are views in a company's own ClickHouse or Spark."""

from datetime import date, datetime
from urllib.parse import urlsplit

from salesops.ledger.engines import clickhouse_engine, spark_engine
from salesops.ledger.ledger import Engine, Ledger


def engine_at(url: str) -> Engine:
    """The engine at `clickhouse://user:password@host:8123/database` or at a Spark master.

    ValueError for any other address.
    """
    scheme = urlsplit(url).scheme
    if scheme in {"clickhouse", "clickhouses"}:
        return clickhouse_engine(url)
    if scheme == "spark" or url.startswith("local"):
        return spark_engine(url)
    raise ValueError(f"neither ClickHouse nor Spark: {scheme}")


def warehouse(url: str, *, as_of: date, taken_at: datetime, currency: str) -> Ledger:
    """The tables at an address as a ledger; they may change at any time, so nothing is cached."""
    engine = engine_at(url)
    return Ledger(
        engine.tables,
        engine,
        identity=None,
        snapshot_id="live",
        as_of=as_of,
        taken_at=taken_at,
        currency=currency,
    )
