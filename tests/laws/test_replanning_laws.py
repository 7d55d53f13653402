"""Laws of what happens to a plan afterwards: reconciled, planned anew, handed out with more."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from salesops.kernel.period import month_later
from salesops.planning import reconcile
from salesops.planning.allocate import Allocation, allocation
from salesops.planning.both_sides import Wishes, holding, met
from salesops.planning.over_assignment import streets
from salesops.planning.reconcile import answers_kept, gaps, reconciled
from salesops.planning.replan import replanned
from salesops.planning.tree import Limit, Node
from tests.planning.plans import conflicts, goal, plan

START = date(2026, 1, 1)


@st.composite
def allocations(draw: st.DrawFn) -> Allocation:
    """A company of up to four teams with up to four people each, some capped, some floored."""
    nodes = [Node("公司")]
    for team in range(draw(st.integers(1, 4))):
        nodes.append(Node(f"t{team}", "公司"))
        for person in range(draw(st.integers(1, 4))):
            weights = {"potential": Decimal(draw(st.integers(1, 50)))}
            cap = draw(st.none() | st.integers(300, 3000))
            floor = draw(st.none() | st.integers(0, 60))
            nodes.append(Node(f"p{team}{person}", f"t{team}", weights, cap=cap, floor=floor))
    of = plan(goal(draw(st.integers(1, 3000)), 4), *nodes)
    assume(not conflicts(of))
    return allocation(of)


@st.composite
def answers(draw: st.DrawFn, of: Allocation) -> dict[str, int | None]:
    return {
        node.name: draw(st.none() | st.integers(0, 1500))
        for node in of.plan.tree.nodes[1:]
        if draw(st.booleans())
    }


def exact(of: Allocation) -> bool:
    tree = of.plan.tree
    families = all(
        (of.cells[list(below)].sum(axis=0) == of.cells[place]).all()
        for place, below in enumerate(tree.children)
        if below
    )
    return families and of.cells.sum(axis=(1, 2)).tolist() == list(of.totals)


@given(st.data(), allocations())
def test_reconciled_numbers_sum_exactly_and_keep_every_bound(
    data: st.DataObject, of: Allocation
) -> None:
    said = data.draw(answers(of))
    found = reconciled(of, said)
    assume(isinstance(found, Allocation))
    assert isinstance(found, Allocation) and exact(found)
    assert found.totals[0] == of.totals[0]
    for node in of.plan.nodes:
        units = found.units(node.name)
        assert (node.floor or 0) <= units <= (3000 if node.cap is None else node.cap)
        if said.get(node.name) == 0 and node.name.startswith("p"):
            assert units == (node.floor or 0)


@given(st.data(), allocations())
def test_nothing_gained_by_moving_a_little_from_one_person_to_another(
    data: st.DataObject, of: Allocation
) -> None:
    """The two passes find the least squares: no exchange between two people lowers them."""
    said = data.draw(answers(of))
    low, high = reconcile._bounds(of, said, frozenset())
    assume(not list(reconcile._conflicts(of, low, high)))
    curves, sums = reconcile._upwards(of, said, {}, low, high)
    tree = of.plan.tree
    found = reconcile._downwards(tree, curves, sums, float(of.totals[0]))

    def cost(leaves: dict[int, float]) -> float:
        amounts = [leaves.get(place, 0.0) for place in range(len(tree.nodes))]
        for place in reversed(range(1, len(tree.nodes))):
            amounts[tree.parents[place]] += amounts[place]
        whole = 0.0
        for place, node in enumerate(tree.nodes):
            answer = said.get(node.name)
            if answer is None and tree.children[place]:
                continue
            stands = of.totals[place] if answer is None else answer
            trust = reconcile.UNANSWERED if answer is None else 1.0
            whole += trust / max(stands, 1) * (amounts[place] - stands) ** 2
        return whole

    here = {place: found[place] for place in tree.leaves}
    for giver in tree.leaves:
        for taker in tree.leaves:
            step = min(0.5, here[giver] - low[giver], high[taker] - here[taker])
            if giver != taker and step > 1e-6:
                moved = {**here, giver: here[giver] - step, taker: here[taker] + step}
                assert cost(moved) >= cost(here) - 1e-7 * max(1, cost(here))


@given(st.data(), allocations())
def test_the_pins_that_keep_reconciled_numbers_give_them_again(
    data: st.DataObject, of: Allocation
) -> None:
    locked = frozenset(data.draw(st.sets(st.sampled_from([n.name for n in of.plan.tree.nodes]))))
    done = met(of, data.draw(answers(of)), Wishes(locked))
    if isinstance(done, list):
        assert {problem.code for problem in done} <= {"floors_above", "caps_below"}
        return
    pins = holding(done)
    kept = [replace(node, pin=pins.get(node.name)) for node in of.plan.nodes]
    again = allocation(replace(of.plan, nodes=tuple(kept)))
    assert list(again.totals) == list(done.totals)


@given(st.data(), allocations())
def test_limits_of_months_hold_at_every_node_or_are_refused(
    data: st.DataObject, of: Allocation
) -> None:
    def limit(month: int) -> Limit:
        kind, units = data.draw(st.sampled_from(["pin", "floor", "cap"])), st.integers(0, 400)
        return Limit(month, **{kind: data.draw(units)})

    some = st.sets(st.integers(0, 3), max_size=2)
    nodes = [
        replace(node, limits=tuple(map(limit, sorted(data.draw(some)))))
        if data.draw(st.booleans())
        else node
        for node in of.plan.nodes
    ]
    asked = replace(of.plan, nodes=tuple(nodes))
    if codes := {code for code, _ in conflicts(asked)}:
        assert codes <= {
            "limits_above",
            "limits_below",
            "limits_burst",
            "pin_outside",
            "products_stranded",
        }
        return
    found = allocation(asked)
    assert exact(found) and list(found.totals) == list(of.totals)
    for node in asked.nodes:
        for one in node.limits:
            low, high = one.between(of.totals[0])
            assert low <= found.units(node.name, one.period) <= high


@given(st.data(), allocations())
def test_gaps_add_up_from_the_people_to_the_company(data: st.DataObject, of: Allocation) -> None:
    found = gaps(of, data.draw(answers(of)))
    tree = of.plan.tree
    for place, below in enumerate(tree.children):
        if below:
            assert found[place].gap == sum(found[child].gap for child in below)
            assert found[place].silent == sum(found[child].silent for child in below)


@given(st.data(), allocations())
def test_an_answer_is_kept_and_only_silence_shares_the_rest(
    data: st.DataObject, of: Allocation
) -> None:
    said = data.draw(answers(of))
    kept = answers_kept(of.plan, said)
    assume(not conflicts(kept))
    found = allocation(kept)
    for place in of.plan.tree.leaves:
        name = of.plan.tree.nodes[place].name
        answer = said.get(name)
        assert answer is None or found.units(name) == answer


@given(allocations(), allocations(), st.integers(1, 3))
def test_planning_anew_leaves_the_past_and_its_bridges_add_up(
    old: Allocation, new: Allocation, kept: int
) -> None:
    past = int(old.cells[0, :kept].sum())
    whole = goal(past + new.totals[0], 4)
    changed = plan(whole, *new.plan.nodes)
    assume(not conflicts(plan(goal(new.totals[0], 4 - kept), *new.plan.nodes)))
    done = replanned(old, month_later(START, kept), changed)
    for node in old.plan.tree.nodes:
        for period in range(kept):
            assert done.units(node.name, period) == old.units(node.name, period)
    assert done.units("公司") == whole.amount and exact(done.new)
    bridges = {bridge.node: bridge for bridge in done.bridges()}
    assert all(bridge.new == done.units(name) for name, bridge in bridges.items())
    tree = old.plan.tree
    for place, below in enumerate(tree.children):
        parts = [bridges[tree.nodes[child].name] for child in below]
        if sum(part.rest for part in parts):
            assert sum(part.goal for part in parts) == bridges[tree.nodes[place].name].goal


@given(allocations(), st.lists(st.integers(0, 40), max_size=3))
def test_handing_out_more_leaves_the_plan_as_it_is(of: Allocation, percents: list[int]) -> None:
    totals, cells = list(of.totals), of.cells.copy()
    handed_out = streets(of.plan.tree, of.totals, [Decimal(p) / 100 for p in percents])
    assert list(of.totals) == totals == [one.base for one in handed_out]
    assert (of.cells == cells).all()
    assert all(one.street >= one.base for one in handed_out)
    assert sum(of.totals[p] for p in of.plan.tree.leaves) == pytest.approx(of.totals[0], abs=0)
