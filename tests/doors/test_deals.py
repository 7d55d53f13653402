"""A deal is opened, changed, moved and given away, and every move stays to be asked for."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from salesops.selling.moves import Part
from salesops.web.crm.actions.deals import change_deal, give_deal, move_deal, open_deal
from salesops.web.crm.actions.lines import set_lines
from salesops.web.crm.actions.undoing import change_deals, undo, undo_bulk
from salesops.web.crm.models import Deal, DealChange, Step
from salesops.web.problems import Conflict, Refused
from salesops.web.workspace.models import AuditEntry, Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(user):
    """Bo's deal with 东方机械, a hundred thousand, expected in October 2026."""
    values = {
        "name": "三号线离心泵", "account_id": "A1", "amount": Decimal(100_000),
        "expected_close_on": date(2026, 10, 20),
    }  # fmt: skip
    return open_deal(actor=user("bo"), values=values, deal_id="D1")


def steps_of(deal):
    return list(Step.objects.filter(case_id=deal.pk).values_list("to_stage", "person_id"))


def entries_of(deal):
    return AuditEntry.objects.filter(table="deals", record_id=deal.pk)


def test_a_new_deal_stands_in_the_first_stage_and_that_is_its_first_step(deal):
    assert (deal.stage, deal.status, deal.owner_id, deal.currency) == (
        "初步接触", "open", "bo", "CNY"
    )  # fmt: skip
    assert steps_of(deal) == [("初步接触", "bo")]
    assert entries_of(deal).get().action == "open_deal"
    assert Outbox.objects.filter(entry=entries_of(deal).get()).exists()


def test_the_first_deal_brings_the_first_pipeline(deal):
    names = [(s.name, s.kind) for s in deal.pipeline.stages.all()]
    assert names[0] == ("初步接触", "open") and names[-2:] == [("赢单", "won"), ("输单", "lost")]
    assert deal.pipeline.is_default


def test_amount_date_and_owner_leave_a_change_each_and_other_fields_none(deal, user):
    values = {"amount": Decimal("120000.50"), "expected_close_on": date(2026, 12, 1), "name": "四"}
    change_deal(actor=user("bo"), deal_id="D1", values=values, version=1)
    give_deal(actor=user("ada"), deal_id="D1", owner_id="ada")
    told = set(DealChange.objects.values_list("field", "before", "after", "person_id"))
    assert told == {
        ("amount", "100000", "120000.5", "bo"),
        ("expected_close_on", "2026-10-20", "2026-12-01", "bo"),
        ("owner_id", "bo", "ada", "ada"),
    }


def test_only_a_later_month_counts_as_a_push(deal, user):
    for day in (date(2026, 10, 30), date(2026, 11, 1), date(2026, 10, 1), date(2027, 1, 1)):
        deal = change_deal(actor=user("bo"), deal_id="D1", values={"expected_close_on": day})
    assert deal.pushes == 2


def test_every_move_is_a_step_and_won_has_its_day(deal, user):
    move_deal(actor=user("bo"), deal_id="D1", stage="方案报价")
    won = move_deal(actor=user("ada"), deal_id="D1", stage="赢单", closed_on=date(2026, 10, 9))
    assert steps_of(deal) == [("初步接触", "bo"), ("方案报价", "bo"), ("赢单", "ada")]
    assert (won.status, won.closed_on) == ("won", date(2026, 10, 9))


def test_losing_asks_why_and_opening_again_too(deal, user):
    with pytest.raises(Refused, match="reason"):
        move_deal(actor=user("bo"), deal_id="D1", stage="输单")
    with pytest.raises(Refused, match="competitor"):
        move_deal(actor=user("bo"), deal_id="D1", stage="输单", lost_reason="competitor")
    lost = move_deal(actor=user("bo"), deal_id="D1", stage="输单", lost_reason="price")
    assert (lost.status, lost.lost_reason) == ("lost", "price") and lost.closed_on
    with pytest.raises(Refused, match="reason"):
        move_deal(actor=user("bo"), deal_id="D1", stage="方案报价")
    again = move_deal(actor=user("bo"), deal_id="D1", stage="方案报价", reason="预算批了")
    assert (again.status, again.closed_on, again.lost_reason) == ("open", None, "")


def test_the_second_of_two_people_sees_what_the_first_did(deal, user):
    move_deal(actor=user("ada"), deal_id="D1", stage="需求确认", version=1)
    with pytest.raises(Conflict) as conflict:
        move_deal(actor=user("bo"), deal_id="D1", stage="方案报价", version=1)
    said = conflict.value.problem.reason("zh")
    assert user("ada").name in said and "需求确认" in said
    assert Deal.objects.get(pk="D1").stage == "需求确认"


