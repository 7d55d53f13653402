"""AdventureWorks: a warehouse's Parquet and an ERP's files without headings."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.real.public import brought_in, counts

pytestmark = pytest.mark.requires("data")


def test_all_internet_order_lines_come_in(data: Path) -> None:
    source = data / "adventureworks_dw" / "InternetSales.parquet"
    _, regions = brought_in(
        "adventureworks_dw/regions", data / "adventureworks_dw" / "DimSalesTerritory.csv"
    )
    _, accounts = brought_in("adventureworks_dw/accounts", source)
    _, products = brought_in("adventureworks_dw/products", source)
    known = {
        "regions": regions["region_id"],
        "accounts": accounts["account_id"],
        "products": products["product_id"],
    }
    outcome, orders = brought_in("adventureworks_dw/orders", source, known)
    assert counts(outcome) == (60_398, 60_398, 0)
    assert outcome.unchanged == 0
    assert orders["net_amount"].sum() == Decimal("29358677.2207")
    assert orders["cost"].sum() == Decimal("17277793.5757")
    assert orders["quantity"].sum() == 60_398
    assert (orders["booked_on"].min(), orders["booked_on"].max()) == (
        date(2010, 12, 29), date(2014, 1, 28),
    )  # fmt: skip
    assert orders["order_id"].n_unique() == 27_659
    assert (len(accounts), len(products), len(regions)) == (18_484, 158, 11)


def test_all_quotas_come_in_with_their_quarters(data: Path) -> None:
    source = data / "adventureworks_dw" / "FactSalesQuota.csv"
    people_outcome, people = brought_in("adventureworks_dw/people", source)
    assert (people_outcome.accepted, len(people)) == (163, 17)
    known = {"people": people["person_id"]}
    outcome, quotas = brought_in("adventureworks_dw/quotas", source, known)
    assert counts(outcome) == (163, 163, 0)
    assert quotas["amount"].sum() == Decimal(95_714_000)
    lengths = (quotas["ends_before"] - quotas["starts_on"]).dt.total_days()
    assert lengths.is_between(88, 92).all()


def test_the_resellers_come_in(data: Path) -> None:
    outcome, resellers = brought_in(
        "adventureworks_dw/resellers", data / "adventureworks_dw" / "DimReseller.csv"
    )
    assert counts(outcome) == (701, 701, 0)
    assert resellers["account_id"].str.starts_with("AW0000").all()


@pytest.mark.parametrize(
    ("example", "file", "rows"),
    [
        ("regions", "SalesTerritory", 10),
        ("people", "SalesPerson", 17),
        ("people_history", "SalesTerritoryHistory", 17),
        ("quotas", "SalesPersonQuotaHistory", 163),
        ("products", "Product", 504),
        ("accounts", "Store", 701),
        ("exchange_rates", "CurrencyRate", 13_532),
    ],
)
def test_the_files_of_the_erp_come_in_whole(data: Path, example: str, file: str, rows: int) -> None:
    source = data / "adventureworks_oltp" / f"{file}.csv"
    outcome, frame = brought_in(f"adventureworks_oltp/{example}", source)
    assert counts(outcome) == (rows, rows, 0)
    assert len(frame) == rows


def test_what_the_erp_says_is_understood(data: Path) -> None:
    folder = data / "adventureworks_oltp"
    _, regions = brought_in("adventureworks_oltp/regions", folder / "SalesTerritory.csv")
    known = {"regions": regions["region_id"]}
    _, people = brought_in("adventureworks_oltp/people", folder / "SalesPerson.csv", known)
    known["people"] = people["person_id"]
    moves, history = brought_in(
        "adventureworks_oltp/people_history", folder / "SalesTerritoryHistory.csv", known
    )
    assert moves.rejected == 0
    first = history.filter(pl.col("person_id") == "275").sort("starts_on")
    assert first["ends_before"][0] == first["starts_on"][1] == date(2023, 11, 30)
    stores, accounts = brought_in("adventureworks_oltp/accounts", folder / "Store.csv", known)
    assert stores.rejected == 0
    assert accounts["name"][0] == "Next-Door Bike Store"
    _, quotas = brought_in(
        "adventureworks_oltp/quotas", folder / "SalesPersonQuotaHistory.csv", known
    )
    assert quotas["amount"].sum() == Decimal(95_714_000)
    _, products = brought_in("adventureworks_oltp/products", folder / "Product.csv")
    assert set(products["line"].drop_nulls()) == {"Road", "Mountain", "Touring", "Standard"}
    _, rates = brought_in("adventureworks_oltp/exchange_rates", folder / "CurrencyRate.csv")
    aud = rates.filter(pl.col("currency") == "AUD").sort("starts_on")
    assert aud["rate"][0] == Decimal("0.64516129")
