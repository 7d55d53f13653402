"""Signing in: few tries, no hints, and nobody who was shut out."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.test import Client

from salesops.web.access import Owner
from salesops.web.people.actions import change_password, create_user, shut_out
from salesops.web.people.models import Role
from salesops.web.people.sign_in import PER_NAME
from tests.doors.world import PASSWORD

pytestmark = pytest.mark.django_db


def test_too_many_wrong_passwords_shut_the_door_even_to_the_right_one():
    for _ in range(PER_NAME):
        assert authenticate(username="bo", password="wrong") is None
    assert authenticate(username="bo", password=PASSWORD) is None
    assert authenticate(username="cy", password=PASSWORD) is not None


def test_a_right_password_makes_earlier_mistakes_forgotten():
    for _ in range(PER_NAME - 1):
        authenticate(username="bo", password="wrong")
    assert authenticate(username="bo", password=PASSWORD)
    assert authenticate(username="bo", password="wrong") is None
    assert authenticate(username="bo", password=PASSWORD)


def test_who_was_shut_out_is_out_at_once(user, signed_in, token):
    browser, headers = signed_in("bo"), token("bo")
    shut_out(actor=user("adam"), user=user("bo"))
    assert browser.get("/api/v1/metrics").status_code == 401
    assert Client().get("/api/v1/metrics", headers=headers).status_code == 401


def test_a_password_easy_to_guess_is_refused_in_a_sentence(user):
    with pytest.raises(ValidationError):
        create_user(actor=Owner(), username="new", password="12345678", role=Role.REP)
    with pytest.raises(ValidationError):
        change_password(actor=user("bo"), user=user("bo"), password="bo")


def test_every_page_carries_the_policy_that_forbids_foreign_script():
    policy = Client().get("/sign-in").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
