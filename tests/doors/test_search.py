"""Records are found by any part of what they are known by, by whoever may see them, at any time."""

import json
from textwrap import dedent

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from salesops.web.access import Owner
from salesops.web.crm.actions.accounts import change_account, create_account
from salesops.web.crm.actions.activities import Said, log_activity
from salesops.web.crm.actions.contacts import change_contact, create_contact
from salesops.web.crm.actions.deals import open_deal
from salesops.web.crm.actions.merging import merge_accounts, unmerge_account
from salesops.web.crm.actions.notes import add_note, change_note
from salesops.web.crm.actions.tasks import add_task
from salesops.web.crm.grams import TABLES
from salesops.web.crm.models import Account, Deal, Lead, Note
from salesops.web.imports.actions import import_file, retract_batch

pytestmark = pytest.mark.django_db
OWNER = Owner()


def found(word, model=Account):
    return set(model.objects.filter(search_text__holds=word).values_list("pk", flat=True))


def by_reading(word, model=Account):
    return set(model.objects.filter(search_text__contains=word).values_list("pk", flat=True))


@pytest.fixture
def pumps(db):
    values = {"name": "上海锦泽水泵(集团)有限公司 North-East", "phone": "+86 138-0013-8000",
              "credit_code": "91310000MA1K35X27D"}  # fmt: skip
    return create_account(actor=OWNER, account_id="P-77", values=values, owner_id="bo")


@pytest.fixture
def listed(token):
    def names(who, q, path="accounts"):
        answer = Client().get(f"/api/v1/{path}", {"q": q}, headers=token(who))
        return [item["name"] for item in json.loads(answer.content)["items"]]

    return names


PARTS = """
上海锦泽水泵(集团)有限公司 锦泽 水泵 泵 司 泵(集 (集 shjz sb 38001380 8000 00 8 13100 ma1k35x27d
1310000ma1k35x27d p-77 -7 north-east h-e st
"""


@pytest.mark.parametrize("word", PARTS.split())
def test_any_part_of_a_customer_finds_it(pumps, word):
    assert "P-77" in found(word)


@pytest.mark.parametrize("q", ["水泵", "水泵 8000", "SHJZ", "锦泽 集团 north", "泵"])
def test_lists_find_every_word_of_it(pumps, listed, q):
    assert listed("bo", q) == [pumps.name]


@pytest.mark.parametrize("q", ["锦泽水汞", "泽锦", "13800138001", "水泵 9999", "龙", "p-78"])
def test_what_is_not_there_finds_nothing(pumps, listed, q):
    assert listed("bo", q) == []


@pytest.mark.parametrize("who", ["cy", "adam"])
def test_nobody_finds_a_strangers_customer(pumps, listed, who):
    assert listed("olga", "锦泽") == [pumps.name]
    assert listed(who, "锦泽") == []


def test_a_renamed_customer_is_found_by_its_new_name_only(pumps):
    change_account(actor=OWNER, account_id="P-77", values={"name": "北京化工", "phone": ""})
    assert found("北京") == found("京化") == found("bjhg") == {"P-77"}
    assert found("锦泽") == found("8000") == set()


def test_a_merged_customer_is_found_again_when_they_part(pumps, listed):
    create_account(actor=OWNER, account_id="K", values={"name": "南京阀门"}, owner_id="bo")
    merge_accounts(actor=OWNER, keep_id="K", other_ids=["P-77"])
    assert (listed("bo", "锦泽"), listed("bo", "阀门")) == ([], ["南京阀门"])
    unmerge_account(actor=OWNER, account_id="P-77")
    assert listed("bo", "锦泽") == [pumps.name]


def test_deals_are_found_by_their_own_name_and_their_customers(pumps, listed):
    Deal.objects.create(deal_id="D-1", account=pumps, name="年度框架", owner_id="bo", stage="x",
                        search_text="年度框架 ndkj d-1")  # fmt: skip
    assert listed("bo", "框架", "deals") == listed("bo", "水泵", "deals") == ["年度框架"]
    assert listed("bo", "框架 水泵", "deals") == ["年度框架"]
    assert listed("cy", "框架", "deals") == []


