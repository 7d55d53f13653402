"""Users and roles: administrators let people in and out, and are never all shut out."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from salesops.web.access import Owner
from salesops.web.people.actions import (
    LINK_LASTS,
    change_user,
    create_user,
    issue_sign_in_link,
    let_in_again,
    shut_out,
    use_sign_in_link,
)
from salesops.web.people.actions_staff import leave
from salesops.web.people.models import Person, Role, SignInLink
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry
from tests.doors.world import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "another-good-password"


def code_of(refusal):
    return refusal.value.problem.code


def test_the_last_administrator_can_neither_be_shut_out_nor_become_something_else(user):
    adam = user("adam")
    for one in (
        lambda: shut_out(actor=Owner(), user=adam),
        lambda: change_user(actor=Owner(), user_id=adam.pk, values={"role": "ops"}),
    ):
        with pytest.raises(Refused) as refusal:
            one()
        assert code_of(refusal) == "last_administrator"
    create_user(actor=adam, username="bea", password=NEW, role=Role.ADMIN)
    shut_out(actor=Owner(), user=adam)
    assert not user("adam").is_active


def test_the_last_administrator_does_not_leave_unnoticed(user):
    adam = user("adam")
    Person.objects.create(person_id="adam", name="Adam")
    change_user(actor=Owner(), user_id=adam.pk, values={"person_id": "adam"})
    today = timezone.localdate()
    with pytest.raises(Refused) as refusal:
        leave(actor=user("olga"), person_id="adam", day=today, today=today)
    assert code_of(refusal) == "last_administrator"
    assert user("adam").is_active


def test_nobody_changes_their_own_role_or_shuts_themselves_out(user):
    create_user(actor=Owner(), username="bea", password=NEW, role=Role.ADMIN)
    adam = user("adam")
    for one in (
        lambda: change_user(actor=adam, user_id=adam.pk, values={"role": "executive"}),
        lambda: shut_out(actor=adam, user=adam),
    ):
        with pytest.raises(Refused) as refusal:
            one()
        assert code_of(refusal) == "own_role"
    change_user(actor=adam, user_id=adam.pk, values={"email": "adam@example.com"})
    assert user("adam").email == "adam@example.com"


def test_a_change_says_what_it_was_and_what_it_became(user):
    change_user(
        actor=user("adam"), user_id=user("bo").pk, values={"role": "manager", "sees_pay": False}
    )
    entry = AuditEntry.objects.get(action="change_user")
    assert entry.changes == {"role": ["rep", "manager"], "sees_pay": [None, False]}
    assert (entry.table, entry.record_id) == ("users", str(user("bo").pk))


@pytest.mark.parametrize("name", ["ada", "bo", "olga", "fay", "eve"])
def test_only_administrators_let_people_in_and_out(user, name):
    who, cy = user(name), user("cy")
    tries = [
        lambda: create_user(actor=who, username="x", password=NEW, role=Role.REP),
        lambda: change_user(actor=who, user_id=who.pk, values={"role": "admin"}),
        lambda: shut_out(actor=who, user=cy),
        lambda: let_in_again(actor=who, user=cy),
        lambda: issue_sign_in_link(actor=who, user=cy, now=timezone.now()),
    ]
    for one in tries:
        with pytest.raises(PermissionDenied):
            one()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"person_id": "forged"}, "no_such_person"),
        ({"person_id": "cy"}, "conflict_person_has_user"),
        ({"person_id": None}, "role_needs_person"),
    ],
)
def test_a_rep_is_one_person_of_the_records(user, values, code):
    with pytest.raises(Refused) as refusal:
        change_user(actor=user("adam"), user_id=user("bo").pk, values=values)
    assert code_of(refusal) == code


def test_a_role_that_does_not_exist_is_no_role(user):
    with pytest.raises(ValidationError):
        change_user(actor=user("adam"), user_id=user("bo").pk, values={"role": "emperor"})


def test_two_administrators_hear_of_one_another(user):
    bo = user("bo")
    change_user(actor=Owner(), user_id=bo.pk, values={"sees_pay": True}, version=bo.version)
    with pytest.raises(Conflict):
        change_user(
            actor=user("adam"), user_id=bo.pk, values={"role": "manager"}, version=bo.version
        )


def test_whoever_was_let_in_again_is_in(user):
    shut_out(actor=user("adam"), user=user("bo"))
    assert authenticate(username="bo", password=PASSWORD) is None
    let_in_again(actor=user("adam"), user=user("bo"))
    assert authenticate(username="bo", password=PASSWORD)


def test_a_link_gives_a_new_password_once(user, client):
    secret = issue_sign_in_link(actor=user("adam"), user=user("bo"), now=timezone.now())
    address = f"/sign-in/link/{secret}"
    assert "Bo" in client.get(address).content.decode()
    weak = client.post(address, {"password": "12345678", "again": "12345678"})
    assert weak.status_code == 422
    assert client.post(address, {"password": NEW, "again": NEW + "x"}).status_code == 422
    assert client.post(address, {"password": NEW, "again": NEW})["Location"] == "/sign-in"
    assert authenticate(username="bo", password=NEW)
    assert authenticate(username="bo", password=PASSWORD) is None
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_a_link_does_not_last(user):
    then = timezone.now() - LINK_LASTS
    secret = issue_sign_in_link(actor=user("adam"), user=user("bo"), now=then)
    with pytest.raises(Refused):
        use_sign_in_link(secret=secret, password=NEW, now=timezone.now())


def test_a_new_link_ends_the_one_before_and_whoever_is_shut_out_has_none(user):
    now = timezone.now()
    old = issue_sign_in_link(actor=user("adam"), user=user("bo"), now=now)
    new = issue_sign_in_link(actor=user("adam"), user=user("bo"), now=now)
    with pytest.raises(Refused):
        use_sign_in_link(secret=old, password=NEW, now=now)
    shut_out(actor=user("adam"), user=user("bo"))
    with pytest.raises(Refused):
        use_sign_in_link(secret=new, password=NEW, now=now + timedelta(hours=1))


def test_a_stolen_database_opens_no_door_by_a_link(user):
    secret = issue_sign_in_link(actor=user("adam"), user=user("bo"), now=timezone.now())
    told = [SignInLink.objects.values_list(), AuditEntry.objects.values_list()]
    assert secret not in str([list(rows) for rows in told])


def test_whoever_has_no_password_gets_in_by_none(user):
    create_user(actor=user("adam"), username="new", password=None, role=Role.EXECUTIVE)
    for guess in ("", "!", "None"):
        assert authenticate(username="new", password=guess) is None
