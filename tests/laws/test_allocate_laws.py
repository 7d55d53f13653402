"""Laws of breaking a goal down: whatever the tree and its bounds, every sum is exact."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.planning.allocate import Allocation, allocation
from salesops.planning.allocate_bounds import poured
from salesops.planning.allocate_plan import Plan
from salesops.planning.rounding import cumulative, largest_remainder
from salesops.planning.tree import Node
from tests.planning.plans import conflicts, goal

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)
TOTALS = st.integers(0, 10**15)
METRICS = ("potential", "last_year")
ANSWER = st.none() | st.integers(0, 50).map(Decimal)
INDEX = st.lists(st.integers(1, 20).map(Decimal), min_size=4, max_size=4)
LINES = ("x", "y", "z")
SHARES = st.fixed_dictionaries({line: st.integers(1, 9).map(Decimal) for line in LINES})


@given(TOTALS, WEIGHTS)
def test_parts_sum_to_the_whole_and_each_is_its_share_rounded_down_or_up(
    total: int, weights: list[int]
) -> None:
    parts = largest_remainder(total, weights)
    shares = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert sum(parts) == total
    assert all(floor(s) <= part <= ceil(s) for s, part in zip(shares, parts, strict=True))


@given(TOTALS, WEIGHTS)
def test_every_sum_to_date_is_within_half_a_unit(total: int, weights: list[int]) -> None:
    parts = cumulative(total, weights)
    assert sum(parts) == total and min(parts) >= 0
    for month in range(len(parts)):
        exact = Fraction(total * sum(weights[: month + 1]), sum(weights))
        assert abs(sum(parts[: month + 1]) - exact) <= Fraction(1, 2)


BOUNDED = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 60), st.integers(0, 60)).map(
        lambda told: (told[0], min(told[1:]), max(told[1:]))
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(st.integers(0, 300), BOUNDED)
def test_water_stays_within_its_bounds_and_what_finds_no_place_is_told(
    amount: int, parts: list[tuple[int, int, int]]
) -> None:
    weights, least, most = zip(*parts, strict=True)
    found = poured(amount, weights, least, most)
    assert sum(found.parts) + found.stranded == amount
    for part, weight, low, high in zip(found.parts, weights, least, most, strict=True):
        assert low <= part <= high if weight else part == low
    room = sum(high if weight else low for weight, low, high in parts)
    assert found.stranded == max(0, amount - room) + min(0, amount - sum(least))


@given(st.integers(0, 300), BOUNDED)
def test_nobody_within_bounds_has_less_a_weight_than_somebody_pressed_down(
    amount: int, parts: list[tuple[int, int, int]]
) -> None:
    """The level of the water: a free part has its weight's worth of it, a held one is beyond."""
    weights, least, most = zip(*parts, strict=True)
    found = poured(amount, weights, least, most)
    free = [n for n, held in enumerate(found.held) if not held]
    for n in free:
        assert abs(found.parts[n] - found.level * weights[n]) < 1
    for n, held in enumerate(found.held):
        if free and held and weights[n] and least[n] < most[n]:
            at_most = found.level * weights[n] >= most[n] == found.parts[n]
            assert at_most or found.level * weights[n] <= least[n] == found.parts[n]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A random tree that can be broken down, bounds included: pins come from a plan that holds."""
    size = draw(st.integers(1, 14))
    parents = [draw(st.integers(0, place)) for place in range(size)]
    names = ["公司", *(f"n{place:02}" for place in draw(st.permutations(range(size))))]
    nodes = [Node("公司", season=draw(st.none() | INDEX), products=draw(SHARES))]
    for name, parent in zip(names[1:], parents, strict=True):
        weights = {metric: draw(ANSWER) for metric in METRICS}
        nodes.append(
            Node(name, names[parent], weights, season=draw(st.none() | INDEX),
                 products=draw(st.none() | SHARES))
        )  # fmt: skip
    amount = draw(st.sampled_from([1, 7, 1000, 10**9 + 1, 10**15]))
    mix = {"potential": Decimal("0.6"), "last_year": Decimal("0.4")}
    return bounded(draw, Plan(goal(amount, 4, LINES), tuple(nodes), mix))


def bounded(draw: st.DrawFn, free: Plan) -> Plan:
    """The plan with some nodes pinned, floored and capped around what another plan gives them."""
    if conflicts(free):
        return free
    held = allocation(free)
    nodes = []
    for node in free.nodes:
        units = held.units(node.name)
        what = draw(st.sampled_from(["", "", "", "pin", "floor", "cap"]))
        slack = draw(st.integers(0, 3)) if what in ("floor", "cap") else 0
        bound = {"pin": units, "floor": max(0, units - slack), "cap": units + slack}.get(what)
        told = {what: bound} if what and node.parent else {}
        nodes.append(
            Node(node.name, node.parent, node.weights, season=node.season,
                 products=node.products, **told)
        )  # fmt: skip
    amount = free.goal.amount
    return Plan(goal(amount, 4, LINES), tuple(nodes), {"potential": Decimal(1)})


@st.composite
def wild_plans(draw: st.DrawFn) -> Plan:
    """A random tree with pins, floors, caps and gates that nobody has reconciled."""
    size = draw(st.integers(1, 9))
    nodes = [Node("公司")]
    for place in range(size):
        parent = nodes[draw(st.integers(0, place))].name
        amount = st.integers(0, 60)
        what = draw(st.sampled_from(["", "", "", "pin", "floor", "cap", "gate"]))
        told = {what: draw(amount)} if what in ("pin", "floor", "cap") else {}
        weights = {"potential": draw(st.none() | st.integers(0, 9).map(Decimal))}
        nodes.append(Node(f"n{place}", parent, weights, is_open=what != "gate", **told))
    return Plan(goal(draw(st.integers(1, 120)), 4), tuple(nodes), {"potential": Decimal(1)})


@st.composite
def narrow_plans(draw: st.DrawFn) -> Plan:
    """Sellers of some lines in some months only; whether they can fill the company's is open."""
    some = st.lists(st.integers(0, 2).map(Decimal), min_size=3, max_size=3).filter(any)
    lines = some.map(lambda parts: dict(zip(LINES, parts, strict=True)))
    nodes = [Node("公司", season=draw(st.none() | some), products=draw(lines))]
    for place in range(draw(st.integers(1, 8))):
        weights = {"potential": Decimal(draw(st.integers(1, 9)))}
        season, products = draw(st.none() | some), draw(st.none() | lines)
        nodes.append(Node(f"n{place}", "公司", weights, season=season, products=products))
    amount = draw(st.sampled_from([5, 1000, 10**12]))
    return Plan(goal(amount, 3, LINES), tuple(nodes), {"potential": Decimal(1)})


