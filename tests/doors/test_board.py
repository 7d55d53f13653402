"""The board shows what one may see, sums all of it exactly, and answers every move."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from salesops.selling.narrow import Narrow
from salesops.web.crm.actions.deals import move_deal, open_deal
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.board import CARDS, board
from salesops.web.crm.models import Deal, Stage
from salesops.web.crm.pace import workdays
from salesops.web.workspace.models import AuditEntry, CalendarDay
from tests.doors.reading import read, said

pytestmark = pytest.mark.django_db


def opened(who, number, **values):
    told = {"name": f"商机{number}", "amount": Decimal("1000.10"), **values}
    return open_deal(actor=who, values=told, deal_id=f"D{number}")


@pytest.fixture
def deals(user):
    """Two of Bo's, one of Cy's."""
    opened(user("bo"), 1, account_id="A1", expected_close_on=date(2026, 12, 1))
    opened(user("bo"), 2, account_id="A1", amount=None)
    opened(user("cy"), 3, account_id="A2")


def stage(name):
    return default_pipeline().stages.get(name=name)


def send(browser, deal_id, to, version=1, **more):
    told = {"stage": stage(to).pk, "version": version, **more}
    return browser.post(reverse("deal_move", args=[deal_id]), told)


def test_a_column_sums_all_its_deals_exactly_and_shows_the_first(user):
    for number in range(CARDS + 3):
        opened(user("bo"), number)
    shown = board(user("bo"), default_pipeline(), Narrow(), timezone.localdate())
    first = shown.columns[0]
    assert (first.total.count, first.total.amount) == (CARDS + 3, Decimal("1000.10") * (CARDS + 3))
    assert first.total.weighted == first.total.amount * Decimal("0.1")
    assert len(first.cards) == CARDS and first.next


def test_a_deal_stands_for_as_many_days_as_its_company_works():
    first, last = date(2026, 5, 1), date(2026, 5, 14)
    CalendarDay.objects.filter(day__gte=first, day__lte=last).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 5, day), is_workday=is_workday)
        for day, is_workday in ((4, False), (5, False), (6, True), (9, True), (10, False))
    )
    # Of ten weekdays two were holidays, and a Saturday was worked to make up for one.
    worked = workdays(first, last)
    assert worked.after(date(2026, 4, 30), last) == 9
    assert worked.after(date(2026, 5, 6), date(2026, 5, 10)) == 3


def test_more_cards_follow_and_none_comes_twice(user, signed_in):
    for number in range(CARDS + 3):
        opened(user("bo"), number)
    browser = signed_in("bo")
    first = browser.get(reverse("deals_board")).content.decode()
    cursor = board(user("bo"), default_pipeline(), Narrow(), timezone.localdate()).columns[0].next
    place = reverse("deals_column", args=[stage("初步接触").pk])
    rest = browser.get(place, {"cursor": cursor}).content.decode()
    assert first.count("data-card=") == CARDS and rest.count("data-card=") == 3
    assert browser.get(place, {"cursor": "forged"}).status_code == 404
    assert browser.get(reverse("deals_column", args=[987654])).status_code == 404


def test_everybody_sees_their_own_and_cy_no_trace(deals, signed_in):
    pages = {who: signed_in(who).get(reverse("deals_board")).content.decode()
             for who in ("ada", "bo", "cy", "olga", "eve", "fay")}  # fmt: skip
    assert all("商机1" in pages[who] for who in ("ada", "bo", "olga", "eve", "fay"))
    assert "商机1" not in pages["cy"] and "东方机械" not in pages["cy"]
    assert "商机3" in pages["cy"] and "商机3" not in pages["bo"]
    assert signed_in("adam").get(reverse("deals_board")).status_code == 403


def test_whoever_only_reads_gets_a_board_that_does_not_move(deals, signed_in):
    assert 'data-may-move="0"' in signed_in("eve").get(reverse("deals_board")).content.decode()
    assert send(signed_in("eve"), "D1", "赢单").status_code == 403


def test_a_move_answers_with_the_card_and_the_heads_of_both_columns(deals, signed_in):
    answer = send(signed_in("bo"), "D1", "方案报价").json()
    assert answer["version"] == 2 and answer["stage"] == stage("方案报价").pk
    assert 'data-version="2"' in answer["card"]
    heads = {int(pk): html for pk, html in answer["heads"].items()}
    assert set(heads) == {stage("初步接触").pk, stage("方案报价").pk}
    assert 'data-count="1"' in heads[stage("方案报价").pk]


def test_a_refused_move_says_why_and_changes_nothing(deals, signed_in):
    answer = send(signed_in("bo"), "D1", "输单")
    assert answer.status_code == 409 and answer.json()["code"] == "needs_lost_reason"
    assert Deal.objects.get(pk="D1").stage == "初步接触"
    lost = send(signed_in("bo"), "D1", "输单", lost_reason="competitor", competitor="凯泉")
    assert lost.status_code == 200
    assert Deal.objects.get(pk="D1").competitor == "凯泉"


def test_the_second_mover_gets_the_card_where_the_first_put_it(deals, user, signed_in):
    move_deal(actor=user("ada"), deal_id="D1", stage="商务谈判")
    answer = send(signed_in("bo"), "D1", "方案报价")
    told = answer.json()
    assert answer.status_code == 409 and told["code"] == "conflict_changed"
    assert told["stage"] == stage("商务谈判").pk and "商务谈判" in told["reason"]
    assert 'data-version="2"' in told["card"]


def test_a_move_can_be_undone_from_the_board(deals, signed_in):
    browser = signed_in("bo")
    send(browser, "D1", "方案报价")
    answer = browser.post(reverse("deal_undo", args=["D1"]), {"version": 2})
    assert answer.json()["stage"] == stage("初步接触").pk
    assert browser.post(reverse("deal_undo", args=["D1"]), {"version": "x"}).status_code == 409


def test_a_forged_card_is_not_found_and_goes_on_record(deals, signed_in):
    browser = signed_in("cy")
    assert send(browser, "D1", "赢单").status_code == 404
    assert browser.post(reverse("deal_undo", args=["D1"]), {"version": 1}).status_code == 404
    assert send(browser, "D404", "赢单").status_code == 404
    assert AuditEntry.objects.filter(action="refuse", actor_name="cy", subject="D1").count() == 2


def test_the_address_narrows_by_owner_team_period_line_and_words(deals, user):
    opened(user("ada"), 4, product_id="P1", expected_close_on=date(2026, 1, 5))
    today = date(2026, 11, 25)

    def ids(who="olga", **told):
        shown = board(user(who), default_pipeline(), Narrow(**told), today)
        return sorted(card.deal.pk for column in shown.columns for card in column.cards)

    assert ids() == ["D1", "D2", "D3", "D4"]
    assert ids(owner="bo") == ["D1", "D2"] and ids("bo", owner="me") == ["D1", "D2"]
    assert ids(period="2026-12") == ["D1"] and ids(period="overdue") == ["D4"]
    assert ids(period="undated") == ["D2", "D3"] and ids(period="nonsense") == ids()
    assert ids(line="泵") == ["D4"]
    assert ids(q="东方") == ["D1", "D2"] and ids(q="商机3") == ["D3"] and ids(q="' OR 1=1") == []
    team = user("bo").person.positions.get().team_id
    assert ids(team=team) == ["D1", "D2"] and ids(team="none") == []


def test_a_deal_won_this_month_stands_on_the_board_and_an_older_one_does_not(deals, user):
    today = timezone.localdate()
    move_deal(actor=user("bo"), deal_id="D1", stage="赢单", closed_on=today)
    old = today.replace(day=1) - timedelta(days=1)
    move_deal(actor=user("bo"), deal_id="D2", stage="赢单", closed_on=old)
    shown = board(user("bo"), default_pipeline(), Narrow(), today)
    won = next(column for column in shown.columns if column.stage.kind == Stage.Kind.WON)
    assert [card.deal.pk for card in won.cards] == ["D1"] and won.total.count == 1
    assert shown.total.count == 0


def test_a_name_full_of_script_is_shown_and_not_run(user, signed_in):
    opened(user("bo"), 1, name='<script>alert("x")</script>" onload="x')
    page = signed_in("bo").get(reverse("deals_board")).content.decode()
    assert '<script>alert("x")' not in page and "&lt;script&gt;alert(" in page
    assert '" onload="x' not in page


def test_the_board_asks_the_database_as_often_for_many_deals_as_for_few(user, signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, asked = signed_in("ada"), []
    for number in range(30):
        opened(user("bo"), number, account_id="A1")
        if number in (1, 29):
            with CaptureQueriesContext(connection) as queries:
                browser.get(reverse("deals_board"))
            asked.append(len(queries))
    assert asked[0] == asked[1] <= 40


def test_a_deal_in_another_currency_is_converted_or_told_of(user):
    from salesops.web.workspace.models import ExchangeRate

    ExchangeRate.objects.create(currency="USD", starts_on=date(2025, 1, 1), rate=Decimal("7.1"))
    opened(user("bo"), 1, currency="USD", amount=Decimal(100))
    opened(user("bo"), 2, currency="EUR", amount=Decimal(100))
    shown = board(user("bo"), default_pipeline(), Narrow(), date(2026, 11, 25))
    assert (shown.total.amount, shown.total.unrated) == (Decimal(710), 1)


def test_an_answer_is_json_that_a_browser_reads(deals, signed_in):
    answer = send(signed_in("bo"), "D1", "需求确认")
    assert answer["Content-Type"] == "application/json" and json.loads(answer.content)


def test_the_page_of_a_deal_shows_its_way_and_keeps_what_was_typed(deals, user, signed_in):
    browser = signed_in("bo")
    move_deal(actor=user("ada"), deal_id="D1", stage="方案报价")
    page = browser.get(reverse("deal", args=["D1"])).content.decode()
    assert "方案报价" in page and "Ada" in page and "东方机械" in page
    stale = {"version": 1, "name": "我改的名称", "amount": "12万"}
    answer = browser.post(reverse("deal_change", args=["D1"]), stale)
    assert answer.status_code == 422
    assert "我改的名称" in answer.content.decode() and 'value="12万"' in answer.content.decode()
    assert Deal.objects.get(pk="D1").name == "商机1"
    browser.post(reverse("deal_change", args=["D1"]), {**stale, "version": 2})
    changed = Deal.objects.get(pk="D1")
    assert (changed.name, changed.amount) == ("我改的名称", Decimal(120_000))


def test_a_field_saved_in_place_answers_with_the_facts(deals, signed_in):
    told = {"version": 1, "next_step": "下周二拜访\0"}
    answer = signed_in("bo").post(
        reverse("deal_change", args=["D1"]), told, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and 'value="下周二拜访"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_strangers_pages_and_forms_are_not_found(deals, signed_in):
    browser = signed_in("cy")
    assert browser.get(reverse("deal", args=["D1"])).status_code == 404
    for name in ("deal_change", "deal_lines", "deal_stage"):
        assert browser.post(reverse(name, args=["D1"]), {"version": 1}).status_code == 404
    assert signed_in("adam").get(reverse("deal", args=["D1"])).status_code == 403


def test_a_deal_is_lost_and_opened_again_on_its_own_page(deals, signed_in):
    browser = signed_in("bo")
    place = reverse("deal_stage", args=["D1"])
    assert browser.post(place, {"version": 1, "stage": "输单"}).status_code == 422
    browser.post(place, {"version": 1, "stage": "输单", "other_reason": "客户搬走了"})
    assert Deal.objects.get(pk="D1").lost_reason == "客户搬走了"
    assert "客户搬走了" in browser.get(reverse("deal", args=["D1"])).content.decode()
    browser.post(place, {"version": 2, "stage": "初步接触", "reason": "又回来了"})
    assert Deal.objects.get(pk="D1").status == "open"


def test_lines_are_kept_as_typed_and_the_amount_follows(deals, signed_in):
    told = {
        "version": 1, "product_id": ["P1", "", ""], "product_line": ["", "服务", ""],
        "quantity": ["2", "", ""], "line_amount": ["1.5万", "500", ""],
    }  # fmt: skip
    browser = signed_in("bo")
    assert browser.post(reverse("deal_lines", args=["D1"]), told).status_code == 302
    deal = Deal.objects.get(pk="D1")
    assert deal.amount == 15_500
    assert [line.product_line for line in deal.lines.all()] == ["泵", "服务"]
    wrong = {**told, "version": 2, "line_amount": ["一", "500", ""]}
    assert browser.post(reverse("deal_lines", args=["D1"]), wrong).status_code == 422


def test_a_new_deal_is_opened_on_its_page_and_nothing_typed_is_lost(signed_in):
    browser, place = signed_in("bo"), reverse("deal_customers")
    assert "东方机械" in browser.get(place, {"customer": "东方"}).content.decode()
    assert "南方化工" not in browser.get(place, {"customer": "南方"}).content.decode()
    told = {"name": "新泵站", "account_id": "A1", "amount": "一百", "owner_id": "bo"}
    wrong = browser.post(reverse("deal_new"), told)
    assert wrong.status_code == 422 and "新泵站" in wrong.content.decode()
    right = browser.post(reverse("deal_new"), {**told, "amount": "100万"})
    assert right.status_code == 302
    assert Deal.objects.get(name="新泵站").amount == 1_000_000
    assert signed_in("eve").get(reverse("deal_new")).status_code == 403


def test_the_last_move_is_taken_back_on_the_deals_own_page(deals, signed_in):
    place, browser = reverse("deal_stage", args=["D1"]), signed_in("bo")

    def posted(**told):
        return said(read(browser.post(place, told, follow=True)))

    moved = posted(stage="需求确认", version=1)
    assert "已移到“需求确认”。" in moved and " 撤销 " in moved
    undone = posted(undo="1", version=2)
    assert "已撤销。" in undone and " 撤销 " not in undone
    assert Deal.objects.get(pk="D1").stage == "初步接触"
