"""Lists taken out over REST: the file of the page, a slice at a time, and back in again."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from salesops.web.assistants.asking import Caller
from salesops.web.assistants.tools import called
from salesops.web.imports.models import ImportJob
from salesops.web.jobs import run_import
from salesops.web.lists.registry import PLACES
from salesops.web.lists.sheets import make_sheet, sweep_sheets
from salesops.web.workspace.models import AuditEntry
from tests.doors.peopled import records_of

pytestmark = pytest.mark.django_db
API = "/api/v1"
COMPANY = ("people", "regions", "products")
"""Lists of what is everybody's, taken out by whoever keeps them."""
RECORDS = [name for name in PLACES if name not in COMPANY]


def fetched(headers, path):
    response = Client().get(f"{API}{path}", headers=headers)
    assert response.status_code == 200, (path, response.content)
    return b"".join(response.streaming_content)


def rows_of(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", RECORDS)
def test_rest_and_page_give_the_same_file_of_what_is_seen(name, token, signed_in):
    bo, cy = records_of("bo"), records_of("cy")
    by_rest = fetched(token("ada"), f"/lists/{name}.csv")
    page = b"".join(signed_in("ada").get(f"/lists/{name}.csv").streaming_content)
    assert by_rest == page
    text = by_rest.decode("utf-8-sig")
    assert ("东方机械" if name == "accounts" else bo.secrets[0]) in text
    assert not any(secret in text for secret in cy.secrets)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_who_took_what_under_which_filters_goes_on_record(form, token):
    records_of("bo")
    fetched(token("bo"), f"/lists/deals.{form}?status=open&columns=name&columns=amount")
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor_name, entry.door, entry.table) == ("bo", "api", "deals")
    assert entry.details["form"] == form and entry.details["count"] == 1
    assert entry.details["filters"].startswith("status=open")


def test_a_workbook_has_the_columns_that_were_chosen(token):
    records_of("bo")
    content = fetched(token("bo"), "/lists/deals.xlsx?columns=name&columns=amount")
    heads, row = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    assert heads == ("商机编号", "商机名称", "商机金额")
    assert row == ("D-bo", "蓝鲸泵站", 777000)


def test_a_filter_that_is_none_is_told_and_nothing_leaves(token):
    answer = Client().get(f"{API}/lists/deals.csv?nonsense=1", headers=token("bo"))
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "unknown_filter"
    assert not AuditEntry.objects.filter(action="export").exists()


def test_a_key_for_figures_takes_no_list_out(token):
    answer = Client().get(f"{API}/lists/deals.csv", headers=token("bo", "figures:read"))
    assert answer.status_code == 403 and "crm:read" in answer.json()["problems"][0]["reason"]


def test_what_no_sheet_holds_is_told_and_nothing_leaves(token, monkeypatch):
    from salesops.web.lists import sheets

    records_of("bo")
    monkeypatch.setattr(sheets, "SHEET_ROWS", 0)
    answer = Client().get(f"{API}/lists/deals.xlsx", headers=token("bo"))
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["code"] == "too_many_rows"
    assert not AuditEntry.objects.filter(action="export").exists()


def test_rows_are_pulled_a_slice_at_a_time_as_the_file_is_read(token):
    from salesops.web.crm.models import Account
    from salesops.web.lists.rows import AT_ONCE

    Account.objects.bulk_create(
        Account(account_id=f"M{at:05}", name=f"客户{at:05}", owner_id="bo")
        for at in range(2 * AT_ONCE + 1)
    )
    headers = token("bo")
    response = Client().get(f"{API}/lists/accounts.csv", headers=headers)
    parts = iter(response.streaming_content)
    with CaptureQueriesContext(connection) as asked:

        def slices():
            """Each slice looks its tags up once."""
            return sum("accounttag" in query["sql"].lower() for query in asked.captured_queries)

        next(parts)
        assert slices() == 0
        first = next(parts)
        assert slices() == 1 and first.count(b"\n") == AT_ONCE + 1
        assert next(parts).count(b"\n") == AT_ONCE and slices() == 2
        rest = b"".join(parts)
    assert slices() == 3 and rest.count(b"\n") == 2


@pytest.mark.parametrize("name", PLACES)
def test_a_file_taken_out_comes_back_in_by_business_key(name, token, home):
    records_of("bo")
    content = fetched(token("olga"), f"/lists/{name}.csv")
    before = rows_of(content)
    job, answer = sent_in(token("olga", "write"), name, content)
    assert job.state == ImportJob.State.DONE, answer
    assert (job.result["accepted"], job.result["rejected"]) == (len(before), 0), job.problems
    assert rows_of(fetched(token("olga"), f"/lists/{name}.csv")) == before


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_word_a_file_says_is_one_an_import_knows(language, db):
    from django.utils.translation import override

    from salesops.ingest.intake import INTAKES
    from salesops.web.access import Owner
    from salesops.web.lists.cells import labels
    from salesops.web.lists.registry import listing

    unknown = []
    with override(language):
        for name in PLACES:
            fields = {field.name: field for field in INTAKES[name].fields}
            named = labels(Owner(), listing(name).columns)
            unknown += [
                (name, column, label)
                for column, said in named.items()
                if column in fields and fields[column].choices
                for value, label in said.items()
                if fields[column].choices.get(label.casefold()) != value
            ]
    assert not unknown, str(unknown)


