"""The dealings of one customer: the same rows from the copy as from the facts themselves."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salesops.ledger.by_account import COPIED, ROWS_A_GROUP, Rows, rows_of
from salesops.ledger.snapshot import manifest, open_snapshot
from salesops.ledger.views import between, restrict
from tests.ledger.workshop import batch, line, records, snapshot

ORDERS = [
    line("1", "2025-03-01", 100),
    line("2", "2025-03-02", 50, account_id="A2", person_id="cy"),
    line("3", "2024-01-05", -20, is_return=True, quantity=-1),
    line("4", "2024-01-05", 30, account_id="nobody we know"),
]
PAID = [{"receipt_id": "R1", "order_id": "O1", "received_on": "2025-04-01", "amount": 60}]


def ordered(rows: Rows) -> Rows:
    return sorted(rows, key=str)


def told(rows: Rows, column: str) -> list[object]:
    return [row[column] for row in rows]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_a_copy_holds_the_customers_rows_and_no_others(home: Path) -> None:
    taken = snapshot(home, batch(home, "orders", ORDERS, "b1"), batch(home, "receipts", PAID, "b2"))
    ledger = open_snapshot(home, taken.snapshot_id)
    assert set(ledger.copies) == set(COPIED)
    assert told(rows_of(ledger, "orders", ["A1"]), "order_id") == ["O3", "O1"]
    assert told(rows_of(ledger, "receipts", ["A1"]), "amount") == [60]
    assert rows_of(ledger, "activities", ["A1"]) == []
    for table in COPIED:
        slowly = rows_of(replace(ledger, copies={}), table, ["A1", "A2"])
        assert ordered(rows_of(ledger, table, ["A1", "A2"])) == ordered(slowly)


def test_customers_in_groups_of_rows_far_apart_are_found_in_each(home: Path) -> None:
    known = [{"account_id": f"A{n:03d}", "name": f"No {n}"} for n in range(1000)]
    many = [
        line(str(n), "2025-03-01", n, account_id=f"A{n % 1000:03d}")
        for n in range(3 * ROWS_A_GROUP)
    ]
    orders = batch(home, "orders", many, "b1")
    taken = snapshot(home, orders, said=records(accounts=known))
    ledger = open_snapshot(home, taken.snapshot_id)
    ids = ["A000", "A404", "A999", "A9990", ""]
    slowly = rows_of(replace(ledger, copies={}), "orders", ids)
    assert len(slowly) == sum(f"A{n % 1000:03d}" in ids for n in range(3 * ROWS_A_GROUP))
    assert ordered(rows_of(ledger, "orders", ids)) == ordered(slowly)


def test_what_records_tell_of_is_not_kept_again(home: Path) -> None:
    called = [
        {"activity_id": "V1", "account_id": "A1", "kind": "call", "happened_at": "2025-03-01 09:00"}
    ]
    kept = replace(batch(home, "activities", called, "month"), of_records=True)
    ledger = open_snapshot(home, snapshot(home, kept).snapshot_id)
    assert ledger.engine.fetch(ledger["activities"]).num_rows == 1
    assert rows_of(ledger, "activities", ["A1"]) == []


def test_an_id_with_a_quote_in_it_is_only_an_id(home: Path) -> None:
    taken = snapshot(home, batch(home, "orders", ORDERS, "b1"))
    ledger = open_snapshot(home, taken.snapshot_id)
    assert rows_of(ledger, "orders", ["' OR account_id IS NOT NULL OR '"]) == []


def test_a_view_of_a_ledger_does_not_reach_past_itself_into_the_copies(home: Path) -> None:
    taken = snapshot(home, batch(home, "orders", ORDERS, "b1"))
    whole = open_snapshot(home, taken.snapshot_id)
    bos = restrict(whole, "people.person_id", ["bo"])
    assert not bos.copies
    assert rows_of(bos, "orders", ["A2"]) == []
    this_year = between(whole, date(2025, 1, 1))
    assert told(rows_of(this_year, "orders", ["A1"]), "order_id") == ["O1"]


def test_more_rows_cost_one_more_copy(home: Path) -> None:
    said = [batch(home, "orders", [line(str(n), "2025-03-01", n)], f"b{n}") for n in range(40)]
    before = {part.fingerprint for part in snapshot(home, *said).working["orders_by_account"]}
    more = batch(home, "orders", [line("more", "2025-03-02", 50)], "more")
    taken = snapshot(home, *said, more)
    after = {part.fingerprint for part in taken.working["orders_by_account"]}
    assert len(before - after) <= 1
    assert manifest(home, taken.snapshot_id).working["orders_by_account"]


def test_a_merge_brings_both_customers_rows_together(home: Path) -> None:
    merged = records(crosswalk=[{"source_account_id": "A2", "account_id": "A1"}])
    orders = batch(home, "orders", ORDERS, "b1")
    ledger = open_snapshot(home, snapshot(home, orders, said=merged).snapshot_id)
    assert sorted(told(rows_of(ledger, "orders", ["A1"]), "order_id")) == ["O1", "O2", "O3"]
