"""Plans by REST: what is told to whom, changed by whom, refused with the node's name."""

from decimal import Decimal

import pytest

from salesops.web.targets.models import Plan, Quota, Stance
from tests.doors.test_plans import LINES, REVENUE, drafted, pin, published, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, token):
    """A REST request of somebody's: method, address, body; gives status and answer."""

    def called(name, method, address, body=None):
        headers = token(name, "read", "write")
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        answer = getattr(client, method)(f"/api/v1/plans{address}", headers=headers, **more)
        return answer.status_code, answer.json() if answer.content else None

    return called


def test_a_plan_is_made_filled_and_taken_to_the_end(call, user):
    made = {"plan_id": "R", "name": "2090", "starts_on": "2090-01-01"}
    assert call("olga", "post", "", made)[0] == 201
    goal = {"amount": 900, "unit": "0.01", "currency": "CNY", "weights": {"last_year": 1}}
    status, told = call("olga", "put", "/R/goals/net_revenue", goal)
    assert (status, told["amount"], told["weights"]) == (200, "900", {"last_year": "1"})
    assert call("olga", "post", "/R/step", {"step": "grow"})[0] == 200
    for key, sold in (("ada", 0), ("bo", 2), ("cy", 1)):
        body = {"key": key, "weights": {"last_year": sold}, "anyway": True}
        assert call("olga", "put", "/R/stance", body)[0] == 200
    assert call("olga", "post", "/R/step", {"step": "submit"})[1]["status"] == "submitted"
    assert call("olga", "post", "/R/step", {"step": "approve"})[0] == 409
    assert call("eve", "post", "/R/step", {"step": "approve"})[1]["steps"] == ["publish"]
    assert call("olga", "post", "/R/step", {"step": "publish"})[1]["status"] == "published"


def test_targets_are_told_in_whole_units_with_what_made_them(call, user):
    drafted(user, shares={"泵": "0.75", "阀": "0.25"})
    status, told = call("olga", "get", "/P/targets")
    rows = {row["key"]: row for row in told["rows"]}
    assert status == 200 and told["is_worked"] and told["periods"][0] == "2090-01"
    assert [rows[key]["target"] for key in ("company", "bo", "cy")] == [100001, 66667, 33334]
    assert sum(rows["bo"]["months"]) == sum(rows["bo"]["lines"]) == 66667
    assert (rows["team:" + str(_team("一组"))]["last"], rows["company"]["growth"]) == (
        "2", pytest.approx(1000.01 / 3 - 1),
    )  # fmt: skip


def _team(name):
    from salesops.web.people.models import Team

    return Team.objects.get(name=name).pk


def test_a_manager_is_told_of_the_subtree_and_a_rep_of_themselves(call, user):
    drafted(user)
    keys = {name: {r["name"] for r in call(name, "get", "/P/targets")[1]["rows"]}
            for name in ("ada", "bo", "cy", "eve")}  # fmt: skip
    assert keys["ada"] == {"一组", "Ada", "甲队", "Bo"}
    assert (keys["bo"], keys["cy"], len(keys["eve"])) == ({"Bo"}, {"Cy"}, 8)
    assert call("adam", "get", "")[0] == 403
    assert call("adam", "get", "/P/targets")[0] == 404


def test_a_rep_cannot_work_out_what_the_others_have(call, user):
    drafted(user)
    plan = call("bo", "get", "/P")[1]
    assert plan["goals"][0]["amount"] is None
    told = call("bo", "get", "/P/targets")[1]
    assert (told["goal"]["amount"], told["rows"][0]["share"]) == (None, None)
    why = call("bo", "get", "/P/explained?key=bo")[1]["explanation"]
    assert (why["target"], why["from_parent"], why["share"]) == ("666.67", None, None)
    assert {one["family"] for one in why["weights"]} == {None}
    assert call("bo", "get", "/P/explained?key=cy")[0] == 404


def test_a_number_opens_to_its_parent_weights_pin_and_rounding(call, user):
    drafted(user)
    why = call("olga", "get", "/P/explained?key=team:" + str(_team("二组")))[1]["explanation"]
    assert (why["parent_name"], why["from_parent"], why["target"]) == (
        "销售部", "1000.01", "333.34",
    )  # fmt: skip
    assert [(w["own"], w["family"], round(w["share"], 4)) for w in why["weights"]] == [
        ("1", "3", 0.3333)
    ]
    assert why["exact"] == "333.336667" and why["rounding"] == pytest.approx(1 / 3)
    pin(user, "cy", "400")
    told = call("olga", "get", "/P/explained?key=cy")[1]
    assert (told["explanation"]["held"], told["reason"]) == ("pin", "合同已签")
    assert told["changes"][0]["who"] == "olga"
    assert [c["to"] for c in told["changes"][0]["changes"] if c["field"] == "pin"] == ["400"]


def test_a_conflict_is_refused_with_the_node_and_kept_only_anyway(call, user):
    drafted(user)
    body = {"key": "cy", "pin": 2000, "reason": "x"}
    status, told = call("olga", "put", "/P/stance", body)
    assert status == 422 and "Cy" in told["problems"][0]["reason"]
    assert Stance.objects.get(node__key="cy").pin is None
    assert call("olga", "put", "/P/stance", {**body, "anyway": True})[0] == 200
    told = call("olga", "get", "/P/targets")[1]
    assert not told["is_worked"]
    assert [(p["code"], p["key"]) for p in told["problems"]] == [("pin_above_goal", "cy")]