def sent_in(headers, table, content):
    file = SimpleUploadedFile(f"{table}.csv", content)
    answer = Client().post(f"{API}/imports", {"table": table, "file": file}, headers=headers)
    assert answer.status_code == 202, answer.content
    job = ImportJob.objects.get(pk=answer.json()["id"])
    run_import.call(job.pk)
    job.refresh_from_db()
    told = Client().get(f"{API}/imports/{job.pk}", headers={**headers}).json()
    return job, told


# One new row and one that will not do, of every table of records people work with.
GOOD_AND_BAD = {
    "accounts": ("account_id,name,owner_id", "N1,新客户,bo", "N2,坏客户,nobody"),
    "contacts": ("contact_id,account_id,name", "N1,A1,新人", "N2,none,坏人"),
    "leads": ("lead_id,received_at,company,person_id", "N1,2026-01-05 09:00,新公司,bo",
              "N2,2026-01-05 09:00,坏公司,nobody"),
    "deals": ("deal_id,name,account_id,person_id,stage,amount", "N1,新商机,A1,bo,初步接触,10",
              "N2,坏商机,A1,bo,初步接触,十块"),
    "activities": ("activity_id,happened_at,kind,person_id,account_id",
                   "N1,2026-01-05 09:00,电话,bo,A1", "N2,someday,电话,bo,A1"),
    "tasks": ("task_id,title,person_id,account_id,due_at", "N1,回访,bo,A1,2026-01-05 09:00",
              "N2,坏任务,bo,none,2026-01-05 09:00"),
    "stages": ("pipeline,name,position", "标准,试用,3", "标准,坏阶段,last"),
    "steps": ("case_kind,case_id,to_stage,entered_at,person_id",
              "deal,D-bo,试用,2026-01-05 09:00,bo", "deal,D-bo,试用,someday,bo"),
    "regions": ("region_id,name,parent_id", "N1,新区,CN", "N2,坏区,none"),
    "products": ("product_id,name,line,list_price", "N1,新品,泵,10", "N2,坏品,泵,十块"),
    "people": ("person_id,name,team,starts_on", "N1,新人,销售部/一组,2026-01-05",
               "N2,坏人,销售部/一组,someday"),
    "quotas": ("plan,person_id,region_id,product_line,starts_on,ends_before,amount",
               "2026,bo,EAST,泵,2026-01-01,2026-02-01,10",
               "2026,bo,EAST,泵,2026-02-01,2026-03-01,x"),
}  # fmt: skip


@pytest.mark.parametrize("table", GOOD_AND_BAD)
def test_every_table_comes_in_over_rest_and_its_problems_go_out(table, token, home):
    records_of("bo")
    headers = token("olga", "read", "write")
    text = "\n".join(GOOD_AND_BAD[table]) + "\n"
    job, told = sent_in(headers, table, text.encode())
    assert (told["result"]["accepted"], told["result"]["rejected"]) == (1, 1), job.problems
    assert told["result"]["problems_file"] == f"{API}/imports/{job.pk}/problems"
    wrong = rows_of(fetched(headers, f"/imports/{job.pk}/problems"))
    head, _good, bad = GOOD_AND_BAD[table]
    kept = {name: wrong[0][name] for name in head.split(",")}
    assert len(wrong) == 1 and ",".join(kept.values()) == bad
    assert fetched(headers, f"/batches/{job.batch_id}/problems")
    listed = {
        one["batch_id"]: one for one in Client().get(f"{API}/batches", headers=headers).json()
    }
    assert listed[job.batch_id]["problems_file"] == f"{API}/batches/{job.batch_id}/problems"


@pytest.mark.parametrize(
    "mapping", ["nonsense = [", 'table = "leads"', 'table = "deals"\n[fields]\nnone = "x"']
)
def test_a_mapping_nobody_can_read_is_told_before_anything_is_kept(mapping, token, home):
    file = SimpleUploadedFile("deals.csv", b"x")
    told = {"table": "deals", "file": file, "mapping": mapping}
    answer = Client().post(f"{API}/imports", told, headers=token("olga", "write"))
    (problem,) = answer.json()["problems"]
    assert (answer.status_code, problem["code"]) == (422, "bad_mapping")
    assert problem["column"] == "mapping" and not ImportJob.objects.exists()


def test_a_mapping_says_how_a_strange_file_is_read(token, home):
    from salesops.web.crm.models import Task

    mapping = """
        table = "tasks"
        [fields]
        task_id = "Ref"
        title = {join = ["Verb", "Whom"], with = " "}
    """
    file = SimpleUploadedFile("tasks.csv", b"Ref,Verb,Whom\nR1,Call,Them\n")
    told = {"table": "tasks", "file": file, "mapping": mapping}
    answer = Client().post(f"{API}/imports", told, headers=token("olga", "write"))
    run_import.call(answer.json()["id"])
    assert Task.objects.get(pk="R1").title == "Call Them"


