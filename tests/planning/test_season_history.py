"""Seasons from a history of node, month and amount."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.kernel.problem import Where
from salesops.ledger.calendar import seed_days
from salesops.planning.season_history import (
    MonthlySales,
    histories,
    history_problems,
    with_history,
)
from salesops.planning.seasons import day_weight
from tests.planning.plans import goal, node, plan, told
from tests.planning.test_allocate_rows import number

TREE = (node("公司"), node("华东", "公司", 1), node("新区", "公司", 1))


def sold(*rows: tuple[str, str, str]) -> MonthlySales:
    sales = MonthlySales()
    for line, (name, month, amount) in enumerate(rows, 2):
        row = {"node": name, "month": month, "amount": amount}
        sales.add(Where(line=line), row, number)
    return sales


def a_year(name: str, *amounts: int) -> list[tuple[str, str, str]]:
    return [(name, f"2025-{n:02}", str(amount)) for n, amount in enumerate(amounts, 1)]


def test_a_month_without_a_row_sold_nothing_once_there_was_one() -> None:
    sales = sold(("a", "2025-03", "5"), ("a", "2025/03", "2"), ("b", "2025-05", "1"))
    known, start = histories(sales, first_month=1)
    assert start == date(2025, 1, 1)
    assert known == {"a": [None, None, 7, 0, 0], "b": [None, None, None, None, 1]}
    assert histories(sales, first_month=7)[1] == date(2024, 7, 1)


def test_a_node_has_its_own_season_and_one_without_a_history_its_parents() -> None:
    of = with_history(plan(goal(), *TREE), sold(*a_year("华东", *[1, 3] * 6)))
    seasons = {n.name: n.season for n in of.nodes}
    assert (
        seasons["公司"]
        == seasons["华东"]
        == seasons["新区"]
        == [Fraction(1, 2), Fraction(3, 2)] * 6
    )


def test_a_season_somebody_gave_stays() -> None:
    given = (Decimal(1),) * 12
    rows = (TREE[0], node("华东", "公司", 1, season=given), TREE[2])
    of = with_history(plan(goal(), *rows), sold(*a_year("公司", *range(1, 13))))
    assert of.nodes[1].season == given and of.nodes[2].season != given


def test_a_plan_that_begins_in_july_counts_from_july() -> None:
    amounts = [10] * 6 + [20] * 6
    half = goal(periods=6)
    of = with_history(plan(half, *TREE), sold(*a_year("公司", *amounts)))
    assert of.nodes[0].season == [Fraction(2, 3)] * 6


def test_a_month_nobody_has_seen_stays_open() -> None:
    of = with_history(plan(goal(), *TREE), sold(("公司", "2025-02", "7")))
    assert list(of.nodes[0].season or ()) == [None, 1, *[None] * 10]


def test_the_festival_counts_in_the_month_it_falls_into_this_time(
    is_workday: Callable[[date], bool],
) -> None:
    """19 working days in both months of early 2025, 21 and 16 in 2026: the same a day."""
    sales = sold(*a_year("公司", *[190, 190], *[10] * 10))
    of = with_history(plan(goal(), *TREE), sales, day_weight(is_workday))
    season = [Fraction(index or 0) for index in of.nodes[0].season or ()]
    assert season[0] / season[1] == Fraction(21, 16) and sum(season) == 12


@pytest.fixture(scope="module")
def is_workday() -> Callable[[date], bool]:
    days = seed_days(date(2025, 1, 1), date(2026, 12, 31))
    return lambda day: days[day].is_workday


def test_cells_and_nodes_that_make_no_sense_are_told() -> None:
    sales = sold(
        ("公司", "spring", "1"), ("公司", "2025", "1"), ("公司", "2025-01", "x"),
        ("公司", "2025-02", "-3"), ("走了", "2025-02", "3"), ("公司", "2025-03", ""),
    )  # fmt: skip
    assert told(history_problems(plan(goal(), *TREE), sales)) == [
        ("not_a_month", "公司"), ("not_a_month", "公司"), ("not_a_number", "公司"),
        ("not_a_number", "公司"), ("history_not_in_tree", "走了"), ("negative_amount", "公司"),
    ]  # fmt: skip
