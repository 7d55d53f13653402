"""Pins, floors and caps of a single month or product line of a node."""

from dataclasses import replace
from decimal import Decimal

from salesops.planning.allocate import Allocation, allocation
from salesops.planning.allocate_plan import Plan
from salesops.planning.tree import Limit, Node
from tests.planning.plans import conflicts, goal, node, plan

HALVES = {"泵": Decimal(1), "阀": Decimal(1)}
ROWS = (node("公司"), node("华东", "公司"), node("ada", "华东", 1), node("bo", "华东", 1),
        node("华北", "公司"), node("cy", "华北", 2))  # fmt: skip


def asked(products: tuple[str, ...] = (), **limits: tuple[Limit, ...]) -> Plan:
    """A year of 4,800 over 12 like months, 100 a month for Ada and for Bo and 200 for Cy."""
    shares = HALVES if products else None
    nodes = (replace(row, limits=limits.get(row.name, ())) for row in ROWS)
    top, *rest = nodes
    return plan(goal(4800, 12, products), replace(top, products=shares), *rest)


def exact(found: Allocation) -> Allocation:
    for place, below in enumerate(found.plan.tree.children):
        assert not below or (found.cells[list(below)].sum(axis=0) == found.cells[place]).all()
    assert (found.cells >= 0).all()
    assert found.cells.sum(axis=(1, 2)).tolist() == list(found.totals)
    return found


def test_a_pinned_month_of_one_person_moves_only_months_and_no_whole() -> None:
    found = exact(allocation(asked(ada=(Limit(0, pin=160),))))
    assert found.units("ada", 0) == 160
    assert [found.units(name) for name in ("ada", "bo", "cy")] == [1200, 1200, 2400]
    assert [found.units("公司", month) for month in range(12)] == [400] * 12


def test_everybody_may_have_a_pinned_month() -> None:
    months = {
        name: (Limit(0, pin=units),) for name, units in (("ada", 60), ("bo", 90), ("cy", 250))
    }
    found = exact(allocation(asked(**months)))
    assert [found.units(name, 0) for name in months] == [60, 90, 250]


def test_a_teams_month_is_pinned_and_its_people_share_it() -> None:
    found = exact(allocation(asked(华东=(Limit(2, pin=120),), ada=(Limit(2, pin=90),))))
    assert [found.units(name, 2) for name in ("华东", "ada", "bo", "cy")] == [120, 90, 30, 280]


def test_the_companys_own_month_moves_the_year_around_it() -> None:
    found = exact(allocation(asked(公司=(Limit(11, pin=1500),), cy=(Limit(11, floor=900),))))
    assert (found.units("公司", 11), found.units("公司", 0)) == (1500, 300)
    assert found.units("cy", 11) == 900


def test_floors_and_caps_bind_only_where_they_are_passed() -> None:
    found = exact(allocation(asked(ada=(Limit(0, cap=40), Limit(1, floor=50)))))
    assert found.units("ada", 0) == 40 and found.units("ada", 1) > 100


def test_a_line_and_a_month_of_the_same_node_hold_together() -> None:
    limits = (Limit(product="泵", pin=700), Limit(3, pin=110), Limit(4, floor=120))
    found = exact(allocation(asked(("泵", "阀"), ada=limits)))
    assert (found.units("ada", None, "泵"), found.units("ada", None, "阀")) == (700, 500)
    assert found.units("ada", 3) == 110 and found.units("ada", 4) >= 120
    assert found.units("公司", None, "泵") == 2400


def test_limits_beyond_a_nodes_whole_are_named_with_the_node() -> None:
    assert conflicts(asked(ada=(Limit(0, pin=700), Limit(1, floor=600)))) == [
        ("limits_above", "ada")
    ]
    all_capped = tuple(Limit(month, cap=99) for month in range(12))
    assert conflicts(asked(bo=all_capped)) == [("limits_below", "bo")]


def test_pins_beyond_what_the_node_above_has_that_month_are_named_there() -> None:
    month = {"ada": (Limit(0, pin=300),), "bo": (Limit(0, pin=101),)}
    assert conflicts(asked(**month)) == [("limits_burst", "公司")]
    assert conflicts(asked(**month, 华东=(Limit(0, pin=400),))) == [("limits_burst", "华东")]


def test_limits_that_contradict_themselves_or_stand_nowhere_are_named() -> None:
    found = conflicts(asked(
        ada=(Limit(12, pin=1), Limit(product="泵", pin=1)), bo=(Limit(0, floor=5, cap=4),),
        cy=(Limit(0, pin=9, cap=4), Limit(1, pin=-1)),
    ))  # fmt: skip
    assert found == [
        ("unknown_limit", "ada"), ("unknown_limit", "ada"), ("floor_above_cap", "bo"),
        ("pin_outside", "cy"), ("negative_amount", "cy"), ("pin_outside", "cy"),
    ]  # fmt: skip


def test_a_month_that_sells_nothing_can_be_pinned_away_from_nothing_only_with_room() -> None:
    season = [Decimal(0), *[Decimal(1)] * 11]
    top, *rest = asked(ada=(Limit(0, pin=5),)).nodes
    shut = Plan(goal(4800), (replace(top, season=season), *rest), {"potential": Decimal(1)})
    assert conflicts(shut) == [("limits_burst", "公司")]
    opened = Node(top.name, season=season, limits=(Limit(0, pin=5),))
    found = exact(allocation(Plan(shut.goal, (opened, *rest), shut.mix)))
    assert found.units("ada", 0) == 5
