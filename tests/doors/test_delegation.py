"""Standing in for a colleague: who works in whose place, from when and until when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

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
