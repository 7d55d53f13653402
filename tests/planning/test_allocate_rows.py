"""A table's rows made nodes."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from salesops.ingest.named import canonical
from salesops.kernel.problem import Where
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_rows import columns_of, plan_of
from salesops.planning.goal_file import GoalFile, goal_file
from tests.planning.plans import told

WRITTEN = """
amount = 120
currency = "CNY"
unit = 1
starts_on = 2026-01-01
periods = 2
weights = { potential = 1 }
"""
TOP = {"node": "公司", "parent": "", "potential": ""}


def file(more: str = "") -> GoalFile:
    found = goal_file(WRITTEN + more)
    assert isinstance(found, GoalFile), found
    return found


def number(text: str) -> Decimal | str | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return "not_a_number"


def made(
    of: GoalFile, *rows: Mapping[str, str | None], days: tuple[Fraction, ...] = ()
) -> tuple[Plan, list[tuple[str, object]]]:
    placed = [(Where(line=line), row) for line, row in enumerate(rows, 2)]
    plan, problems = plan_of(placed, of, number, days)
    return plan, told(problems)


def test_an_empty_cell_is_no_answer_and_a_zero_is_one() -> None:
    ada = {"node": "ada", "parent": "公司", "potential": "", "pin": "0", "floor": "", "cap": "7"}
    plan, problems = made(file(), TOP, {**ada, "gate": "关"})
    node = plan.nodes[1]
    assert (node.weights, node.pin, node.floor, node.cap) == ({"potential": None}, 0, None, 7)
    assert not node.is_open and node.where.line == 3 and problems == []
    assert plan.nodes[0].parent is None and plan.nodes[0].is_open


def test_cells_that_cannot_be_read_are_told_with_their_node() -> None:
    ada = {"node": "ada", "parent": "公司", "potential": "many", "pin": "1.5", "currency": "usd"}
    _, problems = made(file(), TOP, ada)
    assert problems == [("currency_mix", "ada"), ("not_a_number", "ada"), ("off_unit", "ada")]
    assert made(file(), {**TOP, "currency": "cny"})[1] == []


def test_columns_go_by_either_language_in_any_width() -> None:
    columns = ("节点", "上级", " Potential", "ＰＩＮ", "备注")
    assert canonical(columns, columns_of(file())) == {
        "节点": "node", "上级": "parent", " Potential": "potential", "ＰＩＮ": "pin",
    }  # fmt: skip


def test_what_holds_everywhere_is_the_tops_and_the_rest_each_nodes_own() -> None:
    more = 'seasons = [1, 3]\n[products]\nx = 1\ny = 1\n"ada" = { x = 1 }\n'
    own = '[weights_below."ada"]\npotential = 2'
    plan, _ = made(file(more + own), TOP, {"node": "ada", "parent": "公司", "potential": "1"})
    top, ada = plan.nodes
    assert top.season == [1, 3] and top.products == {"x": 1, "y": 1} and top.mix is None
    assert ada.season is None and ada.products == {"x": 1} and ada.mix == {"potential": 2}


def test_working_days_weigh_the_seasons_that_are_told_and_the_top() -> None:
    ada = {"node": "ada", "parent": "公司", "potential": "1"}
    plan, _ = made(
        file('seasons = { "ada" = [1, 2] }'), TOP, ada, days=(Fraction(20), Fraction(10))
    )
    assert plan.nodes[0].season == [Fraction(4, 3), Fraction(2, 3)]
    assert plan.nodes[1].season == [1, 1]


def test_names_that_stand_only_in_one_of_the_files_are_told() -> None:
    more = 'inverse = ["age"]\nseasons = { "西部" = [1, 1] }'
    _, problems = made(file(more), TOP)
    assert problems == [("unknown_node", "西部"), ("unknown_weight", "")]