def test_corrected_problems_come_in_and_the_rest_stands(token, home):
    from salesops.web.crm.models import Deal

    headers = token("olga", "read", "write")
    job, _told = sent_in(headers, "deals", "\n".join(GOOD_AND_BAD["deals"]).encode())
    mended = (
        fetched(headers, f"/imports/{job.pk}/problems").decode("utf-8-sig").replace("十块", "10")
    )
    _again, told = sent_in(headers, "deals", mended.encode("utf-8-sig"))
    assert told["result"]["accepted"] == 1 and told["result"]["problems_file"] is None
    amounts = dict(Deal.objects.filter(pk__in=["N1", "N2"]).values_list("pk", "amount"))
    assert amounts == {"N1": 10, "N2": 10}


def test_problems_are_for_whoever_may_import(token, home):
    job, _told = sent_in(token("olga", "write"), "deals", "\n".join(GOOD_AND_BAD["deals"]).encode())
    path = f"{API}/imports/{job.pk}/problems"
    assert Client().get(path, headers=token("cy")).status_code == 403
    assert Client().get(path, headers=token("adam")).status_code == 404
    batch = f"{API}/batches/{job.batch_id}/problems"
    assert Client().get(batch, headers=token("cy")).status_code == 403
    assert Client().get(f"{API}/imports", headers=token("cy")).status_code == 403
    assert [one["id"] for one in Client().get(f"{API}/imports", headers=token("olga")).json()] == [
        job.pk
    ]


@pytest.fixture
def works(db):
    """The worker makes the newest workbook that was asked for; none of them stays."""

    def made():
        from django_tasks_db.models import DBTaskResult

        result = DBTaskResult.objects.latest("enqueued_at")
        result.set_successful(make_sheet.call(*result.args_kwargs["args"]))

    yield made
    sweep_sheets(timezone.now() + timedelta(days=2))


def test_a_long_workbook_is_the_workers_over_rest_too(token, works, monkeypatch):
    monkeypatch.setattr("salesops.web.lists.sheets.AT_ONCE", 0)
    records_of("bo")
    key = token("bo")
    begun = Client().get(f"{API}/lists/deals.xlsx?columns=name", headers=key)
    told = begun.json()
    assert (begun.status_code, told["state"], told["count"]) == (202, "working", 1)
    assert Client().get(told["file"], headers=key).status_code == 404
    works()
    told = Client().get(told["address"], headers=key).json()
    assert (told["state"], told["done"]) == ("ready", 1)
    file = b"".join(Client().get(told["file"], headers=key).streaming_content)
    assert list(load_workbook(BytesIO(file)).active.values)[1] == ("D-bo", "蓝鲸泵站")
    for name in ("ada", "cy", "olga"):
        for place in (told["address"], told["file"]):
            assert Client().get(place, headers=token(name)).status_code == 404
    assert AuditEntry.objects.get(action="export").door == "api"


def test_an_assistant_has_a_list_made_and_says_where_the_file_is(token, user, works):
    records_of("bo"), records_of("cy")
    bo = Caller(user("bo"), ("crm:read",))
    asked = {"name": "deals", "filters": {"status": "open"}, "columns": ["name"]}
    begun = called(bo, "export_list", asked, "zh")
    assert (begun.status, begun.told["count"]) == (202, 1)
    works()
    told = called(bo, "exported_list", {"name": "deals", "job_id": begun.told["job_id"]}, "zh").told
    assert told["state"] == "ready"
    file = b"".join(Client().get(told["file"], headers=token("bo")).streaming_content)
    assert [row[1] for row in load_workbook(BytesIO(file)).active.values][1:] == ["蓝鲸泵站"]
    wrong = called(bo, "export_list", {"name": "deals", "filters": {"nonsense": "1"}}, "zh")
    assert wrong.told["problems"][0]["code"] == "unknown_filter"
    assert AuditEntry.objects.get(action="export").door == "mcp"


@pytest.mark.parametrize("name", COMPANY)
def test_only_who_keeps_them_takes_out_the_companys_own_lists(name, signed_in):
    assert b"".join(signed_in("olga").get(f"/lists/{name}.csv").streaming_content)
    for reader in ("bo", "ada", "cy"):
        assert signed_in(reader).get(f"/lists/{name}.csv").status_code == 404


def test_the_file_of_people_holds_whom_the_page_shows(signed_in):
    def names(query):
        parts = signed_in("olga").get(f"/lists/people.csv?{query}").streaming_content
        return {row["姓名"] for row in rows_of(b"".join(parts))}

    assert {"Bo", "Cy"} <= names("state=all")
    assert names("q=bo&state=here") == {"Bo"}
    assert not names("in_team=nowhere") and not names("with_role=nothing")
