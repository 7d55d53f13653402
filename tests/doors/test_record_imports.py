"""Leads, deals and what was done about them come in as records, and go again without a trace."""

from textwrap import dedent

import pytest

from salesops.web.access import Owner, whole_ledger
from salesops.web.crm.models import Account, Activity, Deal, DealChange, Lead, Stage, Step
from salesops.web.imports.actions import import_file, restore_batch, retract_batch
from salesops.web.problems import Refused
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db
OWNER = Owner()

LEADS = """\
    lead_id,received_at,company,phone,source,person_id,region_id,status
    L1,2025-03-01 10:00,东方机械,138 0013 8000,官网,bo,EAST,新线索
    L2,2025-04-02 11:00,南方化工,,展会,cy,SOUTH,跟进中
    """
DEALS = """\
    deal_id,name,lead_id,account_id,person_id,stage,status,amount,created_on
    D1,东方项目,L1,A1,bo,方案报价,进行中,1000.50,2025-03-05
    D2,南方项目,L2,A2,cy,赢单,赢单,200,2025-04-05
    """
STEPS = """\
    case_kind,case_id,to_stage,entered_at,person_id
    deal,D1,初步接触,2025-03-05 09:00,bo
    deal,D1,方案报价,2025-03-08 09:00,bo
    deal,D2,初步接触,2025-04-05 09:00,cy
    deal,D2,赢单,2025-04-20 09:00,cy
    """
ACTIVITIES = """\
    activity_id,happened_at,kind,direction,outcome,person_id,account_id,lead_id
    H1,2025-03-02 09:00,电话,呼出,有意向,bo,A1,L1
    H2,2025-03-09 09:00,邮件,呼入,,bo,A1,
    H3,2025-03-10 09:00,电话,呼出,未接通,bo,A1,
    """


@pytest.fixture
def bring(home, tmp_path):
    def brought(table, text):
        file = tmp_path / f"{table}.csv"
        file.write_text(dedent(text).replace("\n    ", "\n"), encoding="utf-8")
        return import_file(actor=OWNER, table=table, source=file)

    return brought


@pytest.fixture
def filled(bring):
    return {
        table: bring(table, text)
        for table, text in (
            ("leads", LEADS), ("deals", DEALS), ("steps", STEPS), ("activities", ACTIVITIES),
        )
    }  # fmt: skip


def columns(model, *names):
    return list(model.objects.order_by("pk").values_list(*names))


def test_an_imported_lead_can_be_worked_on_and_found(filled):
    lead = Lead.objects.get(pk="L1")
    assert (lead.status, lead.owner_id, lead.phone_key) == ("new", "bo", "13800138000")
    assert "dfjx" in lead.search_text


def test_what_a_file_does_not_name_still_finds_the_record(filled, bring):
    bring("accounts", "account_id,name,phone\nA9,东方仪器,13911112222\n")
    bring("accounts", "account_id,name,industry\nA9,东方仪表,仪器\n")
    bring("leads", "lead_id,received_at,source\nL1,2025-03-01 10:00,老客户\n")
    account, lead = Account.objects.get(pk="A9"), Lead.objects.get(pk="L1")
    assert (account.phone_key, account.search_text.split()[2:]) == (
        "13911112222", ["13911112222", "a9"],
    )  # fmt: skip
    assert (lead.phone_key, lead.name_key) == ("13800138000", "东方机械")
    assert "dfjx 13800138000" in lead.search_text


def test_importing_the_same_file_again_changes_nothing(filled, bring):
    again = bring("leads", LEADS)
    assert (again.outcome.accepted, again.outcome.unchanged, again.batch) == (2, 2, None)
    assert columns(Lead, "version") == [(1,), (1,)]


def test_a_row_with_the_same_key_updates_and_counts_as_a_new_version(filled, bring):
    done = bring("leads", LEADS.replace("展会", "转介绍"))
    assert (done.outcome.accepted, done.outcome.unchanged) == (2, 1)
    assert columns(Lead, "source", "version") == [("官网", 1), ("转介绍", 2)]


