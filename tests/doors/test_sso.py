"""Signing in with a company's own accounts: whoever is a user already, and nobody else."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import requests

from salesops.web import sso
from tests.doors import towns
from tests.doors.provider import company
from tests.doors.served import served
from tests.doors.world import PASSWORD

SCRIPT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "salesops.web.settings"
import django; django.setup()
from django.utils import timezone
from salesops.web.people import two_factor
from salesops.web.people.models import User
for user in User.objects.all():
    user.email = f"{user.username}@example.com"
    user.save(update_fields=["email"])
User.objects.filter(username="eve").update(is_active=False)
fay, eve = User.objects.get(username="fay"), User.objects.get(username="eve")
User.objects.filter(username="adam").update(email="shared@example.com")
User.objects.filter(username="olga").update(email="Shared@example.com")
import pyotp
secret = two_factor.begin(actor=fay)
two_factor.confirm(actor=fay, code=pyotp.TOTP(secret).at(int(timezone.now().timestamp()) - 30))
print(secret)
"""


@pytest.fixture(scope="module")
def theirs():
    with company() as serving:
        yield serving


@pytest.fixture(scope="module")
def place(town_folder, tmp_path_factory, theirs):
    """A served workspace that knows the company's sign-in: its address, Fay's secret, its shell."""
    more = {
        "SALESOPS_SSO_OIDC_ISSUER": theirs.address, "SALESOPS_SSO_OIDC_CLIENT_ID": "salesops",
        "SALESOPS_SSO_OIDC_SECRET": "oidc-secret", "SALESOPS_SSO_OIDC_NAME": "总部账号",
        "SALESOPS_SSO_WECOM_CORP_ID": "ww1", "SALESOPS_SSO_WECOM_AGENT_ID": "1000002",
        "SALESOPS_SSO_WECOM_SECRET": "wecom-secret", "SALESOPS_SSO_WECOM_HOST": theirs.address,
        "SALESOPS_SSO_DINGTALK_CLIENT_ID": "d", "SALESOPS_SSO_DINGTALK_SECRET": "s",
        "SALESOPS_SSO_FEISHU_CLIENT_ID": "f", "SALESOPS_SSO_FEISHU_SECRET": "s",
    }  # fmt: skip
    home = tmp_path_factory.mktemp("served") / "workspace"
    shell = replace(towns.copied(town_folder, home), more=more)
    secret = shell.python("-c", SCRIPT).split()[-1]
    with served(shell) as address:
        yield address, secret, shell


@pytest.fixture
def browser():
    with requests.Session() as session:
        yield session


def came(browser, address, theirs, goal="", **here):
    """Come by the company's account as whoever `here` tells of; where that led to."""
    theirs.here = here
    return browser.get(f"{address}/sign-in/with/oidc", params={"next": goal} if goal else {})


def name_on(page):
    found = re.search(r'<span class="clip">([^<]*)</span><small', page.text)
    return found.group(1) if found else None


def test_a_user_comes_in_by_the_companys_account(place, theirs, browser):
    address, _, _ = place
    bo = {"sub": "s-bo", "email": "bo@example.com", "email_verified": True, "name": "Bo"}
    page = came(browser, address, theirs, "/reports", **bo)
    assert page.url == f"{address}/reports" and name_on(page) == "Bo"
    asked = dict(theirs.asked)
    assert asked["/authorize"]["client_id"] == "salesops"
    assert "code_challenge" in asked["/authorize"] and "code_verifier" in asked["/token"]
    assert asked["/token"]["client_secret"] == "oidc-secret"
    with requests.Session() as other:
        changed = {**bo, "email": "new-name@example.com"}
        assert name_on(came(other, address, theirs, **changed)) == "Bo"


def test_whoever_gets_a_colleagues_address_does_not_get_the_place(place, theirs, browser):
    address, _, _ = place
    cy = {"email": "cy@example.com", "email_verified": True}
    assert name_on(came(browser, address, theirs, sub="s-cy", **cy)) == "Cy"
    with requests.Session() as other:
        page = came(other, address, theirs, sub="s-somebody-new", **cy)
        assert page.url == f"{address}/sign-in" and "不属于这里的任何用户" in page.text


