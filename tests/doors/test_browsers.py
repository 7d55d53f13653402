"""A program asks without a session and is answered as a browser is, by its key alone."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PLACE = "/api/v1/accounts"


def test_of_a_program_only_the_key_is_asked_after(token, django_assert_num_queries):
    headers = token("olga")
    assert Client().get(PLACE, headers=headers).status_code == 200
    with django_assert_num_queries(1):
        assert Client().get(PLACE, headers={"authorization": "Bearer none"}).status_code == 401
    with django_assert_num_queries(0):
        assert Client().get(PLACE).status_code == 401


def test_whoever_signed_in_asks_with_the_cookie_and_writes_with_the_forms_token(signed_in):
    browser = signed_in("olga")
    browser.handler.enforce_csrf_checks = True
    assert browser.get(PLACE).status_code == 200
    refused = browser.post(PLACE, {"name": "无令牌公司"}, content_type="application/json")
    assert refused.status_code == 403


def test_a_key_counts_more_than_the_cookie_beside_it(signed_in, token):
    seen = [one["name"] for one in Client().get(PLACE, headers=token("bo")).json()["items"]]
    both = signed_in("olga").get(PLACE, headers=token("bo")).json()["items"]
    alone = signed_in("olga").get(PLACE).json()["items"]
    assert [one["name"] for one in both] == seen and len(alone) > len(seen)


def test_an_answer_to_a_program_carries_what_keeps_browsers_safe(token):
    answer = Client().get(PLACE, headers=token("olga"))
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
