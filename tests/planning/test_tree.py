"""The tree: any order of rows, and every way in which rows are no tree."""

import pytest

from salesops.planning.tree import ordered, tree_problems
from tests.planning.plans import node, told

COMPANY = node("公司")


def test_parents_come_before_children_and_siblings_by_name() -> None:
    tree = ordered([node("bo", "east"), node("ada", "east"), node("east", "公司"), COMPANY])
    assert [n.name for n in tree.nodes] == ["公司", "east", "ada", "bo"]
    assert tree.parents == (-1, 0, 1, 1)
    assert tree.leaves == [2, 3] and tree.spans == [(0, 2), (0, 2), (0, 1), (1, 2)]


def test_a_chain_of_five_thousand_levels_is_a_tree_too() -> None:
    deep = [COMPANY, *(node(f"{n:05}", f"{n - 1:05}" if n else "公司") for n in range(5000))]
    assert len(ordered(deep).nodes) == 5001


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([], [("no_nodes", None)]),
        ([COMPANY, node("ada", "west")], [("orphan", "ada")]),
        ([COMPANY, node("b", "a"), node("a", "b")], [("cycle", "a")]),
        ([COMPANY, node("a", "a")], [("cycle", "a")]),
        ([node("b", "a"), node("a", "b")], [("no_root", None), ("cycle", "a")]),
        ([COMPANY, node("集团")], [("two_roots", None)]),
        ([COMPANY, node("ada", "公司"), node("ada", "公司")], [("duplicate_node", "ada")]),
        ([COMPANY, node("", "公司")], [("nameless_node", None)]),
    ],
)
def test_what_is_no_tree_is_named_with_its_node(
    rows: list[object], problems: list[tuple[str, object]]
) -> None:
    assert told(tree_problems(rows)) == problems  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no tree"):
        ordered([*rows, node("x", "nowhere")])  # type: ignore[list-item]


def test_a_person_in_two_teams_is_told_with_both_teams() -> None:
    rows = [COMPANY, node("一部", "公司"), node("二部", "公司"), node("李雷", "一部")]
    (problem,) = tree_problems([*rows, node("李雷", "二部")])
    assert problem.code == "two_teams"
    assert problem.reason("zh") == "“李雷”同时在 一部, 二部 里"


def test_everything_wrong_is_told_at_once() -> None:
    rows = [COMPANY, node("集团"), node("a", "b"), node("b", "a"), node("c", "nowhere")]
    assert {code for code, _ in told(tree_problems(rows))} == {"two_roots", "cycle", "orphan"}