@pytest.mark.parametrize(
    "here",
    [
        {"email": "stranger@example.com", "email_verified": True},
        {"email": "ada@example.com", "email_verified": False},
        {"email": "ada@example.com"},
        {"email": "eve@example.com", "email_verified": True},
        {"email": "shared@example.com", "email_verified": True},
        {},
    ],
    ids=["nobody", "unverified", "unsaid", "shut out", "two of them", "no address"],
)
def test_nobody_else_comes_in_or_becomes_a_user(place, theirs, browser, here):
    address, _, shell = place
    page = came(browser, address, theirs, sub="s-x", **here)
    assert page.url == f"{address}/sign-in" and "不属于这里的任何用户" in page.text
    assert browser.get(f"{address}/settings", allow_redirects=False).status_code == 302
    assert len(shell("user", "list", "--format", "csv").out.strip().splitlines()) == 8


def test_a_second_step_is_asked_of_whoever_has_one(place, theirs, browser):
    address, secret, _ = place
    fay = {"sub": "s-fay", "email": "fay@example.com", "email_verified": True}
    page = came(browser, address, theirs, **fay)
    assert page.url == f"{address}/sign-in/code"
    assert browser.get(f"{address}/settings", allow_redirects=False).status_code == 302
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.text).group(1)
    code = {"code": pyotp.TOTP(secret).now(), "csrfmiddlewaretoken": token}
    done = browser.post(page.url, data=code, headers={"Referer": page.url})
    assert name_on(done) == "fay"


def test_an_answer_nobody_asked_for_opens_nothing(place, theirs, browser):
    address, _, _ = place
    theirs.here = {"sub": "s-bo", "email": "bo@example.com", "email_verified": True}
    for query in ("code=a-code&state=forged", "code=a-code", "error=access_denied", ""):
        page = browser.get(f"{address}/sign-in/with/oidc/back?{query}")
        assert page.url == f"{address}/sign-in"
    assert browser.get(f"{address}/settings", allow_redirects=False).status_code == 302


def test_a_sign_in_does_not_lead_to_strangers_pages(place, theirs, browser):
    address, _, _ = place
    bo = {"sub": "s-bo", "email": "bo@example.com", "email_verified": True}
    page = came(browser, address, theirs, "https://example.org/trap", **bo)
    assert page.url == f"{address}/"


def test_a_company_sign_in_that_is_down_is_told_in_a_sentence(place, theirs, browser):
    address, _, _ = place
    theirs.is_broken = True
    try:
        page = came(browser, address, theirs, sub="s-bo")
    finally:
        theirs.is_broken = False
    assert page.status_code == 200 and page.url == f"{address}/sign-in"
    assert "没有成功" in page.text


def signed_in(browser, address, username):
    door = browser.get(f"{address}/sign-in")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', door.text).group(1)
    said = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.post(door.url, data=said, headers={"Referer": door.url})
    page = browser.get(f"{address}/settings")
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.text).group(1)


def test_an_account_is_linked_with_the_password_and_then_opens_the_door(place, theirs, browser):
    address, _, _ = place
    token = signed_in(browser, address, "ada")
    theirs.here = {"sub": "s-ada"}
    straight = browser.get(f"{address}/sign-in/with/oidc?process=connect")
    assert straight.url == f"{address}/settings"
    to = f"{address}/settings/accounts/oidc/connect"
    for password, is_begun in (("wrong", False), (PASSWORD, True)):
        said = {"password": password, "csrfmiddlewaretoken": token}
        page = browser.post(to, data=said, headers={"Referer": f"{address}/settings"})
        assert ("process=connect" in page.text) is is_begun
    page = browser.get(f"{address}/sign-in/with/oidc?process=connect")
    assert page.url == f"{address}/settings" and "已关联" in page.text
    with requests.Session() as other:
        assert name_on(came(other, address, theirs, sub="s-ada")) == "Ada"


