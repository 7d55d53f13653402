"""Top-down against bottom-up."""

import pytest

from salesops.planning.allocate import Allocation, allocation
from salesops.planning.reconcile import Gap, answers_kept, gaps, reconciled, rounded
from tests.planning.plans import goal, node, plan, told

ROWS = (node("公司"), node("华东", "公司"), node("ada", "华东", 1), node("bo", "华东", 1),
        node("华北", "公司"), node("cy", "华北", 2))  # fmt: skip
ASKED = allocation(plan(goal(4000), *ROWS))


def numbers(of: object) -> dict[str, int]:
    assert isinstance(of, Allocation)
    for place, below in enumerate(of.plan.tree.children):
        assert not below or (of.cells[list(below)].sum(axis=0) == of.cells[place]).all()
    return {n.name: of.units(n.name) for n in of.plan.tree.nodes}


def test_the_gap_is_told_at_every_node_and_silence_is_no_gap() -> None:
    found = gaps(ASKED, {"ada": 700, "bo": None, "cy": 2100})
    assert found[0] == Gap("公司", 4000, 3800, 1)
    assert {g.node: g.gap for g in found} == {
        "公司": -200, "华东": -300, "ada": -300, "bo": 0, "华北": 100, "cy": 100,
    }  # fmt: skip


def test_answers_stay_and_the_rest_goes_to_who_gave_none() -> None:
    kept = allocation(answers_kept(ASKED.plan, {"ada": 700, "bo": None, "cy": 0}))
    assert numbers(kept) == {"公司": 4000, "华东": 4000, "ada": 700, "bo": 3300, "华北": 0, "cy": 0}


def test_numbers_move_in_proportion_to_their_size() -> None:
    found = reconciled(ASKED, {"ada": 900, "bo": 600, "cy": 1700})
    assert numbers(found) == {
        "公司": 4000, "华东": 1875, "ada": 1125, "bo": 750, "华北": 2125, "cy": 2125,
    }  # fmt: skip


def test_a_team_that_submitted_too_pulls_its_people_half_way() -> None:
    found = reconciled(ASKED, {"ada": 1000, "bo": 1000, "华东": 1000, "cy": 2000})
    names = numbers(found)
    # v = 1000, 1000 | 1000 | 2000: b̃(华东) = (2000·1000 + 1000·2000) ÷ 3000, ṽ = 2000 ÷ 3.
    assert names["华东"] == pytest.approx(4000 / 3 + (2000 / 3) / (8000 / 3) * 2000 / 3, abs=1)


def test_locks_hold_and_zero_stays_zero() -> None:
    found = reconciled(ASKED, {"ada": 0, "bo": 800, "cy": 3000}, locked=frozenset(["华东"]))
    assert numbers(found) == {
        "公司": 4000, "华东": 2000, "ada": 0, "bo": 2000, "华北": 2000, "cy": 2000,
    }  # fmt: skip


def test_who_did_not_answer_takes_up_what_the_others_leave() -> None:
    found = numbers(reconciled(ASKED, {"ada": 500, "cy": 2000}))
    assert found["bo"] == pytest.approx(1500, abs=2) and found["ada"] == pytest.approx(500, abs=2)


def test_a_cap_is_never_passed_and_the_others_take_more() -> None:
    rows = (*ROWS[:2], node("ada", "华东", 1, cap=1100), *ROWS[3:])
    asked = allocation(plan(goal(4000), *rows))
    found = numbers(reconciled(asked, {"ada": 1000, "bo": 500, "cy": 1000}))
    assert found["ada"] == 1100
    done = reconciled(asked, {"ada": 1000}, locked=frozenset(["cy"]))
    assert isinstance(done, Allocation)
    assert [held for held in done.held if held] == ["lock"]
    assert found["bo"] == pytest.approx(2900 / 3, abs=1)


def test_who_is_trusted_more_moves_less() -> None:
    said = {"ada": 1000, "bo": 1000, "cy": 1000}
    found = numbers(reconciled(ASKED, said, reliability={"ada": 10.0}))
    assert found["ada"] < found["bo"] == pytest.approx(found["cy"], abs=1)


def test_locks_that_leave_no_solution_are_named() -> None:
    found = reconciled(ASKED, {"ada": 0, "bo": 0}, locked=frozenset(["华东"]))
    assert isinstance(found, list) and told(found) == [("caps_below", "华东")]
    pinned = reconciled(ASKED, {"cy": 0}, locked=frozenset(["ada", "bo"]))
    assert isinstance(pinned, list) and told(pinned) == [("caps_below", "公司")]


def test_parts_are_rounded_within_their_bounds() -> None:
    assert rounded(10, [3.4, 3.4, 3.2], [(0, 9)] * 3) == [4, 3, 3]
    assert rounded(10, [3.9, 3.9, 3.9], [(3, 3), (0, 9), (4, 4)]) == [3, 3, 4]
    with pytest.raises(ValueError, match="sum to 10"):
        rounded(10, [1.0], [(0, 9)])
