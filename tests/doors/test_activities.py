"""Calls, visits and mails, tasks and notes: who may write them, and what records remember."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from salesops.selling.contact import KINDS
from salesops.web import boundary
from salesops.web.crm.actions.activities import (
    Said,
    correct_activity,
    log_activity,
    remove_activity,
)
from salesops.web.crm.contacted import is_contact
from salesops.web.crm.models import Account, Activity, Contact, Deal, Lead
from salesops.web.crm.reached import REACHED
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry, Outbox

NOW = timezone.now().replace(microsecond=0)


def day(n: int) -> datetime:
    return NOW - timedelta(days=n)


@pytest.fixture
def lead(db: None) -> Lead:
    return Lead.objects.create(lead_id="L1", company="新客户", owner_id="bo")


@pytest.fixture
def deal(db: None) -> Deal:
    return Deal.objects.create(
        deal_id="D1", name="泵站改造", account_id="A1", owner_id="bo", stage="方案"
    )


def test_a_call_is_kept_with_who_what_and_about_whom_and_audited_once(user: object) -> None:
    done = log_activity(
        actor=user("bo"),
        said=Said("电话", outcome="有意向", summary="要报价", minutes=12),
        given={"account_id": "A1"},
    )
    kept = Activity.objects.get(pk=done.pk)
    assert (kept.kind, kept.direction, kept.outcome) == ("call", "outbound", "interested")
    assert (kept.person_id, kept.account_id, kept.minutes) == ("bo", "A1", 12)
    assert kept.shard == f"{timezone.localtime(kept.happened_at):%Y-%m}"
    entry = AuditEntry.objects.get(record_id=done.pk)
    assert (entry.action, entry.table) == ("log_activity", "activities")
    assert entry.changes["summary"] == [None, "要报价"]
    assert Outbox.objects.filter(entry=entry).count() == 1


def test_contact_is_remembered_by_the_lead_and_the_first_one_stays_first(
    user: object, lead: Lead
) -> None:
    for n in (2, 5, 1):
        said = Said("call", happened_at=day(n), outcome="interested")
        log_activity(actor=user("bo"), said=said, given={"lead_id": "L1"})
    lead.refresh_from_db()
    assert (lead.first_contacted_at, lead.last_contact_at) == (day(5), day(1))
    assert lead.version == 1


def test_a_received_mail_and_an_unanswered_call_are_no_contact(user: object, lead: Lead) -> None:
    for said in (
        Said("mail", "in"),
        Said("call", outcome="未接通"),
        Said("mail", is_automatic=True),
    ):
        log_activity(actor=user("bo"), said=said, given={"lead_id": "L1", "account_id": "A1"})
    lead.refresh_from_db()
    assert (lead.first_contacted_at, lead.last_contact_at) == (None, None)
    assert Account.objects.get(pk="A1").last_contact_at is None


def test_a_deal_brings_its_customer_along(user: object, deal: Deal) -> None:
    done = log_activity(
        actor=user("bo"), said=Said("visit", happened_at=day(1)), given={"deal_id": "D1"}
    )
    deal.refresh_from_db()
    assert done.account_id == "A1"
    assert deal.last_contact_at == Account.objects.get(pk="A1").last_contact_at == day(1)


def test_the_customer_it_was_merged_into_remembers_too(user: object) -> None:
    Account.objects.create(account_id="A9", name="东方机械厂", owner_id="bo", merged_into_id="A1")
    log_activity(
        actor=user("bo"), said=Said("visit", happened_at=day(3)), given={"account_id": "A9"}
    )
    assert Account.objects.get(pk="A1").last_contact_at == day(3)


def test_correcting_the_outcome_takes_the_contact_back(user: object, lead: Lead) -> None:
    first = log_activity(
        actor=user("bo"), said=Said("visit", happened_at=day(4)), given={"lead_id": "L1"}
    )
    wrong = log_activity(
        actor=user("bo"),
        said=Said("call", happened_at=day(2), outcome="interested"),
        given={"lead_id": "L1"},
    )
    correct_activity(
        actor=user("bo"), activity_id=wrong.pk, version=1, values={"outcome": "未接通"}
    )
    lead.refresh_from_db()
    assert lead.last_contact_at == first.happened_at
    entry = AuditEntry.objects.get(record_id=wrong.pk, action="correct_activity")
    assert entry.changes == {"outcome": ["interested", "not_reached"]}


def test_an_activity_taken_back_stays_in_the_audit_and_nowhere_else(
    user: object, lead: Lead
) -> None:
    done = log_activity(
        actor=user("bo"), said=Said("visit", summary="写错客户了"), given={"lead_id": "L1"}
    )
    remove_activity(actor=user("bo"), activity_id=done.pk, version=1)
    lead.refresh_from_db()
    assert (lead.first_contacted_at, lead.last_contact_at) == (None, None)
    assert not Activity.objects.filter(pk=done.pk).exists()
    entry = AuditEntry.objects.get(record_id=done.pk, action="remove_activity")
    assert entry.changes["summary"] == ["写错客户了", None]


def test_a_first_contact_that_a_source_told_of_survives_corrections(
    user: object, lead: Lead
) -> None:
    Lead.objects.filter(pk="L1").update(first_contacted_at=day(30), last_contact_at=day(30))
    done = log_activity(
        actor=user("bo"), said=Said("visit", happened_at=day(2)), given={"lead_id": "L1"}
    )
    remove_activity(actor=user("bo"), activity_id=done.pk, version=1)
    lead.refresh_from_db()
    assert lead.first_contacted_at == day(30)


@pytest.mark.parametrize(
    ("said", "given", "code"),
    [
        (Said("visit"), {}, "about_nothing"),
        (Said("seance"), {"account_id": "A1"}, "unknown_kind"),
        (Said("visit", happened_at=NOW + timedelta(days=1)), {"account_id": "A1"}, "in_future"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_its_reason(
    user: object, said: Said, given: dict, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        log_activity(actor=user("bo"), said=said, given=given)
    assert refusal.value.problem.code == code
    assert not Activity.objects.exists()


def test_a_contact_of_another_customer_is_refused(user: object) -> None:
    Contact.objects.create(contact_id="C2", name="刘工", account_id="A2")
    with pytest.raises(Refused) as refusal:
        log_activity(
            actor=user("olga"), said=Said("visit"), given={"account_id": "A1", "contact_id": "C2"}
        )
    assert refusal.value.problem.code == "about_two"


def test_a_strangers_customer_is_not_found_and_the_attempt_is_on_record(user: object) -> None:
    with pytest.raises(Http404):
        log_activity(actor=user("cy"), said=Said("visit"), given={"account_id": "A1"})
    assert AuditEntry.objects.filter(action="refuse", subject="A1").exists()
    assert not Activity.objects.exists()


def test_those_who_only_read_write_nothing_down(user: object) -> None:
    for name in ("eve", "fay", "adam"):
        with pytest.raises((PermissionDenied, Http404)):
            log_activity(actor=user(name), said=Said("visit"), given={"account_id": "A1"})


def test_a_manager_logs_for_her_team_and_a_rep_only_for_himself(user: object) -> None:
    visit, given = Said("visit"), {"account_id": "A1"}
    assert (
        log_activity(actor=user("ada"), said=visit, given=given, person_id="bo").person_id == "bo"
    )
    with pytest.raises(Refused) as refusal:
        log_activity(actor=user("bo"), said=visit, given=given, person_id="cy")
    assert refusal.value.problem.code == "not_your_person"


def test_a_new_owner_reads_what_the_old_one_wrote_and_cannot_change_it(user: object) -> None:
    done = log_activity(actor=user("bo"), said=Said("visit"), given={"account_id": "A1"})
    Account.objects.filter(pk="A1").update(owner_id="cy")
    assert boundary.found(user("cy"), Activity, done.pk) == done
    with pytest.raises(Refused) as refusal:
        correct_activity(
            actor=user("cy"), activity_id=done.pk, version=1, values={"summary": "改写历史"}
        )
    assert refusal.value.problem.code == "not_yours_to_change"


def test_two_corrections_of_one_activity_do_not_overwrite_each_other(user: object) -> None:
    done = log_activity(actor=user("bo"), said=Said("visit"), given={"account_id": "A1"})
    correct_activity(actor=user("ada"), activity_id=done.pk, version=1, values={"summary": "一"})
    with pytest.raises(Conflict):
        correct_activity(actor=user("bo"), activity_id=done.pk, version=1, values={"summary": "二"})
    done.refresh_from_db()
    assert done.summary == "一"


def test_texts_are_kept_as_meant_without_what_cannot_be_seen(user: object) -> None:
    said = "<script>alert(1)</script> 🙂 مرحبا \u202eevil\0\nzweite Zeile"
    done = log_activity(
        actor=user("bo"), said=Said("visit", summary=said), given={"account_id": "A1"}
    )
    done.refresh_from_db()
    assert done.summary == "<script>alert(1)</script> 🙂 مرحبا evil\nzweite Zeile"


def test_what_is_asked_of_many_activities_is_what_is_decided_of_one(db: None) -> None:
    every = [
        Activity(
            activity_id=str(n), kind=kind, direction=direction, outcome=outcome,
            is_automatic=automatic, happened_at=NOW,
        )
        for n, (kind, direction, outcome, automatic) in enumerate(
            product(
                [*(one.code for one in KINDS), "扫街"],
                ["outbound", "inbound", ""],
                ["", "interested", "not_reached", "未接通", "聊了聊"],
                [True, False],
            )
        )
    ]  # fmt: skip
    Activity.objects.bulk_create(every)
    found = set(Activity.objects.filter(REACHED).values_list("pk", flat=True))
    assert found == {one.pk for one in every if is_contact(one)}
    assert 0 < len(found) < len(every)
