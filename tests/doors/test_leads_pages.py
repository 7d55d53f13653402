"""Pages of leads, rules and pools: what is shown to whom, and what was typed is never lost."""

import pytest
from django.utils import timezone

from salesops.web.crm.actions.activities import Said, log_activity
from salesops.web.crm.actions.leads import receive_lead
from salesops.web.crm.actions.pools import return_account
from salesops.web.crm.models import (
    Account,
    Activity,
    AssignmentRule,
    Contact,
    Deal,
    Lead,
    Pool,
    Task,
)
from salesops.web.people.models import User

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script> 😀 مرحبا"
WANG = {"name": "王工", "company": "远方仪器有限公司", "phone": "13800138000", "need": "三台泵"}


@pytest.fixture
def lead():
    olga = User.objects.get(username="olga")
    return receive_lead(actor=olga, values=WANG, lead_id="L1", owner_id="bo").lead


@pytest.fixture
def pool(user):
    made = Pool.objects.create(pool_id="P1", name="公海", recycle_after_workdays=30)
    account = Account.objects.create(
        account_id="F1", name="东湖仪表", phone="13800138000", owner_id="bo", address="湖边 1 号"
    )
    Contact.objects.create(contact_id="C1", account=account, name="赵总", phone="13900139000")
    return_account(actor=user("bo"), account_id="F1", reason="预算取消")
    return made


def text(response, status=200):
    assert response.status_code == status, response.content[-2000:]
    return response.content.decode()


@pytest.mark.parametrize("name", ["ada", "bo", "olga", "fay", "eve"])
@pytest.mark.parametrize("path", ["/leads", "/leads/L1", "/pool", "/pool/due"])
def test_whoever_sees_records_opens_the_pages(signed_in, lead, pool, name, path):
    page = text(signed_in(name).get(path))
    assert "远方仪器" in page or not path.startswith("/leads")


def test_strangers_and_administrators_find_no_trace_of_a_lead(signed_in, lead):
    for name in ("cy", "adam"):
        browser = signed_in(name)
        assert browser.get("/leads/L1").status_code == 404
        assert "远方仪器" not in browser.get("/leads").content.decode()
        for act in ("change", "assign", "close", "convert", "undo"):
            assert browser.post(f"/leads/L1/{act}", {}).status_code == 404
    assert signed_in("adam").get("/pool").status_code == 403


def test_readers_see_a_lead_and_can_change_nothing_on_it(signed_in, lead):
    browser = signed_in("eve")
    page = text(browser.get("/leads/L1"))
    assert 'action="/leads/L1/convert"' not in page and "disabled" in page
    assert browser.post("/leads/L1/close", {"reason": "?"}).status_code == 403
    assert browser.get("/leads/new").status_code == 403


def test_a_lead_is_added_by_hand_and_its_script_stays_text(signed_in):
    browser = signed_in("bo")
    answer = browser.post("/leads/new", {**WANG, "company": NASTY})
    lead = Lead.objects.get()
    assert (answer.status_code, lead.owner_id, lead.company) == (302, "bo", NASTY)
    page = text(browser.get(answer.url))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_what_was_typed_stays_when_it_cannot_be_kept(signed_in, lead):
    browser = signed_in("bo")
    page = text(browser.post("/leads/new", {**WANG, "company": "长" * 10_000}), 422)
    assert "三台泵" in page and not Lead.objects.exclude(pk="L1").exists()
    browser.post("/leads/L1/change", {"need": "五台", "version": "1"})
    page = text(browser.post("/leads/L1/change", {"need": "我写了很久", "version": "1"}), 422)
    assert "我写了很久" in page and Lead.objects.get().need == "五台"
    page = text(browser.post("/leads/L1/convert", {"with_deal": "on", "amount": "十二"}), 422)
    assert "十二" in page and Lead.objects.get().status == "new"


def test_a_stranger_being_typed_is_shown_masked_while_typing(signed_in):
    Account.objects.create(
        account_id="K1", name="上海锦泽机械有限公司", owner_id="cy", name_key="上海锦泽机械"
    )
    found = text(signed_in("bo").get("/leads/new/check", {"company": "上海锦泽机械"}))
    assert "上海**机械" in found and "锦泽" not in found and "/accounts/" not in found


def test_a_contact_written_down_stops_the_clock_and_moves_the_lead(signed_in, lead):
    browser, bo = signed_in("bo"), User.objects.get(username="bo")
    theirs = Said("mail", direction="inbound", summary="来信")
    log_activity(actor=bo, said=theirs, given={"lead_id": "L1"})
    assert Lead.objects.get().first_contacted_at is None
    log_activity(actor=bo, said=Said("call", outcome="interested"), given={"lead_id": "L1"})
    changed = Lead.objects.get()
    assert changed.first_contacted_at and changed.status == "working"
    assert Activity.objects.filter(lead=lead).count() == 2
    assert "✓" in text(browser.get("/leads/L1"))
    assert "→ 跟进中" in text(browser.get("/timeline/lead/L1"))


