"""Leads and pools by REST: sent twice is one, a stranger's is not there, and nothing leaks."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from salesops.web.crm.actions.leads import receive_lead
from salesops.web.crm.actions.pools import return_account
from salesops.web.crm.models import Account, AssignmentRule, Contact, Lead, Pool, Task
from salesops.web.people.models import User
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
API = "/api/v1"
WANG = {"name": "王工", "company": "远方仪器有限公司", "phone": "13800138000", "source": "官网留资"}


@pytest.fixture
def ask(token):
    keys = {}

    def asked(who, method, path, body=None):
        if who not in keys:
            keys[who] = token(who, "read", "write")
        answer = Client().generic(
            method, API + path, json.dumps(body or {}), content_type="application/json",
            headers=keys[who],
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content or "null")

    return asked


@pytest.fixture
def bos():
    return receive_lead(
        actor=User.objects.get(username="olga"), values=WANG, lead_id="L1", owner_id="bo"
    ).lead


def codes(answer):
    status, body = answer
    return status, [problem["code"] for problem in body["problems"]]


def test_a_lead_sent_by_another_system_is_given_by_rule_and_kept_once(ask):
    AssignmentRule.objects.create(name="官网", source="官网留资", candidates=["bo", "cy"])
    sent = {**WANG, "lead_id": "WEB-1"}
    status, first = ask("olga", "POST", "/leads", sent)
    assert (status, first["is_new"], first["lead"]["owner_id"]) == (201, True, "bo")
    assert (first["assigned_by"], first["why"]["code"]) == ("官网", "takes_turn")
    status, again = ask("olga", "POST", "/leads", sent)
    assert (status, again["is_new"], again["lead"]) == (200, False, first["lead"])
    assert AssignmentRule.objects.get().last_person_id == "bo", "no turn is spent on a repetition"
    assert ask("olga", "POST", "/leads", {"name": "李"})[1]["lead"]["owner_id"] is None


def test_the_whole_way_of_a_lead_goes_through_rest(ask, bos):
    assert ask("bo", "GET", "/leads?status=open")[1]["items"][0]["first_response"] == "running"
    status, changed = ask("bo", "PATCH", "/leads/L1", {"need": "三台泵", "version": 1})
    assert (status, changed["need"], changed["version"]) == (200, "三台泵", 2)
    assert ask("bo", "POST", "/leads/L1/invalidate", {"reason": "空号"})[1]["status"] == "invalid"
    assert ask("bo", "POST", "/leads/L1/reopen")[1]["status"] == "new"
    status, made = ask("bo", "POST", "/leads/L1/convert", {"deal": {"amount": "120000.50"}})
    assert status == 201 and Account.objects.get(pk=made["account_id"]).owner_id == "bo"
    assert codes(ask("bo", "POST", "/leads/L1/convert")) == (409, ["already_converted"])
    assert ask("bo", "POST", "/leads/L1/undo-conversion")[1]["status"] == "new"


def test_an_id_with_a_slash_is_an_id_like_any_other(ask):
    assert ask("olga", "POST", "/leads", {**WANG, "lead_id": "2026/官网 1"})[0] == 201
    path = "/leads/2026/%E5%AE%98%E7%BD%91%201"
    assert ask("olga", "GET", path)[1]["lead_id"] == "2026/官网 1"
    assert ask("olga", "PATCH", path, {"need": "泵"})[1]["need"] == "泵"
    assert ask("olga", "POST", f"{path}/invalidate", {"reason": "空号"})[1]["status"] == "invalid"


def test_an_old_version_is_answered_with_what_changed(ask, bos):
    ask("ada", "PATCH", "/leads/L1", {"need": "五台"})
    status, body = ask("bo", "PATCH", "/leads/L1", {"need": "两台", "version": 1})
    assert (status, body["version"]) == (409, 2)
    assert body["since"][0]["changes"]["need"] == ["", "五台"]


def test_what_cannot_be_kept_is_named_by_its_field(ask):
    status, body = ask("olga", "POST", "/leads", {"name": "长" * 10_000, "email": "a" * 300})
    assert status == 422 and {p["column"] for p in body["problems"]} == {"name", "email"}
    nothing = {"name": "\u0000 \u202e"}
    assert codes(ask("olga", "POST", "/leads", nothing)) == (409, ["nameless_lead"])
    lost = {"name": "王", "region_id": "NOWHERE\u0000"}
    assert codes(ask("olga", "POST", "/leads", lost)) == (409, ["unknown_region"])


def test_a_strangers_lead_is_not_there_whatever_is_tried(ask, bos):
    tries = [
        ("GET", "", {}), ("GET", "/duplicates", {}), ("PATCH", "", {"need": "?"}),
        ("POST", "/assign", {"person_id": "cy"}), ("POST", "/take", {}),
        ("POST", "/invalidate", {"reason": "?"}), ("POST", "/reopen", {}),
        ("POST", "/convert", {}), ("POST", "/undo-conversion", {}),
    ]  # fmt: skip
    for method, path, body in tries:
        assert ask("cy", method, f"/leads/L1{path}", body) == (
            ask("cy", method, f"/leads/NONE{path}", body)
        )
        assert ask("cy", method, f"/leads/L1{path}", body)[0] == 404
    assert ask("cy", "GET", "/leads?q=远方")[1] == {"items": [], "next": None}
    assert AuditEntry.objects.filter(action="refuse", subject="L1").count() == 2 * len(tries)


def test_a_strangers_records_show_masked_among_the_duplicates(ask):
    Account.objects.create(
        account_id="K1", name="上海锦泽机械有限公司", phone="010-62345678", owner_id="cy",
        phone_key="01062345678",
    )  # fmt: skip
    sent = {"name": "王", "phone": "86-010-62345678", "owner_id": "bo", "company": "别的名字"}
    found = ask("bo", "POST", "/leads", sent)[1]["duplicates"]
    assert [(d["table"], d["record_id"], d["is_masked"]) for d in found] == [("accounts", "", True)]
    assert "锦泽" not in json.dumps(found, ensure_ascii=False)
    again = ask("olga", "POST", "/leads", sent)[1]["duplicates"]
    assert "K1" in [one["record_id"] for one in again]


def test_pages_of_leads_follow_one_another_without_gaps(ask):
    olga = User.objects.get(username="olga")
    for number in range(5):
        receive_lead(actor=olga, values={"name": f"人{number}"}, lead_id=f"L{number}")
    seen, cursor = [], ""
    while cursor is not None:
        path = f"/leads?limit=2&cursor={cursor}" if cursor else "/leads?limit=2"
        answer = ask("olga", "GET", path)[1]
        seen += [one["lead_id"] for one in answer["items"]]
        cursor = answer["next"]
    assert seen == ["L4", "L3", "L2", "L1", "L0"]
    assert codes(ask("olga", "GET", "/leads?cursor=made-up")) == (422, ["bad_cursor"])


@pytest.fixture
def pool():
    return Pool.objects.create(pool_id="P1", name="公海")


def test_a_free_customer_shows_no_way_to_reach_it_until_it_is_claimed(ask, pool, user):
    account = Account.objects.create(
        account_id="F1", name="东湖仪表", phone="13800138000", owner_id="bo", note="老板姓赵"
    )
    Contact.objects.create(
        contact_id="C1", account=account, name="赵总", phone="13900139000", email="z@example.com"
    )
    return_account(actor=user("bo"), account_id="F1", reason="预算取消")
    status, listed = ask("cy", "GET", "/pools/P1/accounts")
    one = listed["items"][0]
    assert (one["phone"], one["contacts"], one["held_before"]) == ("138****8000", 1, 1)
    assert (one["came_by"], one["reason"], one["last_team"]) == ("returned", "预算取消", "甲队")
    text = json.dumps(listed, ensure_ascii=False)
    assert not any(word in text for word in ("13800138000", "赵", "example.com", 'bo"', "Bo"))
    status, held = ask("cy", "POST", "/pools/accounts/F1/claim")
    assert (status, held["owner_id"], held["pool_id"]) == (200, "cy", None)
    assert codes(ask("bo", "POST", "/pools/accounts/F1/claim")) == (409, ["not_in_pool"])
    status, back = ask("cy", "POST", "/accounts/F1/return", {"reason": "不是我的行业"})
    assert (status, back["pool_id"]) == (200, "P1")


def test_pools_are_set_by_operations_and_replayed_first(ask, user):
    rule = {"name": "公海", "recycle_after_workdays": 30, "regions": ["EAST"]}
    assert ask("bo", "POST", "/pools", rule)[0] == 403
    assert ask("bo", "POST", "/pools/replay", rule)[0] == 403
    status, replayed = ask("olga", "POST", "/pools/replay", rule)
    assert (status, replayed["said"]["code"], Pool.objects.count()) == (200, "replayed", 0)
    status, made = ask("olga", "POST", "/pools", rule)
    assert (status, made["regions"], made["starts_on"]) == (
        201, ["EAST"], timezone.localdate().isoformat(),
    )  # fmt: skip
    path = f"/pools/{made['pool_id']}"
    changed = ask("olga", "PATCH", path, {"holding_cap": 50, "version": 1})[1]
    assert (changed["holding_cap"], changed["recycle_after_workdays"]) == (50, 30)
    assert ask("olga", "PATCH", path, {"holding_cap": None, "version": 1})[0] == 409
    assert ask("olga", "PATCH", path, {"holding_cap": None})[1]["holding_cap"] is None
    assert [p["pool_id"] for p in ask("bo", "GET", "/pools")[1]] == [made["pool_id"]]
    assert ask("cy", "GET", "/pools")[1] == []
    assert ask("cy", "GET", f"{path}/accounts")[0] == 404
    assert ask("adam", "GET", "/pools")[0] == 403


def test_readers_change_nothing_and_a_reading_key_writes_nothing(ask, bos, token):
    for who in ("fay", "eve"):
        assert ask(who, "GET", "/leads/L1")[0] == 200
        assert ask(who, "PATCH", "/leads/L1", {"need": "?"})[0] == 403
        assert ask(who, "POST", "/leads", WANG)[0] == 403
    assert ask("adam", "GET", "/leads")[1]["items"] == []
    answer = Client().post(
        f"{API}/leads", WANG, content_type="application/json", headers=token("olga", "read")
    )
    assert answer.status_code == 403 and Lead.objects.count() == 1 and not Task.objects.exists()
