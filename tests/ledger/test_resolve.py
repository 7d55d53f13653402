from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesops.kernel.period import period
from salesops.ledger.manifest import Manifest
from salesops.ledger.resolve.expected import Past, expected_share
from salesops.ledger.resolve.records import places, survivors
from tests.ledger.workshop import COMPANY, ask, batch, line, records, snapshot, value


def revenue_by_account(home: Path, made: Manifest) -> list[tuple[object, ...]]:
    query = "SELECT account_id, sum(net_amount)::INT FROM orders GROUP BY ALL ORDER BY ALL"
    return ask(home, made, query)


def test_last_years_rows_stay_with_last_years_team(tmp_path: Path) -> None:
    orders = batch(
        tmp_path, "orders", [line("1", "2024-03-01", 100), line("2", "2025-03-01", 50)], "b1"
    )
    made = snapshot(tmp_path, orders)
    by_team = ask(
        tmp_path, made,
        "SELECT p.team, sum(net_amount)::INT FROM orders JOIN people p USING (position_id)"
        " GROUP BY ALL ORDER BY ALL",
    )  # fmt: skip
    assert by_team == [("East", 100), ("North", 50)]


@pytest.mark.parametrize(
    ("booked_on", "position"),
    [
        ("2024-12-31", "bo-1"),
        ("2025-01-01", "bo-2"),
        ("2022-06-01", "bo-1"),
        ("2026-08-01", "bo-2"),
    ],
)
def test_an_order_belongs_to_the_position_of_its_day(
    tmp_path: Path, booked_on: str, position: str
) -> None:
    made = snapshot(tmp_path, batch(tmp_path, "orders", [line("1", booked_on, 1)], "b1"))
    assert ask(tmp_path, made, "SELECT position_id FROM orders") == [(position,)]


def test_an_order_without_a_seller_belongs_to_the_owner_of_its_customer(tmp_path: Path) -> None:
    said = [line("1", "2025-03-01", 1, person_id=None, account_id="A2")]
    made = snapshot(tmp_path, batch(tmp_path, "orders", said, "b1"))
    assert ask(tmp_path, made, "SELECT position_id, region_id FROM orders") == [("cy-1", "N")]


def test_an_order_without_a_seller_stays_with_the_owner_of_its_day(tmp_path: Path) -> None:
    said = [
        line(str(n), day, 1, person_id=None, account_id="A2")
        for n, day in enumerate(("2024-07-01", "2025-05-31", "2025-06-01"))
    ]
    held = [
        {"account_id": "A2", "person_id": "bo", "began_on": "2025-01-01"},
        {"account_id": "A2", "person_id": "cy", "began_on": "2025-06-01"},
    ]
    orders = batch(tmp_path, "orders", said, "b1")
    made = snapshot(tmp_path, orders)
    assert ask(tmp_path, made, "SELECT DISTINCT position_id FROM orders") == [("cy-1",)]
    made = snapshot(tmp_path, orders, said=records(holdings=held))
    assert ask(tmp_path, made, "SELECT position_id FROM orders ORDER BY booked_on") == [
        ("bo-1",), ("bo-2",), ("cy-1",),
    ]  # fmt: skip


def test_a_region_is_the_rows_own_then_the_customers_then_the_sellers(tmp_path: Path) -> None:
    said = [
        line("1", "2025-03-01", 1, region_id="E"),
        line("2", "2025-03-01", 1),
        line("3", "2025-03-01", 1, account_id="A2"),
        line("4", "2025-03-01", 1, account_id="A2", region_id="nowhere"),
    ]
    made = snapshot(tmp_path, batch(tmp_path, "orders", said, "b1"))
    found = ask(tmp_path, made, "SELECT line_id, region_id FROM orders ORDER BY line_id")
    assert found == [("1", "E"), ("2", "SH"), ("3", "N"), ("4", "N")]


