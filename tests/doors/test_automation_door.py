"""Rules act on what happens, once, in order, through the same actions as everybody, and stop."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from salesops.web.automation import doing, run
from salesops.web.automation.actions import (
    order_rules,
    remove_rule,
    set_rule,
    switch_rule,
)
from salesops.web.automation.looking import look_daily
from salesops.web.automation.models import Firing, Round, Rule
from salesops.web.automation.run import do_firings, run_rules, take_events
from salesops.web.crm.actions.accounts import change_account, give_account
from salesops.web.crm.actions.deals import change_deal, open_deal
from salesops.web.crm.actions.leads import receive_lead
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.actions.tasks import add_task
from salesops.web.crm.models import Account, Lead, Task
from salesops.web.notices.models import Notice
from salesops.web.problems import Conflict, Faulty, Refused
from salesops.web.workspace.models import AuditEntry, Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(user):
    return user("olga")


@pytest.fixture
def bo(user):
    return user("bo")


@pytest.fixture(autouse=True)
def quiet(db, monkeypatch):
    """The world's own making is no event of the test, and a slow machine ends no round early."""
    Outbox.objects.all().delete()
    monkeypatch.setattr(run, "SECONDS", 3600)


@pytest.fixture
def rule(olga):
    def made(name, kind, table, conditions=(), actions=(), **more):
        told = {
            "name": name, "is_active": True, "when": {"kind": kind, "table": table},
            "conditions": [dict(zip(("field", "operator", "value"), c, strict=False))
                           for c in conditions],
            "actions": list(actions),
        }  # fmt: skip
        return set_rule(actor=olga, definition=told, **more)

    return made


TASK = {"do": "create_task", "title": "首次联系 {name}", "due_in_workdays": 1, "assignee": "owner"}
TELL = {"do": "notify", "message": "{name} 变为 {amount}", "to": "manager"}


def lead(olga, **values):
    return receive_lead(actor=olga, values={"name": "王五", **values}, owner_id="bo").lead


def deal(bo, **values):
    return open_deal(actor=bo, values={"name": "泵站", "account_id": "A1", **values})


def now():
    return timezone.now()


def test_a_new_lead_from_the_website_gives_its_owner_a_task(rule, olga):
    rule("官网线索", "created", "leads", [("source", "is", "官网")], [TASK])
    found = lead(olga, source="官网")
    lead(olga, source="展会")
    run_rules(datetime(2026, 3, 6, 4, tzinfo=timezone.get_current_timezone()))
    task = Task.objects.get(made_by_rule="官网线索")
    assert (task.title, task.owner_id, task.lead_id) == ("首次联系 王五", "bo", found.pk)
    assert timezone.localtime(task.due_at).date() == date(2026, 3, 9)
    firing = Firing.objects.get()
    assert (firing.state, firing.record_id, firing.results[0]["made"]) == (
        "done", found.pk, task.pk,
    )  # fmt: skip


def test_what_a_rule_does_is_on_record_as_the_rules_through_its_door(rule, olga):
    rule("官网线索", "created", "leads", (), [TASK])
    lead(olga)
    run_rules(now())
    entry = AuditEntry.objects.get(action="add_task")
    assert (entry.door, entry.actor_name, entry.chain) == ("rule", "官网线索", ["官网线索"])


def test_a_deal_past_half_a_million_is_told_to_the_manager_once(rule, bo, user):
    rule("大单", "changed", "deals", [("amount", "at_least", 500_000)], [TELL])
    found = deal(bo, amount=Decimal("400000"))
    change_deal(actor=bo, deal_id=found.pk, values={"amount": Decimal("600000")})
    run_rules(now())
    run_rules(now())
    told = Notice.objects.get(kind="rule")
    assert (told.user, told.title) == (user("ada"), "泵站 变为 600,000")


def test_a_stage_or_a_field_is_set_through_the_same_actions_as_a_persons(rule, bo):
    stage = default_pipeline().stages.filter(kind="open").order_by("position")[1].name
    rule(
        "推进", "changed", "deals", [("next_step", "is", "合同")],
        [{"do": "set_field", "field": "stage", "value": stage},
         {"do": "set_field", "field": "expected_close_on", "value": "+3"}],
    )  # fmt: skip
    found = deal(bo)
    change_deal(actor=bo, deal_id=found.pk, values={"next_step": "合同"})
    run_rules(datetime(2026, 3, 6, 4, tzinfo=timezone.get_current_timezone()))
    found.refresh_from_db()
    assert (found.stage, found.expected_close_on) == (stage, date(2026, 3, 11))
    assert found.version == 4


