"""Standing in for a colleague: who works in whose place, from when and until when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from salesops.web.explore.questions import ask
from salesops.web.people.delegation import stood_in_for
from salesops.web.people.models import Delegation

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
