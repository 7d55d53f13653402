"""Standing in for a colleague: who works in whose place, from when and until when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from salesops.web.boundary import seen
from salesops.web.crm.models import Account
from salesops.web.explore.questions import ask
from salesops.web.people.absences import Absence
from salesops.web.people.actions_delegation import delegate, end_delegation
from salesops.web.people.delegation import stood_in_for
from salesops.web.people.models import Delegation, Person
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
MONDAY = date(2025, 11, 3)
WEEK = timedelta(days=7)


def away(absent, stand_in, starts_on=MONDAY, ends_before=MONDAY + WEEK):
    return Delegation.objects.create(
        absent_id=absent, stand_in_id=stand_in, starts_on=starts_on, ends_before=ends_before,
        made_at=timezone.now(),
    )  # fmt: skip


def test_somebody_stands_in_from_the_first_day_until_the_day_before_the_end():
    away("bo", "cy")
    days = (MONDAY - timedelta(days=1), MONDAY, MONDAY + WEEK - timedelta(days=1), MONDAY + WEEK)
    assert [stood_in_for("cy", day) for day in days] == [[], ["bo"], ["bo"], []]
    assert stood_in_for("bo", MONDAY) == []
    assert stood_in_for(None, MONDAY) == []


def test_standing_in_that_was_ended_is_over_at_once():
    Delegation.objects.filter(pk=away("bo", "cy").pk).update(revoked_at=timezone.now())
    assert stood_in_for("cy", MONDAY) == []


def test_a_stand_in_of_a_stand_in_gains_nothing():
    away("bo", "ada")
    away("ada", "cy")
    assert stood_in_for("cy", MONDAY) == ["ada"]


YEAR = {"starts_on": "2025-01-01", "ends_before": "2026-01-01"}


def asked(user, *metrics, by="people.name"):
    rows = ask(user, {"metrics": metrics, "by": [by], **YEAR}).rows
    return {row[by]: [row[name] for name in metrics] for row in rows}


@pytest.fixture
def bo_is_away():
    today = timezone.localdate()
    return lambda stand_in: away("bo", stand_in, today, today + WEEK)


def test_a_stand_in_sees_the_colleagues_customers_and_never_the_colleagues_pay(user, bo_is_away):
    assert asked(user("cy"), "net_revenue", "earned_pay") == {"Cy": [500, 25]}
    away = bo_is_away("cy")
    figures = asked(user("cy"), "net_revenue", "quota", "earned_pay")
    assert figures == {"Bo": [1000, 2000, 0], "Cy": [500, 400, 25]}
    note = ask(user("cy"), {"metrics": ["earned_pay"], **YEAR}).notes[0]
    assert (note.code, note.values) == ("narrowed", {"metric": "earned_pay"})
    Delegation.objects.filter(pk=away.pk).update(revoked_at=timezone.now())
    assert asked(user("cy"), "net_revenue") == {"Cy": [500]}


def test_a_stand_in_of_a_manager_sees_the_team_and_not_its_pay(user):
    today = timezone.localdate()
    away("ada", "cy", today, today + WEEK)
    assert asked(user("cy"), "net_revenue", "earned_pay") == {"Bo": [1000, 0], "Cy": [500, 25]}


def test_a_manager_standing_in_elsewhere_still_sees_only_the_own_teams_pay(user):
    today = timezone.localdate()
    away("cy", "ada", today, today + WEEK)
    assert asked(user("ada"), "net_revenue", "earned_pay") == {"Bo": [1000, 50], "Cy": [500, 0]}


today = timezone.localdate  # asked anew: a run may cross midnight


def absence(absent="bo", stand_in="cy", start=0, end=7, reason=""):
    days = (today() + timedelta(days=n) for n in (start, end))
    return Absence(absent, stand_in, *days, reason)


def stands_in(who, **more):
    return delegate(actor=who, absence=absence(**more), today=today())


@pytest.mark.parametrize("name", ["bo", "ada", "olga", "adam"])
def test_oneself_the_manager_operations_and_administrators_decide_who_stands_in(user, name):
    made = stands_in(user(name), reason="年假")
    assert stood_in_for("cy", today()) == ["bo"]
    entry = AuditEntry.objects.get(action="delegate")
    assert entry.changes["stand_in_id"] == [None, "cy"] and entry.details == {"reason": "年假"}
    end_delegation(actor=user(name), delegation_id=made.pk, today=today())
    assert stood_in_for("cy", today()) == []
    with pytest.raises(Refused):
        end_delegation(actor=user(name), delegation_id=made.pk, today=today())


@pytest.mark.parametrize("name", ["cy", "eve", "fay"])
def test_nobody_helps_themselves_to_a_colleagues_customers(user, name):
    with pytest.raises(PermissionDenied):
        stands_in(user(name))
    made = stands_in(user("olga"))
    with pytest.raises((PermissionDenied, Refused)):
        end_delegation(actor=user(name), delegation_id=made.pk, today=today())
    assert stood_in_for("cy", today()) == ["bo"]


def test_ada_decides_for_her_team_and_not_for_cys(user):
    with pytest.raises(PermissionDenied):
        stands_in(user("ada"), absent="cy", stand_in="bo")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"stand_in": "bo"}, "for_oneself"),
        ({"stand_in": "forged"}, "no_such_person"),
        ({"end": 0}, "ends_before_it_starts"),
        ({"end": 400}, "too_long_away"),
    ],
)
def test_what_makes_no_sense_is_refused(user, wrong, code):
    with pytest.raises(Refused) as refusal:
        stands_in(user("bo"), **wrong)
    assert refusal.value.problem.code == code


def test_nobody_stands_in_twice_on_one_day(user):
    stands_in(user("bo"))
    with pytest.raises(Refused) as refusal:
        stands_in(user("bo"), start=6, end=12)
    assert refusal.value.problem.code == "conflict_stands_in"
    stands_in(user("bo"), start=7, end=12)
    stands_in(user("bo"), stand_in="ada")


def test_whoever_left_by_then_cannot_stand_in(user):
    Person.objects.filter(pk="cy").update(left_on=today() + timedelta(days=3))
    with pytest.raises(Refused) as refusal:
        stands_in(user("bo"))
    assert refusal.value.problem.code == "not_here_then"


def test_the_colleagues_records_are_seen_while_it_lasts(user):
    assert not seen(user("cy"), Account).filter(owner_id="bo").exists()
    made = stands_in(user("bo"))
    assert seen(user("cy"), Account).filter(owner_id="bo").exists()
    end_delegation(actor=user("bo"), delegation_id=made.pk, today=today())
    assert not seen(user("cy"), Account).filter(owner_id="bo").exists()


def test_a_stand_in_is_told_so_on_every_page(user, signed_in):
    stands_in(user("bo"), reason="年假")
    page = signed_in("cy").get("/settings").content.decode()
    last = today() + timedelta(days=6)
    assert f"您正在代理 Bo（至 {last:%Y-%m-%d}）" in page
    assert "正在代理" not in signed_in("ada").get("/settings").content.decode()
