"""A ledger whose declared tables are views in a company's own ClickHouse or Spark."""

from datetime import date, datetime
from urllib.parse import urlsplit

from salesops.ledger.engines import CLICKHOUSE, clickhouse_engine, spark_engine
from salesops.ledger.ledger import Engine, Ledger


class Unreachable(LookupError):
    """The warehouse at the address does not answer; names its host and no password."""


def engine_at(url: str) -> Engine:
    """The engine at `clickhouse+http://user:password@host:8123/database` or at a Spark master.

    `clickhouse+https` is the same over TLS. ValueError for any other address, Unreachable when
    nothing answers there.
    """
    scheme = urlsplit(url).scheme
    if scheme in CLICKHOUSE:
        return _clickhouse(url)
    if scheme == "spark" or url.startswith("local"):
        return spark_engine(url)
    raise ValueError(f"neither ClickHouse nor Spark: {scheme}")


def _clickhouse(url: str) -> Engine:
    from clickhouse_connect.driver.exceptions import Error

    try:
        return clickhouse_engine(url)
    except Error as error:
        raise Unreachable(urlsplit(url).hostname or "") from error


def warehouse(url: str, *, as_of: date, taken_at: datetime, currency: str) -> Ledger:
    """The tables at an address as a ledger; they may change at any time, so nothing is cached."""
    return warehouse_over(engine_at(url), as_of=as_of, taken_at=taken_at, currency=currency)


def warehouse_over(engine: Engine, *, as_of: date, taken_at: datetime, currency: str) -> Ledger:
    """The tables of an engine as a ledger of which nothing is cached."""
    return Ledger(
        engine.tables,
        engine,
        identity=None,
        snapshot_id="live",
        as_of=as_of,
        taken_at=taken_at,
        currency=currency,
    )