def test_a_rule_gives_records_to_people(rule, olga):
    rule("转交", "changed", "accounts", [("klass", "changed_to", "A")],
         [{"do": "assign", "person_id": "ada"}])  # fmt: skip
    change_account(actor=olga, account_id="A1", values={"klass": "A"})
    run_rules(now())
    assert Account.objects.get(pk="A1").owner_id == "ada"


def test_two_rules_that_set_each_other_off_stop_with_the_reason_in_the_log(rule, bo):
    """One writes what sets the other off and back again; without protection they never end."""
    rule("甲", "changed", "deals", [("next_step", "changed")],
         [{"do": "set_field", "field": "competitor", "value": "{next_step}!"}])  # fmt: skip
    rule("乙", "changed", "deals", [("competitor", "changed")],
         [{"do": "set_field", "field": "next_step", "value": "{competitor}?"}])  # fmt: skip
    found = deal(bo)
    run_rules(now())
    change_deal(actor=bo, deal_id=found.pk, values={"next_step": "报价"})
    run_rules(now())
    assert not Outbox.objects.exists()
    log = list(Firing.objects.order_by("id").values_list("rule_name", "state"))
    assert log == [("甲", "done"), ("乙", "done"), ("甲", "stopped")]
    stopped = Firing.objects.get(state="stopped")
    assert stopped.why["code"] == "in_the_chain" and "甲 → 乙" in stopped.why["zh"]
    found.refresh_from_db()
    assert (found.next_step, found.competitor) == ("报价!?", "报价!")


def test_a_rule_that_makes_tasks_is_not_set_off_by_them(rule, bo):
    rule("任务生任务", "created", "tasks", (), [{**TASK, "title": "再做 {title}"}])
    add_task(actor=bo, title="报价", given={"account_id": "A1"})
    run_rules(now())
    assert Task.objects.filter(made_by_rule="任务生任务").count() == 1
    assert Firing.objects.filter(state="stopped").count() == 1


def test_a_worker_killed_between_plan_and_action_leaves_nothing_twice(rule, olga, monkeypatch):
    rule("官网线索", "created", "leads", (), [TASK])
    lead(olga)
    take_events(now())
    assert not Outbox.objects.exists()
    assert Firing.objects.get().state == "planned" and not Task.objects.exists()
    assert take_events(now()) == 0
    do_firings(now())
    do_firings(now())
    doing.do_firing(Firing.objects.get().pk, now())
    assert Task.objects.count() == 1


class Killed(BaseException):
    """The end of a worker at the worst moment."""


def test_a_worker_killed_while_it_acts_takes_all_of_it_back_and_does_it_once(
    rule, olga, monkeypatch
):
    rule("官网线索", "created", "leads", (), [TASK, TASK])
    lead(olga)
    real, calls = doing.add_task, []

    def dying(**given):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return real(**given)

    monkeypatch.setattr(doing, "add_task", dying)
    with pytest.raises(Killed):
        run_rules(now())
    assert Firing.objects.get().state == "planned"
    assert not Task.objects.exists()
    monkeypatch.setattr(doing, "add_task", real)
    run_rules(now())
    assert Task.objects.count() == 2


def test_a_worker_killed_while_it_plans_loses_no_event(rule, olga, monkeypatch):
    rule("官网线索", "created", "leads", (), [TASK])
    lead(olga)

    def dying(*_):
        raise Killed

    monkeypatch.setattr(run, "queue_event", dying)
    with pytest.raises(Killed):
        run_rules(now())
    assert Outbox.objects.count() == 1 and not Firing.objects.exists()
    monkeypatch.undo()
    run_rules(now())
    assert Task.objects.count() == 1


def test_an_action_that_cannot_be_done_stops_no_other_and_says_why(rule, olga, bo):
    rule("混合", "changed", "accounts", [("note", "changed")], [
        {"do": "set_field", "field": "region_id", "value": "NOWHERE"},
        {**TASK, "assignee": "manager"},
    ])  # fmt: skip
    change_account(actor=bo, account_id="A1", values={"note": "x"})
    run_rules(now())
    firing = Firing.objects.get()
    assert firing.state == "partly"
    assert [r["ok"] for r in firing.results] == [False, True]
    assert firing.results[0]["code"] == "unfit"
    assert Task.objects.get().owner_id == "ada"


