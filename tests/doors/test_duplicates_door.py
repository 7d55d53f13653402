"""Who a customer may already be: told while one types, masked to strangers, put on record."""

import json

import pytest
from django.test import Client

from tests.doors.reading import html

pytestmark = pytest.mark.django_db
API = "/api/v1"


def credit_code(body="91310115MA1K4CX99"):
    from salesops.kernel.identity import credit_check_digit

    return body + credit_check_digit(body)


@pytest.fixture
def api(token):
    def call(who, path, body):
        headers = token(who, "read", "write")
        return Client().post(API + path, json.dumps(body), content_type="application/json",
                             headers=headers)  # fmt: skip

    return call


@pytest.fixture
def known(db):
    """A customer and a lead of Bo's, and a contact with a number of his own."""
    from salesops.web.access import Owner
    from salesops.web.crm.actions.accounts import create_account
    from salesops.web.crm.actions.contacts import create_contact
    from salesops.web.crm.keys import lead_keys
    from salesops.web.crm.models import Lead

    values = {"name": "上海锦泽机械有限公司", "phone": "13800138000", "credit_code": credit_code()}
    create_account(actor=Owner(), account_id="K1", values=values, owner_id="bo")
    create_contact(actor=Owner(), account_id="K1", contact_id="KP",
                   values={"name": "王工", "phone": "13911112222"})  # fmt: skip
    lead = {"name": "赵先生", "company": "苏州飞致云信息科技有限公司", "phone": "13733334444"}
    Lead.objects.create(lead_id="KL", owner_id="bo", **lead, **lead_keys(
        lead["name"], lead["company"], lead["phone"], "", "KL"))  # fmt: skip


def check(browser, **typed):
    return html(browser.get("/accounts/check", typed))


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "锦泽机械"},
        {"name": "上海锦泽机械有限责任公司"},
        {"name": "上海錦择机械"},
        {"name": "别的", "phone": "+86 138 0013 8000"},
        {"credit_code": credit_code().lower()},
        {"name": "完全不同", "phone": "１３９－１１１１－２２２２"},
    ],
)
def test_the_owner_sees_whom_it_may_be_with_the_way_there(signed_in, known, typed):
    if typed.get("name") == "上海錦择机械":
        typed = {"name": "上海锦择机械"}
    page = check(signed_in("bo"), **typed)
    assert "上海锦泽机械有限公司" in page and "/accounts/K1" in page


@pytest.mark.parametrize(
    "typed", [{"name": "上海锦泽机械"}, {"phone": "13800138000"}, {"phone": "13911112222"},
              {"credit_code": credit_code()}],
)  # fmt: skip
def test_a_stranger_learns_that_it_is_there_and_whose_team_has_it_and_no_more(
    signed_in, known, typed
):
    page = check(signed_in("cy"), **typed)
    assert "上海**机械有限公司" in page and "甲队" in page
    for secret in ("锦泽", "K1", "王工", ">Bo<", "13800138000", credit_code()):
        assert secret not in page, secret


def test_a_lead_is_found_too_and_masked_to_strangers(signed_in, known):
    assert "飞致云" in check(signed_in("bo"), name="飞致云")
    page = check(signed_in("cy"), name="苏州飞致云")
    assert "苏州**信息科技有限公司" in page and "飞致云" not in page


def test_fishing_for_strangers_customers_goes_on_record_once_in_a_while(signed_in, known):
    from salesops.web.workspace.models import AuditEntry

    cy = signed_in("cy")
    for name in ("上海锦泽", "上海锦泽机", "上海锦泽机械"):
        check(cy, name=name)
    [entry] = AuditEntry.objects.filter(action="check_duplicate")
    assert entry.actor_name == "cy" and entry.details["masked"] == ["accounts:K1"]
    assert entry.details["asked"]["name"].startswith("上海锦泽")
    check(signed_in("bo"), name="上海锦泽")
    assert AuditEntry.objects.filter(action="check_duplicate").count() == 1


def test_what_is_nowhere_near_says_nothing(signed_in, known):
    for typed in ({}, {"name": "上"}, {"name": "北京宏远商贸"}, {"phone": "1"}, {"name": "\0"}):
        assert "可能已有" not in check(signed_in("bo"), **typed)


def test_a_wrong_check_digit_is_pointed_out_and_refuses_nothing(signed_in, known):
    wrong = credit_code()[:-1] + ("A" if credit_code()[-1] != "A" else "B")
    assert "校验位不对" in check(signed_in("bo"), credit_code=wrong)
    signed_in("bo").post("/accounts/new", {"name": "新", "credit_code": wrong})
    from salesops.web.crm.models import Account

    assert Account.objects.get(name="新").credit_code == wrong


def test_a_customer_is_no_duplicate_of_itself_or_of_what_was_merged_into_it(signed_in, known):
    page = check(signed_in("bo"), name="上海锦泽机械", account_id="K1")
    assert "可能已有" not in page


@pytest.mark.parametrize(
    "values",
    [
        {"name": "随便什么", "credit_code": credit_code()},
        {"name": "上海锦泽机械有限责任公司", "phone": "138-0013-8000"},
    ],
)
def test_a_sure_duplicate_needs_a_reason_and_the_reason_is_kept(signed_in, known, values):
    from salesops.web.crm.models import Account
    from salesops.web.workspace.models import AuditEntry

    cy = signed_in("cy")
    page = html(cy.post("/accounts/new", values), 422)
    assert "已有同一家客户" in page and "锦泽" not in page.replace(values["name"], "")
    page = html(cy.post("/accounts/new", {**values, "confirm_duplicate": "1"}), 422)
    assert "没有写明理由" in page
    cy.post("/accounts/new", {**values, "confirm_duplicate": "1", "reason": "同名的分公司"})
    made = Account.objects.get(name=values["name"])
    entry = AuditEntry.objects.get(action="confirm_duplicate")
    assert entry.details == {"reason": "同名的分公司", "against": ["K1"]}
    assert entry.record_id == made.pk


def test_the_same_name_alone_is_a_hint_and_no_obstacle(signed_in, known):
    from salesops.web.crm.models import Account

    signed_in("cy").post("/accounts/new", {"name": "上海锦泽机械有限公司"})
    assert Account.objects.filter(name="上海锦泽机械有限公司").count() == 2


def test_rest_answers_409_with_masked_matches_until_it_is_confirmed(api, known):
    body = {"name": "锦泽上海", "credit_code": credit_code()}
    refused = api("cy", "/accounts", body)
    assert refused.status_code == 409
    [match] = refused.json()["duplicates"]
    assert match["is_masked"] and match["is_sure"] and match["record_id"] == ""
    assert "锦泽机械" not in refused.content.decode()
    again = {**body, "confirm_duplicate": True, "reason": "集团内另一家"}
    assert api("cy", "/accounts", again).status_code == 201
    [own] = api("bo", "/duplicates", {"phone": "13800138000"}).json()
    assert own["record_id"] == "K1" and not own["is_masked"]


def test_who_may_not_write_may_not_fish_either(signed_in, api, known):
    for who in ("fay", "eve", "adam"):
        assert signed_in(who).get("/accounts/check?name=锦泽").status_code == 403
        assert api(who, "/duplicates", {"name": "锦泽"}).status_code == 403


def test_a_check_costs_the_same_number_of_queries_whatever_it_finds(
    signed_in, known, django_assert_max_num_queries
):
    cy = signed_in("cy")
    with django_assert_max_num_queries(25):
        check(cy, name="上海锦泽机械", phone="13800138000", credit_code=credit_code())
