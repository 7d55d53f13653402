"""Goals in whole units, and what two goals of one plan must not do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from salesops.planning.goal import goal_problems
from tests.planning.plans import goal, told


def test_an_amount_is_counted_in_units_and_told_in_money_exactly() -> None:
    of = goal()
    assert of.units(Decimal("10000000.01")) == 1_000_000_001
    assert str(of.money(1_000_000_001)) == "10000000.01"
    hundreds = replace(of, unit=Decimal(100))
    assert hundreds.units(Decimal("500")) == 5 and str(hundreds.money(5)) == "500"
    with pytest.raises(ValueError, match=r"450.* is no multiple of 100"):
        hundreds.units(Decimal("450"))


def test_periods_are_fiscal_months_from_the_first_day_on() -> None:
    of = replace(goal(periods=3), starts_on=date(2025, 12, 26))
    assert [str(month.starts_on) for month in of.months] == [
        "2025-12-26", "2026-01-26", "2026-02-26",
    ]  # fmt: skip
    assert of.label(2) == "2026-02-26" and goal().label(11) == "2026-12"
    assert of.span.ends_before == date(2026, 3, 26)


def test_two_goals_of_one_metric_must_not_hold_for_the_same_days() -> None:
    first, later = goal(), replace(goal(), starts_on=date(2026, 7, 1))
    assert told(goal_problems([first, later])) == [("two_plans", "")]
    assert goal_problems([first, replace(later, metric="new_customers")]) == []
    assert goal_problems([first, replace(later, starts_on=date(2027, 1, 1))]) == []


def test_two_currencies_in_one_plan_are_named() -> None:
    dollars = replace(goal(), currency="USD", metric="gross_profit")
    (problem,) = goal_problems([goal(), dollars])
    assert problem.code == "currency_mix" and "CNY" in problem.reason("zh")
    assert "USD" in problem.reason("en")


def test_a_goal_of_more_units_than_can_be_kept_apart_is_refused() -> None:
    assert told(goal_problems([goal(2**53 + 1)])) == [("too_many_units", None)]
    assert goal_problems([goal(2**53)]) == []


def test_a_goal_of_nothing_or_for_no_time_is_refused() -> None:
    assert told(goal_problems([goal(0, periods=0)])) == [
        ("no_goal_amount", None), ("no_periods", None),
    ]  # fmt: skip