def test_a_lead_is_converted_and_undone_on_its_page(signed_in, lead):
    browser = signed_in("bo")
    form = {"account_id": "", "with_contact": "on", "with_deal": "on", "amount": "120,000"}
    browser.post("/leads/L1/convert", form)
    deal = Deal.objects.get()
    assert (deal.amount, deal.lead_id, deal.account.name) == (120_000, "L1", "远方仪器有限公司")
    page = text(browser.get("/leads/L1"))
    assert f"/deals/{deal.pk}" in page and "/leads/L1/undo" in page and "三台泵" in page
    browser.post("/leads/L1/undo", {})
    assert Lead.objects.get().status == "new" and not Deal.objects.exists()


def test_a_lead_goes_to_whom_it_is_given_and_the_giver_may_lose_sight_of_it(signed_in, lead):
    assert signed_in("olga").post("/leads/L1/assign", {"person_id": "cy"}).url == "/leads/L1"
    assert signed_in("bo").get("/leads/L1").status_code == 404
    assert "Bo → Cy" in text(signed_in("cy").get("/leads/L1"))


def test_rules_are_written_rehearsed_ordered_and_removed_by_operations(signed_in, lead):
    assert signed_in("ada").get("/assignment").status_code == 403
    browser = signed_in("olga")
    form = {"name": "轮流", "method": "round_robin", "candidates": ["cy"], "is_active": "on"}
    page = text(browser.post("/assignment/save", {**form, "rehearse": "1"}))
    assert "rehearsal" in page and not AssignmentRule.objects.exists()
    browser.post("/assignment/save", form)
    browser.post("/assignment/save", {**form, "name": "备用"})
    first = AssignmentRule.objects.get(name="轮流")
    browser.post(f"/assignment/{first.pk}/move", {"down": "1"})
    assert [rule.name for rule in AssignmentRule.objects.all()] == ["备用", "轮流"]
    page = text(browser.get("/assignment", {"try": "1", "source": "官网"}))
    assert "Cy" in page and "按规则“备用”轮到Cy" in page
    page = text(browser.post("/assignment/save", {"name": "没人", "is_active": "on"}), 422)
    assert "没人" in page
    browser.post("/assignment/save", {**form, "rule_id": first.pk, "remove": "1"})
    assert [rule.name for rule in AssignmentRule.objects.all()] == ["备用"]


def test_the_pool_shows_no_way_to_reach_a_customer_until_it_is_claimed(signed_in, pool):
    browser = signed_in("cy")
    page = text(browser.get("/pool"))
    assert "东湖仪表" in page and "138****8000" in page and "预算取消" in page and "甲队" in page
    assert not any(word in page for word in ("13800138000", "赵总", "湖边", "13900139000"))
    browser.post("/pool/F1/claim", {"next": "/pool?pool=P1"})
    assert Account.objects.get(pk="F1").owner_id == "cy"
    answer = signed_in("bo").post("/pool/F1/claim", {"next": "//elsewhere"}, follow=True)
    assert answer.redirect_chain == [("/pool", 302)] and "刚刚被别人领取" in answer.content.decode()


def test_a_customer_is_returned_with_a_reason(signed_in, pool):
    browser = signed_in("cy")
    browser.post("/pool/F1/claim")
    assert browser.get("/pool/return/A1").status_code == 404
    text(browser.get("/pool/return/F1"))
    text(browser.post("/pool/return/F1", {"reason": " "}), 422)
    assert browser.post("/pool/return/F1", {"reason": "不归我"}).url == "/pool"
    assert Account.objects.get(pk="F1").pool == pool


def test_managers_give_pooled_customers_and_operations_move_and_fill(signed_in, pool):
    other = Pool.objects.create(pool_id="P2", name="第二")
    assert signed_in("bo").post("/pool/F1/give", {"person_id": "bo"}).status_code == 403
    signed_in("olga").post("/pool/F1/move", {"pool_id": "P2"})
    assert Account.objects.get(pk="F1").pool == other
    signed_in("ada").post("/pool/F1/give", {"person_id": "bo"})
    assert Account.objects.get(pk="F1").owner_id == "bo"
    Account.objects.create(account_id="W1", name="无主")
    browser = signed_in("olga")
    assert "没有负责人" in text(browser.get("/pool"))
    browser.post("/pool/fill")
    assert Account.objects.get(pk="W1").pool_id == "P1"


def test_a_pools_rule_is_replayed_before_it_is_saved(signed_in):
    assert signed_in("ada").get("/pool/rules").status_code == 403
    browser = signed_in("olga")
    text(browser.get("/pool/rules?pool=new"))
    form = {"name": "公海", "recycle_after_workdays": "30", "keeps_won": "on", "is_active": "on"}
    page = text(browser.post("/pool/rules/save", {**form, "replay": "1"}))
    assert "如果当时使用这条规则" in page and not Pool.objects.exists()
    page = text(browser.post("/pool/rules/save", {**form, "holding_cap": "很多"}), 422)
    assert "很多" in page
    browser.post("/pool/rules/save", form)
    made = Pool.objects.get()
    page = text(browser.get("/pool/rules", {"pool": made.pk}))
    assert timezone.localdate().isoformat() in page


def test_warnings_are_listed_for_owner_and_manager_only(signed_in, pool):
    Task.objects.create(
        task_id="T1", title="联系 A1", owner_id="bo", account_id="A1", made_by_rule="pool",
        due_at=timezone.now(),
    )  # fmt: skip
    assert "东方机械" in text(signed_in("bo").get("/pool/due"))
    assert "东方机械" in text(signed_in("ada").get("/pool/due"))
    assert "东方机械" not in text(signed_in("cy").get("/pool/due"))
