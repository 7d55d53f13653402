"""Seasons that sum up exactly, believe short histories little, and move with the festival."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.kernel.period import period
from salesops.ledger.calendar import festival_offset, seed_days
from salesops.planning.seasons import (
    Observed,
    a_day,
    day_weight,
    festival_weights,
    normalised,
    over_days,
    ratio_to_trend,
    seasons_by_node,
    shrunken,
    working_days,
)
from salesops.planning.tree import ordered
from tests.planning.plans import node


@pytest.fixture(scope="module")
def is_workday() -> Callable[[date], bool]:
    days = seed_days(date(2024, 1, 1), date(2026, 12, 31))
    return lambda day: days[day].is_workday


def test_indices_are_normalised_by_the_exact_factor_as_t40_corrected() -> None:
    means = [Decimal(told) for told in ("92.77", "118.28", "102.92", "89.15")]
    found = [index * 100 for index in normalised(means)]
    assert sum(found) == 400
    assert [f"{float(index):.2f}" for index in found] == ["92.05", "117.36", "102.12", "88.46"]


def test_indices_that_sum_to_nothing_are_refused() -> None:
    for indices in ([], [Fraction(0)], [Fraction(2), Fraction(-1)]):
        with pytest.raises(ValueError, match="at least 0"):
            normalised(indices)


def test_a_growing_company_without_a_season_has_none() -> None:
    grown = ratio_to_trend([Decimal(100 + 10 * n) for n in range(24)])
    assert grown == Observed([Fraction(1)] * 12, [2] * 12)


def test_a_season_is_told_from_growth_in_quarters() -> None:
    history = [Fraction(100 + 5 * n) * (Fraction(3, 2) if n % 4 == 1 else 1) for n in range(12)]
    found = ratio_to_trend(history, 4)
    assert found.years == [3] * 4
    assert float(found.ratios[1] or 0) == pytest.approx(4 / 3, abs=0.02)
    assert float(found.ratios[0] or 0) == pytest.approx(8 / 9, abs=0.02)


def test_one_year_is_held_against_its_mean_and_an_unknown_month_says_nothing() -> None:
    found = ratio_to_trend([Decimal(2), None, Decimal(0), Decimal(4)], 4)
    assert found.ratios == [1, None, 0, 2] and found.years == [1, 0, 1, 1]


def test_a_short_history_is_believed_little() -> None:
    parent = normalised([Fraction(1), Fraction(3)])
    own = Observed([Fraction(2), Fraction(0)], [1, 1])
    assert shrunken(own, parent) == [1, 1]
    assert shrunken(Observed([Fraction(2), Fraction(0)], [6, 6]), parent)[0] == Fraction(13, 8)
    assert shrunken(Observed([None, None], [0, 0]), parent) == parent


def test_every_node_has_its_own_season_drawn_to_the_one_above() -> None:
    tree = ordered([node("公司"), node("华东", "公司"), node("新区", "公司")])
    history = {"华东": [Decimal(v) for v in (1, 3, 1, 3)]}
    found = seasons_by_node(tree, history, 2)
    assert found["公司"] == found["华东"] == [Fraction(1, 2), Fraction(3, 2)]
    assert found["新区"] == found["公司"]


def test_a_month_nobody_has_seen_is_left_open_to_be_named() -> None:
    tree = ordered([node("公司"), node("华东", "公司")])
    found = seasons_by_node(tree, {"公司": [Decimal(1), None]}, 2)
    assert found["公司"] == [1, None] and "华东" not in found


def test_february_counts_the_days_it_is_worked_and_moves_with_the_festival(
    is_workday: Callable[[date], bool],
) -> None:
    weight = day_weight(is_workday)
    first = [working_days(list(period(year).months())[:2], weight) for year in ("2025", "2026")]
    assert first == [[19, 19], [21, 16]]
    flat = over_days([Fraction(1)] * 2, first[1])
    assert flat == [Fraction(42, 37), Fraction(32, 37)]


def test_history_a_day_forgets_where_the_festival_was(is_workday: Callable[[date], bool]) -> None:
    days = working_days(list(period("2025").months())[:2], day_weight(is_workday))
    assert a_day([Decimal(190), Decimal(380)], days) == [10, 20]
    assert a_day([Decimal(5), None], [Fraction(0), Fraction(3)]) == [None, None]


def test_the_weeks_around_the_festival_weigh_what_they_sold(
    is_workday: Callable[[date], bool],
) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    slow = range(-5, 0)
    daily = {
        day: Decimal(40 if festival_offset(day) in slow else 100)
        for day in days
        if is_workday(day) or festival_offset(day) in slow
    }
    around = festival_weights(daily, is_workday, festival_offset, slow)
    assert around == dict.fromkeys(slow, Fraction(2, 5))
    weight = day_weight(is_workday, festival_offset, around)
    assert weight(date(2025, 1, 27)) == Fraction(2, 5) and weight(date(2025, 1, 29)) == 0
    assert weight(date(2025, 3, 3)) == 1


def test_an_unknown_index_stays_unknown() -> None:
    assert over_days([None, Fraction(1)], [Fraction(3), Fraction(4)]) == [None, 4]