def test_a_row_that_cannot_be_placed_is_kept_without_a_place(tmp_path: Path) -> None:
    said = [line("1", "2025-03-01", 9, account_id="?", person_id="?", product_id="?")]
    made = snapshot(tmp_path, batch(tmp_path, "orders", said, "b1"))
    columns = "account_id, product_id, position_id, region_id, net_amount::INT"
    assert ask(tmp_path, made, f"SELECT {columns} FROM orders") == [(None, None, None, None, 9)]


def test_what_an_order_line_leaves_out_is_filled_in(tmp_path: Path) -> None:
    said = [line("1", "2025-03-01", 90), line("2", "2025-03-01", -30, quantity=-1)]
    made = snapshot(tmp_path, batch(tmp_path, "orders", said, "b1"))
    columns = "list_amount::INT, is_return, currency"
    found = ask(tmp_path, made, f"SELECT {columns} FROM orders ORDER BY line_id")
    assert found == [(90, False, "CNY"), (-30, True, "CNY")]


def test_columns_that_only_some_batches_have_are_empty_in_the_others(tmp_path: Path) -> None:
    old = batch(tmp_path, "orders", [line("1", "2025-03-01", 1)], "old")
    new = batch(tmp_path, "orders", [line("2", "2025-03-01", 1, channel="web", cost=3)], "new")
    made = snapshot(tmp_path, old, new)
    found = ask(tmp_path, made, "SELECT channel, cost::INT FROM orders ORDER BY line_id")
    assert found == [(None, None), ("web", 3)]


MERGE = {"source_account_id": "A3", "account_id": "A1"}
UNMERGE = {"source_account_id": "A3", "account_id": "A3"}


def test_a_merge_tells_a_new_story_and_undone_the_old_one(tmp_path: Path) -> None:
    said = [line("1", "2025-03-01", 100), line("2", "2025-03-02", 50, account_id="A3")]
    orders = batch(tmp_path, "orders", said, "b1")
    apart = snapshot(tmp_path, orders)
    merged = snapshot(tmp_path, orders, said=records(crosswalk=[MERGE]))
    undone = snapshot(tmp_path, orders, said=records(crosswalk=[MERGE, UNMERGE]))
    assert revenue_by_account(tmp_path, apart) == [("A1", 100), ("A3", 50)]
    assert revenue_by_account(tmp_path, merged) == [("A1", 150)]
    assert revenue_by_account(tmp_path, undone) == [("A1", 100), ("A3", 50)]
    assert undone.fingerprint == apart.fingerprint


def test_a_merged_account_is_gone_and_leaves_what_the_other_did_not_know(tmp_path: Path) -> None:
    made = snapshot(tmp_path, said=records(crosswalk=[MERGE]))
    found = ask(tmp_path, made, "SELECT account_id, name, industry FROM accounts ORDER BY 1")
    assert found == [("A1", "Acme", "food"), ("A2", "Beta", "steel")]


def test_merges_are_followed_to_their_end_and_circles_broken() -> None:
    assert survivors([("c", "b"), ("b", "a")]) == {"c": "a", "b": "a"}
    assert survivors([("b", "a"), ("b", "c")]) == {"b": "c"}
    assert survivors([("b", "a"), ("a", "b"), ("c", "b")]) == {"a": "a", "b": "a", "c": "a"}


def test_a_tree_of_regions_is_made_flat() -> None:
    found = places([("CN", "全国", None), ("E", "华东", "CN"), ("SH", "上海", "E")])
    assert (found["SH"].path, found["SH"].area, found["SH"].level) == ("全国/华东/上海", "华东", 3)
    assert (found["CN"].path, found["CN"].area, found["CN"].level) == ("全国", "全国", 1)


def test_without_a_single_root_the_roots_are_the_areas() -> None:
    found = places([("E", "East", None), ("SH", "Shanghai", "E"), ("N", "North", "gone")])
    assert {found[region].area for region in ("E", "SH")} == {"East"}
    assert (found["N"].area, found["N"].level) == ("North", 1)


def test_regions_that_go_in_a_circle_end_somewhere() -> None:
    assert places([("A", "a", "B"), ("B", "b", "A")])["A"].path == "b/a"


RATES = [
    {"currency": "USD", "starts_on": "2025-01-01", "rate": "7.2"},
    {"currency": "USD", "starts_on": "2025-03-01", "rate": "7.12345"},
]


