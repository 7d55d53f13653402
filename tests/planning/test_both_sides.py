"""What somebody asks of a reconciliation: locks, minimums, and pins that keep its numbers."""

from dataclasses import replace

from salesops.planning.allocate import Allocation, allocation
from salesops.planning.both_sides import Wishes, both_sides, met
from tests.planning.plans import goal, node, plan, told

ROWS = (node("公司"), node("华东", "公司"), node("ada", "华东", 1), node("bo", "华东", 1),
        node("华北", "公司"), node("cy", "华北", 2))  # fmt: skip
ASKED = allocation(plan(goal(4000), *ROWS))
SAID = {"ada": 700, "bo": 700, "cy": 2100}


def meet(wishes: Wishes, submitted: dict[str, int] = SAID, of: Allocation = ASKED) -> Allocation:
    found = met(of, submitted, wishes)
    assert isinstance(found, Allocation)
    return found


def test_both_sides_stand_beside_the_number_in_which_they_meet() -> None:
    rows = {b.gap.node: b for b in both_sides(ASKED, SAID, meet(Wishes()))}
    # 3,500 were offered for 4,000: everybody takes 8 ÷ 7 of what they said.
    assert {name: (b.gap.plan, b.gap.bottom_up, b.gap.gap, b.reconciled, b.moved)
            for name, b in rows.items() if name in ("公司", "ada", "cy")} == {
        "公司": (4000, 3500, -500, 4000, 0), "ada": (1000, 700, -300, 800, -200),
        "cy": (2000, 2100, 100, 2400, 400),
    }  # fmt: skip


def test_a_minimum_is_kept_and_the_others_give_way() -> None:
    found = meet(Wishes(least={"ada": 1000}))
    assert found.totals[found.plan.tree.places["ada"]] == 1000
    assert dict(zip((n.name for n in found.plan.tree.nodes), found.held, strict=True))["ada"] == (
        "floor"
    )


def test_wishes_against_limits_are_named_with_the_node() -> None:
    rows = [replace(r, pin=900) if r.name == "ada" else replace(r, cap=1500) if r.name == "bo"
            else replace(r, is_open=False) if r.name == "cy" else r for r in ROWS]  # fmt: skip
    rows.append(node("di", "华北", 1))
    asked = allocation(plan(goal(2400), *rows))
    wishes = Wishes(frozenset(["di"]), {"ada": 901, "bo": 1501, "cy": 1, "di": 2400})
    found = met(asked, {}, wishes)
    assert isinstance(found, list)
    assert told(found) == [
        ("pin_outside", "ada"), ("floor_above_cap", "bo"), ("pin_behind_gate", "cy"),
        ("lock_below_least", "di"),
    ]  # fmt: skip


def test_minimums_above_the_whole_are_named_at_the_parent_they_burst() -> None:
    found = met(ASKED, SAID, Wishes(least={"ada": 2500, "cy": 1600}))
    assert isinstance(found, list) and told(found) == [("floors_above", "公司")]


def test_a_pin_holds_against_an_offer_of_zero() -> None:
    pinned = [replace(row, pin=500) if row.name == "ada" else row for row in ROWS]
    found = meet(Wishes(), {"ada": 0, "bo": 900}, allocation(plan(goal(4000), *pinned)))
    assert found.totals[found.plan.tree.places["ada"]] == 500


def test_who_has_no_share_and_said_nothing_takes_up_nothing() -> None:
    asked = allocation(plan(goal(4000), *ROWS, node("new", "华东", 0)))
    found = meet(Wishes(), SAID, asked)
    assert found.totals[found.plan.tree.places["new"]] == 0