def test_a_stage_of_no_pipeline_is_refused(deal, user):
    with pytest.raises(Refused) as refusal:
        move_deal(actor=user("bo"), deal_id="D1", stage="没有这个阶段\0")
    assert refusal.value.problem.code == "no_such_stage"


def test_cy_finds_no_trace_and_the_attempt_is_on_record(deal, user):
    for act in (
        lambda: change_deal(actor=user("cy"), deal_id="D1", values={"name": "x"}),
        lambda: move_deal(actor=user("cy"), deal_id="D1", stage="赢单"),
        lambda: give_deal(actor=user("cy"), deal_id="D1", owner_id="cy"),
        lambda: set_lines(actor=user("cy"), deal_id="D1", lines=[]),
        lambda: undo(actor=user("cy"), deal_id="D1", version=1),
    ):
        with pytest.raises(Http404):
            act()
    attempts = AuditEntry.objects.filter(actor_name="cy", action="refuse", subject="D1")
    assert attempts.count() == 5


def test_a_deal_at_somebody_elses_customer_cannot_be_opened(user):
    with pytest.raises(Http404):
        open_deal(actor=user("cy"), values={"name": "x", "account_id": "A1"})
    assert AuditEntry.objects.filter(actor_name="cy", action="refuse", subject="A1").exists()
    assert not Deal.objects.exists()


def test_a_rep_gives_to_nobody_outside_their_reach(deal, user):
    with pytest.raises(Refused) as refusal:
        give_deal(actor=user("bo"), deal_id="D1", owner_id="cy")
    assert refusal.value.problem.code == "not_covered"
    with pytest.raises(Refused) as refusal:
        give_deal(actor=user("bo"), deal_id="D1", owner_id="nobody")
    assert refusal.value.problem.code == "no_such_person"
    assert give_deal(actor=user("olga"), deal_id="D1", owner_id="cy").owner_id == "cy"


@pytest.mark.parametrize("name", ["eve", "fay"])
def test_executives_and_finance_only_read(deal, user, name):
    with pytest.raises(PermissionDenied):
        move_deal(actor=user(name), deal_id="D1", stage="赢单")
    with pytest.raises(PermissionDenied):
        open_deal(actor=user(name), values={"name": "x"})
    with pytest.raises(PermissionDenied):
        change_deals(actor=user(name), deals=[("D1", 1)], values={"name": "x"})


def test_what_cannot_be_kept_is_refused_by_field_and_nothing_is_lost(deal, user):
    for field, value in (("name", "长" * 301), ("amount", Decimal(10**15))):
        with pytest.raises(ValidationError) as error:
            change_deal(actor=user("bo"), deal_id="D1", values={field: value})
        assert list(error.value.message_dict) == [field]
    with pytest.raises(Refused):
        change_deal(actor=user("bo"), deal_id="D1", values={"amount": Decimal(-1)})
    with pytest.raises(Refused):
        change_deal(actor=user("bo"), deal_id="D1", values={"stage": "赢单"})
    assert Deal.objects.get(pk="D1").version == 1


def test_zero_and_the_largest_amount_are_amounts(deal, user):
    assert change_deal(actor=user("bo"), deal_id="D1", values={"amount": Decimal(0)}).amount == 0
    change_deal(actor=user("bo"), deal_id="D1", values={"amount": Decimal("9999999999999")})
    assert Deal.objects.get(pk="D1").amount == Decimal("9999999999999")


def test_names_keep_emoji_and_right_to_left_but_not_what_cannot_be_seen(deal, user):
    name = "<script>alert(1)</script>\0 مضخة 🚀 \u202egpj"
    kept = change_deal(actor=user("bo"), deal_id="D1", values={"name": name})
    assert kept.name == "<script>alert(1)</script> مضخة 🚀 gpj"


def test_lines_sum_to_the_amount_which_follows_them(deal, user):
    lines = [Part(product_id="P1", quantity=Decimal(3), amount=Decimal("70000.10")),
             Part("阀", amount=Decimal(5))]  # fmt: skip
    changed = set_lines(actor=user("bo"), deal_id="D1", lines=lines, version=1)
    assert changed.amount == Decimal("70005.10")
    assert [line.product_line for line in changed.lines.all()] == ["泵", "阀"]
    assert DealChange.objects.get(field="amount").after == "70005.1"
    change_deal(actor=user("bo"), deal_id="D1", values={"amount": Decimal(100)})
    assert sum(line.amount for line in changed.lines.all()) == 100
    with pytest.raises(Refused):
        set_lines(actor=user("bo"), deal_id="D1", lines=lines, keep_amount=True)


