"""Lists: what is in them and what is not, in which order, and what leaves them."""

import csv
import itertools
from datetime import timedelta
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.doors.reading import html

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def accounts(**params):
    return f"/accounts?{urlencode(params, doseq=True)}"


@pytest.fixture
def many(db):
    """A hundred and twenty customers of Bo's and three of Cy's."""
    from salesops.web.crm.keys import account_keys
    from salesops.web.crm.models import Account

    def account(pk, name, owner, **more):
        keys = account_keys(name, more.get("phone", ""), "", pk)
        return Account(account_id=pk, name=name, owner_id=owner, **more, **keys)

    Account.objects.bulk_create(
        [account(f"B{n:03}", f"客户{n:03}", "bo", klass="AB"[n % 2]) for n in range(120)]
        + [account(f"C{n}", f"秘密{n}", "cy") for n in range(3)]
    )


def test_a_list_holds_what_its_reader_may_see_and_nothing_else(signed_in):
    assert "东方机械" in html(signed_in("bo").get("/accounts"))
    assert "东方机械" in html(signed_in("ada").get("/accounts"))
    page = html(signed_in("cy").get("/accounts"))
    assert "南方化工" in page and "东方机械" not in page
    for everybody in ("olga", "eve", "fay"):
        page = html(signed_in(everybody).get("/accounts"))
        assert "南方化工" in page and "东方机械" in page
    assert "东方机械" not in html(signed_in("adam").get("/accounts"))


def names_on(page):
    import re

    return re.findall(r'<td class="name lead"[^>]*>(?:<a[^>]*>)?([^<]+)<', page)


def test_paging_shows_every_record_once_in_every_order(signed_in, many):
    import re

    for order in ("name", "-name", "class", "-class", "owner_id", "-changed_at", "region_id"):
        browser, seen, cursor = signed_in("bo"), [], ""
        for _ in range(9):
            more = {"cursor": cursor} if cursor else {}
            page = html(browser.get(accounts(sort=order, **more)))
            seen += names_on(page)
            found = re.search(r'id="more" href="[^"]*cursor=([\w-]+)', page)
            if not found:
                break
            cursor = found.group(1)
        assert len(seen) == 121 and len(set(seen)) == 121, order


def test_the_next_rows_come_without_the_page_around_them(signed_in, many):
    page = html(signed_in("bo").get("/accounts", headers={"HX-Target": "more"}))
    assert "<html" not in page and page.count("data-row") == 50


def test_a_list_costs_the_same_number_of_queries_whatever_its_length(
    signed_in, many, django_assert_max_num_queries
):
    browser = signed_in("ada")
    with django_assert_max_num_queries(22) as few:
        browser.get(accounts(**{"class": "A"}))
    with django_assert_max_num_queries(22) as lots:
        browser.get("/accounts")
    assert len(few) == len(lots)


def test_records_without_the_column_they_are_sorted_by_come_last_and_once(db):
    from datetime import date

    from salesops.web import paging
    from salesops.web.crm.models import Deal

    days = [None, date(2026, 1, 5), None, date(2026, 1, 3), date(2026, 1, 5), None]
    Deal.objects.bulk_create(
        Deal(deal_id=f"D{n}", stage="x", expected_close_on=day) for n, day in enumerate(days)
    )
    for order, expected in (
        (("expected_close_on", "pk"), ["D3", "D1", "D4", "D0", "D2", "D5"]),
        (("-expected_close_on", "pk"), ["D1", "D4", "D3", "D0", "D2", "D5"]),
    ):
        for size in range(1, 7):
            found, cursor = [], None
            while not found or cursor:
                page = paging.page(Deal.objects.all(), order, cursor, size)
                found += [deal.pk for deal in page.items]
                cursor = page.next
            assert found == expected, (order, size)


def test_pinyin_initials_find_a_name(signed_in, many):
    from salesops.web.crm.keys import account_keys
    from salesops.web.crm.models import Account

    Account.objects.filter(pk="A1").update(**account_keys("东方机械", "", "", "A1"))
    page = html(signed_in("bo").get(accounts(q="DFJX")))
    assert names_on(page) == ["东方机械"]


def test_a_contact_is_found_by_the_initials_of_their_own_name(signed_in, user):
    from salesops.web.crm.actions.contacts import change_contact, create_contact

    told = {"name": "欧阳雪", "phone": "13800000001"}
    made = create_contact(actor=user("bo"), account_id="A1", values=told)
    page = html(signed_in("bo").get("/contacts", {"q": "oyx"}))
    assert names_on(page) == ["欧阳雪"]
    assert "欧阳雪" not in html(signed_in("cy").get("/contacts", {"q": "oyx"}))
    change_contact(actor=user("bo"), contact_id=made.pk, values={"name": "司马光"})
    assert names_on(html(signed_in("bo").get("/contacts", {"q": "oyx"}))) == []
    assert names_on(html(signed_in("bo").get("/contacts", {"q": "smg"}))) == ["司马光"]


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"class": "A"}, 60),
        ({"class": ["A", "B"]}, 120),
        ({"class.empty": "yes"}, 1),
        ({"name": "客户00"}, 10),
        ({"owner_id": "me"}, 121),
        ({"owner_id": "cy"}, 0),
        ({"created_on.from": "2025-01-01"}, 0),
        ({"created_on.empty": "yes"}, 121),
        ({"tags": "重点"}, 0),
        ({"tags.empty": "yes"}, 121),
    ],
)
def test_every_column_filters(signed_in, many, params, count):
    page = html(signed_in("bo").get(accounts(**params)))
    assert page.count("data-row") == min(count, 50)


