"""The second step at sign-in: set up, asked for, right once, and no way around it."""

from datetime import timedelta

import pyotp
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from salesops.web.access import Owner
from salesops.web.people import codes, two_factor
from salesops.web.people.actions import change_password, shut_out
from salesops.web.people.models import RecoveryCode, TwoFactor
from salesops.web.workspace.models import AuditEntry
from tests.doors.world import PASSWORD

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=codes.STEP_SECONDS)


def shown(secret, moment=None):
    return pyotp.TOTP(secret).at(int((moment or timezone.now()).timestamp()))


@pytest.fixture
def enrolled(user):
    """Somebody with a second step: their secret and their recovery codes.

    It was confirmed with the code before this one, so that this one is still unused.
    """

    def enrol(name):
        who = user(name)
        secret = two_factor.begin(actor=who)
        given = two_factor.confirm(actor=who, code=shown(secret, timezone.now() - STEP))
        return secret, given

    return enrol


def first_step(browser, name="bo", **more):
    return browser.post("/sign-in", {"username": name, "password": PASSWORD, **more})


def is_in(browser):
    return browser.get("/settings").status_code == 200


def test_without_a_second_step_the_password_is_enough(client):
    assert first_step(client)["Location"] == "/"
    assert is_in(client)


def test_with_a_second_step_the_password_alone_opens_nothing(client, enrolled):
    secret, _ = enrolled("bo")
    assert first_step(client, next="/reports")["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.get("/api/v1/metrics").status_code == 401
    response = client.post("/sign-in/code", {"code": shown(secret)})
    assert response["Location"] == "/reports"
    assert is_in(client)


def test_a_code_opens_the_door_once(enrolled):
    secret, _ = enrolled("bo")
    code = shown(secret)
    for browser, status in ((Client(), 302), (Client(), 422)):
        first_step(browser)
        assert browser.post("/sign-in/code", {"code": code}).status_code == status


def test_a_recovery_code_opens_the_door_once_and_says_how_many_are_left(enrolled):
    _, given = enrolled("bo")
    browser = Client()
    first_step(browser)
    browser.post("/sign-in/code", {"code": given[0].lower().replace("-", " ")})
    assert "还剩 9 个恢复码" in browser.get("/").content.decode()
    again = Client()
    first_step(again)
    assert again.post("/sign-in/code", {"code": given[0]}).status_code == 422
    assert not is_in(again)


def test_somebody_elses_recovery_code_opens_nothing(client, enrolled):
    enrolled("bo")
    _, given = enrolled("cy")
    first_step(client)
    assert client.post("/sign-in/code", {"code": given[0]}).status_code == 422


def test_five_wrong_codes_shut_the_door_even_to_the_right_one(client, enrolled):
    secret, given = enrolled("bo")
    first_step(client)
    for _ in range(two_factor.MOST_FAILURES):
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    page = client.post("/sign-in/code", {"code": shown(secret)})
    assert page.status_code == 422 and "一刻钟" in page.content.decode()
    assert client.post("/sign-in/code", {"code": given[0]}).status_code == 422
    TwoFactor.objects.update(failed_at=timezone.now() - two_factor.WINDOW)
    assert client.post("/sign-in/code", {"code": given[0]}).status_code == 302


def test_the_second_step_is_nobodys_without_the_first(client, enrolled):
    secret, _ = enrolled("bo")
    assert client.get("/sign-in/code")["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": shown(secret)})["Location"] == "/sign-in"
    assert not is_in(client)


def test_the_first_step_does_not_wait_for_ever(client, enrolled):
    secret, _ = enrolled("bo")
    first_step(client)
    session = client.session
    session["second_step"] = {**session["second_step"], "until": 1.0}
    session.save()
    assert client.post("/sign-in/code", {"code": shown(secret)})["Location"] == "/sign-in"


@pytest.mark.parametrize("meanwhile", ["shut out", "new password"])
def test_what_happens_between_the_steps_counts(client, user, enrolled, meanwhile):
    secret, _ = enrolled("bo")
    first_step(client)
    if meanwhile == "shut out":
        shut_out(actor=user("adam"), user=user("bo"))
    else:
        change_password(actor=Owner(), user=user("bo"), password="another-good-one")
    client.post("/sign-in/code", {"code": shown(secret)})
    assert not is_in(client)