def test_what_an_import_brings_changes_and_takes_back_is_found_as_it_is(home, tmp_path):
    file = tmp_path / "leads.csv"

    def bring(company):
        rows = f"""\
            lead_id,received_at,company,source,person_id
            L1,2025-03-01 10:00,{company},官网,bo
            """
        file.write_text(dedent(rows), encoding="utf-8")
        return import_file(actor=OWNER, table="leads", source=file).batch

    bring("东方机械")
    assert found("机械", Lead) == {"L1"}
    changed = bring("西部矿业")
    assert (found("机械", Lead), found("矿业", Lead)) == (set(), {"L1"})
    retract_batch(actor=OWNER, batch_id=changed.pk)
    assert (found("机械", Lead), found("矿业", Lead)) == ({"L1"}, set())


def test_a_customer_that_is_gone_is_not_found(pumps):
    pumps.holdings.all().delete()
    pumps.delete()
    assert found("锦泽") == set()


@pytest.fixture
def liu(pumps):
    values = {"name": "刘美兰 Mélanie", "phone": "+86 139-0013-9000", "email": "Mel@Pumps.example"}
    return create_contact(actor=OWNER, account_id=pumps.pk, values=values, contact_id="K-7")


@pytest.mark.parametrize(
    "q", ["美兰", "兰", "lml", "mélanie", "139-0013", "13900139000", "39000", "mel@pumps", "水泵"]
)
def test_a_contact_is_found_by_any_part_of_name_number_mail_or_company(liu, listed, q):
    assert listed("bo", q, "contacts") == [liu.name]
    assert listed("cy", q, "contacts") == []


def test_a_contact_is_found_by_what_changed_and_no_longer_by_what_was(liu, listed, tmp_path):
    change_contact(actor=OWNER, contact_id="K-7", values={"phone": "021-5555 1234"})
    assert listed("bo", "39000", "contacts") == []
    assert listed("bo", "5555 1234", "contacts") == [liu.name]
    file = tmp_path / "contacts.csv"
    file.write_text("contact_id,account_id,name\nK-7,P-77,张三\n", encoding="utf-8")
    import_file(actor=OWNER, table="contacts", source=file)
    assert listed("bo", "美兰", "contacts") == []
    assert listed("bo", "021-5555", "contacts") == listed("bo", "zs", "contacts") == ["张三"]


@pytest.fixture
def told(pumps):
    """Bo's customer: a visit, a task and a note, each with a word nobody else says."""
    given = {"account_id": pumps.pk}
    visit = Said("visit", summary="看了生产线，Émile 说轴承振动", happened_at=timezone.now())
    log_activity(actor=OWNER, said=visit, given=given, person_id="bo")
    add_task(actor=OWNER, title="寄密封圈样品", details="顺丰到付", given=given, owner_id="bo")
    add_note(actor=OWNER, body="采购周期按季度\n" + "略" * 900 + "年底冻结预算", given=given)


@pytest.fixture
def finds(token):
    def tables(who, q):
        answer = Client().get("/api/v1/find", {"q": q}, headers=token(who))
        return [item["table"] for item in json.loads(answer.content)]

    return tables


WORDS_SAID = {
    "activities": ["轴承", "émile 振动", "ÉMILE"], "tasks": ["密封圈", "jmf", "到付"],
    "notes": ["按季度", "冻结"],
}  # fmt: skip


@pytest.mark.parametrize("table", WORDS_SAID)
def test_what_was_said_is_found_by_its_words_by_whoever_may_see_it(told, finds, table):
    for word in WORDS_SAID[table]:
        for who in ("bo", "ada", "olga"):
            assert finds(who, word) == [table]
        for who in ("cy", "adam"):
            assert finds(who, word) == []
    assert finds("bo", "轴") == []


@pytest.mark.parametrize(("table", "words"), WORDS_SAID.items())
def test_lists_find_what_was_said(told, token, table, words):
    def count(who, q):
        answer = Client().get(f"/api/v1/{table}", {"q": q}, headers=token(who))
        return len(json.loads(answer.content)["items"])

    assert [count("bo", word) for word in words] == [1] * len(words)
    assert [count("cy", word) for word in words] == [0] * len(words)
    assert count("bo", "潜水艇") == 0


