"""Whose account elsewhere opens the door here: linked ones, and the company's address once."""

import pytest
from django.core.exceptions import PermissionDenied

from salesops.web.people.arriving import Arrival, link_account, unlink_account, user_of
from salesops.web.people.models import LinkedAccount, User
from salesops.web.problems import Refused

pytestmark = pytest.mark.django_db


def arrival(uid="u1", *emails, provider="oidc"):
    return Arrival(provider, uid, emails)


@pytest.fixture(autouse=True)
def addresses():
    for name in ("bo", "cy"):
        User.objects.filter(username=name).update(email=f"{name}@example.com")


def test_an_address_is_compared_without_regard_to_capitals(user):
    assert user_of(arrival("u1", "BO@Example.com")) == user("bo")
    assert user_of(arrival("u1", "nobody@example.com")) is None
    assert user_of(arrival("u1", "")) is None and user_of(arrival("u1")) is None


def test_a_linked_account_counts_for_more_than_an_address(user):
    link_account(actor=user("adam"), user=user("bo"), provider="oidc", uid="u1")
    assert user_of(arrival("u1", "cy@example.com")) == user("bo")
    assert user_of(arrival("u2", "bo@example.com")) is None
    assert user_of(arrival("u1", provider="feishu")) is None
    unlink_account(actor=user("adam"), user=user("bo"), provider="oidc")
    assert user_of(arrival("u1")) is None


def test_an_account_is_one_users_and_a_user_has_one_of_each_system(user):
    adam = user("adam")
    link_account(actor=adam, user=user("bo"), provider="oidc", uid="u1")
    for name, uid in (("cy", "u1"), ("bo", "u2"), ("cy", " ")):
        with pytest.raises(Refused):
            link_account(actor=adam, user=user(name), provider="oidc", uid=uid)
    link_account(actor=adam, user=user("bo"), provider="oidc", uid="u1")
    assert LinkedAccount.objects.count() == 1


@pytest.mark.parametrize("name", ["ada", "olga", "eve", "fay", "cy"])
def test_nobody_but_an_administrator_links_an_account_to_somebody_else(user, name):
    with pytest.raises(PermissionDenied):
        link_account(actor=user(name), user=user("bo"), provider="oidc", uid="u1")
    with pytest.raises(PermissionDenied):
        unlink_account(actor=user(name), user=user("bo"), provider="oidc")


def test_an_administrator_links_an_account_by_page(signed_in, user):
    address = f"/settings/users/{user('bo').pk}"
    said = {"do": "link_account", "provider": "wecom", "uid": "bo.li"}
    assert signed_in("adam").post(address, said).status_code == 302
    assert user_of(arrival("bo.li", provider="wecom")) == user("bo")
    assert "bo.li" in signed_in("adam").get(address).content.decode()
    signed_in("adam").post(address, {"do": "unlink_account", "provider": "wecom"})
    assert user_of(arrival("bo.li", provider="wecom")) is None
