"""The pages of plans: what they show to whom, what they keep, what they hand out as files."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from salesops.web.targets.actions.inputs import set_goal, set_stance
from salesops.web.targets.actions.offers import offer
from salesops.web.targets.actions.plans import draft_plan
from salesops.web.targets.actions.seats import plan_seats
from salesops.web.targets.models import Goal, Plan, Stance
from salesops.web.targets.working import worked
from salesops.web.workspace.models import AuditEntry
from tests.doors.test_plans import REVENUE, drafted, pin, published, target

pytestmark = pytest.mark.django_db


def test_operations_draft_a_plan_set_its_goal_and_hand_it_in_on_pages(signed_in, user):
    olga = signed_in("olga")
    made = olga.post("/targets", {"name": "2025", "starts_on": "2025-02-01", "periods": "11"})
    place = made["Location"]
    goal = {"metric": REVENUE, "amount": "¥0.10005万", "unit": "0.5", "over_assignment": "5",
            "w_last_year": "2", "w_customers": "1", "s_泵": "0.75", "s_阀": "0.25"}  # fmt: skip
    assert olga.post(f"{place}/goal", goal).status_code == 302
    kept = Goal.objects.get(plan__name="2025", plan__status="draft")
    assert (kept.amount, kept.weights, kept.over_assignment) == (
        Decimal("1000.5"), {"last_year": "2", "customers": "1"}, Decimal("0.05"),
    )  # fmt: skip
    for what in ("grow", "weigh", "submit"):
        assert olga.post(f"{place}/do/{what}").status_code == 302
    assert Plan.objects.get(pk=kept.plan_id).status == "submitted"
    assert signed_in("eve").post(f"{place}/do/approve").status_code == 302
    assert "已批准" in olga.get(place).content.decode()


def test_what_keeps_a_plan_from_being_handed_in_stands_on_its_page(signed_in, user):
    drafted(user)
    pin(user, "cy", "2000", anyway=True)
    answer = signed_in("olga").post("/targets/P/do/submit")
    assert answer.status_code == 422
    assert "“Cy”定为 2,000，超过整个目标 1,000.01" in answer.content.decode()


def test_a_form_that_will_not_do_keeps_what_was_typed(signed_in, user):
    drafted(user)
    sent = {"metric": REVENUE, "amount": "1000", "unit": "300", "w_last_year": "x7"}
    answer = signed_in("olga").post(f"/targets/P/goal?metric={REVENUE}", sent)
    assert answer.status_code == 422 and 'value="x7"' in answer.content.decode()
    assert Goal.objects.get(plan="P").amount == Decimal("1000.01")


def test_the_goal_page_offers_what_the_ledgers_history_says(signed_in, user):
    from datetime import date

    drafted(user, starts_on=date(2026, 1, 1))
    page = signed_in("olga").get(f"/targets/P/goal?metric={REVENUE}&history=1").content.decode()
    # 1,000 of pumps and 500 of valves were sold in 2025.
    assert 'name="s_泵" value="0.6667"' in page and 'name="s_阀" value="0.3333"' in page


def test_the_panel_explains_a_number_and_takes_a_comment(signed_in, user):
    drafted(user)
    pin(user, "bo", "600")
    ada = signed_in("ada")
    page = ada.post("/targets/P/node?key=bo", {"text": "<b>大客户</b>要停产"}).content.decode()
    assert "&lt;b&gt;大客户&lt;/b&gt;要停产" in page and "<b>大客户" not in page
    assert "合同已签" in page and "600" in page and "olga" in page
    assert ada.get("/targets/P/node?key=cy").status_code == 404
    assert signed_in("bo").get("/targets/P/node?key=ada").status_code == 404


def test_a_rep_offers_on_a_page_and_sees_no_one_elses_number(signed_in, user):
    drafted(user)
    bo = signed_in("bo")
    page = bo.get("/targets/P/offers").content.decode()
    assert "666.67" in page and "333.34" not in page and "1,000.01" not in page
    sent = {
        "key": "bo",
        "amount": "500",
        "reason": "停产",
        "version": Stance.objects.get(node__key="bo").version,
    }
    assert bo.post("/targets/P/offers", sent).status_code == 302
    assert Stance.objects.get(node__key="bo").offered == 500
    assert bo.post("/targets/P/offers", {**sent, "amount": "很多"}).status_code == 422
    assert bo.post("/targets/P/offers", {**sent, "key": "cy"}).status_code == 404
    assert bo.post("/targets/P/offers", sent).status_code == 422  # the version is an old one


def test_the_table_goes_out_is_edited_and_comes_back(signed_in, user):
    drafted(user)
    pin(user, "cy", "400")
    offer(actor=user("bo"), plan_id="P", metric=REVENUE, key="bo", amount=Decimal(0))
    olga = signed_in("olga")
    text = b"".join(olga.get("/targets/P/table.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    by_key = {row["node"]: row for row in rows}
    assert (by_key["cy"]["pin"], by_key["bo"]["offered"], by_key["ada"]["offered"]) == (
        "400",
        "0",
        "",
    )
    by_key["cy"]["pin"], by_key["bo"]["floor"] = "", "700"
    into = io.StringIO()
    writer = csv.DictWriter(into, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("t.csv", into.getvalue().encode("gb18030"))
    assert olga.post(f"/targets/P/bring?metric={REVENUE}", {"file": file}).status_code == 302
    assert (target("P", "bo"), target("P", "cy")) == (Decimal(700), Decimal("300.01"))
    assert Stance.objects.get(node__key="bo").offered == 0
    assert AuditEntry.objects.filter(action="put_stances").exists()


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("node,parent\ncompany,\nx,gone\n", "“x”的上级“gone”不在表里"),
        ("node,parent\ncompany,\na,b\nb,a\n", "绕一圈"),
        ("node,parent\ncompany,\na,company\na,b\nb,company\n", "同时在"),
        ("node,parent,pin\ncompany,,\nbo,company,很多\n", "第 3 行"),
        ("name\nx\n", "表头里没有 node"),
    ],
)
def test_a_table_that_is_no_tree_changes_nothing_and_says_where(signed_in, user, table, told):
    drafted(user)
    file = SimpleUploadedFile("t.csv", table.encode())
    answer = signed_in("olga").post(f"/targets/P/bring?metric={REVENUE}", {"file": file})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Plan.objects.get(pk="P").nodes.count() == 8


def test_the_workbook_holds_what_the_grid_shows(signed_in, user):
    drafted(user, shares={"泵": "0.75", "阀": "0.25"})
    answer = signed_in("ada").get("/targets/P/table.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    head, *rows = list(book.worksheets[0].values)
    sheet = [dict(zip(head, row, strict=True)) for row in rows]
    found = worked(Goal.objects.get(plan="P"))
    (bo,) = [row for row in sheet if row["节点"].strip() == "Bo"]
    assert bo["目标"] == pytest.approx(float(found.target("bo")))
    january = found.money(found.cells[found.place("bo"), 0].sum())
    assert bo["2090-01"] == pytest.approx(float(january))
    assert [row["节点"].strip() for row in sheet] == ["一组", "Ada", "甲队", "Bo"]
    assert AuditEntry.objects.filter(action="export_plan").exists()


def test_two_versions_stand_side_by_side_with_the_bridge(signed_in, user):
    from salesops.web.targets.actions.plans import copy_plan

    drafted(user)
    published(user)
    new = copy_plan(actor=user("olga"), plan_id="P", name="保守")
    pin(user, "cy", "400", plan_id=new.pk)
    page = signed_in("olga").get(f"/targets/{new.pk}/compare?other=P").content.decode()
    assert "333.34" in page and "+66.66" in page and "−66.66" in page
    page = signed_in("bo").get(f"/targets/{new.pk}/compare?other=P").content.decode()
    # A name alone may stand in a random token.
    assert ">Bo<" in page and ">Cy<" not in page


def test_administrators_have_no_targets(signed_in, user):
    drafted(user)
    adam = signed_in("adam")
    for address in ("", "/P", "/P/grid.json", "/P/offers", "/P/table.csv", "/P/node?key=bo"):
        assert adam.get(f"/targets{address}").status_code in (403, 404)


def test_plans_are_found_by_name_and_by_initials_by_those_who_see_them(signed_in, user):
    drafted(user)
    found = {
        (name, text): "/targets/P" in signed_in(name).get(f"/find?q={text}").content.decode()
        for name, text in (("olga", "2090"), ("bo", "nmb"), ("adam", "2090"))
    }
    assert found == {("olga", "2090"): True, ("bo", "nmb"): True, ("adam", "2090"): False}


def table_of(browser, plan="P"):
    text = b"".join(browser.get(f"/targets/{plan}/table.csv").streaming_content)
    return text.decode("utf-8-sig")


def brought(browser, text, plan="P"):
    file = SimpleUploadedFile("t.csv", text.encode())
    return browser.post(f"/targets/{plan}/bring?metric={REVENUE}", {"file": file})


def said(plan="P"):
    fields = ("pin", "floor", "cap", "is_gated", "offered", "weights", "mix", "seasons",
              "season_years", "cells", "reason")  # fmt: skip
    stances = Stance.objects.filter(goal__plan=plan).order_by("node__key")
    return {stance.node.key: {f: getattr(stance, f) for f in fields} for stance in stances}


def test_everything_said_of_a_node_survives_the_way_through_a_spreadsheet(signed_in, user):
    plan = drafted(user, shares={"泵": "0.75", "阀": "0.25"})
    olga, team = user("olga"), plan.nodes.get(key="ada").parent_key
    (seat,) = plan_seats(actor=olga, plan_id="P", team_key=team, starts_on=date(2090, 3, 1))
    season = ["0.5", *["1"] * 10, "1.5"]
    cells = {"month:2090-03": {"pin": "20"}, "line:阀": {"floor": "30", "cap": "90"}}
    for key, values in (
        (team, {"mix": {"last_year": "0.6", "customers": "0.4"}, "seasons": season}),
        ("cy", {"cells": cells}),
        ("bo", {"pin": Decimal("400.5")}),
    ):
        set_stance(actor=olga, plan_id="P", metric=REVENUE, key=key, values=values,
                   reason="约定", anyway=True)  # fmt: skip
    Stance.objects.filter(node__key=team).update(season_years=[3] * 11 + [2])
    before, browser = said(), signed_in("olga")
    table = table_of(browser)
    assert brought(browser, table).status_code == 302
    assert said() == before and table_of(browser) == table
    # In another plan too, whose tree it makes: the open seat is one there as well.
    draft_plan(actor=olga, plan_id="Q", name="另一版", starts_on=date(2090, 1, 1))
    values = {"amount": Decimal("1000.01"), "unit": Decimal("0.01"), "currency": "CNY",
              "weights": {"last_year": 1}, "shares": {"泵": "0.75", "阀": "0.25"}}  # fmt: skip
    set_goal(actor=olga, plan_id="Q", metric=REVENUE, values=values)
    assert brought(browser, table, "Q").status_code == 302
    assert said("Q") == before and target("Q", "cy") == target("P", "cy")
    copied = Plan.objects.get(pk="Q").nodes.get(key=seat.key)
    assert (copied.kind, copied.starts_on) == ("person", date(2090, 3, 1))


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("season:2090-01", "1", "季节指数要 12 个"), ("pin month:2091-01", "5", "2091-01"),
        ("mix:last_year", "-1", "不是不小于零的数"), ("floor line:泵", "很多", "看不懂"),
        ("starts_on", "三月", "看不懂"),
    ],
)  # fmt: skip
def test_a_column_that_does_not_fit_the_goal_is_told_with_its_line(
    signed_in, user, column, value, told
):
    drafted(user, shares={"泵": "0.75", "阀": "0.25"})
    before = said()
    table = f"node,parent,{column}\ncompany,,\nbo,company,{value}\ncy,company,\n"
    answer = brought(signed_in("olga"), table)
    assert answer.status_code == 422
    assert told in answer.content.decode() and "第 3 行" in answer.content.decode()
    assert said() == before
