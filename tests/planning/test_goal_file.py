"""A goal written down in TOML."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.kernel.problem import Problem
from salesops.planning.goal_file import EVERYWHERE, GoalFile, goal_file

WRITTEN = """
amount = "10000000.01"
currency = "CNY"
unit = "0.01"
starts_on = 2026-01-01
periods = 12
weights = { potential = 0.6, last_year = 0.4 }
"""


def read(text: str) -> GoalFile:
    found = goal_file(text)
    assert isinstance(found, GoalFile), found
    return found


def problems(text: str) -> list[Problem]:
    found = goal_file(text, "goal.toml")
    assert isinstance(found, list)
    assert all(p.reason(lang) and p.remedy(lang) for p in found for lang in ("zh", "en"))
    return found


def test_a_goal_is_read_exactly() -> None:
    file = read(WRITTEN)
    assert (file.goal.amount, file.goal.unit, file.goal.currency) == (
        1_000_000_001, Decimal("0.01"), "CNY",
    )  # fmt: skip
    assert (file.goal.starts_on, file.goal.periods) == (date(2026, 1, 1), 12)
    assert file.weights == {"potential": Decimal("0.6"), "last_year": Decimal("0.4")}
    assert not file.by_workdays and not file.seasons and file.goal.products == ()


def test_what_is_left_out_is_usual_and_numbers_need_no_quotes() -> None:
    file = read(
        'amount = 1200.50\ncurrency = "CNY"\nstarts_on = "2026-01-01"\nweights = {potential = 1}'
    )
    assert file.goal.amount == 120_050 and file.goal.periods == 12
    assert file.goal.metric == "net_revenue"


def test_seasons_and_lines_hold_for_all_or_for_a_node() -> None:
    everywhere = read(WRITTEN + 'seasons = [1, 2]\nproducts = { "硬件" = 0.7, "软件" = 0.3 }')
    assert everywhere.seasons == {EVERYWHERE: [1, 2]}
    assert everywhere.goal.products == ("硬件", "软件")
    own = read(
        WRITTEN + 'seasons = { "华东" = [1] }\n[products]\n"硬件" = 1\n"华东" = {"软件" = 1}'
    )
    assert own.seasons == {"华东": [1]} and own.goal.products == ("硬件",)
    assert own.products["华东"] == {"软件": 1}
    only = read(WRITTEN + '[products]\n"华东" = {"软件" = 1, "硬件" = 2}')
    assert only.goal.products == ("软件", "硬件") and EVERYWHERE not in only.products


def test_a_node_may_weigh_what_is_below_it_in_its_own_way() -> None:
    file = read(
        WRITTEN + 'inverse = ["saturation"]\ndays = "workdays"\n'
        '[weights_below."新区"]\npotential = 1'
    )
    assert file.weights_below == {"新区": {"potential": Decimal(1)}}
    assert file.inverse == {"saturation"} and file.by_workdays


@pytest.mark.parametrize(
    "line",
    [
        'amount = "much"', "amount = true", 'amount = "NaN"', "currency = 7", 'currency = " "',
        "unit = 0", 'unit = "-1"', 'starts_on = "soon"', "starts_on = 2026-01-01T00:00:00",
        "periods = 0", "periods = 1.5", "weights = {}", 'weights = { potential = "a" }',
        "weights = 3", "seasons = 3", 'seasons = ["a"]', "seasons = { a = 1 }", "products = 1",
        "weights_below = { a = 1 }", "weights_below = 1", 'inverse = "a"', "inverse = [1]",
        'days = "some"', "history = 1",
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_told_with_an_example(line: str) -> None:
    field = line.split(" ", maxsplit=1)[0]
    rest = [told for told in WRITTEN.splitlines() if not told.startswith(f"{field} =")]
    (problem,) = problems("\n".join([*rest, line]))
    assert problem.code == "bad_goal_field" and problem.values["field"] == field
    assert f"{field} = " in problem.remedy("zh")


def test_everything_wrong_is_told_at_once() -> None:
    found = problems('amount = "x"\nstart_on = 2026-01-01\nweights = {a = 1}\nmood = "good"')
    assert [problem.code for problem in found] == [
        "misspelt_goal_field", "unknown_goal_field", "bad_goal_field", "missing_goal_field",
        "missing_goal_field",
    ]  # fmt: skip
    assert "starts_on" in found[0].remedy("en") and found[0].where.file == "goal.toml"


def test_an_amount_between_two_units_is_refused() -> None:
    (problem,) = problems(WRITTEN.replace('"0.01"', "100"))
    assert problem.code == "off_unit"


def test_a_file_that_is_no_toml_says_where() -> None:
    (problem,) = problems("amount = =")
    assert problem.code == "not_toml" and "line 1" in problem.reason("en")