def test_of_many_that_say_a_word_the_newest_are_found(told, finds, monkeypatch):
    monkeypatch.setattr("salesops.web.crm.finding_said.FEW", 0)
    for who in ("bo", "ada", "olga"):
        assert [finds(who, word) for word in ("轴承 振动", "密封圈", "冻结")] == [
            ["activities"], ["tasks"], ["notes"],
        ]  # fmt: skip
    assert finds("cy", "轴承") == []


def test_the_finder_shows_the_words_around_what_was_found(told, signed_in):
    page = signed_in("bo").get("/find", {"q": "冻结"}).content.decode()
    assert "年底冻结预算" in page
    assert "/accounts/P-77" in page
    assert "冻结" not in signed_in("cy").get("/find", {"q": "冻结预算"}).content.decode()


def test_a_corrected_text_is_found_by_what_it_says_now(told, finds, tmp_path):
    note = Note.objects.get()
    change_note(actor=OWNER, note_id=note.pk, version=None, body="付款方式改为月结")
    assert (finds("bo", "冻结"), finds("bo", "月结")) == ([], ["notes"])
    file = tmp_path / "activities.csv"
    file.write_text(
        "activity_id,happened_at,kind,account_id,summary\nV9,2025-03-01 10:00,电话,P-77,谈妥延保\n",
        encoding="utf-8",
    )
    import_file(actor=OWNER, table="activities", source=file)
    assert finds("bo", "延保") == ["activities"]


def test_words_that_nearly_all_hold_are_answered_in_order(listed, monkeypatch):
    monkeypatch.setattr("salesops.web.lists.filtering.FEW", 2)
    for n in range(5):
        create_account(actor=OWNER, values={"name": f"江南电机{n}号"}, owner_id="bo")
    assert listed("bo", "电机") == [f"江南电机{n}号" for n in range(5)]
    assert listed("bo", "电机 3号") == ["江南电机3号"]
    assert listed("cy", "电机") == []


@pytest.mark.parametrize(("few", "many"), [(500, 10_000), (0, 10_000), (0, 0)])
@pytest.mark.parametrize(("listing", "word"), [
    ("activities", "轴承"), ("tasks", "密封圈"), ("notes", "冻结"), ("contacts", "水泵"),
    ("activities", "水泵 轴承"), ("notes", "水泵"), ("deals", "水泵"),
])  # fmt: skip
def test_few_or_many_the_same_is_found(told, signed_in, monkeypatch, listing, word, few, many):
    monkeypatch.setattr("salesops.web.lists.filtering.FEW", few)
    monkeypatch.setattr("salesops.web.lists.filtering.MOST_COUNTED", many)
    monkeypatch.setattr("salesops.web.crm.listings.words.COMMON", many)
    create_contact(actor=OWNER, account_id="P-77", values={"name": "郑工"})
    open_deal(actor=OWNER, values={"name": "改造", "account_id": "P-77"})

    def rows(who, q):
        answer = signed_in(who).get(f"/lists/{listing}.csv", {"q": q})
        return b"".join(answer.streaming_content).count(b"\r\n") - 1

    assert (rows("bo", word), rows("cy", word)) == (1, 0)
    assert rows("bo", f"{word} 潜水艇") == 0


class TestTheIndex(TestCase):
    """Whatever texts there are, the index finds what reading all of them finds."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(TEXT := st.text("ab1 -%_'\"\\*中国国é🏭", max_size=8), max_size=6), TEXT)
    def test_it_finds_what_reading_finds(self, texts, text):
        rows = [Account(pk=f"{n}!", name="x", search_text=one) for n, one in enumerate(texts)]
        Account.objects.bulk_create(rows)
        for word in text.split():
            assert found(word) == by_reading(word)
        Account.objects.filter(pk__endswith="!").update(search_text=text)
        for word in [*text.split(), *"".join(texts).split()]:
            assert found(word) == by_reading(word)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_keeps_the_index_whatever_migrations_came_after_it(table):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [f"grams_{table}"])
            assert cursor.fetchall()
            return
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
            " AND tbl_name = %s", [f"grams_{table}%", table],
        )  # fmt: skip
        assert cursor.fetchone() == (3,)
