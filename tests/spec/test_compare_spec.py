"""Comparisons: which days a figure is compared with, and what is said where there are none."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.metrics.question import Question, answer
from tests.spec.conftest import Open


def months(*amounts: str) -> str:
    """Orders of one amount a month, as `2025-02:90`."""
    pairs = [one.split(":") for one in amounts]
    lines = [
        f"{m}-15 | {amount} | 1" if len(m) == 7 else f"{m} | {amount} | 1" for m, amount in pairs
    ]
    return "\n".join(["orders", "booked_on | net_amount | quantity", *lines])


def by_label(found: object, dimension: str, column: str) -> dict[str, object]:
    return {row[dimension]: row[column] for row in found.rows}  # type: ignore[attr-defined]


def test_a_missing_month_is_skipped_by_the_calendar_and_not_by_counting_rows(ledger: Open) -> None:
    world = months(
        *(f"2025-{m:02d}:{v}" for m, v in enumerate([100, 90, 110, 120, 130, 140, 150], 1)),
        "2026-01:120",
        "2026-03:132",
        "2026-04:150",
    )
    asked = Question(
        ("net_revenue",),
        ("calendar.month",),
        starts_on=date(2026, 1, 1),
        ends_before=date(2026, 7, 1),
        compare="last_year",
    )
    found = answer(ledger(world, as_of="2026-04-30"), asked)
    change = by_label(found, "calendar.month", "net_revenue_change")
    assert change["2026-01"] == pytest.approx(0.2)
    assert change["2026-02"] == -1
    assert change["2026-03"] == pytest.approx(0.2)
    assert change["2026-04"] == pytest.approx(0.25)
    assert "2026-05" not in change
    assert [note.code for note in found.notes] == ["to_date"]
    assert found.totals["net_revenue_last_year"] == 420


def test_a_running_period_is_held_against_whole_promises_on_both_sides(ledger: Open) -> None:
    world = """
    orders
    booked_on | net_amount | quantity
    2025-01-10 | 50 | 1
    2025-02-20 | 70 | 1
    2026-01-10 | 60 | 1

    quotas
    starts_on | amount | expected_amount
    2025-01-01 | 100 | 100
    2025-02-01 | 100 | 100
    2026-01-01 | 150 | 150
    2026-02-01 | 150 | 75
    """
    asked = Question(
        ("attainment", "quota", "pace"),
        starts_on=date(2026, 1, 1),
        ends_before=date(2026, 3, 1),
        compare="last_year",
    )
    found = answer(ledger(world, as_of="2026-02-14"), asked)
    assert found.totals["quota_last_year"] == 200
    assert found.totals["attainment"] == pytest.approx(60 / 300)
    assert found.totals["attainment_last_year"] == pytest.approx(50 / 200)
    assert found.totals["pace"] == pytest.approx(60 / 225)
    assert found.totals["pace_last_year"] is None


def test_a_negative_base_has_a_difference_but_no_growth(ledger: Open) -> None:
    world = months("2025-01:-50", "2026-01:30")
    asked = Question(
        ("net_revenue",),
        ("calendar.month",),
        starts_on=date(2026, 1, 1),
        ends_before=date(2026, 2, 1),
        compare="last_year",
    )
    found = answer(ledger(world), asked)
    (row,) = found.rows
    assert row["net_revenue_change"] is None
    assert found.difference(row, "net_revenue") == 80
    assert [note.code for note in found.notes] == ["base_not_positive"]


def test_without_earlier_data_there_is_no_base(ledger: Open) -> None:
    asked = Question(
        ("net_revenue",),
        starts_on=date(2024, 1, 1),
        ends_before=date(2025, 1, 1),
        compare="last_year",
    )
    found = answer(ledger(months("2024-05:10")), asked)
    assert found.totals["net_revenue_last_year"] is None
    assert found.totals["net_revenue_change"] is None
    assert [note.code for note in found.notes] == ["no_base"]


def test_the_previous_month_is_the_one_before_even_over_new_year(ledger: Open) -> None:
    world = months("2024-11:50", "2024-12:100", "2025-01:110", "2025-02:99")
    asked = Question(
        ("net_revenue",),
        ("calendar.month",),
        starts_on=date(2025, 1, 1),
        ends_before=date(2025, 4, 1),
        compare="previous",
    )
    found = answer(ledger(world), asked)
    assert by_label(found, "calendar.month", "net_revenue_previous") == {
        "2025-01": 100,
        "2025-02": 110,
        "2025-03": 99,
    }
    assert by_label(found, "calendar.month", "net_revenue_change")["2025-02"] == pytest.approx(-0.1)
    assert found.totals["net_revenue_previous"] == 309


def test_the_last_days_of_a_long_month_are_compared_with_a_short_one(ledger: Open) -> None:
    world = months("2025-01-31:7", "2025-01-29:5", "2025-02-28:20")
    asked = Question(
        ("net_revenue",),
        ("calendar.month",),
        starts_on=date(2025, 2, 1),
        ends_before=date(2025, 3, 1),
        compare="previous",
    )
    assert answer(ledger(world), asked).rows[0]["net_revenue_previous"] == 12


def test_without_a_calendar_dimension_the_previous_period_is_as_many_months(ledger: Open) -> None:
    world = months("2024-11:1", "2025-01:2", "2025-02:4", "2025-03:8", "2025-04:16")
    asked = Question(
        ("net_revenue",),
        starts_on=date(2025, 3, 1),
        ends_before=date(2025, 5, 1),
        compare="previous",
    )
    assert answer(ledger(world), asked).totals["net_revenue_previous"] == 6


def test_an_unfinished_month_is_compared_with_as_many_days(ledger: Open) -> None:
    world = months(
        "2024-10-05:10", "2024-10-20:40", "2025-10-05:12", "2025-09-10:3", "2025-09-25:9"
    )
    october = {"starts_on": date(2025, 10, 1), "ends_before": date(2025, 11, 1)}
    opened = ledger(world, as_of="2025-10-14")
    year_ago = answer(opened, Question(("net_revenue",), **october, compare="last_year"))
    assert year_ago.totals["net_revenue_change"] == pytest.approx(0.2)
    month_ago = answer(opened, Question(("net_revenue",), **october, compare="previous"))
    assert month_ago.totals["net_revenue_previous"] == 3
    by_month = Question(("net_revenue",), ("calendar.month",), **october, compare="previous")
    assert answer(opened, by_month).totals["net_revenue_previous"] == 3


def test_weeks_are_compared_with_the_week_of_the_same_number(ledger: Open) -> None:
    world = months("2024-12-30:5", "2025-01-05:6", "2025-12-29:8", "2026-01-04:9")
    asked = Question(
        ("net_revenue",),
        ("calendar.week",),
        starts_on=date(2025, 12, 29),
        ends_before=date(2026, 1, 5),
        compare="last_year",
    )
    (row,) = answer(ledger(world), asked).rows
    assert (row["calendar.week"], row["net_revenue"]) == ("2026-W01", 17)
    assert row["net_revenue_last_year"] == 11


def test_fiscal_months_are_compared_through_the_fiscal_year(ledger: Open) -> None:
    world = months("2024-05-15:10", "2025-05-15:15")
    asked = Question(
        ("net_revenue",),
        ("calendar.fiscal_month",),
        starts_on=date(2025, 4, 1),
        ends_before=date(2026, 4, 1),
        compare="last_year",
    )
    found = answer(ledger(world, fiscal_start_month=4), asked)
    (row,) = found.rows
    assert row["calendar.fiscal_month"] == "FY2026-M02"
    assert row["net_revenue_change"] == pytest.approx(0.5)


def test_festival_weeks_are_compared_with_festival_weeks(ledger: Open) -> None:
    """2026-02-01 lies as far before Spring Festival as 2025-01-13 did."""
    world = months("2025-01-13:10", "2025-02-01:99", "2026-02-01:12")
    asked = Question(
        ("net_revenue",),
        ("calendar.day",),
        starts_on=date(2026, 2, 1),
        ends_before=date(2026, 2, 2),
        compare="festival",
    )
    (row,) = answer(ledger(world), asked).rows
    assert row["net_revenue_festival"] == 10
    assert row["net_revenue_change"] == pytest.approx(0.2)


def test_a_month_is_not_held_against_a_month_cut_by_the_festival(ledger: Open) -> None:
    world = """
    quotas
    starts_on | amount
    2025-02-01 | 90
    2026-02-01 | 80

    market_sizes
    starts_on | amount
    2025-02-01 | 900
    2026-02-01 | 800
    """
    asked = Question(
        ("quota", "market_size"),
        starts_on=date(2026, 2, 1),
        ends_before=date(2026, 3, 1),
        compare="festival",
    )
    found = answer(ledger(world), asked).totals
    assert (found["quota"], found["quota_festival"]) == (80, None)
    assert (found["market_size"], found["market_size_festival"]) == (800, None)


def test_contributions_add_up_to_the_growth_of_the_whole(ledger: Open) -> None:
    world = """
    regions
    region_id | name
    a | A
    b | B
    c | C

    orders
    booked_on | region_id | net_amount | quantity
    2024-02-01 | a | 100 | 1
    2024-02-01 | b | 80 | 1
    2024-02-01 | c | 60 | 1
    2025-02-01 | a | 150 | 1
    2025-02-01 | b | 100 | 1
    2025-02-01 | c | 50 | 1
    """
    asked = Question(
        ("net_revenue",),
        ("regions.name",),
        starts_on=date(2025, 1, 1),
        ends_before=date(2026, 1, 1),
        compare="last_year",
        order=("-net_revenue_contribution",),
    )
    found = answer(ledger(world), asked)
    points = [row["net_revenue_contribution"] for row in found.rows]
    assert points == pytest.approx([50 / 240, 20 / 240, -10 / 240])
    assert found.totals["net_revenue_contribution"] == pytest.approx(0.25)


def test_a_filter_on_months_picks_the_same_month_of_both_years(ledger: Open) -> None:
    world = months("2024-03:10", "2024-04:99", "2025-03:12", "2025-04:99")
    asked = Question(
        ("net_revenue",),
        ("calendar.month",),
        (("calendar.month", ("2025-03",)),),
        date(2025, 1, 1),
        date(2026, 1, 1),
        "last_year",
    )
    (row,) = answer(ledger(world), asked).rows
    assert (row["net_revenue"], row["net_revenue_last_year"]) == (Decimal(12), Decimal(10))