def test_foreign_amounts_are_converted_to_the_cent_at_the_latest_rate_of_the_day(
    tmp_path: Path,
) -> None:
    said = [
        line("1", "2025-02-28", 100, currency="USD", cost=10),
        line("2", "2025-03-01", "0.1", currency="USD"),
        line("3", "2025-03-01", 100, currency="CNY"),
        line("4", "2024-12-31", 100, currency="USD"),
    ]
    orders = batch(tmp_path, "orders", said, "b1")
    made = snapshot(tmp_path, orders, said=records(exchange_rates=RATES))
    columns = "line_id, net_amount, list_amount, cost, quantity::INT, currency"
    assert ask(tmp_path, made, f"SELECT {columns} FROM orders ORDER BY line_id") == [
        ("1", Decimal(720), Decimal(720), Decimal(72), 1, "USD"),
        ("2", Decimal("0.71"), Decimal("0.71"), None, 1, "USD"),
        ("3", Decimal(100), Decimal(100), None, 1, "CNY"),
        ("4", None, None, None, 1, "USD"),
    ]


def test_large_foreign_amounts_are_converted_too(tmp_path: Path) -> None:
    said = [line("1", "2025-02-28", "98765432.1234", currency="USD")]
    orders = batch(tmp_path, "orders", said, "b1")
    made = snapshot(tmp_path, orders, said=records(exchange_rates=RATES))
    assert ask(tmp_path, made, "SELECT net_amount FROM orders") == [(Decimal("711111111.29"),)]


def test_a_new_rate_leaves_the_months_before_it_alone(tmp_path: Path) -> None:
    old = batch(tmp_path, "orders", [line("1", "2025-01-05", 1, currency="USD")], "b1")
    before = snapshot(tmp_path, old, said=records(exchange_rates=RATES[:1]))
    after = snapshot(tmp_path, old, said=records(exchange_rates=RATES))
    assert before.tables["orders"] == after.tables["orders"]


def test_records_that_a_batch_does_not_name_leave_its_part_alone(tmp_path: Path) -> None:
    orders = batch(tmp_path, "orders", [line("1", "2025-01-05", 1)], "b1")
    accounts = [*COMPANY["accounts"], {"account_id": "A9", "name": "New"}]
    moved = [*COMPANY["people"], {"position_id": "bo-3", "person_id": "bo", "region_id": "N",
                                  "starts_on": "2025-06-01"}]  # fmt: skip
    before = snapshot(tmp_path, orders)
    newcomer = snapshot(tmp_path, orders, said=records(accounts=accounts))
    mover = snapshot(tmp_path, orders, said=records(people=moved))
    assert before.tables["orders"] == newcomer.tables["orders"]
    assert before.tables["orders"] != mover.tables["orders"]


def test_a_payment_stands_where_its_order_stands(tmp_path: Path) -> None:
    said = [line("1", "2024-03-05", 100, order_id="O"), line("2", "2024-03-06", 9, order_id="O")]
    orders = batch(tmp_path, "orders", said, "b1")
    paid = [
        {"receipt_id": "r1", "order_id": "O", "received_on": "2025-04-01", "amount": 60},
        {"receipt_id": "r2", "order_id": "unknown", "received_on": "2025-04-02", "amount": 5},
        {"receipt_id": "r3", "received_on": "2025-04-03", "amount": 3, "account_id": "A2"},
    ]
    made = snapshot(tmp_path, orders, batch(tmp_path, "receipts", paid, "b2"))
    place = "receipt_id, account_id, position_id, region_id, amount::INT"
    assert ask(tmp_path, made, f"SELECT {place} FROM receipts ORDER BY 1") == [
        ("r1", "A1", "bo-1", "SH", 60),
        ("r2", None, None, None, 5),
        ("r3", "A2", "cy-1", "N", 3),
    ]
    settled = ask(tmp_path, made, f"SELECT booked_on, {place} FROM settlements")
    assert settled == [("2024-03-05", "r1", "A1", "bo-1", "SH", 60)]


