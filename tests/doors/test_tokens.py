"""Keys to the REST interface, from one's own settings: shown once, ended at will, nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from salesops.web.workspace.models import ApiToken, AuditEntry

pytestmark = pytest.mark.django_db
NEW = {"name": "报表机器人", "scopes": ["read"], "days": "30"}


def issue(browser, **more):
    page = browser.post("/settings/tokens", NEW | more).content.decode()
    return page.split('data-copy-text="')[1].split('"')[0]


def reads(secret):
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get("/api/v1/metrics", headers=headers).status_code == 200


def test_a_token_is_shown_once_and_opens_what_it_says(signed_in):
    browser = signed_in("bo")
    secret = issue(browser)
    assert reads(secret)
    page = browser.get("/settings/tokens").content.decode()
    assert "报表机器人" in page and secret not in page
    assert secret not in str(list(ApiToken.objects.values_list()) + list(
        AuditEntry.objects.values_list()))  # fmt: skip
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().post("/api/v1/snapshots", headers=headers).status_code == 403


def test_a_token_says_when_it_was_used_last(signed_in):
    secret = issue(signed_in("bo"))
    assert ApiToken.objects.get().last_used_at is None
    reads(secret)
    first = ApiToken.objects.get().last_used_at
    reads(secret)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    reads(secret)
    assert ApiToken.objects.get().last_used_at >= first


def test_a_token_that_was_revoked_or_ended_opens_nothing(signed_in):
    browser = signed_in("bo")
    secret = issue(browser)
    browser.post(f"/settings/tokens/{ApiToken.objects.get().pk}/revoke")
    assert not reads(secret)
    other = issue(browser)
    ApiToken.objects.filter(revoked_at=None).update(expires_at=timezone.now())
    assert not reads(other)
    page = browser.get("/settings/tokens").content.decode()
    assert "还没有令牌" in page and page.count("报表机器人") == 2


def test_nobody_sees_or_revokes_a_colleagues_token(signed_in):
    issue(signed_in("bo"))
    token = ApiToken.objects.get()
    for name in ("ada", "olga", "adam"):
        browser = signed_in(name)
        assert "报表机器人" not in browser.get("/settings/tokens").content.decode()
        assert browser.post(f"/settings/tokens/{token.pk}/revoke").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]},
                                   {"days": "99999"}])  # fmt: skip
def test_a_token_needs_a_name_and_something_it_opens(signed_in, wrong):
    assert signed_in("bo").post("/settings/tokens", NEW | wrong).status_code == 422
    assert not ApiToken.objects.exists()
