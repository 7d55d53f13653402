"""A lead comes in, is given to somebody, worked on, and becomes a customer with its history."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from salesops.web.boundary import seen
from salesops.web.crm.actions import leads
from salesops.web.crm.actions.conversion import Wanted, convert_lead
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.actions.undoing_conversion import undo_conversion
from salesops.web.crm.keys import account_keys
from salesops.web.crm.lead_moves import reached
from salesops.web.crm.models import (
    Account,
    Activity,
    AssignmentRule,
    Contact,
    Deal,
    Holding,
    Lead,
    Note,
    Step,
    Task,
)
from salesops.web.ids import new_id
from salesops.web.notices.models import Notice
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
WANG = {
    "name": "王工", "company": "远方仪器有限公司", "phone": "138 0013 8000", "source": "官网留资",
    "need": "要三台离心泵", "product_line": "泵", "region_id": "EAST",
}  # fmt: skip
TOO_LONG = [("company", "长" * 10_000), ("email", "a" * 290 + "@example.com")]


@pytest.fixture
def olga(user):
    return user("olga")


@pytest.fixture
def bo(user):
    return user("bo")


@pytest.fixture
def receive(olga):
    def received(actor=None, **values):
        given = {k: values.pop(k) for k in ("lead_id", "owner_id", "received_at") if k in values}
        return leads.receive_lead(actor=actor or olga, values={**WANG, **values}, **given)

    return received


@pytest.fixture
def bos(receive):
    return receive(owner_id="bo").lead


@pytest.fixture
def customer():
    def known(account_id, name, owner_id):
        keys = account_keys(name, "", "", account_id)
        return Account.objects.create(account_id=account_id, name=name, owner_id=owner_id, **keys)

    return known


def moves(lead):
    return [
        (s.to_stage, s.person_id) for s in Step.objects.filter(case_kind="lead", case_id=lead.pk)
    ]


def refusal(function, **given):
    with pytest.raises(Refused) as caught:
        function(**given)
    return caught.value.problem.code


def test_a_lead_is_received_by_our_clock_and_its_arrival_is_a_move(receive):
    before = timezone.now()
    lead = receive(owner_id="bo").lead
    assert before <= lead.received_at <= timezone.now() and lead.assigned_at >= lead.received_at
    assert moves(lead) == [("new", "bo")]
    assert lead.shard == f"{timezone.localtime(lead.received_at):%Y-%m}"
    entry = AuditEntry.objects.get(table="leads", record_id=lead.pk)
    assert (entry.action, entry.changes["source"]) == ("receive_lead", [None, "官网留资"])


def test_no_lead_comes_from_the_future(receive):
    lead = receive(received_at=timezone.now() + timedelta(days=2)).lead
    assert lead.received_at <= timezone.now()


def test_a_lead_sent_twice_under_its_own_id_is_one_lead(receive):
    first, again = receive(lead_id="WEB-1"), receive(lead_id="WEB-1", name="李工")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.lead.name == "王工" and Lead.objects.filter(pk="WEB-1").count() == 1
    assert AuditEntry.objects.filter(table="leads", record_id="WEB-1").count() == 1


def test_a_lead_id_of_a_stranger_is_taken_and_the_attempt_is_on_record(receive, bo):
    receive(lead_id="WEB-1", owner_id="cy")
    assert refusal(receive, actor=bo, lead_id="WEB-1") == "conflict_lead_id"
    assert AuditEntry.objects.filter(action="refuse", subject="WEB-1").exists()


def test_a_lead_nobody_can_reach_is_refused(receive):
    assert refusal(receive, name="", company="", phone=" ") == "nameless_lead"


def test_sellers_keep_what_they_find_and_cannot_give_it_to_strangers(receive, bo):
    assert receive(actor=bo).lead.owner_id == "bo"
    assert refusal(receive, actor=bo, owner_id="cy") == "not_yours_to_give"


def test_only_those_who_sell_bring_leads_in(receive, user):
    for name in ("fay", "eve", "adam"):
        with pytest.raises(PermissionDenied):
            receive(actor=user(name))


def test_strange_text_is_kept_harmless(receive):
    lead = receive(name="<script>alert(1)</script>\0\u202e 😀 مرحبا", need="一\n二\0").lead
    assert lead.name == "<script>alert(1)</script> 😀 مرحبا" and lead.need == "一\n二"


@pytest.mark.parametrize(
    ("field", "text"), [("company", "长" * 10_000), ("email", "a" * 290 + "@example.com")]
)
def test_text_too_long_is_a_problem_of_its_field_and_nothing_is_made(receive, field, text):
    with pytest.raises(ValidationError) as caught:
        receive(**{field: text})
    assert set(caught.value.message_dict) == {field} and not Lead.objects.exists()


def test_a_lead_of_a_known_customer_is_linked_and_goes_to_whoever_has_it(receive, customer):
    customer("K1", "东湖仪表", "bo")
    received = receive(company="东湖仪表有限公司", phone="")
    assert (received.lead.account_id, received.lead.owner_id) == ("K1", "bo")
    assert received.assignment.why.code == "existing_customer"


def test_a_lead_two_customers_might_have_sent_is_linked_to_neither(receive):
    for number in (1, 2):
        Account.objects.create(account_id=f"T{number}", name="远方仪器", name_key="远方仪器")
    received = receive()
    assert received.lead.account_id is None and len(received.matches) == 2


def test_an_open_lead_of_the_same_number_is_a_likely_duplicate(receive):
    first = receive().lead
    again = receive(company="", name="王先生")
    assert [m.known.record_id for m in again.matches] == [first.pk]


def test_changing_a_lead_changes_what_it_is_found_by(bo, bos):
    told = {"company": "近处阀门", "phone": "010-62345678", "owner_id": "cy", "status": "invalid"}
    lead = leads.change_lead(actor=bo, lead_id=bos.pk, version=1, values=told)
    assert (lead.name_key, lead.phone_key, lead.version) == ("近处阀门", "01062345678", 2)
    assert (lead.owner_id, lead.status) == ("bo", "new")
    assert "近处阀门" in lead.search_text


def test_two_who_change_a_lead_at_once_lose_nothing(bo, bos, olga):
    leads.change_lead(actor=olga, lead_id=bos.pk, version=1, values={"need": "五台"})
    with pytest.raises(Conflict) as caught:
        leads.change_lead(actor=bo, lead_id=bos.pk, version=1, values={"need": "两台"})
    assert caught.value.version == 2 and Lead.objects.get(pk=bos.pk).need == "五台"


def test_reassigning_begins_the_owners_clock_and_rewrites_no_history(bos, olga, user):
    Activity.objects.create(
        activity_id="V1", kind="call", direction="outbound", happened_at=timezone.now(),
        person_id="bo", lead=bos,
    )  # fmt: skip
    before = (bos.received_at, bos.assigned_at, moves(bos))
    lead = leads.assign_lead(actor=olga, lead_id=bos.pk, version=1, person_id="cy")
    assert lead.received_at == before[0] and lead.assigned_at > before[1]
    assert moves(lead) == before[2] == [("new", "bo")]
    assert Activity.objects.get(pk="V1").person_id == "bo"
    entry = AuditEntry.objects.get(action="assign_lead")
    assert entry.changes["owner_id"] == ["bo", "cy"]
    assert not seen(user("bo"), Lead).exists() and seen(user("cy"), Lead).exists()


def test_managers_give_to_their_team_and_nobody_else(bos, user):
    given = {"actor": user("ada"), "lead_id": bos.pk, "version": None}
    assert leads.assign_lead(**given, person_id="ada").owner_id == "ada"
    assert refusal(leads.assign_lead, **given, person_id="cy") == "not_yours_to_give"
    assert refusal(leads.assign_lead, **given, person_id="nobody") == "unknown_person"


def test_a_manager_takes_a_lead_of_the_team(bos, user):
    assert leads.take_lead(actor=user("ada"), lead_id=bos.pk, version=1).owner_id == "ada"
    assert refusal(leads.take_lead, actor=user("olga"), lead_id=bos.pk, version=2) == "no_person"


def test_every_move_of_a_lead_is_a_row(bo, bos):
    given = {"actor": bo, "lead_id": bos.pk, "version": None}
    assert refusal(leads.reopen_lead, **given) == "not_closed"
    assert refusal(leads.invalidate_lead, **given, reason=" \0") == "no_reason"
    leads.invalidate_lead(**given, reason="空号")
    assert refusal(leads.invalidate_lead, **given, reason="空号") == "closed_lead"
    lead = leads.reopen_lead(**given)
    assert lead.invalid_reason == ""
    assert [stage for stage, _ in moves(bos)] == ["new", "invalid", "new"]


def test_a_lead_somebody_reached_is_being_worked_on(bos):
    assert reached(bos.pk, at=timezone.now(), person_id="bo")
    assert not reached(bos.pk, at=timezone.now(), person_id="bo")
    assert [stage for stage, _ in moves(bos)] == ["new", "working"]


def converted(actor, lead, **wanted):
    return convert_lead(actor=actor, lead_id=lead.pk, version=None, wanted=Wanted(**wanted))


def test_a_lead_becomes_customer_contact_and_deal(bo, bos):
    default_pipeline()
    made = converted(bo, bos, deal={"amount": "120000"})
    assert (made.account.name, made.account.owner_id, made.account.region_id) == (
        "远方仪器有限公司", "bo", "EAST",
    )  # fmt: skip
    assert (made.contact.name, made.contact.phone_key) == ("王工", "13800138000")
    assert (made.deal.lead_id, made.deal.owner_id, made.deal.amount) == (bos.pk, "bo", 120000)
    assert [line.product_line for line in made.deal.lines.all()] == ["泵"]
    assert (made.lead.status, made.lead.account_id) == ("converted", made.account.pk)
    assert [stage for stage, _ in moves(bos)] == ["new", "converted"]
    assert Holding.objects.get(account=made.account).began == "converted"
    actions = AuditEntry.objects.filter(at__gte=made.lead.converted_at).values_list(
        "action", flat=True
    )
    assert sorted(actions) == ["convert_lead", "create_account", "create_contact", "open_deal"]


def test_what_a_lead_became_remembers_the_last_contact_with_it(bo, bos):
    at = timezone.now() - timedelta(days=2)
    Lead.objects.filter(pk=bos.pk).update(last_contact_at=at)
    made = converted(bo, bos, deal={"amount": "1"})
    for record in (made.account, made.deal):
        record.refresh_from_db()
        assert record.last_contact_at == at


def test_a_lead_is_converted_once(bo, bos):
    converted(bo, bos)
    assert refusal(converted, actor=bo, lead=bos) == "already_converted"
    assert Account.objects.filter(name=WANG["company"]).count() == 1


def test_an_invalid_lead_is_opened_again_before_it_is_converted(bo, bos):
    leads.invalidate_lead(actor=bo, lead_id=bos.pk, version=None, reason="重复")
    assert refusal(converted, actor=bo, lead=bos) == "closed_lead"


def test_history_stays_with_the_lead_and_is_seen_by_whoever_gets_the_customer(bo, bos, user, olga):
    Activity.objects.create(
        activity_id="V1", kind="call", direction="outbound", happened_at=timezone.now(),
        person_id="bo", lead=bos,
    )  # fmt: skip
    Note.objects.create(note_id="N1", body="要报价", lead=bos)
    made = converted(bo, bos)
    Account.objects.filter(pk=made.account.pk).update(owner_id="cy")
    cy = user("cy")
    assert [a.pk for a in seen(cy, Activity)] == ["V1"]
    assert [n.pk for n in seen(cy, Note)] == ["N1"]
    assert [(one.need, one.source) for one in seen(cy, Lead)] == [("要三台离心泵", "官网留资")]
    assert Activity.objects.get(pk="V1").lead_id == bos.pk
    assert Activity.objects.get(pk="V1").account_id is None


def test_a_likely_duplicate_has_to_be_confirmed_and_is_masked_for_strangers(receive, bo, customer):
    customer("K2", "上海锦泽机械", "cy")
    lead = receive(actor=bo, company="上海锦泽机械有限公司", phone="").lead
    with pytest.raises(Refused) as caught:
        converted(bo, lead)
    assert caught.value.problem.code == "likely_duplicate"
    assert caught.value.problem.values["names"] == "上海**机械"
    assert converted(bo, lead, anyway=True).account.name == "上海锦泽机械有限公司"


def test_a_lead_is_converted_into_a_customer_there_is_but_never_a_strangers(bo, bos):
    made = converted(bo, bos, account_id="A1", deal=None)
    assert (made.account.pk, made.deal, made.contact.account_id) == ("A1", None, "A1")
    other = leads.receive_lead(actor=bo, values={"name": "李工"}).lead
    with pytest.raises(Http404):
        converted(bo, other, account_id="A2")
    assert AuditEntry.objects.filter(action="refuse", subject="A2").exists()


def test_the_same_person_at_a_customer_is_not_made_twice(bo, receive):
    first = converted(bo, receive(actor=bo).lead)
    second = converted(bo, receive(actor=bo).lead, account_id=first.account.pk)
    assert second.contact.pk == first.contact.pk


def test_a_converted_lead_is_no_duplicate_of_what_comes_later(bo, receive):
    converted(bo, receive(actor=bo).lead)
    again = receive(lead_id="WEB-2")
    assert again.is_new and {m.known.table for m in again.matches} == {"accounts", "contacts"}
    assert again.lead.account.name == WANG["company"] and again.lead.status == "new"


def undone(actor, lead):
    return undo_conversion(actor=actor, lead_id=lead.pk, version=None)


def test_a_conversion_is_undone_the_same_day_and_leaves_the_lead_as_it_was(bo, bos):
    made = converted(bo, bos)
    lead = undone(bo, bos)
    assert (lead.status, lead.account_id, lead.contact_id, lead.converted_at) == (
        "new",
        None,
        None,
        None,
    )
    assert not Account.objects.filter(pk=made.account.pk).exists()
    assert not Contact.objects.filter(pk=made.contact.pk).exists()
    assert not Deal.objects.filter(pk=made.deal.pk).exists()
    assert [stage for stage, _ in moves(bos)] == ["new", "converted", "new"]
    assert not Step.objects.filter(case_kind="deal", case_id=made.deal.pk).exists()
    assert converted(bo, bos).account.name == WANG["company"]


def test_undoing_leaves_a_customer_that_was_there_before(bo, bos):
    converted(bo, bos, account_id="A1")
    undone(bo, bos)
    assert Account.objects.filter(pk="A1").exists() and not Deal.objects.exists()


def test_a_conversion_somebody_built_on_stays(bo, bos):
    made = converted(bo, bos)
    Note.objects.create(note_id=new_id("N"), body="新", account=made.account)
    with pytest.raises(Refused) as caught:
        undone(bo, bos)
    assert caught.value.problem.code == "built_on"
    Note.objects.all().delete()
    Deal.objects.filter(pk=made.deal.pk).update(version=2)
    assert refusal(undone, actor=bo, lead=bos) == "built_on"


def test_yesterdays_conversion_stays(bo, bos):
    converted(bo, bos)
    Lead.objects.filter(pk=bos.pk).update(converted_at=timezone.now() - timedelta(days=1))
    assert refusal(undone, actor=bo, lead=bos) == "too_late_to_undo"
    assert (
        refusal(undone, actor=bo, lead=leads.receive_lead(actor=bo, values=WANG).lead)
        == "not_converted"
    )


def test_strangers_find_no_trace_of_a_lead_and_their_attempts_are_on_record(bos, user):
    cy = user("cy")
    assert not seen(cy, Lead).exists() and not seen(cy, Task).exists()
    given = {"actor": cy, "lead_id": bos.pk, "version": None}
    for act in (
        lambda: leads.change_lead(**given, values={"need": "?"}),
        lambda: leads.assign_lead(**given, person_id="cy"),
        lambda: leads.take_lead(**given),
        lambda: leads.invalidate_lead(**given, reason="?"),
        lambda: leads.reopen_lead(**given),
        lambda: convert_lead(**given, wanted=Wanted()),
        lambda: undo_conversion(**given),
    ):
        with pytest.raises(Http404):
            act()
    assert AuditEntry.objects.filter(action="refuse", subject=bos.pk, actor=cy).count() == 7


def test_a_lead_nobody_can_take_is_told_to_sales_operations(receive, olga, user):
    AssignmentRule.objects.create(name="空", candidates=["gone"])
    received = receive()
    task = Task.objects.get(lead=received.lead)
    assert received.lead.owner_id is None and task.owner_id is None and "远方仪器" in task.title
    assert seen(olga, Task).exists() and not seen(user("bo"), Task).exists()
    told = Notice.objects.filter(kind="unassigned", record_id=received.lead.pk)
    assert [notice.user for notice in told] == [olga]
    leads.assign_lead(actor=olga, lead_id=received.lead.pk, version=None, person_id="bo")
    assert Task.objects.get(pk=task.pk).done_at is not None