def test_the_door_shows_the_ways_in_and_keeps_its_policy(place, browser):
    address, _, _ = place
    page = browser.get(f"{address}/sign-in?next=/reports")
    for name in ("总部账号", "企业微信", "钉钉", "飞书"):
        assert name in page.text
    assert "/sign-in/with/oidc?next=%2Freports" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy and "unsafe" not in policy
    assert browser.get(f"{address}/sign-in/with/nonsense").status_code == 404


def test_a_member_comes_in_by_wecom(place, theirs, browser):
    address, _, _ = place
    theirs.here = {"userid": "bo.li", "name": "Bo", "biz_mail": "bo@example.com"}
    sent = browser.get(f"{address}/sign-in/with/wecom", allow_redirects=False)
    to = urlsplit(sent.headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(to.query).items()}
    assert to.hostname == "login.work.weixin.qq.com"
    assert (asked["appid"], asked["agentid"]) == ("ww1", "1000002")
    assert asked["redirect_uri"] == f"{address}/sign-in/with/wecom/back"
    back = {"code": "a-code", "state": asked["state"]}
    page = browser.get(asked["redirect_uri"], params=back)
    assert name_on(page) == "Bo"
    assert dict(theirs.asked)["/cgi-bin/auth/getuserinfo"]["code"] == "a-code"


def test_a_guest_of_wecom_stays_outside(place, theirs, browser):
    address, _, _ = place
    theirs.here = {"name": "Guest"}
    sent = browser.get(f"{address}/sign-in/with/wecom", allow_redirects=False)
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    back = {"code": "a-code", "state": state}
    page = browser.get(f"{address}/sign-in/with/wecom/back", params=back)
    assert page.url == f"{address}/sign-in" and "没有成功" in page.text


@pytest.mark.parametrize(
    ("key", "host"),
    [("dingtalk", "login.dingtalk.com"), ("feishu", "open.feishu.cn")],
)
def test_dingtalk_and_feishu_are_asked_where_they_live(place, browser, key, host):
    address, _, _ = place
    sent = browser.get(f"{address}/sign-in/with/{key}", allow_redirects=False)
    to = urlsplit(sent.headers["Location"])
    assert to.hostname == host
    assert parse_qs(to.query)["redirect_uri"] == [f"{address}/sign-in/with/{key}/back"]


def test_without_configuration_there_is_no_other_way_in():
    assert sso.ways({}) == () and sso.apps(()) == []


def test_half_a_configuration_says_what_is_missing():
    with pytest.raises(sso.Misconfigured, match="SALESOPS_SSO_OIDC_SECRET"):
        sso.ways({"SALESOPS_SSO_OIDC_ISSUER": "https://id.example.com",
                  "SALESOPS_SSO_OIDC_CLIENT_ID": "x"})  # fmt: skip


def test_addresses_people_write_themselves_stand_for_nobody():
    told = {"SALESOPS_SSO_DINGTALK_CLIENT_ID": "d", "SALESOPS_SSO_DINGTALK_SECRET": "s",
            "SALESOPS_SSO_FEISHU_CLIENT_ID": "f", "SALESOPS_SSO_FEISHU_SECRET": "s"}  # fmt: skip
    assert {way.key: way.trusts_mail for way in sso.ways(told)} == {
        "dingtalk": False, "feishu": True,
    }  # fmt: skip


def test_without_the_extra_a_configured_way_says_what_to_install(monkeypatch):
    told = {"SALESOPS_SSO_FEISHU_CLIENT_ID": "f", "SALESOPS_SSO_FEISHU_SECRET": "s"}
    monkeypatch.setattr(sso, "find_spec", lambda name: None)
    with pytest.raises(sso.Misconfigured, match=r"salesops\[sso\]"):
        sso.apps(sso.ways(told))


def test_the_program_runs_without_the_extra():
    program = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("allauth", "requests", "oauthlib"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "salesops.web.settings"
import django; django.setup()
from django.urls import reverse
print(reverse("sign_in"))
"""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESOPS_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", program], env=kept, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "/sign-in"
