"""What each metric says of a small ledger: its worked example, printed in the reference."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.metrics import METRICS
from salesops.metrics.question import Question, answer, rows
from tests.spec.conftest import Open
from tests.spec.example import MARCH, ORDERS

IN_MARCH = {"starts_on": date(2025, 3, 1), "ends_before": date(2025, 4, 1)}


def test_every_metric_has_a_worked_example(ledger: Open) -> None:
    assert set(MARCH) == set(METRICS)
    totals = answer(ledger(ORDERS), Question(tuple(METRICS), **IN_MARCH)).totals
    for name, expected in MARCH.items():
        assert float(totals[name]) == pytest.approx(expected), name


def test_a_total_of_ratios_is_the_ratio_of_the_totals(ledger: Open) -> None:
    world = """
    products
    product_id | name
    a | A
    b | B
    c | C
    d | D

    orders
    booked_on | product_id | quantity | list_amount | net_amount | cost
    2025-01-01 | a | 1 | 34523.323 | 34523.323 | 10000
    2025-01-01 | b | 1 | 325323543.323 | 325323543.323 | 200000000
    2025-01-01 | c | 1 | 5764545.323 | 5764545.323 | 1000000
    2025-01-01 | d | 1 | 45254525.323 | 45254525.323 | 10000000
    """
    found = answer(ledger(world), Question(("margin",), ("products.name",)))
    margins = [row["margin"] for row in found.rows]
    assert margins[0] == pytest.approx(24523.323 / 34523.323)
    assert found.totals["margin"] == pytest.approx(0.4393655217, abs=1e-10)
    assert found.totals["margin"] != pytest.approx(sum(margins) / 4)


def test_a_market_that_grows_faster_costs_share(ledger: Open) -> None:
    world = """
    market_sizes
    starts_on | amount | own_amount
    2024-01-01 | 200 | 20
    2025-01-01 | 270 | 24
    """
    asked = Question(
        ("market_share", "market_own_revenue", "market_size"),
        starts_on=date(2025, 1, 1),
        ends_before=date(2026, 1, 1),
        compare="last_year",
    )
    totals = answer(ledger(world), asked).totals
    assert totals["market_share_change"] == pytest.approx(24 / 270 - 0.1)
    assert totals["market_own_revenue_change"] == pytest.approx(0.2)
    assert totals["market_size_change"] == pytest.approx(0.35)


def test_distinct_customers_are_not_added_up(ledger: Open) -> None:
    world = """
    orders
    booked_on | account_id | quantity | net_amount
    2025-01-10 | x | 1 | 5
    2025-02-10 | x | 1 | 5
    2025-02-11 | y | 1 | 5
    """
    found = answer(ledger(world), Question(("buyers",), ("calendar.month",)))
    assert [row["buyers"] for row in found.rows] == [1, 2]
    assert found.totals == {"buyers": 2}


def test_a_future_month_is_unknown_and_not_zero(ledger: Open) -> None:
    asked = Question(
        ("net_revenue", "quota", "attainment"),
        ("calendar.month",),
        starts_on=date(2025, 3, 1),
        ends_before=date(2025, 5, 1),
    )
    march, april = answer(ledger(ORDERS, as_of="2025-03-31"), asked).rows
    assert (march["net_revenue"], march["attainment"]) == (1120, 0.8)
    assert (april["net_revenue"], april["quota"], april["attainment"]) == (None, 1000, None)
    march, april = answer(ledger(ORDERS, as_of="2025-04-30"), asked).rows
    assert (april["net_revenue"], april["attainment"]) == (0, 0.0)


def test_a_metric_out_of_reach_is_left_empty_and_said(ledger: Open) -> None:
    found = answer(ledger(ORDERS), Question(("net_revenue", "quota"), ("accounts.name",)))
    assert [(r["accounts.name"], r["net_revenue"], r["quota"]) for r in found.rows] == [
        ("Xu", 820, None),
        ("Yi", 300, None),
    ]
    assert [(n.code, n.values["metric"]) for n in found.notes] == [("out_of_reach", "quota")]


def test_a_question_no_table_reaches_has_an_empty_answer(ledger: Open) -> None:
    found = answer(ledger(ORDERS), Question(("quota",), ("accounts.name", "calendar.month")))
    assert not found.rows
    assert found.totals == {"quota": None}


def test_the_largest_come_first_and_the_total_covers_all(ledger: Open) -> None:
    asked = Question(("net_revenue",), ("accounts.name",), order=("-net_revenue",), limit=1)
    found = answer(ledger(ORDERS), asked)
    assert [row["accounts.name"] for row in found.rows] == ["Xu"]
    assert found.totals == {"net_revenue": 1120}
    assert [note.code for note in found.notes] == ["shortened"]


def test_a_figure_opens_to_its_rows(ledger: Open) -> None:
    opened = ledger(ORDERS)
    asked = Question(("return_rate",), ("accounts.name",), **IN_MARCH)
    page = rows(opened, "return_rate", asked, {"accounts.name": "Xu"})
    assert (page.metric, page.metrics, page.total) == ("returns", ("returns", "gross_revenue"), 1)
    assert page.rows[0]["net_amount"] == Decimal(-180)
    assert page.rows[0]["accounts.name"] == "Xu"
    sold = rows(opened, "gross_revenue", asked, {"accounts.name": "Xu"}, limit=1, offset=1)
    assert sold.total == 2 and len(sold.rows) == 1


def test_rows_without_a_dimension_open_as_well(ledger: Open) -> None:
    asked = Question(("quota",), ("regions.name",), **IN_MARCH)
    page = rows(ledger(ORDERS), "quota", asked, {"regions.name": None})
    assert (page.total, page.rows[0]["amount"]) == (1, 1400)


def test_missing_values_can_be_asked_for(ledger: Open) -> None:
    opened = ledger(ORDERS)
    unknown_cost = Question(("net_revenue",), (), (("orders.cost", (None,)),))
    assert answer(opened, unknown_cost).totals == {"net_revenue": 100}
    either = Question(("net_revenue",), (), (("accounts.name", ("Yi", None)),))
    assert answer(opened, either).totals == {"net_revenue": 300}


def test_places_of_people_are_found_through_their_position(ledger: Open) -> None:
    world = """
    regions
    region_id | name
    n | North

    people
    position_id | person_id | name | region_id
    p | bo | Bo | n

    activities
    happened_on | kind | position_id
    2025-01-01 | call | p
    """
    found = answer(ledger(world), Question(("headcount",), ("regions.name",)))
    assert [(r["regions.name"], r["headcount"]) for r in found.rows] == [("North", 1)]
