"""Rows written by SQL made once are what Django's own would have written."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict

from salesops.web import audit, changing
from salesops.web.access import Owner
from salesops.web.crm.models import Account
from salesops.web.inserted import appended, inserted
from salesops.web.workspace.models import AuditEntry, Outbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 9, 30, 15, 123456, tzinfo=UTC)


def account(pk: str, name: str = "百分%号'公司") -> Account:
    return Account(
        account_id=pk, name=name, created_on=date(2026, 2, 28), extra={"码": [1, None, "%s"]},
        owned_since=NOW, made_at=NOW, changed_at=NOW, note="两\n行",
    )  # fmt: skip


def test_a_row_holds_what_django_would_have_written():
    record, other = account("I1"), account("I2")
    assert inserted(record)
    other.save(force_insert=True)
    written, expected = (Account.objects.get(pk=pk) for pk in ("I1", "I2"))
    assert model_to_dict(written, exclude=["account_id"]) == model_to_dict(
        expected, exclude=["account_id"]
    )
    assert (written.owned_since, written.extra) == (NOW, {"码": [1, None, "%s"]})
    record.name = "改名"
    record.save()
    assert Account.objects.get(pk="I1").name == "改名"


def test_under_a_taken_id_nothing_is_written_and_the_transaction_goes_on():
    with transaction.atomic():
        changing.made(Owner(), "create_account", account("I3", "先到"))
        before = AuditEntry.objects.count()
        with pytest.raises(ValidationError) as refused:
            changing.made(Owner(), "create_account", account("I3", "后到"))
        assert AuditEntry.objects.count() == before
    assert list(refused.value.message_dict) == ["account_id"]
    assert Account.objects.get(pk="I3").name == "先到"


@pytest.mark.parametrize(("table", "is_awaited"), [("accounts", True), ("people", False)])
def test_an_audit_row_gets_its_number_and_its_event_where_rules_may_wait(table, is_awaited):
    entry = audit.note(Owner(), "change", "甲", {"a": 1}, table=table, record_id="I4")
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.subject, kept.details, kept.changes, kept.chain) == ("甲", {"a": 1}, {}, [])
    assert Outbox.objects.filter(entry=entry).exists() is is_awaited


def test_numbers_go_on_where_django_left_off():
    first = AuditEntry.objects.create(at=NOW, actor_name="a", action="x")
    second = AuditEntry(at=NOW, actor_name="a", action="x")
    appended(second)
    third = AuditEntry.objects.create(at=NOW, actor_name="a", action="x")
    assert first.pk < second.pk < third.pk