def test_a_changed_amount_of_a_deal_is_remembered(filled, bring):
    bring("deals", DEALS.replace("1000.50", "900"))
    told = DealChange.objects.values_list("deal_id", "field", "before", "after")
    assert list(told) == [("D1", "amount", "1000.5000", "900.0000")]


def test_stages_are_learnt_in_the_order_in_which_deals_pass_them(filled):
    stages = Stage.objects.order_by("position").values_list("name", "kind")
    assert list(stages) == [("方案报价", "open"), ("赢单", "won")]
    assert Deal.objects.get(pk="D1").pipeline.is_default


def test_contact_is_ours_and_reached_them(filled):
    lead, account = Lead.objects.get(pk="L1"), Account.objects.get(pk="A1")
    assert f"{lead.first_contacted_at:%Y-%m-%d}" == "2025-03-02"
    assert f"{account.last_contact_at:%Y-%m-%d}" == "2025-03-02"


def test_a_text_too_long_to_keep_is_a_problem_and_the_rest_comes_in(bring):
    done = bring("leads", LEADS.replace("南方化工", "长" * 10_000))
    assert (done.outcome.accepted, done.outcome.rejected) == (1, 1)
    assert done.outcome.problems[0].code == "too_long"
    assert "300" in done.outcome.problems[0].reason("zh")


def test_taking_an_import_back_leaves_everything_as_it_was(filled, bring):
    before = columns(Lead, "pk", "source", "company", "search_text", "owner_id")
    more = LEADS.replace("展会", "转介绍") + "    L3,2025-05-01 10:00,新客户,,官网,bo,EAST,新线索\n"
    batch = bring("leads", more).batch
    assert Lead.objects.count() == 3
    undone = retract_batch(actor=OWNER, batch_id=batch.pk).undone
    assert undone == {"removed": 1, "restored": 1, "kept": 0}
    assert columns(Lead, "pk", "source", "company", "search_text", "owner_id") == before


def test_what_somebody_changed_since_or_refers_to_stays(filled):
    from django.utils import timezone

    Activity.objects.filter(pk="H2").update(summary="改过", changed_at=timezone.now())
    assert retract_batch(actor=OWNER, batch_id=filled["activities"].batch.pk).undone == {
        "removed": 2, "restored": 0, "kept": 1,
    }  # fmt: skip
    gone = retract_batch(actor=OWNER, batch_id=filled["leads"].batch.pk).undone
    assert (gone["removed"], gone["kept"]) == (0, 2)


def test_records_taken_back_are_imported_again_rather_than_restored(filled):
    batch = filled["steps"].batch
    retract_batch(actor=OWNER, batch_id=batch.pk)
    assert not Step.objects.exists()
    with pytest.raises(Refused) as refusal:
        restore_batch(actor=OWNER, batch_id=batch.pk)
    assert refusal.value.problem.code == "import_again"


def test_the_ledger_is_told_of_records_and_of_later_edits(filled):
    from django.utils import timezone

    from salesops.metrics.question import Question, answer
    from salesops.web.workspace.actions import take_snapshot

    def asked():
        take_snapshot(actor=OWNER, as_of=AS_OF)
        found = answer(whole_ledger(OWNER), Question(("lead_count", "won_amount", "open_pipeline")))
        row = found.rows[0]
        return row["lead_count"], row["won_amount"], row["open_pipeline"]

    assert asked() == (2, 200, pytest.approx(1000.50))
    Deal.objects.filter(pk="D1").update(amount=50, changed_at=timezone.now())
    assert asked() == (2, 200, 50)


