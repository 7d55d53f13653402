"""The flow between two days comes from what was written down, and every bar opens its deals."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from salesops.selling.flow import BUCKETS, IN, OUT
from salesops.selling.flow_asked import Asked
from salesops.selling.narrow import Narrow
from salesops.web.crm.actions.deals import change_deal, move_deal, open_deal
from salesops.web.crm.actions.pipelines import default_pipeline, set_stages
from salesops.web.crm.flowing import told
from salesops.web.crm.models import Activity, Deal, Step, Task
from salesops.web.crm.risking import at_risk
from salesops.web.crm.stages import FORMER
from salesops.web.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
LONG_AGO = timedelta(days=60)


def opened(who, number, *, ago=0, **values):
    told = {"name": f"商机{number}", "amount": Decimal(1000), **values}
    at = timezone.now() - timedelta(days=ago)
    return open_deal(actor=who, values=told, deal_id=f"D{number}", at=at)


def asked(by="owner", window=None, days=30):
    zone = timezone.get_default_timezone()
    return Asked(TODAY() - timedelta(days=days), TODAY(), window, zone, by)


def totals(found):
    return {b: found.whole.total(b) for b in BUCKETS if found.whole.count(b)}


def closes(flow):
    came = flow.total("opening") + sum(flow.total(b) for b in IN)
    return came - sum(flow.total(b) for b in OUT) == flow.total("closing")


@pytest.fixture
def story(user):
    """One that grew, one won, one lost, one new, and one of Cy's."""
    opened(user("bo"), 1, ago=60, account_id="A1")
    change_deal(actor=user("bo"), deal_id="D1", values={"amount": Decimal(1500)})
    opened(user("bo"), 2, ago=60)
    move_deal(actor=user("ada"), deal_id="D2", stage="赢单")
    opened(user("ada"), 3, ago=50)
    move_deal(actor=user("ada"), deal_id="D3", stage="输单", lost_reason="price")
    opened(user("bo"), 4, ago=3)
    opened(user("cy"), 5, ago=3)


def test_what_came_grew_was_won_and_lost_makes_the_closing(story, user):
    found = told(user("ada"), Narrow(), asked())
    assert totals(found) == {
        "opening": 3000, "new": 1000, "grown": 500, "won": 1000, "lost": 1000, "closing": 2500,
    }  # fmt: skip
    assert closes(found.whole)


@pytest.mark.parametrize("by", ["owner", "team", "stage", "pipeline"])
def test_the_groups_make_up_the_whole(story, user, by):
    found = told(user("olga"), Narrow(), asked(by))
    for bucket in BUCKETS:
        parts = sum(group.told.total(bucket) for group in found.split)
        assert parts == found.whole.total(bucket), bucket
    assert all(closes(group.told) for group in found.split)


def test_cys_deal_is_in_cys_flow_and_in_nobody_elses(story, user, signed_in):
    assert totals(told(user("cy"), Narrow(), asked())) == {"new": 1000, "closing": 1000}
    said = {"from": TODAY() - timedelta(days=30), "period": "all", "open": "new"}
    page = signed_in("bo").get(reverse("deals_flow"), said)
    assert "商机4" in page.content.decode() and "商机5" not in page.content.decode()


def test_a_deal_moved_to_a_later_window_is_pushed_out(user):
    from salesops.kernel.period import period

    window = period(str(TODAY().year))
    opened(user("bo"), 1, ago=40, expected_close_on=date(TODAY().year, 12, 31))
    later = date(TODAY().year + 1, 2, 1)
    change_deal(actor=user("bo"), deal_id="D1", values={"expected_close_on": later})
    found = told(user("bo"), Narrow(), asked(window=window))
    assert totals(found) == {"opening": 1000, "pushed_out": 1000}
    whole = told(user("bo"), Narrow(), asked())
    assert totals(whole) == {"opening": 1000, "closing": 1000}


def test_a_history_that_was_imported_without_people_or_changes_is_enough(user):
    pipeline = default_pipeline()
    Deal.objects.create(
        deal_id="OLD", name="老商机", owner_id="bo", pipeline=pipeline, stage="赢单", status="won",
        amount=700, currency="CNY", created_on=TODAY() - LONG_AGO, closed_on=TODAY(),
    )  # fmt: skip
    Deal.objects.create(
        deal_id="STEPPED", owner_id="bo", pipeline=pipeline, stage="方案报价", amount=300,
        created_on=TODAY() - LONG_AGO,
    )  # fmt: skip
    for stage, days in (("初步接触", 60), ("旧阶段", 40), ("方案报价", 5)):
        at = timezone.now() - timedelta(days=days)
        Step.objects.create(
            case_kind="deal", case_id="STEPPED", to_stage=stage, entered_at=at,
            changed_at=timezone.now(),
        )  # fmt: skip
    found = told(user("bo"), Narrow(), asked())
    assert totals(found) == {"opening": 1000, "won": 700, "closing": 300}
    assert list(found.moved) == [("旧阶段", "方案报价")]