def test_a_stale_edit_is_told_of_the_other(call, user):
    drafted(user)
    body = {"key": "cy", "pin": 400, "reason": "x", "version": 2}
    assert call("olga", "put", "/P/stance", body)[0] == 200
    status, told = call("olga", "put", "/P/stance", {**body, "pin": 300})
    assert (status, told["version"]) == (409, 3)


def test_offers_come_from_below_and_null_takes_one_back(call, user):
    drafted(user)
    assert call("bo", "put", "/P/offer", {"key": "bo", "amount": 0})[1]["offered"] == "0"
    assert call("bo", "put", "/P/offer", {"key": "bo", "amount": None})[1]["offered"] is None
    assert call("bo", "put", "/P/offer", {"key": "cy", "amount": 5})[0] == 404
    assert call("ada", "put", "/P/offer", {"key": "bo", "amount": "500.5"})[0] == 200
    row = {r["key"]: r for r in call("ada", "get", "/P/targets")[1]["rows"]}
    assert (row["bo"]["gap"], row["bo"]["offers"]) == ("-166.17", "500.5")


def test_only_operations_change_plans(call, user):
    drafted(user)
    for name in ("bo", "ada", "eve", "fay", "adam"):
        for method, address, body in (
            ("post", "", {"name": "x", "starts_on": "2091-01-01"}),
            ("put", "/P/stance", {"key": "bo", "pin": 1, "reason": "x"}),
            ("put", "/P/goals/units", {"amount": 1}),
            ("post", "/P/copy", {"name": "x"}),
            ("delete", "/P", None),
        ):
            assert call(name, method, address, body)[0] in (403, 404)
    assert Plan.objects.filter(pk="P", status="draft").exists()


def test_a_replan_shows_the_bridge_from_the_old_number_to_the_new(call, user):
    drafted(user)
    published(user)
    body = {"name": "Q3", "holds_from": "2090-07-01", "reason": "停线"}
    new = call("olga", "post", "/P/copy", body)[1]["plan_id"]
    assert call("olga", "put", f"/{new}/goals/net_revenue", {"amount": "1200.01"})[0] == 200
    pin(user, "cy", "300", plan_id=new)
    told = call("olga", "get", f"/{new}/compared?other=P")[1]
    rows = {row["key"]: row for row in told["rows"]}
    assert told["has_bridge"]
    for row in rows.values():
        old, goal, moved, new_ = (Decimal(row[n]) for n in ("old", "goal", "moved", "new"))
        assert old + goal + moved == new_
    assert (rows["company"]["goal"], rows["company"]["moved"]) == ("200", "0")
    assert (rows["cy"]["new"], rows["bo"]["new"]) == ("300", "900.01")


def test_a_replan_that_changes_nothing_shows_a_bridge_of_nothing(call, user):
    """Not a cent moves by being rounded again, though Bo's season is his own and Cy is pinned."""
    drafted(user, shares=LINES)
    body = {"key": "bo", "seasons": [9, 7, 5, 3, 1, 1, 1, 2, 3, 4, 5, 7], "reason": "淡旺季"}
    assert call("olga", "put", "/P/stance", body)[0] == 200
    pin(user, "cy", "77.77")
    published(user)
    again = {"name": "Q2", "holds_from": "2090-04-01", "reason": "例行复核"}
    new = call("olga", "post", "/P/copy", again)[1]["plan_id"]
    rows = call("olga", "get", f"/{new}/compared?other=P")[1]["rows"]
    assert {(row["change"], row["goal"], row["moved"]) for row in rows} == {("0", "0", "0")}
    old, now = (call("olga", "get", f"/{plan}/targets")[1]["rows"] for plan in ("P", new))
    for name in ("months", "lines"):
        assert [row[name] for row in now] == [row[name] for row in old]
    published(user, new)
    held = Quota.objects.filter(replaced_by=None, person="bo", starts_on__year=2090)
    assert sum(held.values_list("amount", flat=True)) == target("P", "bo")


def test_a_goal_of_the_wrong_kind_or_form_is_refused(call, user):
    drafted(user)
    assert call("olga", "put", "/P/goals/margin", {"amount": 1})[0] == 409
    assert call("olga", "put", "/P/goals/units", {"amount": "NaN"})[0] in (409, 422)
    assert call("olga", "put", "/P/goals/units", {})[0] in (409, 422)
    for seasons, code in (([1] * 11, "season_missing"), ([1] * 11 + [-1], "negative_season"),
                          ([0] * 12, "zero_season")):  # fmt: skip
        status, told = call("olga", "put", f"/P/goals/{REVENUE}", {"seasons": seasons})
        assert (status, [p["code"] for p in told["problems"]]) == (422, [code])
        assert "测试公司" in told["problems"][0]["reason"]
    assert call("olga", "get", "/P/targets")[1]["goal"]["seasons"] == []


def test_an_imported_plan_has_no_goal_to_open(call):
    plan = next(p for p in call("olga", "get", "")[1] if p["plan_id"] == "2025")
    assert (plan["starts_on"], plan["goals"], plan["steps"]) == (None, [], [])
    assert call("olga", "get", "/2025/targets")[0] == 404
    assert call("olga", "post", "/2025/copy", {"name": "x"})[0] == 409