def test_a_payment_that_came_before_its_order_finds_it_later(tmp_path: Path) -> None:
    paid = [{"receipt_id": "r1", "order_id": "O1", "received_on": "2025-04-01", "amount": 60}]
    receipts = batch(tmp_path, "receipts", paid, "b1")
    assert not snapshot(tmp_path, receipts).rows["settlements"]
    orders = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b2")
    made = snapshot(tmp_path, receipts, orders)
    assert ask(tmp_path, made, "SELECT booked_on FROM settlements") == [("2025-03-01",)]


def test_a_deal_won_or_lost_stands_on_the_day_it_closed(tmp_path: Path) -> None:
    own = {"account_id": "A1", "person_id": "bo", "amount": 7}
    said = [
        {"deal_id": "d1", "status": "won", "created_on": "2025-01-30", "closed_on": "2025-03-01"},
        {"deal_id": "d2", "status": "lost", "created_on": None, "closed_on": "2025-03-02"},
        {"deal_id": "d3", "status": "won", "created_on": "2025-02-01", "closed_on": None},
        {"deal_id": "d4", "status": "open", "created_on": "2025-02-01", "closed_on": None},
    ]
    made = snapshot(tmp_path, batch(tmp_path, "deals", [{**own, **deal} for deal in said], "b1"))
    what = "closed_on, deal_id, status, position_id, region_id, amount::INT, days_open"
    assert ask(tmp_path, made, f"SELECT {what} FROM closings ORDER BY deal_id") == [
        ("2025-03-01", "d1", "won", "bo-2", "SH", 7, 30),
        ("2025-03-02", "d2", "lost", "bo-2", "SH", 7, None),
        (None, "d3", "won", "bo-2", "SH", 7, None),
    ]


CHANGES = "SELECT happened_on, kind, position_id FROM customer_changes ORDER BY 1, 2"


def test_a_customer_is_new_lost_and_won_back(tmp_path: Path) -> None:
    said = [
        line("1", "2023-02-01", 1),
        line("2", "2023-06-01", 1),
        line("3", "2024-07-01", 1),
        line("4", "2024-08-01", -1, quantity=-1),
    ]
    made = snapshot(tmp_path, batch(tmp_path, "orders", said, "b1"), as_of=date(2025, 7, 1))
    assert ask(tmp_path, made, CHANGES) == [
        ("2023-02-01", "new", "bo-1"),
        ("2024-05-31", "lost", "bo-1"),
        ("2024-07-01", "won_back", "bo-1"),
        ("2025-07-01", "lost", "bo-1"),
    ]


@pytest.mark.parametrize(("as_of", "lost"), [("2024-01-31", 0), ("2024-02-01", 1)])
def test_a_customer_is_lost_on_day_365_without_a_purchase(
    tmp_path: Path, as_of: str, lost: int
) -> None:
    orders = batch(tmp_path, "orders", [line("1", "2023-02-01", 1)], "b1")
    made = snapshot(tmp_path, orders, as_of=date.fromisoformat(as_of))
    query = "SELECT count(*) FROM customer_changes WHERE kind = 'lost'"
    assert ask(tmp_path, made, query) == [(lost,)]


def test_customers_change_the_same_however_their_orders_came(tmp_path: Path) -> None:
    days = ["2023-02-01", "2023-06-01", "2024-07-01", "2025-03-01"]
    said = [line(day, day, 1) for day in days]
    whole = snapshot(tmp_path, batch(tmp_path, "orders", said, "all"), as_of=date(2025, 7, 1))
    pieces = [batch(tmp_path, "orders", [row], f"p{n}") for n, row in enumerate(said)]
    for count in (2, 4):
        apart = snapshot(tmp_path, *reversed(pieces[:count]), as_of=date(2025, 7, 1))
    assert ask(tmp_path, apart, CHANGES) == ask(tmp_path, whole, CHANGES)


