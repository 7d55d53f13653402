"""Laws of a re-plan: what nobody asked to change stays as it was, cell by cell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salesops.kernel.period import month_later
from salesops.planning.allocate import Allocation, Conflict, allocation
from salesops.planning.allocate_plan import Plan
from salesops.planning.replan import Replan, replanned
from salesops.planning.tree import Limit, Node
from tests.planning.plans import conflicts, goal, plan

START = date(2026, 1, 1)
PERIODS = 4
LINES = ("泵", "阀")
SEASON = st.none() | st.lists(st.integers(1, 9).map(Decimal), min_size=PERIODS, max_size=PERIODS)
LIMIT = st.builds(Limit, st.integers(0, 3), cap=st.integers(20, 400))
SHARES = st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5)).map(
    lambda parts: dict(zip(LINES, map(Decimal, parts), strict=True))
)

# Four laws over whole plans: enough examples to break what is wrong, and no more.
some = settings(max_examples=30)


@st.composite
def years(draw: st.DrawFn, *, bounded: bool = True) -> Allocation:
    """A company of teams and people with seasons and lines of their own, some of them bounded."""
    nodes = [Node("公司", season=draw(SEASON), products=draw(SHARES))]
    for team in range(draw(st.integers(2, 3))):
        weights = {"potential": Decimal(draw(st.integers(1, 50)))}
        nodes.append(Node(f"t{team}", "公司", weights, season=draw(SEASON), products=draw(SHARES)))
        for person in range(draw(st.integers(1, 3))):
            told: Any = {
                "cap": draw(st.none() | st.integers(400, 3000)),
                "floor": draw(st.none() | st.integers(0, 60)),
                "pin": draw(st.none() | st.integers(0, 200)),
                "limits": draw(st.just(()) | st.tuples(LIMIT)),
            }
            weights = {"potential": Decimal(draw(st.integers(1, 50)))}
            own = told if bounded else {}
            nodes.append(Node(f"p{team}{person}", f"t{team}", weights, season=draw(SEASON), **own))
    of = plan(goal(draw(st.integers(1, 3000)), PERIODS, LINES), *nodes)
    assume(not conflicts(of))
    return allocation(of)


def to_come(old: Allocation, kept: int) -> Plan:
    """The old plan once more, its bounds those of what is still to come."""

    def rest(node: Node) -> Node:
        gone = sum(old.units(node.name, period) for period in range(kept))
        told = {"pin": node.pin, "floor": node.floor, "cap": node.cap}
        left = {name: None if n is None else max(n - gone, 0) for name, n in told.items()}
        later = [replace(one, period=(one.period or 0) - kept) for one in node.limits]
        limits = tuple(one for one in later if (one.period or 0) >= 0)
        return replace(node, **left, limits=limits)  # type: ignore[arg-type]

    return replace(old.plan, nodes=tuple(map(rest, old.plan.nodes)))


def anew(old: Allocation, kept: int, changed: Plan) -> Replan:
    """Planned anew, where something is left to plan."""
    assume(old.cells[0, kept:].sum())
    try:
        return replanned(old, month_later(START, kept), changed)
    except Conflict as conflict:
        # Whoever sells only in months that are past has no season for the rest.
        assume({problem.code for problem in conflict.problems} != {"no_season"})
        raise


def weighed_anew(of: Plan, weight: int) -> Plan:
    """The same plan, with another weight for one person of the first team."""
    told = {"potential": Decimal(weight)}
    nodes = [replace(node, weights=told) if node.name == "p00" else node for node in of.nodes]
    return replace(of, nodes=tuple(nodes))


def cells(of: Replan | Allocation, name: str) -> Mapping[tuple[int, str], int]:
    return {(p, line): of.units(name, p, line) for p in range(PERIODS) for line in LINES}


@some
@given(years(), st.integers(1, PERIODS - 1))
def test_a_replan_that_asks_for_nothing_new_changes_no_cell(old: Allocation, kept: int) -> None:
    done = anew(old, kept, to_come(old, kept))
    assert [(b.goal, b.moved) for b in done.bridges()] == [(0, 0)] * len(old.plan.nodes)
    for node in old.plan.nodes:
        assert cells(done, node.name) == cells(old, node.name)


@some
@given(years(), st.integers(1, PERIODS - 1), st.integers(1, 50))
def test_what_changes_within_a_team_moves_no_number_of_another(
    old: Allocation, kept: int, weight: int
) -> None:
    done = anew(old, kept, weighed_anew(to_come(old, kept), weight))
    bridges = {bridge.node: bridge for bridge in done.bridges()}
    assert {bridges[name].moved for name in bridges if name[:2] != "p0"} == {0}


@some
@given(years(bounded=False), st.integers(1, PERIODS - 1), st.integers(1, 50))
def test_what_changes_within_a_team_moves_no_cell_of_another(
    old: Allocation, kept: int, weight: int
) -> None:
    done = anew(old, kept, weighed_anew(to_come(old, kept), weight))
    for node in old.plan.nodes:
        if node.name.startswith(("p1", "p2", "t1", "t2")):
            assert cells(done, node.name) == cells(old, node.name)


@some
@given(years(bounded=False), st.integers(1, PERIODS - 1), st.integers(1, 900))
def test_where_only_the_goal_is_another_the_bridge_has_no_other_step(
    old: Allocation, kept: int, more: int
) -> None:
    bigger = goal(old.totals[0] + more, PERIODS, LINES)
    done = anew(old, kept, replace(to_come(old, kept), goal=bigger))
    assert {bridge.moved for bridge in done.bridges()} == {0}
    assert done.units("公司") == old.totals[0] + more
