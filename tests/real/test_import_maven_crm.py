"""Maven's CRM: deals that name a product otherwise than the product list does."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from salesops.ledger.calendar import calendar_rows
from salesops.ledger.resolve.bundles import BatchRef
from salesops.ledger.resolve.records import Records
from salesops.ledger.snapshot import build, open_snapshot
from salesops.metrics.question import Question, answer
from tests.ledger.workshop import NOW, records
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


def test_a_month_has_won_what_closed_in_it(
    data: Path, known: dict[str, pl.Series], tmp_path: Path
) -> None:
    source = data / "maven_crm" / "sales_pipeline.csv"
    _, deals = brought_in("maven_crm/deals", source, known)
    folder = tmp_path / "batches" / "b1"
    folder.mkdir(parents=True)
    deals.write_parquet(folder / "rows.parquet")
    days = calendar_rows(date(2016, 1, 1), date(2018, 12, 31), {})
    said = Records({**records().tables, "calendar": days})
    made = build(
        tmp_path,
        said,
        [BatchRef("b1", "deals", folder)],
        as_of=date(2017, 12, 31),
        currency="USD",
        made_at=NOW,
    )
    ledger = open_snapshot(tmp_path, made.snapshot_id)
    asked = ("won_deals", "won_amount", "lost_deals", "deal_count")
    whole = answer(ledger, Question(asked)).totals
    assert whole == {
        "won_deals": 4_238,
        "won_amount": 10_005_534,
        "lost_deals": 2_473,
        "deal_count": 8_800,
    }
    exported = pl.read_csv(source).filter(pl.col("deal_stage") == "Won")
    december = exported.filter(pl.col("close_date").str.starts_with("2017-12"))
    month = Question(asked, starts_on=date(2017, 12, 1), ends_before=date(2018, 1, 1))
    found = answer(ledger, month).totals
    assert found["won_deals"] == len(december) > 0
    assert found["won_amount"] == december["close_value"].sum()