def test_nobody_learns_by_a_rule_of_what_they_may_not_see(rule, bo):
    rule("告诉别组", "changed", "deals", [("next_step", "changed")], [
        {"do": "notify", "message": "{name}", "to": "cy"}, {**TASK, "assignee": "cy"},
    ])  # fmt: skip
    found = deal(bo)
    change_deal(actor=bo, deal_id=found.pk, values={"next_step": "报价"})
    run_rules(now())
    firing = Firing.objects.get()
    assert firing.state == "failed"
    assert {r["code"] for r in firing.results} == {"may_not_see"}
    assert not Notice.objects.filter(user__username="cy").exists()
    assert not Task.objects.exists()


def test_a_record_given_by_somebody_else_is_told_and_ones_own_find_is_not(olga, bo, user):
    give_account(actor=olga, account_id="A2", person_id="bo")
    deal(bo)
    add_task(actor=olga, title="报价", given={"account_id": "A1"}, owner_id="bo")
    run_rules(now())
    kinds = list(Notice.objects.filter(user=bo).order_by("id").values_list("kind", "title"))
    assert kinds == [
        ("assigned", "olga把客户“南方化工”交给了您"),
        ("task_given", "olga给您一项任务：报价"),
    ]
    assert not Notice.objects.exclude(user=bo).exists()


def test_many_records_given_at_once_flood_nobody(olga, bo):
    for _ in range(15):
        lead(olga)
    run_rules(now())
    told = Notice.objects.filter(user=bo, kind="assigned")
    assert told.count() == 11
    assert "许多" in told.order_by("-id")[0].title


def test_a_daily_rule_acts_once_on_a_record_until_it_changes(rule, bo):
    rule("过期", "daily", "deals",
         [("status", "is", "open"), ("expected_close_on", "older_than_days", 0)],
         [{**TASK, "title": "更新预计成交日"}])  # fmt: skip
    morning = timezone.localtime(now()).replace(hour=9)
    found = deal(bo, expected_close_on=morning.date() - timedelta(days=3))
    deal(bo, expected_close_on=morning.date() + timedelta(days=30))
    assert look_daily(morning.replace(hour=5)) == 0
    assert look_daily(morning) == 1
    assert look_daily(morning) == 0
    do_firings(morning)
    assert Task.objects.count() == 1
    assert look_daily(morning + timedelta(days=1)) == 0
    change_deal(actor=bo, deal_id=found.pk, values={"next_step": "再约"})
    assert look_daily(morning + timedelta(days=2)) == 1
    assert Round.objects.filter(is_done=True).count() == 3


def test_no_contact_for_days_acts_again_after_the_next_silence(rule):
    rule("沉默", "daily", "accounts", [("last_contact_at", "older_than_days", 30)],
         [{**TASK, "title": "回访 {name}"}])  # fmt: skip
    morning = timezone.localtime(now()).replace(hour=9)
    for days in (40, 35):
        Account.objects.filter(pk="A1").update(last_contact_at=morning - timedelta(days=days))
        assert look_daily(morning) + look_daily(morning) == 1
        Round.objects.all().delete()
    Account.objects.filter(pk="A1").update(last_contact_at=morning - timedelta(days=30))
    assert look_daily(morning) == 0