def test_a_filter_nobody_knows_is_named_and_passed_over(signed_in):
    page = html(signed_in("bo").get(accounts(colour="red", **{"created_on.from": "soon"})))
    assert "没有名为“colour”的筛选" in page and "“created_on.from”不能是“soon”" in page
    assert "东方机械" in page


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "W10", "WyJcdTAwMDAiLCAxXQ", "W3t9LFtdXQ"])
def test_a_forged_cursor_shows_the_first_page(signed_in, cursor):
    assert "东方机械" in html(signed_in("bo").get(accounts(cursor=cursor)))


@pytest.mark.parametrize("q", [SCRIPT, "\0", "🙂" * 500, "%_", "'; --", "\u202eabc"])
def test_odd_text_to_search_for_is_only_text(signed_in, q):
    page = html(signed_in("bo").get(accounts(q=q)))
    assert SCRIPT not in page


def test_chosen_columns_stand_in_the_chosen_order(signed_in):
    import re

    page = html(signed_in("bo").get(accounts(columns=["region_id", "name"])))
    heads = re.findall(r'<th scope="col"[^>]*><a[^>]*>([^<]+)', page)
    assert heads == ["区域", "名称"]


def test_a_view_is_kept_renamed_shared_and_dropped_by_its_owner_only(signed_in):
    from salesops.web.crm.models import SavedView

    bo, ada = signed_in("bo"), signed_in("ada")
    bo.post("/lists/accounts/views", {"name": "重点", "query": "class=A&sort=-name"})
    view = SavedView.objects.get()
    assert "重点" in html(bo.get("/accounts")) and "重点" not in html(ada.get("/accounts"))
    bo.post(f"/lists/accounts/views/{view.pk}", {"name": "要客", "shared": "on"})
    assert "要客" in html(ada.get("/accounts"))
    assert ada.post(f"/lists/accounts/views/{view.pk}", {"forget": "1"}).status_code == 404
    bo.post(f"/lists/accounts/views/{view.pk}", {"forget": "1"})
    assert not SavedView.objects.exists()


def test_a_kept_view_leads_to_the_list_and_nowhere_else(signed_in):
    evil = {"name": "x", "query": "next=//evil.example&class=A"}
    response = signed_in("bo").post("/lists/accounts/views", evil)
    assert response["Location"] == "/accounts?class=A"