def test_a_move_can_be_taken_back_by_whoever_made_it(deal, user):
    entered = Deal.objects.get(pk="D1").entered_stage_at
    lost = move_deal(actor=user("bo"), deal_id="D1", stage="输单", lost_reason="price")
    with pytest.raises(Refused):
        undo(actor=user("ada"), deal_id="D1", version=lost.version)
    back = undo(actor=user("bo"), deal_id="D1", version=lost.version)
    assert (back.stage, back.status, back.closed_on, back.lost_reason) == (
        "初步接触", "open", None, ""
    )  # fmt: skip
    assert Deal.objects.get(pk="D1").entered_stage_at == entered
    assert [name for name, _ in steps_of(deal)] == ["初步接触", "输单", "初步接触"]
    with pytest.raises(Refused):
        undo(actor=user("bo"), deal_id="D1", version=back.version)


def test_many_are_changed_each_on_its_own_and_all_taken_back(deal, user):
    open_deal(actor=user("bo"), values={"name": "二", "account_id": "A1"}, deal_id="D2")
    change_deal(actor=user("ada"), deal_id="D2", values={"next_step": "约见"})
    open_deal(actor=user("cy"), values={"name": "三", "account_id": "A2"}, deal_id="D3")
    wanted = [("D1", 1), ("D2", 1), ("D3", 1), ("D9", None)]
    day = date(2026, 11, 5)
    bulk = change_deals(actor=user("bo"), deals=wanted, values={"expected_close_on": day})
    assert [r.is_done for r in bulk.results] == [True, False, False, False]
    assert [r.missing for r in bulk.results] == [False, False, True, True]
    assert AuditEntry.objects.filter(action="refuse", subject="D3").exists()
    again = undo_bulk(actor=user("bo"), bulk_id=bulk.bulk_id)
    assert again.done == 1
    assert Deal.objects.get(pk="D1").expected_close_on == date(2026, 10, 20)
    assert Deal.objects.get(pk="D1").pushes == 0


def test_a_bulk_move_with_a_date_is_one_change_and_one_undo(deal, user):
    said = {"lost_reason": "timing"}
    bulk = change_deals(
        actor=user("bo"), deals=[("D1", None)], values={"next_step": "明年再联系"},
        stage="输单", said=said,
    )  # fmt: skip
    assert bulk.done == 1 and entries_of(deal).count() == 2
    undo_bulk(actor=user("bo"), bulk_id=bulk.bulk_id)
    found = Deal.objects.get(pk="D1")
    assert (found.stage, found.next_step) == ("初步接触", "")


def test_the_list_shows_ones_own_and_changes_many_with_a_way_back(deal, user, signed_in):
    from django.urls import reverse

    open_deal(actor=user("cy"), values={"name": "南方", "account_id": "A2"}, deal_id="D3")
    browser = signed_in("bo")
    page = browser.get(reverse("deals"), {"status": "open"}).content.decode()
    assert "三号线离心泵" in page and "南方" not in page
    assert signed_in("adam").get(reverse("deals")).status_code == 404
    told = {"pk": ["D1", "D3"], "date.expected_close_on": "2026-12-24"}
    browser.post(reverse("list_do", args=["deals", "date"]), told)
    assert Deal.objects.get(pk="D1").expected_close_on == date(2026, 12, 24)
    assert Deal.objects.get(pk="D3").expected_close_on is None
    entry = AuditEntry.objects.get(action="bulk_date")
    assert (entry.details["changed"], entry.details["refused"]) == (1, 1)
    browser.post(reverse("list_undo", args=["deals", entry.pk]))
    assert Deal.objects.get(pk="D1").expected_close_on == date(2026, 10, 20)


@pytest.mark.parametrize(("what", "told"), [
    ("give", {"give.owner_id": "ada"}), ("move", {"move.stage": "方案报价"}),
    ("lose", {"lose.lost_reason": "price"}), ("next", {"next.next_step": "送样"}),
    ("competitor", {"competitor.competitor": "凯泉"}),
])  # fmt: skip
def test_whatever_is_done_to_many_can_be_undone(deal, user, signed_in, what, told):
    from django.urls import reverse

    browser = signed_in("olga")
    before = Deal.objects.filter(pk="D1").values(
        "owner_id", "stage", "status", "lost_reason", "next_step", "competitor", "closed_on"
    )
    was = before.get()
    browser.post(reverse("list_do", args=["deals", what]), {"pk": ["D1"], **told})
    assert before.get() != was
    entry = AuditEntry.objects.get(action=f"bulk_{what}")
    browser.post(reverse("list_undo", args=["deals", entry.pk]))
    assert before.get() == was