def test_a_daily_rule_acts_on_so_many_a_day_and_on_the_rest_the_next(rule, bo, monkeypatch):
    from salesops.web.automation import looking

    monkeypatch.setattr(looking, "MOST_A_DAY", 2)
    monkeypatch.setattr(looking, "PART", 2)
    rule("过期", "daily", "deals", [("status", "is", "open")], [TASK])
    for _ in range(5):
        deal(bo)
    morning = timezone.localtime(now()).replace(hour=9)
    made = [sum(look_daily(morning + timedelta(days=d)) for _ in range(5)) for d in range(4)]
    assert made == [2, 2, 1, 0]
    assert Firing.objects.values("record_id").distinct().count() == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "wrong_value"),
        ({"name": "assignment"}, "rule_name_reserved"),
        ({"when": {"kind": "created", "table": "pay"}}, "unknown_table"),
        ({"conditions": [{"field": "salary", "operator": "is", "value": "1"}]}, "unknown_field"),
        ({"actions": []}, "missing_key"),
        ({"actions": [{**TASK, "title": " "}]}, "empty_part"),
        ({"actions": [{**TASK, "assignee": "nobody"}]}, "unknown_person"),
        ({"actions": [{"do": "set_field", "field": "owner_id", "value": "cy"}]}, "not_settable"),
        ({"actions": [{"do": "call_webhook", "webhook": "erp"}]}, "unknown_webhook"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_the_reason(olga, change, code):
    told = {
        "name": "规则", "when": {"kind": "created", "table": "leads"}, "actions": [TASK], **change
    }  # fmt: skip
    with pytest.raises(Faulty) as caught:
        set_rule(actor=olga, definition=told)
    assert code in {p.code for p in caught.value.problems}
    assert not Rule.objects.exists()


def test_only_operations_and_administrators_write_rules(olga, user, rule):
    made = rule("规则", "created", "leads", (), [TASK])
    for who in ("ada", "bo", "fay", "eve"):
        for act in (
            lambda w: set_rule(actor=w, definition=made.definition),
            lambda w: switch_rule(actor=w, rule_id=made.pk, is_active=False),
            lambda w: order_rules(actor=w, ids=[made.pk]),
            lambda w: remove_rule(actor=w, rule_id=made.pk),
        ):
            with pytest.raises(PermissionDenied):
                act(user(who))
    switch_rule(actor=user("adam"), rule_id=made.pk, is_active=False)
    assert not Rule.objects.get().is_active


def test_rules_are_switched_ordered_renamed_and_removed_with_one_line_of_audit_each(olga, rule):
    one, two = (rule(name, "created", "leads", (), [TASK]) for name in "甲乙")
    with pytest.raises(Refused):
        rule("甲", "created", "leads", (), [TASK])
    order_rules(actor=olga, ids=[two.pk, one.pk])
    assert [r.name for r in Rule.objects.all()] == ["乙", "甲"]
    with pytest.raises(Refused):
        order_rules(actor=olga, ids=[two.pk])
    with pytest.raises(Conflict):
        rule("丙", "created", "leads", (), [TASK], rule_id=one.pk, version=9)
    rule("丙", "created", "leads", (), [TASK], rule_id=one.pk, version=one.version)
    switch_rule(actor=olga, rule_id=two.pk, is_active=False)
    remove_rule(actor=olga, rule_id=two.pk)
    told = AuditEntry.objects.filter(table="rules").order_by("id").values_list("action", flat=True)
    assert list(told) == [
        "set_rule", "set_rule", "order_rules", "set_rule", "switch_rule", "remove_rule",
    ]  # fmt: skip


def test_a_rule_switched_off_does_nothing(rule, olga):
    made = rule("官网线索", "created", "leads", (), [TASK])
    switch_rule(actor=olga, rule_id=made.pk, is_active=False)
    lead(olga)
    run_rules(now())
    assert not Firing.objects.exists()
    assert Lead.objects.exists()


FORM = {
    "name": "官网线索", "description": "", "kind": "created", "table": "leads", "is_active": "on",
    "c-field": ["source"], "c-operator": ["is"], "c-value": ["官网"],
    "a-do": ["create_task"], "a-title": ["首次联系 {name}"], "a-due_in_workdays": ["1"],
    "a-assignee": ["owner"], "a-person_id": [""], "a-message": [""], "a-to": [""],
    "a-field": [""], "a-value": [""], "a-webhook": [""],
}  # fmt: skip


def test_a_rule_is_written_on_its_page_and_nothing_typed_is_lost(signed_in):
    browser = signed_in("olga")
    more = browser.post("/rules/new", {**FORM, "do": "add_condition"}).content.decode()
    assert more.count('name="c-field"') == 2 and "首次联系 {name}" in more and "官网" in more
    fewer = browser.post("/rules/new", {**FORM, "do": "drop_action:0"}).content.decode()
    assert 'name="a-do"' not in fewer and "官网线索" in fewer
    wrong = browser.post("/rules/new", {**FORM, "do": "save", "a-assignee": ["Nobody"]})
    assert wrong.status_code == 422 and "首次联系 {name}" in wrong.content.decode()
    assert browser.post("/rules/new", {**FORM, "do": "save"}).status_code == 302
    kept = Rule.objects.get()
    assert kept.definition["conditions"] == [{"field": "source", "operator": "is", "value": "官网"}]
    assert kept.is_active


def test_people_are_written_by_name_and_kept_by_id(signed_in):
    browser = signed_in("olga")
    browser.post("/rules/new", {**FORM, "do": "save", "a-assignee": ["Ada · ada"]})
    assert Rule.objects.get().definition["actions"][0]["assignee"] == "ada"


def test_the_second_to_save_a_rule_is_told_and_keeps_what_was_typed(signed_in, rule):
    made = rule("规则", "created", "leads", (), [TASK])
    browser, typed = signed_in("olga"), {**FORM, "do": "save", "version": str(made.version)}
    assert browser.post(f"/rules/{made.pk}", typed).status_code == 302
    again = browser.post(f"/rules/{made.pk}", {**typed, "name": "我的"})
    assert again.status_code == 422 and "我的" in again.content.decode()
    assert Rule.objects.get().name == "官网线索"


def test_a_rule_is_tried_on_last_month_and_writes_nothing(signed_in, olga, bo):
    for source in ("官网", "官网", "展会"):
        lead(olga, source=source)
    before = AuditEntry.objects.count()
    page = signed_in("olga").post("/rules/new", {**FORM, "do": "try"}).content.decode()
    assert "王五" in page and page.count("首次联系 王五") == 2
    shown = signed_in("adam").post("/rules/new", {**FORM, "do": "try"}).content.decode()
    assert "王五" not in shown, "an administrator sees no customers"
    assert AuditEntry.objects.count() == before
    assert not Task.objects.exists() and not Firing.objects.exists() and not Rule.objects.exists()


def test_a_rehearsal_shows_every_record_as_it_stood_after_each_event(bo):
    from salesops.web.automation.actions import read_rule
    from salesops.web.automation.rehearsing import rehearsed

    found = deal(bo, amount=Decimal("100000"))
    for amount in ("600000", "200000", "700000"):
        change_deal(actor=bo, deal_id=found.pk, values={"amount": Decimal(amount)})
    told = {
        "name": "大单", "when": {"kind": "changed", "table": "deals"}, "actions": [TELL],
        "conditions": [{"field": "amount", "operator": "at_least", "value": 500_000}],
    }  # fmt: skip
    result = rehearsed(read_rule(told), timezone.localtime(now()))
    assert [one.record["amount"] for one in result.woulds] == [Decimal("700000"), Decimal("600000")]
    assert (result.records, result.looked_through) == (1, 4)


def test_a_daily_rule_is_tried_on_the_records_of_today(bo):
    from salesops.web.automation.actions import read_rule
    from salesops.web.automation.rehearsing import rehearsed

    deal(bo, next_step="")
    deal(bo, next_step="报价")
    told = {
        "name": "没有下一步", "when": {"kind": "daily", "table": "deals"}, "actions": [TASK],
        "conditions": [{"field": "next_step", "operator": "is_empty"}],
    }  # fmt: skip
    result = rehearsed(read_rule(told), timezone.localtime(now()))
    assert (len(result.woulds), result.is_daily) == (1, True)


def test_the_log_names_records_for_operations_and_only_ids_for_administrators(
    signed_in, rule, olga
):
    made = rule("官网线索", "created", "leads", (), [TASK])
    found = lead(olga)
    run_rules(now())
    query = f"?rule={made.pk}&state=done&record={found.pk}"
    shown = signed_in("olga").get(f"/rules/log{query}").content.decode()
    assert "王五" in shown
    hidden = signed_in("adam").get(f"/rules/log{query}").content.decode()
    assert "王五" not in hidden and found.pk in hidden
    assert found.pk not in signed_in("olga").get("/rules/log?state=failed").content.decode()


def test_the_pages_of_rules_are_the_editors(signed_in, rule):
    made = rule("规则", "created", "leads", (), [TASK])
    for who in ("ada", "bo", "cy", "fay", "eve"):
        browser = signed_in(who)
        for path in ("/rules", "/rules/new", "/rules/log", f"/rules/{made.pk}", "/webhooks"):
            assert browser.get(path).status_code == 403
        assert browser.post(f"/rules/{made.pk}/do", {"do": "off"}).status_code == 403
    for who in ("olga", "adam"):
        browser = signed_in(who)
        for path in ("/rules", "/rules/new?template=1", "/rules/log", f"/rules/{made.pk}"):
            assert browser.get(path).status_code == 200
        assert browser.get("/rules/999999").status_code == 404
    browser.post(f"/rules/{made.pk}/do", {"do": "off"})
    assert not Rule.objects.get().is_active
    browser.post(f"/rules/{made.pk}/do", {"do": "remove"})
    assert not Rule.objects.exists()


def test_every_template_opens_in_the_editor_in_both_languages(signed_in):
    from salesops.selling.rulebook import TEMPLATES

    browser = signed_in("olga")
    for code in ("zh-hans", "en"):
        browser.cookies["salesops_language"] = code
        for at in range(len(TEMPLATES["zh"])):
            assert browser.get(f"/rules/new?template={at}").status_code == 200


@pytest.fixture
def ask(token):
    def asked(who, method, path, body=None):
        answer = Client().generic(
            method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
            headers=token(who, "read", "write"),
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content or b"null")

    return asked


def test_rest_makes_changes_orders_rehearses_and_removes_rules(ask, olga):
    told = {"name": "官网线索", "is_active": True, "when": {"kind": "created", "table": "leads"},
            "conditions": [{"field": "source", "operator": "is", "value": "官网"}],
            "actions": [TASK]}  # fmt: skip
    status, made = ask("olga", "POST", "/rules", {"definition": told})
    assert (status, made["name"], made["version"]) == (201, "官网线索", 1)
    path = f"/rules/{made['id']}"
    changed = {"definition": {**told, "name": "新名"}, "version": 1}
    assert ask("olga", "PUT", path, changed)[1]["version"] == 2
    assert ask("olga", "PUT", path, {**changed, "definition": told})[0] == 409
    bad = {**told, "conditions": [{"field": "pay", "operator": "like", "value": 1}]}
    status, answer = ask("olga", "PUT", path, {"definition": bad, "version": 2})
    assert status == 422
    assert {p["code"] for p in answer["problems"]} == {"unknown_field", "unknown_choice"}
    lead(olga, source="官网")
    run_rules(now())
    found = ask("olga", "POST", "/rules/rehearse", {"definition": told})[1]
    assert (found["fired"], found["items"][0]["name"]) == (1, "王五")
    assert (
        ask("adam", "POST", "/rules/rehearse", {"definition": told})[1]["items"][0]["name"] is None
    )
    log = ask("olga", "GET", "/firings?state=done")[1]["items"]
    assert (log[0]["rule"], log[0]["name"], log[0]["results"][0]["ok"]) == ("新名", "王五", True)
    assert ask("adam", "GET", "/firings")[1]["items"][0]["name"] is None
    assert ask("olga", "PUT", "/rules/order", {"ids": [made["id"]]})[0] == 200
    assert ask("olga", "DELETE", path)[0] == 204
    assert ask("olga", "GET", path)[0] == 404


def test_rest_keeps_rules_and_webhooks_from_everybody_else(ask):
    for who in ("ada", "bo", "cy", "fay", "eve"):
        for method, path in (
            ("GET", "/rules"), ("POST", "/rules"), ("PUT", "/rules/order"), ("GET", "/firings"),
            ("POST", "/rules/rehearse"), ("GET", "/webhooks"), ("POST", "/webhooks"),
            ("GET", "/deliveries"), ("POST", "/webhooks/1/test"), ("DELETE", "/webhooks/1"),
        ):  # fmt: skip
            body = {"definition": {"name": "x"}, "ids": [], "name": "x", "url": "https://x.cn",
                    "events": ["deals.*"]}  # fmt: skip
            assert ask(who, method, path, body)[0] == 403, (who, method, path)


def test_rest_makes_webhooks_and_tells_their_secret_once(ask):
    body = {"name": "ERP", "url": "https://erp.example/hook", "events": ["deals.*"]}
    status, made = ask("olga", "POST", "/webhooks", body)
    assert status == 201 and made["secret"] and made["owner"] == "olga"
    assert ask("adam", "POST", "/webhooks", {**body, "name": "x"})[0] == 409
    assert ask("olga", "GET", "/webhooks")[1][0]["secret"] is None
    path = f"/webhooks/{made['id']}"
    changed = {**body, "events": ["leads.created"], "version": 1}
    assert ask("olga", "PUT", path, changed)[1]["events"] == ["leads.created"]
    status, sent = ask("olga", "POST", f"{path}/test")
    assert (status, sent["state"]) == (202, "waiting")
    assert ask("olga", "GET", "/deliveries?state=waiting")[1]["items"][0]["event"] == "ping"
    assert ask("olga", "POST", f"/deliveries/{sent['delivery_id']}/again")[0] == 202
    assert ask("olga", "POST", "/deliveries/nothing/again")[0] == 404
    assert ask("olga", "DELETE", path)[0] == 204