def test_a_stolen_database_tells_neither_the_secret_nor_a_recovery_code(user, enrolled):
    secret, given = enrolled("bo")
    kept = str([*TwoFactor.objects.values_list(), *RecoveryCode.objects.values_list()])
    assert secret not in kept
    assert not any(codes.plain(code) in kept for code in given)


def test_with_another_key_of_the_workspace_no_code_is_right(user, enrolled, settings):
    secret, given = enrolled("bo")
    settings.SECRET_KEY = "another key than before, as after a careless move"
    now = timezone.now()
    assert two_factor.passes(user("bo"), shown(secret), now) is None
    assert two_factor.passes(user("bo"), given[0], now) is None


def test_it_is_on_only_after_a_right_code(signed_in, user):
    browser = signed_in("bo")
    browser.post("/settings/two-factor/begin")
    page = browser.get("/settings/two-factor").content.decode()
    assert "data:image/svg+xml" in page
    wrong = browser.post("/settings/two-factor/confirm", {"code": "000000"})
    assert wrong.status_code == 422 and two_factor.confirmed(user("bo")) is None
    secret = two_factor.begin(actor=user("bo"))
    page = browser.post("/settings/two-factor/confirm", {"code": shown(secret)}).content.decode()
    assert page.count("<li><code>") == codes.RECOVERY_CODES
    assert two_factor.confirmed(user("bo"))
    assert browser.get("/settings/two-factor").content.decode().count("<li><code>") == 0


def test_turning_it_off_takes_the_password(signed_in, user, enrolled):
    enrolled("bo")
    browser = signed_in("bo")
    wrong = browser.post("/settings/two-factor/end", {"password": "wrong"})
    assert wrong.status_code == 422 and two_factor.confirmed(user("bo"))
    browser.post("/settings/two-factor/end", {"password": PASSWORD})
    assert two_factor.confirmed(user("bo")) is None
    assert first_step(Client())["Location"] == "/"


def test_new_recovery_codes_end_the_old_ones(user, enrolled):
    _, old = enrolled("bo")
    new = two_factor.renew_codes(actor=user("bo"), password=PASSWORD)
    now = timezone.now()
    assert two_factor.passes(user("bo"), old[0], now) is None
    assert two_factor.passes(user("bo"), new[0], now) == "recovery"


def test_an_administrator_helps_whoever_lost_the_phone_and_nobody_else_does(user, enrolled):
    enrolled("bo")
    for name in ("ada", "olga", "eve", "fay", "cy", "bo"):
        with pytest.raises(PermissionDenied):
            two_factor.reset(actor=user(name), user=user("bo"))
    two_factor.reset(actor=user("adam"), user=user("bo"))
    assert two_factor.confirmed(user("bo")) is None
    assert not RecoveryCode.objects.filter(user=user("bo")).exists()


def test_an_administrator_turns_the_own_one_off_with_the_password_only(user, enrolled):
    enrolled("adam")
    with pytest.raises(ValidationError):
        two_factor.reset(actor=user("adam"), user=user("adam"))


def test_a_role_that_needs_it_sets_it_up_before_anything_else(client, user):
    two_factor.set_required(actor=user("adam"), roles=["rep"])
    first_step(client)
    for path in ("/", "/ask", "/settings", "/reports"):
        assert client.get(path)["Location"] == "/settings/two-factor"
    assert client.get("/api/v1/metrics").status_code == 403
    client.post("/settings/two-factor/begin")
    secret = two_factor.begin(actor=user("bo"))
    client.post("/settings/two-factor/confirm", {"code": shown(secret)})
    assert is_in(client)
    with pytest.raises(ValidationError):
        two_factor.end(actor=user("bo"), password=PASSWORD)
    other = Client()
    assert first_step(other, "ada")["Location"] == "/" and is_in(other)


def test_only_administrators_say_who_needs_it(user):
    for name in ("ada", "olga", "eve", "fay", "bo"):
        with pytest.raises(PermissionDenied):
            two_factor.set_required(actor=user(name), roles=[])


def test_every_turn_of_the_key_is_on_record(client, user, enrolled):
    secret, _ = enrolled("bo")
    first_step(client)
    client.post("/sign-in/code", {"code": shown(secret)})
    two_factor.end(actor=user("bo"), password=PASSWORD)
    told = AuditEntry.objects.filter(actor_name="bo").order_by("id")
    actions = ["begin_two_factor", "confirm_two_factor", "sign_in", "end_two_factor"]
    assert [entry.action for entry in told] == actions
    assert told[2].details == {"way": "password+code"}
    assert secret not in str(list(told.values_list()))
