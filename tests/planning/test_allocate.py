"""A goal broken down, and what every number says of where it comes from."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.planning.allocate import Allocation, Conflict, allocation
from tests.planning.plans import conflicts, goal, node, plan, told

LINES = ("硬件", "软件")


def totals(of: Allocation) -> dict[str, int]:
    return {n.name: of.units(n.name) for n in of.plan.tree.nodes}


def test_shares_run_down_the_tree_to_everybodys_number() -> None:
    of = allocation(
        plan(goal(1000), node("公司"), node("华东", "公司"), node("华北", "公司"),
             node("ada", "华东", 3), node("bo", "华东", 1), node("cy", "华北", 4))
    )  # fmt: skip
    assert totals(of) == {"公司": 1000, "华北": 500, "cy": 500, "华东": 500, "ada": 375, "bo": 125}
    assert str(of.amount("ada")) == "3.75"


def test_a_pin_stands_and_the_others_share_the_rest() -> None:
    of = allocation(
        plan(goal(1000), node("公司"), node("ada", "公司", 1, pin=100), node("bo", "公司", 1),
             node("cy", "公司", 2))
    )  # fmt: skip
    assert totals(of) == {"公司": 1000, "ada": 100, "bo": 300, "cy": 600}
    assert [of.held[of.plan.tree.places[name]] for name in ("ada", "bo")] == ["pin", ""]


def test_who_reaches_a_bound_stays_there_and_the_others_are_asked_again() -> None:
    of = allocation(
        plan(goal(1000), node("公司"), node("a", "公司", 6, cap=300), node("b", "公司", 3),
             node("c", "公司", 1, floor=250))
    )  # fmt: skip
    assert totals(of) == {"公司": 1000, "a": 300, "b": 450, "c": 250}
    assert list(of.held[1:]) == ["cap", "", "floor"]


def test_bounds_below_a_team_bind_the_team() -> None:
    of = allocation(
        plan(goal(1000), node("公司"), node("north", "公司"), node("south", "公司", 1),
             node("ada", "north", 1, pin=600), node("bo", "north", 1, floor=100))
    )  # fmt: skip
    assert totals(of)["north"] == 700 and of.held[of.plan.tree.places["north"]] == "below"


def test_zero_stays_zero_and_nobodys_answer_shares() -> None:
    of = allocation(
        plan(goal(1000), node("公司"), node("new", "公司"), node("none", "公司", 0),
             node("old", "公司", 4))
    )  # fmt: skip
    assert totals(of) == {"公司": 1000, "new": 333, "none": 0, "old": 667}
    assert list(of.held) == ["", "", "zero", ""]
    pinned = plan(goal(1000), node("公司"), node("a", "公司", 1, pin=0), node("b", "公司", 1))
    assert totals(allocation(pinned)) == {"公司": 1000, "a": 0, "b": 1000}


def test_a_team_with_somebody_unknown_is_not_taken_for_a_smaller_one() -> None:
    of = allocation(
        plan(goal(900), node("公司"), node("east", "公司"), node("west", "公司"),
             node("a", "east", 10), node("b", "east"), node("c", "west", 10),
             node("d", "west", 90, is_open=False))
    )  # fmt: skip
    assert totals(of) == {"公司": 900, "east": 600, "a": 300, "b": 300, "west": 300, "c": 300,
                          "d": 0}  # fmt: skip


def test_a_shut_gate_leaves_nothing_behind_it() -> None:
    of = allocation(
        plan(goal(100), node("公司"), node("a", "公司", 9, is_open=False), node("b", "公司", 1))
    )
    assert totals(of) == {"公司": 100, "a": 0, "b": 100}
    assert of.held[1] == "gate" and of.why(1) == ({"potential": 0}, 0)


def test_old_and_new_regions_mix_their_metrics_differently() -> None:
    people = [
        replace(node(name, region), weights={"potential": Decimal(a), "last_year": Decimal(b)})
        for name, region, a, b in (("a", "old", 1, 3), ("b", "old", 3, 1), ("c", "new", 1, 3),
                                   ("d", "new", 3, 1))
    ]  # fmt: skip
    of = allocation(
        plan(goal(800), node("公司"), node("old", "公司", mix={"last_year": Decimal(1)}),
             node("new", "公司"), *people, potential="1", last_year="0")
    )  # fmt: skip
    assert totals(of) == {
        "公司": 800, "new": 400, "c": 100, "d": 300, "old": 400, "a": 300, "b": 100,
    }  # fmt: skip


def test_every_direction_adds_up_with_seasons_and_lines_of_their_own() -> None:
    season = [Decimal(n) for n in (7, 5, 9, 8, 8, 10, 8, 8, 9, 9, 9, 10)]
    of = allocation(
        plan(
            goal(1_000_000_001, products=LINES),
            node("公司", season=season, products={"硬件": Decimal("0.7"), "软件": Decimal("0.3")}),
            node("华东", "公司", 3, season=list(reversed(season))),
            node("华北", "公司", 2, products={"硬件": Decimal(1), "软件": Decimal(2)}),
            node("华南", "公司", 2),
        )
    )
    assert of.units("公司") == 1_000_000_001
    assert of.units("公司", product="硬件") == 700_000_001
    assert (of.cells[1:].sum(axis=0) == of.cells[0]).all()
    assert of.units("公司", 0) == 70_000_000
    moved = [target.rounding for target in of.targets()]
    assert max(map(abs, moved)) < 2


def test_without_a_season_of_its_own_the_company_has_its_peoples() -> None:
    of = allocation(
        plan(goal(300, periods=3), node("公司"),
             node("a", "公司", 1, season=[Decimal(1), Decimal(1), Decimal(0)]),
             node("b", "公司", 2, season=[Decimal(0), Decimal(1), Decimal(1)]))
    )  # fmt: skip
    assert of.cells[:, :, 0].tolist() == [[50, 150, 100], [50, 50, 0], [0, 100, 100]]


def test_a_cell_says_what_it_comes_from() -> None:
    of = allocation(
        plan(goal(1000, periods=2, products=LINES),
             node("公司", season=[Decimal(1), Decimal(3)], products={"硬件": Decimal(1)}),
             node("ada", "公司", 1), node("bo", "公司", 2))
    )  # fmt: skip
    target = next(
        t for t in of.targets() if (t.node, t.period, t.product) == ("bo", "2026-02", "硬件")
    )
    assert (target.units, target.season, target.product_share) == (500, 0.75, 1.0)
    assert target.shares == {"potential": Fraction(2, 3)} and target.share == Fraction(2, 3)
    assert target.rounding == pytest.approx(500 - 667 * 0.75)


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [node("公司"), *(node(name, "公司", 1) for name in ("cy", "ada", "bo"))]
    one, other = (allocation(plan(goal(100), *each)) for each in (rows, rows[::-1]))
    assert totals(one) == totals(other) == {"公司": 100, "ada": 34, "bo": 33, "cy": 33}
    assert (one.cells == other.cells).all()


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([node("a", "公司", -1)], ("negative_weight", "a")),
        ([node("a", "公司", 1, pin=1001)], ("pin_above_goal", "a")),
        ([node("a", "公司", 1, pin=600), node("b", "公司", 1, pin=401)], ("pins_above", "公司")),
        ([node("a", "公司", 1, floor=900), node("b", "公司", pin=101)], ("floors_above", "公司")),
        ([node("a", "公司", 1, cap=500), node("b", "公司", 1, cap=499)], ("caps_below", "公司")),
        ([node("a", "公司", 1, cap=500), node("b", "公司", 0)], ("caps_below", "公司")),
        ([node("a", "公司", 1, pin=500), node("b", "公司", 1, pin=499)], ("caps_below", "公司")),
        ([node("a", "公司", 1, floor=1001)], ("floors_above", "公司")),
        ([node("a", "公司", 1, floor=2, cap=1)], ("floor_above_cap", "a")),
        ([node("a", "公司", 1, floor=2, pin=1)], ("pin_outside", "a")),
        ([node("a", "公司", 1, floor=-2)], ("negative_amount", "a")),
        ([node("a", "公司", 1, is_open=False)], ("gate_strands", "公司")),
        ([node("a", "公司", 1, is_open=False, pin=1)], ("pin_behind_gate", "a")),
        ([node("a", "公司", 0), node("b", "公司", 0)], ("zero_weights", "公司")),
        ([node("a", "公司"), node("b", "公司")], ("no_weights", "公司")),
        ([node("a", "公司", 1), node("b", "a", 0)], ("zero_weights", "a")),
        ([node("a", "公司", 1), node("b", "公司", pin=5), node("c", "b", 0)],
         ("zero_weights", "b")),
        ([node("a", "公司", 1), node("b", "公司", is_open=False), node("c", "b", floor=1)],
         ("floors_above", "b")),
        ([node("a", "公司", 1, season=[Decimal(1)] * 11)], ("season_missing", "a")),
        ([node("a", "公司", 1, season=[Decimal(1)] * 13)], ("season_length", "a")),
        ([node("a", "公司", 1, season=[Decimal(0)] * 12)], ("zero_season", "a")),
        ([node("a", "公司", 1, season=[Decimal(-1)] * 12)], ("negative_season", "a")),
        ([node("a", "公司", 1, products={"云": Decimal(1)})], ("unknown_product", "a")),
        ([node("a", "公司", 1, mix={})], ("no_mix", "a")),
    ],
)  # fmt: skip
def test_a_conflict_is_named_with_its_node_before_anything_is_computed(
    rows: list[object], problem: tuple[str, object]
) -> None:
    found = conflicts(plan(goal(1000), node("公司"), *rows))  # type: ignore[arg-type]
    assert problem in found
    assert {code for code, _ in found} <= {problem[0], "floors_above"}


def test_a_region_that_is_all_zero_has_nothing_to_share_and_is_no_fault() -> None:
    of = allocation(
        plan(goal(10), node("公司"), node("live", "公司", 1), node("dead", "公司"),
             node("a", "dead", 0), node("b", "dead", 0), node("shut", "公司", is_open=False),
             node("c", "shut", 0), node("d", "c", 0))
    )  # fmt: skip
    assert totals(of) == {"公司": 10, "live": 10, "dead": 0, "a": 0, "b": 0, "shut": 0, "c": 0,
                          "d": 0}  # fmt: skip


def test_what_is_stranded_is_told_to_the_unit() -> None:
    with pytest.raises(Conflict) as conflict:
        allocation(
            plan(goal(1000), node("公司"), node("华东", "公司", 1, pin=400),
                 node("a", "华东", 1, cap=150), node("b", "华东", 1, cap=100),
                 node("华北", "公司", 1))
        )  # fmt: skip
    (problem,) = conflict.value.problems
    assert problem.code == "caps_below" and problem.values["node"] == "华东"
    assert problem.values["excess"] == Decimal("1.50")


def test_all_conflicts_are_told_at_once() -> None:
    found = conflicts(
        plan(goal(1000), node("公司", season=[Decimal(1)] * 10), node("a", "公司", -1),
             node("b", "nowhere", 1, floor=2, cap=1), node("c", "公司", 1, pin=5000))
    )  # fmt: skip
    assert {code for code, _ in found} == {
        "orphan", "season_missing", "negative_weight", "floor_above_cap", "pin_above_goal",
    }  # fmt: skip
    assert [code for code, _ in found].count("season_missing") == 1


def test_the_tops_pin_and_the_goal_must_agree() -> None:
    assert conflicts(plan(goal(10), node("公司", pin=9))) == [("root_pinned", "公司")]


def test_an_inverse_metric_cannot_be_zero() -> None:
    rows = [node("公司"), node("a", "公司", 0), node("b", "公司", 1)]
    assert conflicts(plan(goal(), *rows, inverse=["potential"])) == [("zero_inverse", "a")]


def test_a_metric_that_is_zero_everywhere_is_remarked_and_left_out() -> None:
    rows = [node("公司"), *(replace(node(n, "公司", 1), weights={"potential": Decimal(1),
            "last_year": Decimal(0)}) for n in "ab")]  # fmt: skip
    of = allocation(plan(goal(10), *rows, potential="0.5", last_year="0.5"))
    assert told(of.warnings) == [("zero_metric", "公司")] and of.units("a") == 5


def test_lines_that_nobody_may_sell_strand_their_target() -> None:
    with pytest.raises(Conflict) as conflict:
        allocation(
            plan(goal(1000, periods=1, products=LINES),
                 node("公司", products={"硬件": Decimal(1), "软件": Decimal(1)}),
                 node("a", "公司", 3, products={"硬件": Decimal(1)}), node("b", "公司", 1))
        )  # fmt: skip
    (problem,) = conflict.value.problems
    assert problem.code == "products_stranded"
    assert problem.reason("zh") == "2026-01 软件 的目标没有人能接：能卖的人不够，2.50 没有着落"


def test_lines_without_shares_are_refused() -> None:
    rows = [node("公司"), node("a", "公司", 1)]
    assert conflicts(plan(goal(products=LINES), *rows)) == [("bad_products", "a")]


def test_one_child_alone_needs_no_weight() -> None:
    assert totals(allocation(plan(goal(7), node("公司"), node("a", "公司")))) == {"公司": 7, "a": 7}


def test_a_team_whose_people_all_weigh_0_gets_nothing_and_that_is_said() -> None:
    team = (node("甲", "公司"), node("a", "甲", 0), node("b", "甲", 0))
    of = allocation(plan(goal(10), node("公司"), *team, node("乙", "公司"), node("c", "乙", 3)))
    assert (of.units("甲"), of.units("c")) == (0, 10)
    assert told(of.warnings) == [("zero_family", "甲")]