def exported(browser, form, **params):
    response = browser.get(f"/lists/accounts.{form}?{urlencode(params, doseq=True)}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def test_a_file_holds_what_is_seen_and_goes_on_record(signed_in, many):
    from salesops.web.workspace.models import AuditEntry

    content = exported(signed_in("bo"), "csv", **{"class": "A"})
    assert content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(content)
    assert len(rows) == 60 and {row["客户等级"] for row in rows} == {"A"}
    assert "秘密" not in content.decode()
    entry = AuditEntry.objects.get(action="export")
    assert (entry.table, entry.details["count"]) == ("accounts", 60)
    assert entry.details["filters"] == "class=A" and entry.actor_name == "bo"


def test_a_workbook_keeps_ids_as_text_and_formulas_as_words(signed_in, many):
    from salesops.web.crm.models import Account

    Account.objects.filter(pk="B000").update(name="=1+1", credit_code="911100001234567890")
    book = load_workbook(BytesIO(exported(signed_in("bo"), "xlsx", name="=1")))
    heads, row = list(book.active.iter_rows(values_only=True))
    told = dict(zip(heads, row, strict=True))
    assert told["客户名称"] == "=1+1" and told["统一社会信用代码"] == "911100001234567890"
    cell = book.active.cell(2, heads.index("客户名称") + 1)
    assert cell.data_type == "s"
    text = exported(signed_in("bo"), "csv", name="=1").decode("utf-8-sig")
    assert "'=1+1" in text


def test_an_exported_file_can_be_taken_in_again_changed(signed_in, many, tmp_path, home):
    from salesops.web.access import Owner
    from salesops.web.crm.models import Account
    from salesops.web.imports.actions import import_file

    content = exported(signed_in("olga"), "csv").decode("utf-8-sig")
    file = tmp_path / "accounts.csv"
    file.write_text(content.replace("客户000", "客户零"), encoding="utf-8-sig")
    done = import_file(actor=Owner(), table="accounts", source=file)
    assert not done.outcome.problems, done.outcome.problems
    assert done.outcome.accepted == 125
    assert Account.objects.get(pk="B000").name == "客户零"
    assert Account.objects.get(pk="B000").owner_id == "bo"


def test_several_are_changed_one_by_one_and_what_is_refused_is_told(signed_in, many):
    from salesops.web.crm.models import Account, AccountTag

    posted = {"pk": ["B000", "B001", "C0"], "tag.tag": "重点"}
    response = signed_in("bo").post("/lists/accounts/do/tag", posted, follow=True)
    page = html(response)
    assert "2 条已修改，1 条被拒绝" in page
    assert set(AccountTag.objects.values_list("account", flat=True)) == {"B000", "B001"}
    assert "秘密" not in page
    undo = response.redirect_chain[-1][0].partition("?")[0] + "/undo"
    signed_in("bo").post(undo)
    assert not AccountTag.objects.exists()
    assert "已经撤销过" in html(signed_in("bo").post(undo, follow=True))
    assert Account.objects.get(pk="B000").version == 3


def test_a_rep_gives_nobody_away_and_a_manager_only_within_the_team(signed_in, many):
    from salesops.web.crm.models import Account

    give = "/lists/accounts/do/give"
    assert signed_in("bo").post(give, {"pk": "B000", "give.person_id": "ada"}).status_code == 403
    page = html(signed_in("ada").post(give, {"pk": "B000", "give.person_id": "cy"}, follow=True))
    assert "0 条已修改，1 条被拒绝" in page
    page = html(signed_in("ada").post(give, {"pk": "B000", "give.person_id": "ada"}, follow=True))
    assert "1 条已修改，0 条被拒绝" in page
    assert Account.objects.get(pk="B000").owner_id == "ada"


def test_somebody_elses_bulk_work_is_nobodys_business(signed_in, many):
    response = signed_in("bo").post("/lists/accounts/do/tag", {"pk": "B000", "tag.tag": "x"})
    done = response["Location"].partition("?")[0]
    assert signed_in("ada").get(done).status_code == 404
    assert signed_in("ada").post(f"{done}/undo").status_code == 404


def test_all_that_match_are_done_by_the_worker_when_they_are_many(signed_in, many, settings):
    from django_tasks_db.models import DBTaskResult

    from salesops.web.crm.models import Account, AccountTag
    from salesops.web.lists import doing
    from salesops.web.lists.jobs import run_bulk

    doing_before, doing.AT_ONCE = doing.AT_ONCE, 50
    try:
        posted = {"everything": "1", "tag.tag": "全部", "query": "class=A"}
        response = signed_in("bo").post("/lists/accounts/do/tag", posted)
    finally:
        doing.AT_ONCE = doing_before
    job = response["Location"]
    assert "正在处理" in html(signed_in("bo").get(job))
    assert signed_in("ada").get(job).status_code == 404
    result = DBTaskResult.objects.get()
    result.set_successful(run_bulk.call(*result.args_kwargs["args"]))
    assert AccountTag.objects.count() == 60 == Account.objects.filter(klass="A").count()
    assert "60 条已修改" in html(signed_in("bo").get(job, follow=True))


def test_a_large_workbook_is_the_workers_and_its_askers_alone(signed_in, many, monkeypatch, home):
    from django_tasks_db.models import DBTaskResult

    from salesops.web.lists import sheets
    from salesops.web.workspace.models import AuditEntry

    monkeypatch.setattr(sheets, "AT_ONCE", 50)
    monkeypatch.setattr(sheets, "TOLD_EVERY", 25)
    bo = signed_in("bo")
    assert load_workbook(BytesIO(exported(bo, "xlsx", q="客户00"))).active.max_row == 11
    page = bo.get("/lists/accounts.xlsx?class=A")["Location"]
    assert "正在写入工作簿" in html(bo.get(page))
    assert bo.get(f"{page}/file").status_code == 404
    assert AuditEntry.objects.filter(action="export", details__count=60).exists()
    result = DBTaskResult.objects.get()
    result.set_successful(sheets.make_sheet.call(*result.args_kwargs["args"]))
    assert "60 行的工作簿已经写好" in html(bo.get(page))
    book = load_workbook(BytesIO(b"".join(bo.get(f"{page}/file").streaming_content)))
    names = [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert len(names) == 60 and not any("秘密" in name for name in names)
    for name, place in itertools.product(("ada", "cy", "olga"), (page, f"{page}/file")):
        assert signed_in(name).get(place).status_code == 404
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert (sheets.sweep_sheets(timezone.now()), sheets.sweep_sheets(later)) == (0, 1)
    assert signed_in("bo").get(f"{page}/file").status_code == 404
    assert "没有这个工作簿" in html(signed_in("bo").get(page))


def test_nobody_reaches_a_list_without_signing_in(client):
    for path in ("/accounts", "/lists/accounts.csv", "/lists/accounts/filters", "/lists/people"):
        assert client.get(path)["Location"].startswith("/sign-in")


def test_the_people_to_choose_from_are_those_within_reach(signed_in):
    assert "Cy" not in html(signed_in("ada").get("/lists/people?q=&field=give.person_id"))
    assert "Cy" in html(signed_in("olga").get("/lists/people?q=cy&field=give.person_id"))
