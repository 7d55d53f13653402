"""Maven's CRM: deals that name a product otherwise than the product list does."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.real.public import brought_in, counts

pytestmark = pytest.mark.requires("data")


@pytest.fixture(scope="module")
def known(data: Path) -> dict[str, pl.Series]:
    """The records the deals refer to, imported in their order."""
    folder = data / "maven_crm"
    _, regions = brought_in("maven_crm/regions", folder / "sales_teams.csv")
    ids = {"regions": regions["region_id"]}
    managers, leading = brought_in("maven_crm/managers", folder / "sales_teams.csv", ids)
    ids["people"] = leading["person_id"]
    agents, people = brought_in("maven_crm/people", folder / "sales_teams.csv", ids)
    assert (counts(managers), counts(agents)) == ((35, 35, 0), (35, 35, 0))
    assert (len(leading), len(people), len(regions)) == (6, 35, 3)
    ids["people"] = pl.concat([leading["person_id"], people["person_id"]])
    products, listed = brought_in("maven_crm/products", folder / "products.csv")
    accounts, customers = brought_in("maven_crm/accounts", folder / "accounts.csv")
    assert (counts(products), counts(accounts)) == ((7, 7, 0), (85, 85, 0))
    assert "technolgy" not in customers["industry"].to_list()
    return {**ids, "products": listed["product_id"], "accounts": customers["account_id"]}


def test_a_product_spelt_otherwise_is_a_problem_that_names_the_right_one(
    data: Path, known: dict[str, pl.Series]
) -> None:
    source = data / "maven_crm" / "sales_pipeline.csv"
    outcome, _ = brought_in("maven_crm/deals_as_exported", source, known)
    assert counts(outcome) == (8_800, 7_320, 1_480)
    assert outcome.problem_counts == {"unknown_reference": 1_480}
    assert {p.where.value for p in outcome.problems} == {"GTXPro"}
    for language in ("zh", "en"):
        assert all("GTX Pro" in p.remedy(language) for p in outcome.problems)


def test_with_an_alias_every_deal_comes_in(data: Path, known: dict[str, pl.Series]) -> None:
    source = data / "maven_crm" / "sales_pipeline.csv"
    outcome, deals = brought_in("maven_crm/deals", source, known)
    assert counts(outcome) == (8_800, 8_800, 0)
    won = deals.filter(pl.col("status") == "won")
    assert (len(won), won["amount"].sum()) == (4_238, Decimal(10_005_534))
    assert (deals["status"] == "lost").sum() == 2_473
    assert (deals["stage"] == "Engaging").sum() == 1_589
    assert (deals["stage"] == "Prospecting").sum() == 500
    assert (deals["status"] == "open").sum() == 1_589 + 500
    assert deals["account_id"].null_count() == 1_425
    assert (deals["product_id"] == "GTX Pro").sum() == 1_480