def test_a_renamed_stage_is_the_same_stage_in_the_flow(user):
    from salesops.selling.stages import Draft

    opened(user("bo"), 1, ago=40)
    pipeline = default_pipeline()
    drafts = [
        Draft("初谈" if s.name == "初步接触" else s.name, s.kind, s.probability, s.limit_workdays,
              s.pk)
        for s in pipeline.stages.all()
    ]  # fmt: skip
    set_stages(actor=user("olga"), pipeline_id=pipeline.pk, version=1, stages=drafts)
    assert Deal.objects.get(pk="D1").stage == "初谈"
    assert Step.objects.get(case_id="D1").to_stage == "初步接触"
    assert "初步接触" in default_pipeline().extra[FORMER]
    found = told(user("bo"), Narrow(), asked("stage"))
    assert [group.name for group in found.split] == ["初谈"]
    assert not found.moved


def test_amounts_of_another_currency_are_counted_in_ours(user):
    from salesops.web.workspace.models import ExchangeRate

    ExchangeRate.objects.create(currency="USD", starts_on=date(2020, 1, 1), rate=Decimal("7.1"))
    opened(user("bo"), 1, ago=3, currency="USD", amount=Decimal(10))
    assert totals(told(user("bo"), Narrow(), asked())) == {"new": 71, "closing": 71}


def test_the_page_says_it_in_a_sentence_and_draws_it(story, signed_in):
    browser = signed_in("ada")
    start = (TODAY() - timedelta(days=30)).isoformat()
    page = browser.get(reverse("deals_flow"), {"from": start, "period": "all"}).content.decode()
    assert "¥3,000" in page and "¥2,500" in page and "data-chart" in page
    beside = browser.get(
        reverse("deals_flow"), {"from": start, "period": "all", "open": "won"},
        headers={"HX-Request": "true", "HX-Target": "side"},
    ).content.decode()  # fmt: skip
    assert "商机2" in beside and "<html" not in beside


@pytest.mark.parametrize("query", [
    {"from": "x", "to": "2026-13-40", "period": "\0", "by": "nonsense", "open": "nothing"},
    {"from": "2030-01-01", "to": "2020-01-01"}, {"from": "0001-01-01", "period": "9999"},
])  # fmt: skip
def test_nonsense_in_the_address_is_no_error(story, signed_in, query):
    assert signed_in("bo").get(reverse("deals_flow"), query).status_code == 200


def test_the_file_holds_every_bar_and_taking_it_is_on_record(story, signed_in):
    from io import BytesIO

    import openpyxl

    place = reverse("deals_flow_file", args=["xlsx"])
    start = (TODAY() - timedelta(days=30)).isoformat()
    answer = signed_in("ada").get(place, {"from": start, "period": "all"})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"商机1", "商机2", "商机3", "商机4"} <= words and "商机5" not in words
    assert AuditEntry.objects.get(action="export_flow").actor_name == "ada"
    assert signed_in("ada").get(reverse("deals_flow_file", args=["exe"])).status_code == 404
    assert signed_in("adam").get(place).status_code == 403


def test_a_deal_nobody_looks_after_is_at_risk_with_its_reasons(user, signed_in):
    opened(user("bo"), 1, ago=60, account_id="A1", expected_close_on=TODAY() - LONG_AGO)
    opened(user("bo"), 2, ago=1, account_id="A1", amount=Decimal(9_000_000))
    Task.objects.create(task_id="T1", title="拜访", deal_id="D2", owner_id="bo")
    found = at_risk(user("ada"), Narrow(), TODAY())
    codes = {s.deal.deal_id: {r.problem.code for r in s.risks} for s in found.stalls}
    assert {"overdue_close", "quiet", "no_next_task", "stuck_in_stage"} <= codes["D1"]
    assert "no_next_task" not in codes.get("D2", set())
    page = signed_in("ada").get(reverse("deals_risk")).content.decode()
    assert "商机1" in page and "没有安排下一步任务" in page
    assert "商机1" not in signed_in("cy").get(reverse("deals_risk")).content.decode()
    assert (
        "没有安排下一步任务" in signed_in("bo").get(reverse("deal", args=["D1"])).content.decode()
    )


def test_an_activity_ends_the_silence(user):
    opened(user("bo"), 1, ago=60, account_id="A1")
    Activity.objects.create(
        activity_id="C1", kind="call", direction="outbound", happened_at=timezone.now(),
        person_id="bo", deal_id="D1",
    )  # fmt: skip
    found = at_risk(user("bo"), Narrow(), TODAY())
    assert "quiet" not in {r.problem.code for s in found.stalls for r in s.risks}


def test_moments_are_those_of_the_companys_clock(user):
    told_ = asked(days=0)
    assert timezone.localtime(told_.starts_at).time() == datetime.min.time()
    assert told_.ends_at - told_.starts_at == timedelta(days=1)