def test_every_line_is_credited_in_full_to_its_seller(tmp_path: Path) -> None:
    said = [line("1", "2025-03-01", 100), line("2", "2025-03-01", 7, person_id="?")]
    made = snapshot(tmp_path, batch(tmp_path, "orders", said, "b1"))
    columns = "line_id, position_id, role, credited_on, share::INT, amount::INT"
    assert ask(tmp_path, made, f"SELECT {columns} FROM credits ORDER BY 1") == [
        ("1", "bo-2", "seller", "2025-03-01", 1, 100),
        ("2", None, "seller", "2025-03-01", 1, 7),
    ]


def test_steps_follow_one_another_and_know_their_working_minutes(tmp_path: Path) -> None:
    moves = [
        ("d1", "won", "2026-02-14 10:00"), ("d1", "new", "2026-02-13 17:00"),
        ("d2", "new", "2026-02-13 17:00"), ("d1", "offer", "2026-02-14 10:00"),
    ]  # fmt: skip
    said = [
        {"case_kind": "deal", "case_id": case, "to_stage": stage, "entered_at": at,
         "person_id": "bo"}
        for case, stage, at in moves
    ]  # fmt: skip
    batches = [batch(tmp_path, "steps", said[:2], "b1"), batch(tmp_path, "steps", said[2:], "b2")]
    made = snapshot(tmp_path, *batches)
    columns = "case_id, sequence, from_stage, to_stage, entered_on, work_minutes, position_id"
    assert ask(tmp_path, made, f"SELECT {columns} FROM steps ORDER BY 1, 2") == [
        ("d1", 1, None, "new", "2026-02-13", 120, "bo-2"),
        ("d1", 2, "new", "won", "2026-02-14", 0, "bo-2"),
        ("d1", 3, "won", "offer", "2026-02-14", None, "bo-2"),
        ("d2", 1, None, "new", "2026-02-13", None, "bo-2"),
    ]


def test_steps_tell_returns_and_moves_their_own_version_forbids(tmp_path: Path) -> None:
    moves = [
        ("d1", "new", None), ("d1", "offer", None), ("d1", "new", None), ("d1", "offer", None),
        ("d2", "offer", None), ("d3", "new", "P/2"), ("d3", "won", "P/2"), ("l1", "new", None),
    ]  # fmt: skip
    said = [
        {"case_kind": "lead" if case == "l1" else "deal", "case_id": case, "to_stage": stage,
         "process_version": version, "entered_at": f"2026-02-1{n} 10:00", "person_id": "bo"}
        for n, (case, stage, version) in enumerate(moves)
    ]  # fmt: skip
    ways = [
        (None, None, "new"),
        (None, "new", "offer"),
        ("P/2", None, "new"),
        ("P/2", "new", "won"),
    ]
    names = ("process_version", "from_stage", "to_stage")
    allowed = [dict(zip(names, way, strict=True)) for way in ways]
    steps = batch(tmp_path, "steps", said, "b1")
    made = snapshot(tmp_path, steps, said=records(process_moves=allowed))
    assert ask(tmp_path, made, "SELECT case_id, visit, fits FROM steps ORDER BY 1, sequence") == [
        ("d1", 1, True), ("d1", 1, True), ("d1", 2, False), ("d1", 2, True),
        ("d2", 1, False), ("d3", 1, True), ("d3", 1, True), ("l1", 1, None),
    ]  # fmt: skip
    unjudged = snapshot(tmp_path, steps)
    assert ask(tmp_path, unjudged, "SELECT DISTINCT fits FROM steps") == [(None,)]