def test_a_deal_given_away_after_it_closed_stays_with_whoever_closed_it(filled):
    from datetime import timedelta

    from django.utils import timezone

    from salesops.metrics.question import Question, answer
    from salesops.web.workspace.actions import take_snapshot

    now = timezone.now()
    Deal.objects.filter(pk="D2").update(owner="bo", closed_on="2025-04-20", changed_at=now)
    DealChange.objects.create(
        deal_id="D2", at=now - timedelta(hours=1), field="owner_id", before="cy", after="bo"
    )
    take_snapshot(actor=OWNER, as_of=AS_OF)
    found = answer(whole_ledger(OWNER), Question(("won_deals",), ("people.name",)))
    assert {row["people.name"]: row["won_deals"] for row in found.rows}["Cy"] == 1


PEOPLE = "contact_id,account_id,name\nK1,A1,李经理\n"
HEADS = (
    "activity_id,happened_at,kind,direction,outcome,person_id,"
    "account_id,contact_id,deal_id,lead_id\n"
)


def last(model, pk):
    at = model.objects.get(pk=pk).last_contact_at
    return at and f"{at:%Y-%m-%d}"


@pytest.mark.parametrize("about", [",K1,,", ",,D1,", ",,,L1"])
def test_contact_with_its_people_deals_and_leads_is_contact_with_a_customer(filled, bring, about):
    Lead.objects.filter(pk="L1").update(account="A1")
    bring("contacts", PEOPLE)
    bring("activities", f"{HEADS}V1,2025-03-20 09:00,电话,呼出,有意向,bo,{about}\n")
    assert last(Account, "A1") == "2025-03-20"
    bring("activities", f"{HEADS}V2,2025-03-15 09:00,电话,呼出,有意向,bo,A1,,,\n")
    assert last(Account, "A1") == "2025-03-20"


def test_contact_with_a_merged_customer_is_contact_with_the_one_that_was_kept(filled, bring):
    bring("accounts", "account_id,name\nA3,东方老厂\n")
    Account.objects.filter(pk="A3").update(merged_into="A1")
    bring("activities", f"{HEADS}V1,2025-03-20 09:00,拜访,,,bo,A3,,,\n")
    assert (last(Account, "A1"), last(Account, "A3")) == ("2025-03-20", "2025-03-20")
    bring("activities", f"{HEADS}V2,2025-03-15 09:00,拜访,,,bo,A1,,,\n")
    assert last(Account, "A1") == "2025-03-20"


def test_a_file_that_corrects_a_call_corrects_what_is_remembered_of_it(filled, bring):
    bring("activities", f"{HEADS}H1,2025-03-01 09:00,电话,呼出,有意向,bo,A2,,D2,L1\n")
    assert last(Account, "A1") is None
    assert last(Account, "A2") == last(Deal, "D2") == last(Lead, "L1") == "2025-03-01"
    assert f"{Lead.objects.get(pk='L1').first_contacted_at:%Y-%m-%d}" == "2025-03-01"


def test_a_call_taken_back_is_no_longer_remembered(filled, bring):
    batch = bring("activities", f"{HEADS}V1,2025-03-20 09:00,拜访,,,bo,A1,,D1,L2\n").batch
    assert last(Account, "A1") == last(Deal, "D1") == last(Lead, "L2") == "2025-03-20"
    retract_batch(actor=OWNER, batch_id=batch.pk)
    assert (last(Account, "A1"), last(Deal, "D1")) == ("2025-03-02", "2025-03-02")
    assert (last(Lead, "L2"), Lead.objects.get(pk="L2").first_contacted_at) == (None, None)


def test_the_ledger_is_told_of_leads_that_an_import_contacted(filled, bring):
    from salesops.metrics.question import Question, answer
    from salesops.web.workspace.actions import take_snapshot

    def contacted():
        take_snapshot(actor=OWNER, as_of=AS_OF)
        rows = answer(whole_ledger(OWNER), Question(("contacted_leads",))).rows
        return rows[0]["contacted_leads"]

    assert contacted() == 1
    bring("activities", f"{HEADS}V1,2025-04-20 09:00,电话,呼出,有意向,cy,A2,,,L2\n")
    assert contacted() == 2
