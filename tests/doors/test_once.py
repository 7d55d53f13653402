"""Sent twice, done once: the same key gives the same answer, whatever happened in between."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from salesops.web.crm.models import Account
from salesops.web.once import GIVEN_UP_AFTER, KEPT_FOR, forget_answers
from salesops.web.workspace.models import AuditEntry, KeptAnswer

pytestmark = pytest.mark.django_db
ACCOUNTS = "/api/v1/accounts"
NEW = {"name": "一次工业有限公司"}


def send(headers, key, body=None, path=ACCOUNTS, **more):
    said = json.dumps(NEW if body is None else body)
    return Client(**more).post(
        path, said, content_type="application/json", headers={**headers, "Idempotency-Key": key}
    )


@pytest.fixture
def writing(token):
    return token("bo", "read", "write")


def made():
    return Account.objects.filter(name=NEW["name"]).count()


def code(response):
    return response.json()["problems"][0]["code"]


def test_the_same_request_with_the_same_key_gets_the_same_answer_and_is_not_done_again(writing):
    first, second = send(writing, "k1"), send(writing, "k1")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content and made() == 1
    assert second["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert second["Content-Type"] == first["Content-Type"]


def test_without_a_key_or_with_another_one_it_is_another_request(writing):
    assert send(writing, "k1").status_code == 201
    assert (
        send(writing, "k2", {**NEW, "confirm_duplicate": True, "reason": "分公司"}).status_code
        == 201
    )
    assert made() == 2


@pytest.mark.parametrize("change", ["body", "address"])
def test_a_key_used_for_another_request_is_refused(writing, change):
    assert send(writing, "k1").status_code == 201
    other = {"body": {"body": {"name": "别的公司"}}, "address": {"path": f"{ACCOUNTS}?x=1"}}[change]
    refused = send(writing, "k1", **other)
    assert refused.status_code == 422 and code(refused) == "idempotency_key_used"


def test_keys_are_each_callers_own(writing, token):
    assert send(writing, "k1").status_code == 201
    of_cy = send(token("cy", "read", "write"), "k1", {"name": "另一家"})
    assert of_cy.status_code == 201 and "Idempotency-Replayed" not in of_cy
    other_key_of_bo = send(token("bo", "read", "write"), "k1", {"name": "第三家"})
    assert other_key_of_bo.status_code == 201


def test_a_refusal_changed_nothing_and_leaves_the_key_free(writing):
    assert send(writing, "k1", {}).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert send(writing, "k1").status_code == 201


def test_a_key_that_opens_nothing_keeps_nothing(token, writing):
    assert send({"Authorization": "Bearer so_wrong"}, "k1").status_code == 401
    assert send(token("bo", "read"), "k1").status_code == 403
    assert send({}, "k1").status_code == 401
    assert not KeptAnswer.objects.exists()


def test_a_revoked_token_gets_no_kept_answer(user):
    from salesops.web.workspace.actions import issue_token, revoke_token
    from salesops.web.workspace.models import ApiToken

    bo = user("bo")
    secret = issue_token(actor=bo, user=bo, name="x", scopes=["read", "write"])
    headers = {"Authorization": f"Bearer {secret}"}
    assert send(headers, "k1").status_code == 201
    revoke_token(actor=bo, token=ApiToken.objects.get(name="x"))
    assert send(headers, "k1").status_code == 401


def test_a_script_of_a_page_may_use_keys_too(signed_in):
    browser = signed_in("bo")
    headers = {"Idempotency-Key": "k1"}
    answers = [
        browser.post(ACCOUNTS, NEW, content_type="application/json", headers=headers)
        for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [201, 201] and made() == 1


def test_while_the_first_is_still_being_done_the_second_is_told_so(writing):
    assert send(writing, "k1").status_code == 201
    KeptAnswer.objects.update(status=None)
    again = send(writing, "k1")
    assert again.status_code == 409 and code(again) == "conflict_still_running"


def test_what_a_crash_left_undone_may_be_sent_again(writing):
    assert send(writing, "k1").status_code == 201
    Account.objects.filter(name=NEW["name"]).delete()
    ago = timezone.now() - GIVEN_UP_AFTER - timedelta(seconds=1)
    KeptAnswer.objects.update(status=None, claimed_at=ago)
    again = send(writing, "k1")
    assert again.status_code == 201 and "Idempotency-Replayed" not in again and made() == 1
    assert send(writing, "k1")["Idempotency-Replayed"] == "true"


def test_whoever_was_given_up_and_comes_late_does_nothing(writing, monkeypatch):
    from salesops.web.crm.api import accounts

    shown = accounts._shown

    def taken_over_meanwhile(*args):
        KeptAnswer.objects.update(claim="somebody else's")
        return shown(*args)

    monkeypatch.setattr(accounts, "_shown", taken_over_meanwhile)
    late = send(writing, "k1")
    assert late.status_code == 409 and code(late) == "conflict_still_running"
    assert made() == 0 and not AuditEntry.objects.filter(subject=NEW["name"]).exists()


def test_what_breaks_in_the_middle_leaves_nothing_and_frees_the_key(writing, monkeypatch):
    from salesops.web.crm.api import accounts

    def broken(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(accounts, "_shown", broken)
        failed = send(writing, "k1", raise_request_exception=False)
    assert failed.status_code == 500 and code(failed) == "broken"
    assert made() == 0 and not KeptAnswer.objects.exists()
    assert send(writing, "k1").status_code == 201


def test_what_found_the_database_busy_frees_the_key(writing, monkeypatch):
    def busy():
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr("salesops.web.once.transaction", SimpleNamespace(atomic=busy))
        told = send(writing, "k1", raise_request_exception=False)
    assert told.status_code == 503 and code(told) == "busy" and made() == 0
    assert send(writing, "k1").status_code == 201


def test_keys_are_kept_for_a_day(writing):
    assert send(writing, "k1").status_code == 201
    now = timezone.now()
    assert forget_answers(now) == 0
    KeptAnswer.objects.update(claimed_at=now - KEPT_FOR - timedelta(minutes=1))
    late = send(writing, "k1", {"name": "次日的公司"})
    assert late.status_code == 201 and "Idempotency-Replayed" not in late
    assert forget_answers(now + KEPT_FOR + timedelta(minutes=1)) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "键", "a\tb"])
def test_a_key_that_is_none_is_refused(writing, key):
    refused = send(writing, key)
    assert refused.status_code == 422 and code(refused) == "idempotency_key_unfit"


def test_a_file_sent_twice_is_taken_in_once(token):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from salesops.web.imports.models import ImportJob

    def upload(text):
        file = SimpleUploadedFile("regions.csv", text.encode())
        headers = {**token_of_olga, "Idempotency-Key": "k1"}
        return Client().post("/api/v1/imports", {"table": "regions", "file": file}, headers=headers)

    token_of_olga = token("olga", "read", "write")
    text = "region_id,name,parent_id\nX,西区,CN\n"
    assert upload(text).status_code == upload(text).status_code == 202
    assert ImportJob.objects.count() == 1
    assert code(upload(text + "Y,北区,CN\n")) == "idempotency_key_used"
