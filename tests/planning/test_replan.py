"""Planning anew from a day on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from salesops.planning.allocate import allocation
from salesops.planning.replan import Bridge, Replan, replanned
from tests.planning.plans import goal, node, plan

ROWS = (node("公司"), node("ada", "公司", 1), node("bo", "公司", 1))
OLD = allocation(plan(goal(2400), *ROWS))
JULY = date(2026, 7, 1)


def test_the_past_stays_and_the_rest_is_split_again() -> None:
    done = replanned(OLD, JULY, plan(goal(3000), *ROWS[:2], node("bo", "公司", 3)))
    assert [done.units("ada", p) for p in (0, 5, 6, 11)] == [100, 100, 75, 75]
    assert done.units("公司") == 3000
    assert done.units("ada") + done.units("bo") == 3000


def test_the_bridge_leads_from_the_old_number_to_the_new_one() -> None:
    done = replanned(OLD, JULY, plan(goal(3000), *ROWS[:2], node("bo", "公司", 3)))
    assert list(done.bridges()) == [
        Bridge("公司", 1200, 1200, 600, 0),
        Bridge("ada", 600, 600, 300, -450),
        Bridge("bo", 600, 600, 300, 450),
    ]
    assert [(b.old, b.new) for b in done.bridges()] == [(2400, 3000), (1200, 1050), (1200, 1950)]


def test_who_left_keeps_the_past_and_who_came_has_only_what_is_to_come() -> None:
    done = replanned(OLD, JULY, plan(goal(2400), ROWS[0], ROWS[1], node("cy", "公司", 1)))
    bridges = {bridge.node: bridge for bridge in done.bridges()}
    assert (bridges["bo"].past, bridges["bo"].new) == (600, 600)
    assert (bridges["cy"].old, bridges["cy"].new) == (0, 600)
    assert sum(bridges[name].new for name in ("ada", "bo", "cy")) == 2400
    assert done.units("bo", 11) == done.units("cy", 0) == 0


def test_seasons_and_lines_go_on_where_they_were() -> None:
    season = tuple(Decimal(n) for n in range(1, 13))
    lines = {"硬件": Decimal(1)}
    rows = (node("公司", season=season, products=lines), *ROWS[1:])
    old = allocation(plan(goal(7800, products=("硬件",)), *rows))
    done = replanned(old, JULY, replace(old.plan, goal=replace(old.plan.goal, amount=9000)))
    assert [done.units("公司", p, "硬件") for p in (0, 5, 6, 11)] == [100, 600, 847, 1453]
    assert done.units("公司", 0, "云") == 0


def test_a_plan_begins_anew_with_a_period() -> None:
    for day in (date(2026, 1, 1), date(2026, 7, 2)):
        with pytest.raises(ValueError, match="no period but the first"):
            replanned(OLD, day, OLD.plan)


def test_two_scenarios_that_differ_by_the_goal_alone_have_no_other_step() -> None:
    """Neither a pin that holds nor a unit of rounding is put down to weights nobody changed."""
    rows = (node("公司"), node("ada", "公司", 3, pin=500), *(node(n, "公司", 1) for n in "bcd"))
    one, other = (allocation(plan(goal(amount), *rows)) for amount in (1200, 1301))
    bridges = {bridge.node: bridge for bridge in Replan(one, other, 0).bridges()}
    assert {bridge.moved for bridge in bridges.values()} == {0}
    assert (bridges["公司"].goal, bridges["ada"].goal) == (101, 0)
    assert sum(bridges[name].goal for name in "bcd") == 101
