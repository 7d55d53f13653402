"""The audit: who did what, when, from what to what; read by whom it concerns, changed by nobody."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone, translation

from salesops.web.crm.actions import accounts
from salesops.web.workspace import audit_words as words
from salesops.web.workspace.models import AuditEntry
from tests.doors.peopled import records_of
from tests.doors.reading import read, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(user):
    """Bo renamed his customer."""
    accounts.change_account(actor=user("bo"), account_id="A1", values={"note": "旧"}, version=None)
    accounts.change_account(
        actor=user("bo"), account_id="A1", values={"name": "东方重工"}, version=None
    )
    return AuditEntry.objects.filter(table="accounts", record_id="A1").latest("pk")


def rows(page):
    return page.content.decode().count('hx-target="#side"')


def test_operations_see_who_did_what_from_what_to_what_through_which_door(signed_in, renamed):
    AuditEntry.objects.get(pk=renamed.pk)
    page = signed_in("olga").get("/audit?table=accounts&record=A1").content.decode()
    assert "东方机械" in page and "东方重工" in page and "bo" in page and "修改客户" in page
    one = signed_in("olga").get(f"/audit/{renamed.pk}", headers={"HX-Request": "true"})
    text = one.content.decode()
    assert "东方机械" in text and "东方重工" in text and "<html" not in text
    assert "<html" in signed_in("olga").get(f"/audit/{renamed.pk}").content.decode()


@pytest.mark.parametrize("name", ["bo", "ada", "cy", "fay", "eve"])
def test_the_whole_of_it_is_for_operations_and_administrators(signed_in, renamed, name):
    browser = signed_in(name)
    assert browser.get("/audit").status_code == 403
    assert browser.get("/audit.csv").status_code == 403
    assert browser.get("/audit?table=accounts").status_code == 403
    assert browser.get("/audit?record=A1").status_code == 403


@pytest.mark.parametrize(("name", "status"), [("bo", 200), ("ada", 200), ("olga", 200),
                                              ("eve", 200), ("fay", 200), ("cy", 404)])  # fmt: skip
def test_whoever_sees_a_record_may_read_its_history(signed_in, token, renamed, name, status):
    browser = signed_in(name)
    assert browser.get("/audit?table=accounts&record=A1").status_code == status
    assert browser.get(f"/audit/{renamed.pk}").status_code == status
    assert browser.get("/audit.csv?table=accounts&record=A1").status_code == status
    answer = Client().get("/api/v1/audit?table=accounts&record=A1", headers=token(name))
    assert answer.status_code == status


def test_a_record_history_holds_nothing_of_another_record(signed_in, token, renamed):
    records_of("bo")
    answer = Client().get("/api/v1/audit?table=accounts&record=A1", headers=token("bo")).json()
    assert {(e["table"], e["record_id"]) for e in answer["items"]} == {("accounts", "A1")}
    first = answer["items"][0]
    assert first["who"] == "bo" and first["did"] == "修改客户"
    changes = {c["field"]: (c["before"], c["after"]) for c in first["changes"]}
    assert changes["name"] == ("东方机械", "东方重工")


def test_an_administrator_sees_settings_and_exports_and_no_customers(signed_in, renamed):
    records_of("bo")
    signed_in("olga").get("/lists/accounts.csv?q=东方").getvalue()
    browser = signed_in("adam")
    page = browser.get("/audit").content.decode()
    assert "导出列表" in page and "东方" not in page and "蓝鲸" not in page
    for entry in AuditEntry.objects.all():
        text = browser.get(f"/audit/{entry.pk}").content.decode()
        assert "东方" not in text and "蓝鲸" not in text and "13811112222" not in text
    file = browser.get("/audit.csv").getvalue().decode()
    assert "东方" not in file and "蓝鲸" not in file


def test_an_administrator_sees_who_tried_to_reach_what_is_not_theirs(signed_in, token):
    assert signed_in("cy").get("/accounts/A1").status_code == 404
    answer = Client().get("/api/v1/audit?action=refuse", headers=token("adam")).json()
    tried = [(e["who"], e["did"], e["subject"], e["table"]) for e in answer["items"]]
    assert tried == [("cy", "拒绝越权访问", "A1", "accounts")]


def test_leaving_as_a_file_stands_in_the_audit(signed_in, renamed):
    file = signed_in("olga").get("/audit.csv?action=change_account").getvalue().decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(file)))
    assert [row["did"] for row in read] == ["修改客户"] * 2
    assert "东方机械 → 东方重工" in read[0]["changes"]
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "export_audit" and entry.details["count"] == 2
    assert entry.details["action"] == "change_account" and entry.door == "page"


def test_a_file_is_in_its_readers_language_however_late_it_is_made(signed_in, renamed):
    answer = signed_in("olga").get("/audit.csv?action=change_account")
    with translation.override("en"):
        file = answer.getvalue().decode("utf-8-sig")
    assert "修改客户" in file and "changed the customer" not in file


def test_entries_are_found_by_person_action_table_record_door_days_and_text(signed_in, renamed):
    today = timezone.localdate()
    entry = AuditEntry.objects.filter(pk=renamed.pk)
    door = entry.get().door or "cli"
    browser = signed_in("olga")
    hit = {"actor": "bo", "action": "change_account", "table": "accounts", "record": "A1",
           "from": str(today), "until": str(today), "q": "东方"}  # fmt: skip
    miss = {"actor": "cy", "action": "hire", "table": "deals", "record": "A2", "door": "rule",
            "from": str(today + timedelta(days=1)), "until": str(today - timedelta(days=9)),
            "q": "没有这个"}  # fmt: skip
    assert rows(browser.get("/audit", hit)) == 2 and door
    for name, value in miss.items():
        assert rows(browser.get("/audit", hit | {name: value})) == 0, name
    assert browser.get("/audit", {"from": "soon", "q": "\0%'\"<b>"}).status_code == 200


def test_pages_of_entries_follow_one_another_without_gaps(token, user):
    from salesops.web import audit

    for number in range(7):
        audit.note(user("bo"), "set_preferences", str(number))
    seen, cursor = [], ""
    while True:
        path = f"/api/v1/audit?action=set_preferences&limit=3{cursor}"
        answer = Client().get(path, headers=token("olga")).json()
        seen += [entry["subject"] for entry in answer["items"]]
        if not answer["next"]:
            break
        cursor = f"&cursor={answer['next']}"
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    bad = Client().get("/api/v1/audit?cursor=x", headers=token("olga"))
    assert bad.status_code == 422 and bad.json()["problems"][0]["code"] == "bad_cursor"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_no_entry_can_be_changed_or_removed(renamed, change):
    entry = AuditEntry.objects.filter(pk=renamed.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.update(subject="nothing happened") if change == "update" else entry.delete()
    assert AuditEntry.objects.get(pk=renamed.pk).changes == renamed.changes


def test_every_record_page_leads_to_its_history(signed_in):
    ids = records_of("bo").ids
    places = {
        "accounts": ("/accounts/A1", "A1"),
        "deals": (f"/deals/{ids['deal_id']}", ids["deal_id"]),
        "leads": (f"/leads/{ids['lead_id']}", ids["lead_id"]),
        "contacts": (f"/contacts/{ids['contact_id']}", ids["contact_id"]),
        "tasks": (f"/tasks/{ids['task_id']}", ids["task_id"]),
    }
    browser = signed_in("bo")
    for table, (page, pk) in places.items():
        assert f"/audit?table={table}&amp;record={pk}" in browser.get(page).content.decode(), table
        assert browser.get(f"/audit?table={table}&record={pk}").status_code == 200, table


def test_everything_that_is_done_has_a_name_in_both_languages(signed_in):
    records_of("bo")
    done = set(AuditEntry.objects.values_list("action", flat=True))
    assert done - set(words.ACTIONS) == set()
    assert all(zh and en for zh, en in words.ACTIONS.values())


@pytest.mark.parametrize("name", ["pool", "pool_id", "description", "pipeline_id", "reason"])
def test_a_field_without_a_word_on_any_form_has_one_in_the_audit(name):
    from salesops.web.workspace.audit_words import field_called

    assert not field_called("rules", name, "zh").isascii()
    assert field_called("rules", name, "en").isascii()


def test_what_came_by_rest_says_so(token):
    said = json.dumps({"name": "接口公司"})
    headers = token("bo", "read", "write")
    made = (
        Client()
        .post("/api/v1/accounts", said, content_type="application/json", headers=headers)
        .json()
    )
    entry = AuditEntry.objects.get(action="create_account", record_id=made["account_id"])
    assert entry.door == "api"


def test_a_history_and_a_conflict_say_names_and_words_and_no_ids(signed_in, user):
    from salesops.web.crm.actions.deals import change_deal, give_deal, move_deal, open_deal
    from salesops.web.problems import Conflict

    open_deal(actor=user("bo"), values={"name": "泵站", "account_id": "A1"}, deal_id="D1")
    move_deal(actor=user("bo"), deal_id="D1", stage="赢单")
    give_deal(actor=user("ada"), deal_id="D1", owner_id="ada")
    page = said(read(signed_in("ada").get("/audit?table=deals&record=D1")))
    assert "进行中 → 赢单" in page and "open" not in page
    names = {one: user(one).name for one in ("bo", "ada")}
    assert f"负责人 {names['bo']} → {names['ada']}" in page
    with translation.override("zh-hans"), pytest.raises(Conflict) as caught:
        change_deal(actor=user("ada"), deal_id="D1", values={"name": "站"}, version=1)
    told = caught.value.problem.reason("zh")
    assert told.startswith(names["ada"]) and "_id" not in told
    assert f"负责人 {names['bo']} → {names['ada']}" in told and "进行中 → 赢单" in told


def test_a_conflict_over_what_a_task_is_about_names_the_field(user):
    from salesops.web.crm.actions.tasks import add_task
    from salesops.web.workspace.audit_values import label

    task = add_task(actor=user("bo"), title="回访", given={"account_id": "A1"}, owner_id="bo")
    for spoken in ("zh-hans", "en"):
        with translation.override(spoken):
            for name in ("account_id", "deal_id", "lead_id", "owner_id"):
                assert not label(type(task), "tasks", name, "zh").isascii()
                assert label(type(task), "tasks", name, "en").isascii()
