"""Online Retail II: half a million lines with cancellations, as Parquet and as a GB18030 CSV."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.real.public import brought_in, counts

pytestmark = pytest.mark.requires("data")
FILE = "online_retail_II_2009_2010.parquet"


def test_every_line_comes_in_and_cancellations_are_returns(data: Path, tmp_path: Path) -> None:
    source = data / "online_retail" / FILE
    outcome, orders = brought_in("online_retail/orders", source)
    assert counts(outcome) == (525_461, 525_461, 0)
    assert outcome.unchanged == 0
    raw = pl.read_parquet(source)
    cancelled = orders.filter(pl.col("order_id").str.starts_with("C"))
    assert len(cancelled) == raw["Invoice"].str.starts_with("C").sum() == 10_206
    # One cancellation of 2010 has a positive quantity in the source; it stays a sale.
    assert (
        cancelled["is_return"].sum()
        == (raw.filter(pl.col("Invoice").str.starts_with("C"))["Quantity"] < 0).sum()
    )
    assert (orders.filter("is_return")["net_amount"] <= 0).all()
    exact = raw.select(
        (pl.col("Quantity").cast(pl.Decimal(38, 3)) * pl.col("Price").cast(pl.Decimal(38, 3))).sum()
    ).item()
    assert orders["net_amount"].sum() == exact == Decimal("9539484.634")
    assert (orders["account_id"] == "guest").sum() == 107_927
    assert orders["account_id"].n_unique() == 4_384

    text = tmp_path / "online_retail.csv"
    text.write_bytes(raw.write_csv().encode("gb18030"))
    from_text, same = brought_in("online_retail/orders", text)
    assert counts(from_text) == (525_461, 525_461, 0)
    assert same["net_amount"].sum() == exact
    ids = pl.col("account_id").str.strip_suffix(".0")
    assert same.with_columns(ids).drop("row_hash").equals(orders.drop("row_hash"))


def test_its_customers_products_and_countries_come_in_once_each(data: Path) -> None:
    source = data / "online_retail" / FILE
    for example, distinct in (("accounts", 4_384), ("products", 4_631), ("regions", 40)):
        outcome, frame = brought_in(f"online_retail/{example}", source)
        assert (outcome.accepted, outcome.rejected) == (525_461, 0)
        assert len(frame) == distinct
        assert outcome.unchanged == 525_461 - distinct