def test_a_deal_stands_on_every_day_it_was_expected_to_close(tmp_path: Path) -> None:
    deals = [
        {
            "deal_id": "d1",
            "status": "open",
            "created_on": "2025-01-01",
            "expected_close_on": "2025-06-30",
            "amount": 7,
        },
        {
            "deal_id": "d2",
            "status": "won",
            "created_on": "2025-01-01",
            "expected_close_on": "2025-03-05",
            "amount": 9,
        },
    ]
    pushed = [("d1", "2025-03-31", "2025-05-31"), ("d1", "2025-05-31", "2025-06-30"),
              ("d2", "2025-03-05", "2025-04-05"), ("gone", "2025-01-01", "2025-02-01")]  # fmt: skip
    names = ("deal_id", "expected_on", "moved_to")
    said = [dict(zip(names, one, strict=True)) for one in pushed]
    raised = [{"deal_id": "d1", "changed_at": "2025-04-01 09:30", "before": 5, "after": 7}]
    told = records(postponements=said, amount_changes=raised)
    made = snapshot(tmp_path, batch(tmp_path, "deals", deals, "b1"), said=told)
    found = "SELECT deal_id, expected_on, moved_to, status FROM expected_closings ORDER BY 1, 2"
    # What was moved away and back again stands there once.
    assert ask(tmp_path, made, found) == [
        ("d1", "2025-03-31", "2025-05-31", "open"), ("d1", "2025-05-31", "2025-06-30", "open"),
        ("d1", "2025-06-30", None, "open"), ("d2", "2025-03-05", None, "won"),
    ]  # fmt: skip
    changes = "SELECT changed_on, amount_before::INT, amount_after::INT FROM deal_changes"
    assert ask(tmp_path, made, changes) == [("2025-04-01", 5, 7)]


def test_our_own_sales_stand_beside_the_size_of_their_market(tmp_path: Path) -> None:
    said = [
        line("1", "2025-03-01", 10),
        line("2", "2025-03-31", 20, region_id="E"),
        line("3", "2025-03-05", 40, region_id="N"),
        line("4", "2025-03-05", 80, product_id="V1"),
        line("5", "2025-04-01", 160),
        line("6", "2025-03-05", 320, account_id="?", person_id="?", product_id="?"),
    ]
    march = {"starts_on": "2025-03-01", "ends_before": "2025-04-01", "amount": 1000}
    sizes = [
        {**march, "market_size_id": "east pumps", "region_id": "E", "product_line": "pumps"},
        {**march, "market_size_id": "east", "region_id": "E"},
        {**march, "market_size_id": "pumps", "product_line": "pumps"},
        {**march, "market_size_id": "whole"},
        {**march, "market_size_id": "before us", "starts_on": "2024-03-01",
         "ends_before": "2024-04-01"},
        {**march, "market_size_id": "to come", "starts_on": "2026-03-01",
         "ends_before": "2026-04-01"},
        {**march, "market_size_id": "nothing sold", "region_id": "N", "product_line": "valves"},
    ]  # fmt: skip
    made = snapshot(
        tmp_path,
        batch(tmp_path, "orders", said, "b1"),
        batch(tmp_path, "market_sizes", sizes, "b2"),
    )
    found = ask(tmp_path, made, "SELECT market_size_id, own_amount::INT FROM market_sizes")
    assert dict(found) == {
        "east pumps": 30, "east": 110, "pumps": 70, "whole": 470, "before us": None,
        "to come": None, "nothing sold": 0,
    }  # fmt: skip


def test_a_lead_stands_on_the_day_it_came_in(tmp_path: Path) -> None:
    said = [{"lead_id": "L1", "received_at": "2024-12-31 23:30", "person_id": "bo"}]
    made = snapshot(tmp_path, batch(tmp_path, "leads", said, "b1"))
    found = ask(tmp_path, made, "SELECT received_on, position_id, region_id FROM leads")
    assert found == [("2024-12-31", "bo-1", "SH")]


def test_an_observation_without_a_region_has_none(tmp_path: Path) -> None:
    said = [{"price_id": "x", "seen_on": "2025-03-01", "price": 3, "product_id": "P1"}]
    made = snapshot(tmp_path, batch(tmp_path, "prices", said, "b1"))
    assert ask(tmp_path, made, "SELECT product_id, region_id FROM prices") == [("P1", None)]


def test_a_row_without_an_id_of_its_own_is_known_by_what_it_says(tmp_path: Path) -> None:
    said = [{"series": "GDP", "starts_on": "2025-01-01", "rate": "0.05", "row_hash": 7}]
    made = snapshot(tmp_path, batch(tmp_path, "macro", said, "b1"))
    assert ask(tmp_path, made, "SELECT macro_id, rate::FLOAT = 0.05::FLOAT FROM macro") == [
        ("7", True)
    ]