@given(narrow_plans())
def test_nobody_is_given_what_they_do_not_sell(of: Plan) -> None:
    found = conflicts(of)
    assert {code for code, _ in found} <= {"products_stranded"}
    if found:
        return
    done = allocation(of)
    assert exact(done)
    for place in of.tree.leaves:
        season, lines = done.profiles.of(place)
        assert not done.cells[place][(season[:, None] * lines[None, :]) == 0].any()


@given(wild_plans())
def test_a_plan_without_a_conflict_is_broken_down_within_all_bounds(of: Plan) -> None:
    """Every conflict is found before: what is not refused comes out exact and complete."""
    if conflicts(of):
        return
    found = allocation(of)
    assert exact(found)
    for node in of.nodes:
        units = found.units(node.name)
        assert units == 0 if not node.is_open else node.pin is None or units == node.pin
        assert (node.floor or 0) <= units <= (of.goal.amount if node.cap is None else node.cap)


def exact(of: Allocation) -> bool:
    """Children sum to parents in every cell, cells to wholes, the top to the goal."""
    tree = of.plan.tree
    families = all(
        (of.cells[list(below)].sum(axis=0) == of.cells[place]).all()
        for place, below in enumerate(tree.children)
        if below
    )
    wholes = of.cells.sum(axis=(1, 2)).tolist() == list(of.totals)
    return families and wholes and of.totals[0] == of.plan.goal.amount


@given(plans())
def test_every_direction_sums_exactly_and_bounds_hold(of: Plan) -> None:
    problems = conflicts(of)
    if problems:
        assert all(code for code, _ in problems)
        return
    found = allocation(of)
    assert exact(found) and (found.cells >= 0).all()
    for node in of.nodes:
        units = found.units(node.name)
        assert node.pin is None or units == node.pin
        assert (node.floor or 0) <= units <= (of.goal.amount if node.cap is None else node.cap)


@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(of: Plan, chance: object) -> None:
    rows = list(of.nodes)
    chance.shuffle(rows)  # type: ignore[attr-defined]
    other = Plan(of.goal, tuple(rows), of.mix)
    assert sorted(map(str, conflicts(of))) == sorted(map(str, conflicts(other)))
    if not conflicts(of):
        assert (allocation(of).cells == allocation(other).cells).all()


@given(plans())
def test_a_node_is_moved_by_rounding_only_a_little(of: Plan) -> None:
    """Leaves by less than a unit a cell; with 10^15 units a float cannot say more."""
    if conflicts(of) or of.goal.amount > 10**10:
        return
    found = allocation(of)
    leaves = found.cells[list(of.tree.leaves)].reshape(len(of.tree.leaves), -1)
    assert np.abs(leaves - found.ideal).max() < 1 - 1e-7
    assert sum(target.rounding for target in found.targets()) == pytest.approx(0, abs=1e-3)


@given(plans())
def test_zero_and_no_answer_are_not_the_same(of: Plan) -> None:
    """Who answered 0 to everything has 0 unless somebody said otherwise."""
    if conflicts(of):
        return
    found = allocation(of)
    mixes: Sequence[str] = [metric for metric, part in of.mix.items() if part]
    for node in of.nodes[1:]:
        if (
            all(node.weights.get(metric) == 0 for metric in mixes)
            and not of.tree.children[of.tree.places[node.name]]
        ):
            assert found.units(node.name) == max(node.pin or 0, node.floor or 0)
