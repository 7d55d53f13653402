"""Deals by REST: the same actions, the same boundary, and every step to be asked for."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.web.crm.actions.deals import move_deal, open_deal
from salesops.web.crm.models import Deal, DealChange
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def call(client, token):
    """A request with somebody's key: method, path, body; the answer's status and JSON."""
    keys = {}

    def asked(who, method, path, body=None):
        keys.setdefault(who, token(who, "read", "write"))
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        answer = getattr(client, method)(API + path, headers=keys[who], **more)
        return answer.status_code, answer.json() if answer.content else None

    return asked


@pytest.fixture
def deal(user):
    values = {
        "name": "泵站", "account_id": "A1", "amount": Decimal("100000.10"),
        "expected_close_on": date(2026, 10, 20),
    }  # fmt: skip
    return open_deal(actor=user("bo"), values=values, deal_id="SJ/1")


def test_a_deal_is_opened_read_changed_moved_and_its_way_asked_for(call):
    body = {"name": "新泵站", "account_id": "A1", "amount": "120000.50",
            "expected_close_on": "2026-12-01", "deal_id": "SJ/2"}  # fmt: skip
    status, made = call("bo", "post", "/deals", body)
    assert status == 201 and made["deal_id"] == "SJ/2" and made["stage"] == "初步接触"
    assert Deal.objects.get(pk="SJ/2").amount == Decimal("120000.50")
    status, changed = call("bo", "patch", "/deals/SJ/2", {"version": 1, "amount": 5})
    assert status == 200 and changed["version"] == 2
    status, moved = call("ada", "post", "/deals/SJ/2/move", {"stage": "赢单", "version": 2})
    assert status == 200 and moved["status"] == "won" and moved["closed_on"]
    status, steps = call("bo", "get", "/deals/SJ/2/steps")
    assert [(s["stage"], s["person"]) for s in steps] == [("初步接触", "Bo"), ("赢单", "Ada")]
    status, changes = call("bo", "get", "/deals/SJ/2/changes")
    assert [(c["field"], c["before"], c["after"]) for c in changes] == [("amount", "120000.5", "5")]
    assert AuditEntry.objects.filter(table="deals", door="api").count() == 3


def test_an_id_that_is_there_already_is_refused(call, deal):
    status, told = call("bo", "post", "/deals", {"name": "x", "deal_id": "SJ/1"})
    assert status == 422 and told["problems"][0]["column"] == "deal_id"


def test_the_second_gets_the_deal_as_the_first_left_it(call, deal, user):
    move_deal(actor=user("ada"), deal_id="SJ/1", stage="方案报价")
    status, told = call("bo", "patch", "/deals/SJ/1", {"version": 1, "name": "旧"})
    assert status == 409 and told["version"] == 2 and told["current"]["stage"] == "方案报价"
    assert told["since"][0]["who"] == "ada"
    status, told = call("bo", "post", "/deals/SJ/1/move", {"version": 1, "stage": "赢单"})
    assert status == 409 and told["current"]["stage"] == "方案报价"


def test_strangers_and_forged_ids_are_not_found_and_go_on_record(call, deal):
    for method, path, body in (
        ("get", "/deals/SJ/1", None), ("get", "/deals/SJ/1/steps", None),
        ("get", "/deals/SJ/1/changes", None), ("patch", "/deals/SJ/1", {"version": 1}),
        ("post", "/deals/SJ/1/move", {"stage": "赢单"}),
        ("put", "/deals/SJ/1/lines", {"lines": []}), ("post", "/deals/SJ/1/undo", {"version": 1}),
    ):  # fmt: skip
        assert call("cy", method, path, body)[0] == 404, path
        if method == "get":
            assert call("cy", method, path.replace("SJ/1", "none"), body)[0] == 404
    assert AuditEntry.objects.filter(action="refuse", actor_name="cy", subject="SJ/1").count() == 7
    assert call("cy", "get", "/deals")[1] == {"items": [], "next": None}
    assert call("cy", "get", "/deals/risk")[1] == []
    assert call("cy", "post", "/deals", {"name": "x", "account_id": "A1"})[0] == 404


def test_readers_read_and_administrators_do_not(call, deal):
    assert call("eve", "get", "/deals/SJ/1")[0] == 200
    assert call("fay", "post", "/deals/SJ/1/move", {"stage": "赢单"})[0] == 403
    assert call("eve", "post", "/deals/bulk", {"deals": [{"deal_id": "SJ/1"}]})[0] == 403
    assert call("adam", "get", "/deals/flow")[0] == 403
    assert call("adam", "get", "/deals/risk")[0] == 403
    assert call("adam", "get", "/pipelines")[0] == 200


def test_what_cannot_be_kept_is_told_by_field(call, deal):
    long = {"version": 1, "name": "长" * 301}
    status, told = call("bo", "patch", "/deals/SJ/1", long)
    assert status == 422 and told["problems"][0]["column"] == "name"
    assert call("bo", "patch", "/deals/SJ/1", {"version": 1, "amount": "1e30"})[0] == 422
    assert call("bo", "patch", "/deals/SJ/1", {"version": 1, "amount": -1})[0] == 409
    assert call("bo", "patch", "/deals/SJ/1", {"version": 1, "amount": "NaN"})[0] == 422
    assert call("bo", "patch", "/deals/SJ/1", {"version": 1, "owner_id": "cy"})[0] == 409
    assert call("bo", "patch", "/deals/SJ/1", {"version": 1, "product_id": "P9"})[0] == 404
    assert call("bo", "post", "/deals/SJ/1/move", {"stage": "月球"})[0] == 404
    assert Deal.objects.get(pk="SJ/1").version == 1


def test_lines_by_rest_sum_to_the_amount(call, deal):
    lines = [
        {"product_id": "P1", "quantity": 2, "amount": "0.10"},
        {"product_line": "阀", "amount": "0.20"},
    ]
    status, told = call("bo", "put", "/deals/SJ/1/lines", {"version": 1, "lines": lines})
    assert status == 200 and told["lines"][0]["product_line"] == "泵"
    assert Deal.objects.get(pk="SJ/1").amount == Decimal("0.30")


def test_many_at_once_each_with_its_result_and_a_way_back(call, deal, user):
    open_deal(actor=user("cy"), values={"name": "南", "account_id": "A2"}, deal_id="S2")
    body = {"deals": [{"deal_id": "SJ/1", "version": 1}, {"deal_id": "S2"}],
            "values": {"expected_close_on": "2026-12-31"}, "stage": "输单",
            "lost_reason": "timing"}  # fmt: skip
    status, told = call("bo", "post", "/deals/bulk", body)
    assert status == 200 and told["done"] == 1
    assert [r["problems"][0]["code"] if r["problems"] else "" for r in told["results"]] == [
        "", "no_such_deal",
    ]  # fmt: skip
    status, back = call("bo", "post", f"/deals/bulk/{told['bulk_id']}/undo", {})
    assert back["done"] == 1
    assert Deal.objects.get(pk="SJ/1").expected_close_on == date(2026, 10, 20)


def test_the_flow_and_the_risks_by_rest_are_those_of_the_pages(call, deal):
    status, told = call("ada", "get", "/deals/flow?period=all&by=team")
    assert status == 200
    assert told["buckets"]["new"]["items"] == [{"deal_id": "SJ/1", "amount": 100000.1}]
    assert told["groups"][0]["name"] == "销售部/一组/甲队"
    status, risks = call("ada", "get", "/deals/risk")
    assert "no_next_task" in {r["code"] for r in risks[0]["risks"]}


def test_pipelines_by_rest(call, deal):
    status, pipelines = call("bo", "get", "/pipelines")
    main = pipelines[0]
    assert status == 200 and main["is_default"] and len(main["stages"]) == 6
    stages = [{**s, "name": "初谈"} if s["name"] == "初步接触" else s for s in main["stages"]]
    body = {"version": main["version"], "stages": stages}
    assert call("bo", "put", "/pipelines/main/stages", body)[0] == 403
    status, told = call("olga", "put", "/pipelines/main/stages", body)
    assert status == 200 and "初步接触" in told["former_names"]
    assert call("olga", "put", "/pipelines/main/stages", body)[0] == 409
    less = {"version": told["version"], "stages": told["stages"][1:]}
    assert call("olga", "put", "/pipelines/main/stages", less)[0] == 409
    assert call("olga", "post", "/pipelines", {"name": "渠道"})[0] == 201
    assert call("olga", "patch", "/pipelines/none", {"version": 1, "name": "x"})[0] == 404
    assert Deal.objects.get(pk="SJ/1").stage == "初谈"


def test_the_list_pages_by_cursor_and_filters(call, user):
    for number in range(5):
        values = {"name": f"商机{number}", "expected_close_on": date(2026, 1, 1 + number)}
        open_deal(actor=user("bo"), values=values, deal_id=f"L{number}")
    _status, first = call("bo", "get", "/deals?limit=2&status=open")
    assert [d["deal_id"] for d in first["items"]] == ["L0", "L1"] and first["next"]
    _status, second = call("bo", "get", f"/deals?limit=2&status=open&cursor={first['next']}")
    assert [d["deal_id"] for d in second["items"]] == ["L2", "L3"]
    assert not DealChange.objects.exists()