def mondays_to_fridays() -> list[date]:
    first, last = date(2023, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    days = map(date.fromordinal, range(first, last + 1))
    return [day for day in days if day.isoweekday() <= 5]


def sales(**by_day: int) -> dict[date, Decimal]:
    return {date.fromisoformat(day[1:].replace("_", "-")): Decimal(n) for day, n in by_day.items()}


def past(sold: dict[date, Decimal]) -> Past:
    return Past(sold, mondays_to_fridays(), min(sold, default=None))


def test_without_a_past_workdays_say_what_is_expected() -> None:
    share = expected_share(period("2025-10"), date(2025, 10, 15), past({}))
    assert share == Decimal(11) / 23


def test_a_month_that_sells_late_is_expected_to_sell_late() -> None:
    sold = sales(d2024_10_01=100, d2024_10_31=900)
    share = expected_share(period("2025-10"), date(2025, 10, 15), past(sold))
    assert share == Decimal("0.1")


def test_up_to_three_years_are_learnt_from_by_their_weight() -> None:
    sold = sales(d2023_10_02=300, d2023_10_31=700, d2024_10_01=100, d2024_10_31=2900)
    share = expected_share(period("2025-10"), date(2025, 10, 15), past(sold))
    assert share == Decimal(400) / 4000


def test_the_same_workday_is_compared_not_the_same_date() -> None:
    # 15 October 2025 is the 11th of 23 workdays, and so is 15 October 2024.
    sold = sales(d2024_10_15=60, d2024_10_16=40)
    october = period("2025-10")
    assert expected_share(october, date(2025, 10, 15), past(sold)) == Decimal("0.6")
    assert expected_share(october, date(2025, 10, 14), past(sold)) == 0


def test_on_a_day_off_the_days_off_of_the_past_are_gone_too() -> None:
    # Both Septembers have five workdays before their first whole weekend.
    sold = sales(d2024_09_07=50, d2024_09_30=50)
    september = period("2025-09")
    assert expected_share(september, date(2025, 9, 5), past(sold)) == 0
    assert expected_share(september, date(2025, 9, 6), past(sold)) == Decimal("0.5")


def test_a_past_that_begins_within_the_period_teaches_nothing() -> None:
    sold = sales(d2025_03_20=100)
    assert expected_share(period("2025"), date(2025, 6, 30), past(sold)) == Decimal(129) / 261


def quotas(starts_on: str, ends_before: str, **more: object) -> dict[str, object]:
    return {"quota_id": f"Q{starts_on}", "plan": "2025", "starts_on": starts_on,
            "ends_before": ends_before, "person_id": "bo", "amount": 1000, **more}  # fmt: skip


def test_of_a_quota_is_expected_what_is_usually_in_by_now(tmp_path: Path) -> None:
    sold = [
        line("1", "2024-03-01", 1),
        line("2", "2024-10-09", 30),
        line("3", "2024-10-31", 70),
        line("4", "2024-10-31", 100, product_id="V1"),
    ]
    said = records(
        quotas=[
            quotas("2025-09-01", "2025-10-01"),
            quotas("2025-10-01", "2025-11-01"),
            quotas("2025-10-01", "2025-11-01", quota_id="pumps", product_line="pumps"),
            quotas("2025-11-01", "2025-12-01"),
        ]
    )
    orders = batch(tmp_path, "orders", sold, "b1")
    made = snapshot(tmp_path, orders, said=said, as_of=date(2025, 10, 20))
    columns = "quota_id, expected_amount::INT, position_id, region_id"
    assert ask(tmp_path, made, f"SELECT {columns} FROM quotas ORDER BY 1") == [
        ("Q2025-09-01", 1000, "bo-2", "N"),
        ("Q2025-10-01", 150, "bo-2", "N"),
        ("Q2025-11-01", 0, "bo-2", "N"),
        ("pumps", 300, "bo-2", "N"),
    ]


def test_a_value_in_a_test_is_what_its_column_holds() -> None:
    assert value("1.5", "decimal(18,4)") == Decimal("1.5")
    assert value("2025-01-01", "date") == date(2025, 1, 1)
