"""Rules give leads out in turn, by region and by load; who is away or gone is passed over."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from salesops.web.crm.actions.assignment import Draft, drafts, edition, set_assignment_rules
from salesops.web.crm.actions.leads import apply_rules, invalidate_lead, receive_lead
from salesops.web.crm.assigning import candidates, tried
from salesops.web.crm.models import AssignmentRule, Lead
from salesops.web.crm.replaying import rehearsed
from salesops.web.people.models import Delegation, Person, Team, User
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(user):
    return user("olga")


@pytest.fixture
def rules(olga):
    def made(*wanted, **given):
        return set_assignment_rules(actor=olga, rules=wanted, **given)

    return made


@pytest.fixture
def come(olga):
    def came(**values):
        return receive_lead(actor=olga, values={"name": "王", **values})

    return came


def owners(come, count, **values):
    return [come(**values).lead.owner_id for _ in range(count)]


def refusal(function, *given, **named):
    with pytest.raises(Refused) as caught:
        function(*given, **named)
    return caught.value.problem.code


def team(path):
    return Team.objects.get(path=path).pk


def test_turns_go_round_and_survive_other_rules(rules, come):
    rules(Draft("展会", candidates=("ada",), source="展会"), Draft("其余", candidates=("bo", "cy")))
    assert owners(come, 3) == ["bo", "cy", "bo"]
    assert owners(come, 1, source="展会") == ["ada"]
    assert owners(come, 1) == ["cy"]


def test_the_first_rule_that_holds_decides_in_the_order_they_are_set(rules, come):
    one, two = Draft("一", candidates=("bo",)), Draft("二", candidates=("cy",))
    rules(one, two)
    assert owners(come, 1) == ["bo"]
    held = drafts()
    rules(held[1], held[0])
    assert owners(come, 1) == ["cy"]


def test_a_region_stands_for_all_below_it(rules, come):
    rules(Draft("全国", candidates=("bo",), region_id="CN"))
    assert owners(come, 1, region_id="EAST") == ["bo"]
    assert owners(come, 1) == [None]


def test_by_region_goes_to_whoever_serves_it(rules, come):
    rules(Draft("区域", method="by_region", candidates=("bo", "cy")))
    assert owners(come, 2, region_id="SOUTH") == ["cy", "cy"]
    received = come()
    assert (received.lead.owner_id, received.assignment.why.code) == (None, "no_candidate")


def test_by_load_goes_to_whoever_has_least_open(rules, come, olga):
    rules(Draft("负荷", method="by_load", candidates=("bo", "cy")))
    assert owners(come, 2) == ["bo", "cy"]
    lead = Lead.objects.get(owner="bo")
    invalidate_lead(actor=olga, lead_id=lead.pk, version=None, reason="空号")
    assert owners(come, 1) == ["bo"]


def test_a_team_stands_for_its_sellers_and_not_for_who_leads_it(rules, come):
    rules(Draft("一组", teams=(team("销售部/一组"),)))
    today = timezone.localdate()
    assert candidates([], [team("销售部/一组")], today) == ["bo"]
    assert candidates(["cy"], [team("销售部")], today) == ["cy", "bo"]
    assert owners(come, 2) == ["bo", "bo"]


def test_who_is_away_has_left_or_is_shut_out_is_passed_over(rules, come):
    rules(Draft("轮流", candidates=("ada", "bo", "cy")))
    today = timezone.localdate()
    Delegation.objects.create(
        absent_id="ada", stand_in_id="bo", starts_on=today, ends_before=today + timedelta(days=2),
        made_at=timezone.now(),
    )  # fmt: skip
    assert owners(come, 2) == ["bo", "cy"]
    Person.objects.filter(pk="bo").update(left_on=today)
    assert owners(come, 2) == ["cy", "cy"]
    User.objects.filter(person_id="cy").update(is_active=False)
    received = come()
    assert received.lead.owner_id is None
    assert received.assignment.passed_over == {"ada": "away", "bo": "unknown", "cy": "unknown"}


def test_caps_count_open_leads_and_nobody_free_leaves_it_unassigned(rules, come):
    rules(Draft("上限", candidates=("bo", "cy"), cap=1))
    assert owners(come, 3) == ["bo", "cy", None]


def test_rules_out_of_use_hold_for_nothing(rules, come):
    rules(Draft("停用", candidates=("bo",), is_active=False))
    assert come().assignment.why.code == "no_rule"


def test_a_lead_left_over_is_given_by_the_rules_once_they_are_there(rules, come, olga, user):
    lead = come().lead
    rules(Draft("轮流", candidates=("bo",)))
    assert apply_rules(actor=olga, lead_id=lead.pk, version=None).lead.owner_id == "bo"
    with pytest.raises(PermissionDenied):
        apply_rules(actor=user("bo"), lead_id=lead.pk, version=None)


def test_rules_are_set_whole_with_one_line_of_audit_and_keep_whose_turn_it_is(rules, come):
    rules(Draft("轮流", candidates=("bo", "cy")))
    come()
    held = drafts()[0]
    rules(Draft("先", candidates=("ada",), source="展会"), held)
    kept = AssignmentRule.objects.get(name="轮流")
    assert (kept.pk, kept.last_person_id, kept.position) == (held.rule_id, "bo", 1)
    assert AuditEntry.objects.filter(action="set_assignment_rules").count() == 2
    rules(*drafts())
    assert AuditEntry.objects.filter(action="set_assignment_rules").count() == 2
    rules()
    assert not AssignmentRule.objects.exists()


def test_whoever_saves_over_rules_they_have_not_seen_is_refused(rules):
    before = edition()
    rules(Draft("轮流", candidates=("bo",)))
    assert (
        refusal(rules, Draft("我的", candidates=("cy",)), seen_edition=before) == "conflict_rules"
    )
    assert [one.name for one in drafts()] == ["轮流"]


def test_rules_without_name_people_or_of_one_name_are_refused(rules):
    one = Draft("轮流", candidates=("bo",))
    assert refusal(rules, one, one) == "rule_name_taken"
    assert refusal(rules, Draft(" \0", candidates=("bo",))) == "rule_nameless"
    assert refusal(rules, Draft("空")) == "rule_of_nobody"
    assert refusal(rules, Draft("旧", candidates=("bo",), rule_id=99_999)) == "no_such_rule"


def test_a_try_says_who_and_why_and_takes_no_turn(rules):
    rules(Draft("轮流", candidates=("bo", "cy")))
    found = [tried(list(AssignmentRule.objects.all()), Lead()) for _ in range(2)]
    assert [one.person_id for one in found] == ["bo", "bo"]
    assert found[0].why.reason("zh") == "按规则“轮流”轮到Bo"


def test_rules_are_rehearsed_on_the_last_leads_before_they_are_set(come, rules):
    rules(Draft("全给", candidates=("bo",)))
    for _ in range(4):
        come()
    old = come().lead
    Lead.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=40))
    shared = AssignmentRule(name="轮流", candidates=["bo", "cy"], method="round_robin")
    found = rehearsed([shared])
    assert [(t.person_id, t.was, t.would) for t in found.tallies()] == [("bo", 4, 2), ("cy", 0, 2)]
    assert not AssignmentRule.objects.filter(name="轮流").exists()


def test_rest_reads_tries_rehearses_and_sets_rules_for_operations_only(token, come):
    come()

    def ask(who, method, path, body=None):
        answer = Client().generic(
            method, f"/api/v1/assignment-rules{path}", json.dumps(body or {}),
            content_type="application/json", headers=token(who, "read", "write"),
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content)

    wanted = {"items": [{"name": "轮流", "candidates": ["cy"]}]}
    for who in ("bo", "ada", "fay", "eve"):
        for method, path in (("GET", ""), ("PUT", ""), ("POST", "/try"), ("POST", "/rehearse")):
            assert ask(who, method, path, wanted)[0] == 403
    status, found = ask("olga", "POST", "/rehearse", wanted)
    assert (status, found["leads"], found["others"]) == (200, 1, 1)
    empty = ask("olga", "GET", "")[1]
    status, kept = ask("olga", "PUT", "", {**wanted, "edition": empty["edition"]})
    assert (status, kept["items"][0]["candidates"]) == (200, ["cy"])
    assert ask("olga", "PUT", "", {**wanted, "edition": empty["edition"]})[0] == 409
    chosen = ask("olga", "POST", "/try", {"source": "展会"})[1]
    assert (chosen["person_id"], chosen["rule"], chosen["why"]["code"]) == (
        "cy",
        "轮流",
        "takes_turn",
    )
