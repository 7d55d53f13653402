from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from salesops.kernel.problem import Problem
from salesops.ledger.checks import check
from salesops.ledger.engines import duckdb_engine
from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES
from salesops.ledger.snapshot import open_snapshot
from tests.ledger.workshop import NOW, Row, batch, line, records, snapshot, table


def ledger(folder: Path, **rows: list[Row]) -> Ledger:
    """A ledger of tables as somebody's warehouse may hold them."""
    parts = {}
    for name, said in rows.items():
        made = table(said, TABLES[name].columns)
        missing = [c for c in TABLES[name].columns if c not in made.column_names]
        for column in missing:
            made = made.append_column(column, pa.nulls(made.num_rows))
        pq.write_table(made, folder / f"{name}.parquet")
        parts[name] = [folder / f"{name}.parquet"]
    engine = duckdb_engine(parts)
    return Ledger(
        tables=engine.tables, engine=engine, identity=None, snapshot_id="theirs",
        as_of=date(2025, 12, 31), taken_at=NOW, currency="CNY",
    )  # fmt: skip


def order(line_id: str, **more: object) -> Row:
    return {"line_id": line_id, "order_id": "O", "booked_on": "2025-03-01", "quantity": 1,
            "net_amount": 1, **more}  # fmt: skip


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code.removeprefix("ledger_") for problem in problems]


def test_a_snapshot_of_good_data_has_no_problems(tmp_path: Path) -> None:
    made = snapshot(tmp_path, batch(tmp_path, "orders", [line("1", "2025-03-01", 1)], "b1"))
    assert check(open_snapshot(tmp_path, made.snapshot_id)) == []


def test_an_empty_ledger_has_no_problems(tmp_path: Path) -> None:
    assert check(ledger(tmp_path)) == []


def test_a_key_that_stands_twice_is_found(tmp_path: Path) -> None:
    calendar: list[Row] = [{"day": "2025-03-01"}]
    (problem,) = check(ledger(tmp_path, calendar=calendar, orders=[order("1"), order("1")]))
    assert problem.reason("en") == (
        "Table orders has 1 keys that stand more than once, for example 1."
    )
    assert problem.where.column == "orders.line_id"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"net_amount": None}, "missing_value"),
        ({"net_amount": 10**13}, "absurd_amount"),
        ({"product_id": "gone"}, "unknown_parent"),
        ({"booked_on": "2029-03-01"}, "in_the_future"),
    ],
)
def test_what_is_wrong_with_an_order_is_found(
    tmp_path: Path, more: dict[str, object], expected: str
) -> None:
    calendar: list[Row] = [{"day": "2025-03-01"}, {"day": "2029-03-01"}]
    rows = [order("0"), order("1", **more)]
    assert codes(check(ledger(tmp_path, calendar=calendar, orders=rows))) == [expected]


def test_an_unknown_parent_is_named(tmp_path: Path) -> None:
    calendar: list[Row] = [{"day": "2025-03-01"}]
    rows = [order("1", region_id="moon"), order("2", region_id="mars")]
    (problem,) = check(ledger(tmp_path, calendar=calendar, orders=rows))
    assert problem.reason("zh") == "orders.region_id 有 2 行指向 regions 中不存在的值，例如 mars。"
    assert "regions" in problem.remedy("en")


def test_a_period_that_ends_before_it_starts_and_a_share_above_one_are_found(
    tmp_path: Path,
) -> None:
    said: Row = {"share_observation_id": "x", "starts_on": "2025-03-01",
                 "ends_before": "2025-03-01", "share": 12}  # fmt: skip
    found = check(ledger(tmp_path, calendar=[{"day": "2025-03-01"}], share_observations=[said]))
    assert sorted(codes(found)) == ["ends_before_it_starts", "not_a_share"]


def test_an_amount_without_an_exchange_rate_is_found(tmp_path: Path) -> None:
    orders = batch(tmp_path, "orders", [line("1", "2025-03-01", 1, currency="USD")], "b1")
    made = snapshot(tmp_path, orders, said=records())
    found = check(open_snapshot(tmp_path, made.snapshot_id))
    assert {(p.code, p.where.column) for p in found} == {
        ("ledger_missing_value", "orders.net_amount"),
        ("ledger_missing_value", "credits.amount"),
    }


def test_every_problem_can_be_said_in_both_languages(tmp_path: Path) -> None:
    rows = [order("1", product_id="gone", net_amount=None), order("1", net_amount=10**13)]
    for problem in check(ledger(tmp_path, orders=rows)):
        for language in ("zh", "en"):
            assert "{" not in problem.reason(language) + problem.remedy(language)
