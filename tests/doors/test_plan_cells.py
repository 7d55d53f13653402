"""A single month or product line of a node is bound, with why; conflicts are named before."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.web.problems import Faulty, Refused
from salesops.web.targets.actions.inputs import set_goal, set_stance
from salesops.web.targets.actions.plans import copy_plan
from salesops.web.targets.models import Goal, Quota, Stance
from salesops.web.targets.working import worked
from tests.doors.test_plans import LINES, REVENUE, drafted, published

pytestmark = pytest.mark.django_db


def bind(user, key, plan_id="P", reason="展会在三月", **cells):
    told = {name.replace("m", "month:2090-") if name.startswith("m") else f"line:{name}": value
            for name, value in cells.items()}  # fmt: skip
    return set_stance(actor=user("olga"), plan_id=plan_id, metric=REVENUE, key=key,
                      values={"cells": told}, reason=reason)  # fmt: skip


def cell(key, period=None, line=None, plan_id="P"):
    found = worked(Goal.objects.get(plan=plan_id))
    cells = found.cells[found.place(key)]
    if line is not None:
        cells = cells[:, found.allocation.plan.goal.products.index(line)]
    return found.money(cells.sum() if period is None else cells[period].sum())


def test_a_month_is_pinned_for_one_and_made_up_for_by_the_others(user):
    drafted(user, shares=LINES)
    before = cell("company", 2)
    bind(user, "bo", m03={"pin": "80"}, 泵={"floor": "600"})
    assert (cell("bo", 2), cell("bo"), cell("company", 2)) == (80, Decimal("666.67"), before)
    assert cell("bo", line="泵") == 600
    published(user)
    quotas = Quota.objects.filter(plan="P", person="bo", starts_on=date(2090, 3, 1))
    assert sum(quota.amount for quota in quotas) == 80


def test_what_cannot_be_is_named_and_nothing_is_kept(user):
    drafted(user, shares=LINES)
    for cells, told in (
        ({"m03": {"pin": "700"}}, "add up to 700"),
        ({"m13": {"pin": "1"}}, "no month or product line"),
        ({"灯": {"pin": "1"}}, "no month or product line"),
        ({"m03": {"pin": "0.005"}}, "no whole number of"),
        ({"m03": {"cap": "-1"}}, "no whole number of"),
        ({"m03": {"pin": "x"}}, "no whole number of"),
        ({"m03": {"floor": "9", "cap": "8"}}, "is above its cap"),
    ):
        with pytest.raises(Faulty, match=told):
            bind(user, "bo", **cells)
    with pytest.raises(Refused, match="needs a reason"):
        bind(user, "bo", reason="", m03={"pin": "1"})
    assert Stance.objects.get(node__key="bo").cells == {}


def test_a_past_month_cannot_be_bound_and_its_limits_hold_no_more(user):
    drafted(user)
    bind(user, "bo", m03={"pin": "80"}, m09={"pin": "70"})
    published(user)
    new = copy_plan(actor=user("olga"), plan_id="P", name="Q3", holds_from=date(2090, 7, 1),
                    reason="停线").pk  # fmt: skip
    with pytest.raises(Faulty, match="is past"):
        bind(user, "bo", plan_id=new, m06={"pin": "1"})
    assert (cell("bo", 2, plan_id=new), cell("bo", 8, plan_id=new)) == (80, 70)


def test_a_coarser_unit_is_named_with_the_node_it_no_longer_fits(user):
    drafted(user, amount=Decimal(1000))
    bind(user, "bo", m03={"pin": "55.5"})
    set_goal(actor=user("olga"), plan_id="P", metric=REVENUE, values={"unit": Decimal(10)})
    with pytest.raises(Exception, match="no whole number of 10"):
        worked(Goal.objects.select_related("plan").get(plan="P"))


def test_rest_binds_and_frees_and_the_grid_and_the_panel_tell(signed_in, client, token, user):
    drafted(user)

    def put(name, cells):
        body = {"key": "bo", "cells": cells, "reason": "展会"}
        answer = client.put("/api/v1/plans/P/stance", body, "application/json",
                            headers=token(name, "read", "write"))  # fmt: skip
        return answer.status_code, answer.json()

    assert put("olga", {"month:2090-03": {"pin": "80.00", "cap": 82}})[1]["cells"] == {
        "month:2090-03": {"pin": "80", "cap": "82"}
    }
    assert [put(name, {"month:2090-03": None})[0] for name in ("ada", "bo", "cy", "eve")] == [
        403
    ] * 4
    status, told = put("olga", {"month:2090-04": {"pin": 900}})
    assert status == 422 and "Bo" in told["problems"][0]["reason"]
    rows = {r["key"]: r for r in signed_in("ada").get("/targets/P/grid.json").json()["rows"]}
    assert rows["bo"]["cells"] and rows["bo"]["months"][2] == 8000
    panel = signed_in("olga").get("/targets/P/node?key=bo").content.decode()
    assert "定数 80 · 上限 82" in panel and "data-cell-form" in panel
    assert "data-cell-form" not in signed_in("ada").get("/targets/P/node?key=bo").content.decode()
    assert put("olga", {"month:2090-03": None})[1]["cells"] == {}
