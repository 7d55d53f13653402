"""Northwind: a whole small company out of SQLite."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.real.public import brought_in, counts

pytestmark = pytest.mark.requires("data")


def test_the_company_comes_in_from_its_database(data: Path) -> None:
    file = data / "northwind" / "northwind.sqlite"
    url = f"sqlite:///{file}"
    people_outcome, people = brought_in("northwind/people", url)
    accounts_outcome, accounts = brought_in("northwind/accounts", url)
    products_outcome, products = brought_in("northwind/products", url)
    known = {
        "people": people["person_id"],
        "accounts": accounts["account_id"],
        "products": products["product_id"],
    }
    outcome, orders = brought_in("northwind/orders", url, known)
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:

        def one(query: str) -> object:
            return connection.execute(query).fetchone()[0]

        lines = one('SELECT count(*) FROM "Order Details"')
        assert lines == 2_155
        assert counts(outcome) == (lines, lines, 0)
        assert orders["order_id"].n_unique() == one("SELECT count(*) FROM Orders") == 830
        assert orders["quantity"].sum() == one('SELECT sum(Quantity) FROM "Order Details"')
        for frame, got, table in (
            (people, people_outcome, "Employees"),
            (accounts, accounts_outcome, "Customers"),
            (products, products_outcome, "Products"),
        ):
            assert len(frame) == got.accepted == one(f"SELECT count(*) FROM {table}")
    assert orders["net_amount"].sum() == Decimal("1265793.0395")
    assert people.filter(person_id="2")["name"].item() == "Andrew Fuller"
