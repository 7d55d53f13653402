"""Seasons node by node: exact, of working days or months, own history against the parent's."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.kernel.problem import Problem
from salesops.planning.goal import Goal
from salesops.planning.node_seasons import (
    Profile,
    profiles_seen,
    season_for,
    season_problem,
)
from salesops.planning.season_history import MonthlySales
from salesops.planning.seasons import day_weight, working_days
from salesops.planning.tree import Node, ordered
from tests.planning.plans import told

YEAR = Goal(1200, "CNY", Decimal(1), date(2026, 1, 1))
TREE = ordered([Node("公司"), Node("老区", "公司"), Node("新区", "公司"), Node("空区", "公司")])


def sold(years: int, node: str, january: int) -> dict[tuple[str, date], Decimal]:
    """So many years up to 2025 with this January and 100 in every other month."""
    return {
        (node, date(year, m, 1)): Decimal(january if m == 1 else 100)
        for year in range(2026 - years, 2026)
        for m in range(1, 13)
    }


def test_typed_indices_sum_to_the_number_of_months_exactly() -> None:
    found = season_for(["0.1", "0.1", "0.1"], ())
    assert found == [1, 1, 1] and sum(season_for(["1", "2", "4"], ()) or []) == 3


def test_a_spring_festival_that_moves_is_counted_where_it_falls() -> None:
    holidays = {date(2026, 2, day) for day in range(16, 24)}

    def is_workday(day: date) -> bool:
        return day.isoweekday() <= 5 and day not in holidays

    days = working_days(YEAR.months, day_weight(is_workday))
    found = season_for([], days)
    assert found and sum(found) == 12
    assert found[1] / found[0] == Fraction(14, 22)


@pytest.mark.parametrize(
    "wrong", [["1"] * 11, ["-1", *["1"] * 11], ["x"] * 12, ["0"] * 12, ["NaN"] * 12]
)
def test_indices_that_are_no_season_are_named_with_the_node(wrong: list[str]) -> None:
    problem = season_problem("华东", wrong, 12)
    assert problem and told([problem]) == [("node_season_unfit", "华东")]


def test_a_short_history_leans_on_the_node_above_and_says_how_much() -> None:
    sales = MonthlySales({**sold(3, "公司", 50), **sold(3, "老区", 20), **sold(1, "新区", 20)})
    found = profiles_seen(TREE, sales, YEAR, None)
    assert not isinstance(found, Problem)
    assert (found["老区"].own_share, found["新区"].own_share) == (Fraction(3, 5), Fraction(1, 3))
    assert found["老区"].indices[0] < found["新区"].indices[0] < found["公司"].indices[0]
    # 1 of 3 its own 20 ÷ 93.33, 2 of 3 the company's 50 ÷ 95.83.
    expected = Fraction(1, 3) * Fraction(20 * 12, 1120) + Fraction(2, 3) * Fraction(50 * 12, 1150)
    assert float(found["新区"].indices[0]) == pytest.approx(float(expected), abs=1e-6)
    assert found["空区"].indices == found["公司"].indices


def test_typed_indices_have_no_own_share_and_less_than_a_year_no_season() -> None:
    assert Profile([Decimal(1)]).own_share is None
    half = MonthlySales({("公司", date(2025, m, 1)): Decimal(1) for m in range(7, 13)})
    for sales in (MonthlySales(), half):
        found = profiles_seen(TREE, sales, YEAR, None)
        assert isinstance(found, Problem) and found.code == "no_season_history"
