"""The exports as files: repeatable, complete, importable, and such as a company would have."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from salesops.demo import IMPORTS, KINDS, SIGN_INS, company, write_exports
from salesops.demo.company import SIZES
from salesops.demo.horizon import Horizon
from salesops.demo.orders import order_months
from salesops.demo.people import staff
from salesops.ingest.intake import INTAKES
from tests.demo.conftest import UNTIL, Imported


def test_the_same_seed_and_end_give_the_same_bytes(planted: Imported, tmp_path: Path) -> None:
    again = write_exports(tmp_path, until=UNTIL)
    first = planted.exports
    names = [path.relative_to(tmp_path) for path in again.files]
    assert names == [path.relative_to(first.folder) for path in first.files]
    different = [n for n in names if (tmp_path / n).read_bytes() != (first.folder / n).read_bytes()]
    assert different == []


def test_another_seed_is_another_company(planted: Imported, tmp_path: Path) -> None:
    other = write_exports(tmp_path, until=UNTIL, seed=2)
    name = Path("finance") / "订单明细2025.csv"
    assert (other.folder / name).read_bytes() != (planted.exports.folder / name).read_bytes()


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_nobody_leaves_a_position_before_taking_it(size: str) -> None:
    held = staff(SIZES[size], Horizon(UNTIL), seed=7).positions
    assert [p for p in held if p.ends_before and p.ends_before <= p.starts_on] == []


def test_every_table_that_can_be_imported_is_filled(planted: Imported) -> None:
    assert [table for table, _, _ in IMPORTS] and {t for t, _, _ in IMPORTS} == set(INTAKES)
    assert [table for table, frame in planted.tables.items() if frame.is_empty()] == []


@pytest.mark.parametrize("name", ["planted", "innocent"])
def test_only_the_rows_meant_to_be_refused_are_refused(
    name: str, request: pytest.FixtureRequest
) -> None:
    company_: Imported = request.getfixturevalue(name)
    refused: Counter[str] = Counter()
    for outcome in company_.outcomes:
        assert outcome.rows == outcome.accepted + outcome.rejected
        refused[outcome.table] += outcome.rejected
    assert +refused == Counter(company_.truth["rejected_rows"])


def test_every_file_is_imported_by_somebody(planted: Imported) -> None:
    folder = planted.exports.folder
    taken = {path for _, glob, _ in IMPORTS for path in folder.glob(glob)}
    rest = {p.relative_to(folder).parts[0] for p in planted.exports.files if p not in taken}
    assert rest == {"mappings", "truth.json"}


def test_the_sign_ins_are_one_person_a_role_and_the_rep_reports_to_the_manager(
    planted: Imported,
) -> None:
    people = planted.tables["people"].filter(pl.col("ends_before").is_null())
    found = {row["person_id"]: row for row in people.iter_rows(named=True)}
    assert {role: found[person]["role"] for role, person in SIGN_INS.items()} == {
        role: role for role in SIGN_INS
    }
    assert found[SIGN_INS["rep"]]["manager_id"] == SIGN_INS["manager"]


def test_nobody_is_in_two_places_at_once(planted: Imported) -> None:
    spells = planted.tables["people"].sort("person_id", "starts_on")
    overlap = spells.with_columns(
        pl.col("starts_on").shift(-1).over("person_id").alias("next")
    ).filter(pl.col("next").is_not_null() & (pl.col("ends_before") != pl.col("next")))
    assert overlap.height == 0


def test_the_seller_of_every_line_was_in_a_position_that_day(planted: Imported) -> None:
    spells = planted.tables["people"].select("person_id", "starts_on", "ends_before", "left_on")
    lines = planted.tables["orders"].filter(pl.col("quantity") > 0).join(spells, on="person_id")
    fits = (pl.col("starts_on") <= pl.col("booked_on")) & (
        pl.col("ends_before").is_null() | (pl.col("booked_on") < pl.col("ends_before"))
    )
    lines_in_office = lines.filter(fits)["line_id"].n_unique()
    assert lines_in_office == planted.tables["orders"].filter(pl.col("quantity") > 0).height


def test_the_company_looks_like_one(planted: Imported) -> None:
    orders = planted.tables["orders"].filter(pl.col("currency") == "CNY")
    yearly = orders.group_by(pl.col("booked_on").dt.year().alias("year")).agg(
        pl.col("net_amount", "list_amount").sum()
    ).sort("year")  # fmt: skip
    sales = [float(amount) for amount in yearly["net_amount"]]
    assert 2.5e8 < sales[0] < 6e8
    assert all(0.10 < now / then - 1 < 0.20 for then, now in pairwise(sales[:3]))
    returned = orders.filter(pl.col("is_return"))["net_amount"].sum() / orders["net_amount"].sum()
    assert Decimal("-0.03") < returned < Decimal("-0.01")
    customers = orders.group_by("account_id").agg(pl.col("net_amount").sum())
    ranked = customers.sort("net_amount", descending=True)["net_amount"].cast(pl.Float64)
    assert 0.55 < ranked.head(len(ranked) // 5).sum() / ranked.sum() < 0.85


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_a_year_ends_near_its_quota(planted: Imported, innocent: Imported, year: int) -> None:
    for company_ in (planted, innocent):
        tables = company_.tables
        sold = tables["orders"].filter(pl.col("booked_on").dt.year() == year)
        yuan = sold["net_amount"].cast(pl.Float64) * (sold["currency"] == "USD").replace_strict(
            {True: 7.1, False: 1.0}
        )
        quota = tables["quotas"].filter(pl.col("plan") == str(year))["amount"].sum()
        assert 0.92 < yuan.sum() / float(quota) < 1.04


def test_money_comes_in_for_orders_and_never_more_than_was_owed(planted: Imported) -> None:
    owed = planted.tables["orders"].group_by("order_id").agg(pl.col("net_amount").sum())
    paid = planted.tables["receipts"].group_by("order_id").agg(pl.col("amount").sum())
    both = paid.join(owed, on="order_id", how="left")
    # Goods that come back after `until` are already out of what is paid, never the other way.
    over = both.filter(pl.col("amount") > pl.col("net_amount"))
    assert over.height == 0
    share = both["amount"].sum() / owed["net_amount"].sum()
    assert Decimal("0.85") < share < Decimal("0.99")


def test_doubles_are_named_in_the_truth_and_have_orders(planted: Imported) -> None:
    doubles = pl.DataFrame(planted.truth["duplicate_accounts"])
    accounts = planted.tables["accounts"].select("account_id", "name")
    named = doubles.join(accounts, on="account_id").join(
        accounts, left_on="same_as", right_on="account_id", suffix="_original"
    )
    assert named.height == doubles.height >= 6
    assert (named["name"] != named["name_original"]).sum() > named.height * 0.9
    bought = planted.tables["orders"].join(doubles, on="account_id", how="semi")
    assert bought.height > 20


@pytest.mark.parametrize("until", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 5)])
def test_any_last_day_will_do(until: date, tmp_path: Path) -> None:
    exports = write_exports(tmp_path, until=until)
    horizon = Horizon(until)
    assert (until - horizon.starts_on).days >= 3 * 365 - 1
    newest = max(tmp_path.glob("finance/订单明细*.csv"))
    lines = pl.read_csv(newest, encoding="gb18030", infer_schema=False)
    days = lines["下单日期"].str.to_date("%Y/%-m/%-d", strict=False)
    assert (until - days.max()).days <= 4 and days.max() <= until
    assert 9_500 < exports.order_lines < 10_500


def test_a_truth_left_out_changes_only_what_it_touches() -> None:
    one = company(size="small", until=UNTIL, seed=7, plant={"competitor_promotion"})
    none = company(size="small", until=UNTIL, seed=7, plant=False)
    with_it = pl.concat([booked.lines for booked in order_months(one)])
    without = pl.concat([booked.lines for booked in order_months(none)])
    touched = pl.concat([
        with_it.join(without, on=with_it.columns, how="anti"),
        without.join(with_it, on=with_it.columns, how="anti"),
    ])  # fmt: skip
    assert touched.height > 0
    assert touched["province"].n_unique() == 1
    assert touched["line"].n_unique() == 1
    assert touched["day"].min() >= date(2026, 8, 1)


def test_an_unknown_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such planted truth: luck"):
        write_exports(tmp_path, until=UNTIL, plant={"luck"})


def test_the_truth_file_names_every_truth_with_its_size_and_cause(
    planted: Imported, innocent: Imported
) -> None:
    assert [entry["kind"] for entry in planted.truth["planted"]] == list(KINDS)
    for entry in planted.truth["planted"]:
        assert entry["where"] and entry["size"] and set(entry["cause"]) == {"zh", "en"}
        assert entry["starts_on"] < entry["ends_before"]
    assert innocent.truth["planted"] == []
