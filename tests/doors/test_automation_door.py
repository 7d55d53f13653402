"""Rules act on what happens, once, in order, through the same actions as everybody, and stop."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from salesops.web.automation import doing, run
from salesops.web.automation.actions import (
    Faulty,
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
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry, Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(user):
    return user("olga")


@pytest.fixture
def bo(user):
    return user("bo")


@pytest.fixture(autouse=True)
def quiet(db):
    """The world's own making is no event of the test."""
    Outbox.objects.all().delete()


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
