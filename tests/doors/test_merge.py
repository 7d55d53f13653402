"""Several customers become one and several again: nothing is moved, and all comes back."""

import json

import pytest
from django.test import Client

from tests.doors.reading import html
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db
API = "/api/v1"
# What says that a record was written, not what it says.
STAMPS = ("version", "changed_at")


@pytest.fixture
def api(token):
    def call(who, method, path, body=None):
        send = getattr(Client(), method)
        headers = token(who, "read", "write")
        if method == "get":
            return send(API + path, headers=headers)
        return send(API + path, json.dumps(body or {}), content_type="application/json",
                    headers=headers)  # fmt: skip

    return call


@pytest.fixture
def family(db):
    """Three customers of Bo's that are one company, each with records of its own."""
    from datetime import UTC, datetime

    from salesops.web.access import Owner
    from salesops.web.crm.actions.accounts import create_account
    from salesops.web.crm.models import Account, Activity, Contact, Deal

    for n in range(1, 4):
        values = {"name": f"东方泵业{n}", "phone": f"1380013800{n}", "size": "大" if n > 1 else ""}
        create_account(
            actor=Owner(), account_id=f"M{n}", values=values, owner_id="bo", tags=[f"t{n}"]
        )
        Contact.objects.create(contact_id=f"P{n}", account_id=f"M{n}", name=f"联系人{n}")
        Deal.objects.create(deal_id=f"D{n}", account_id=f"M{n}", name=f"商机{n}", stage="x",
                            owner_id="bo")  # fmt: skip
        at = datetime(2025, n, 1, tzinfo=UTC)
        Activity.objects.create(activity_id=f"X{n}", account_id=f"M{n}", kind="call",
                                direction="outbound", happened_at=at, outcome="reached",
                                person_id="bo")  # fmt: skip
        Account.objects.filter(pk=f"M{n}").update(last_contact_at=at)


def everything():
    """Every record a merge could touch, stamps apart."""
    from salesops.web.crm import models

    kinds = (models.Account, models.AccountTag, models.AccountRelation, models.Contact,
             models.Deal, models.Activity, models.Holding)  # fmt: skip
    return {
        kind.__name__: [
            {k: v for k, v in row.items() if k not in STAMPS}
            for row in kind.objects.order_by("pk").values()
        ]
        for kind in kinds
    }


def merge(api, keep, *others, who="olga", **values):
    body = {"other_ids": list(others), "values": values or None}
    answer = api(who, "post", f"/accounts/{keep}/merge", body)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def unmerge(api, pk, who="olga"):
    answer = api(who, "post", f"/accounts/{pk}/unmerge")
    assert answer.status_code == 200, answer.json()


def test_merged_customers_count_as_one_and_stay_where_they_are(api, family, signed_in):
    from salesops.web.crm.models import Contact, Deal

    told = merge(api, "M1", "M2", "M3", size="大", phone="021-62345678")
    assert told["family"] == ["M1", "M2", "M3"]
    assert (told["size"], told["phone"]) == ("大", "021-62345678")
    assert told["last_contact_at"].startswith("2025-03-01")
    assert Deal.objects.get(pk="D2").account_id == "M2"
    assert Contact.objects.get(pk="P3").account_id == "M3"
    page = html(signed_in("bo").get("/accounts?q=东方泵业"))
    assert page.count("data-row") == 1


LAST_TO_FIRST = [["M2", "M3"], ["M3", "M2"]]


@pytest.mark.parametrize("apart", LAST_TO_FIRST)
def test_merging_and_parting_brings_every_record_back(api, family, apart):
    before = everything()
    merge(api, "M1", "M2", size="大", phone="1", name="甲")
    merge(api, "M1", "M3", phone="2", address="乙")
    for pk in apart:
        unmerge(api, pk)
    assert everything() == before


def test_a_merge_of_several_at_once_comes_back_with_the_last_of_them(api, family):
    from salesops.web.crm.models import Account

    before = everything()
    merge(api, "M1", "M2", "M3", name="东方泵业集团")
    unmerge(api, "M2")
    assert Account.objects.get(pk="M1").name == "东方泵业集团"
    unmerge(api, "M3")
    assert everything() == before


def test_a_family_merged_into_another_parts_as_the_family_it_was(api, family):
    from salesops.web.crm.families import family as family_of

    merge(api, "M2", "M3", size="特大")
    before = everything()
    merge(api, "M1", "M2", phone="3")
    assert family_of("M3") == ["M1", "M2", "M3"]
    unmerge(api, "M2")
    assert everything() == before
    assert family_of("M3") == ["M2", "M3"]


def test_the_ledger_is_as_if_it_had_never_been(api, family):
    from salesops.web.access import Owner
    from salesops.web.workspace.actions import take_snapshot

    def figures():
        return take_snapshot(actor=Owner(), as_of=AS_OF).fingerprint

    before = figures()
    merge(api, "A1", "M1")
    assert figures() != before
    unmerge(api, "M1")
    assert figures() == before


def test_orders_of_both_are_counted_together_after_the_next_snapshot(api):
    from salesops.metrics.question import Question, answer
    from salesops.web.access import Owner, whole_ledger
    from salesops.web.workspace.actions import take_snapshot

    merge(api, "A1", "A2")
    take_snapshot(actor=Owner(), as_of=AS_OF)
    question = Question(metrics=("net_revenue",), by=("accounts.account_id",))
    rows = answer(whole_ledger(Owner()), question).table.to_pylist()
    assert [(row["accounts.account_id"], int(row["net_revenue"])) for row in rows] == [("A1", 2300)]


def test_what_somebody_changed_after_the_merge_stays_changed(api, family):
    from salesops.web.crm.models import Account

    told = merge(api, "M1", "M2", phone="1", size="大")
    changed = {"version": told["version"], "phone": "13900139000"}
    api("bo", "patch", "/accounts/M1", changed)
    unmerge(api, "M2")
    kept = Account.objects.get(pk="M1")
    assert (kept.phone, kept.size) == ("13900139000", "")


def test_a_contact_made_since_the_merge_stays_the_last_contact(api, family):
    from datetime import UTC, datetime

    from salesops.web.crm.models import Account, Activity

    merge(api, "M1", "M3")
    at = datetime(2025, 2, 20, tzinfo=UTC)
    Activity.objects.create(activity_id="X9", account_id="M1", kind="call", outcome="reached",
                            direction="outbound", happened_at=at, person_id="bo")  # fmt: skip
    unmerge(api, "M3")
    assert Account.objects.get(pk="M1").last_contact_at == at


def test_operations_and_the_manager_of_both_may_merge_and_nobody_else(api, family):
    body = {"other_ids": ["M2"]}
    for who in ("bo", "fay", "eve", "adam"):
        assert api(who, "post", "/accounts/M1/merge", body).status_code in (403, 404)
    assert api("cy", "post", "/accounts/M1/merge", body).status_code == 404
    assert api("ada", "post", "/accounts/M1/merge", {"other_ids": ["A2"]}).status_code == 404
    assert api("ada", "post", "/accounts/M1/merge", body).status_code == 200
    assert api("bo", "post", "/accounts/M2/unmerge").status_code == 403
    assert api("ada", "post", "/accounts/M2/unmerge").status_code == 200


@pytest.mark.parametrize(
    ("keep", "others", "code"),
    [
        ("M1", ["M1"], "merged_with_itself"),
        ("M1", [], "merged_with_itself"),
        ("M3", ["M1"], "merged_away"),
        ("M1", ["M3"], "merged_away"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused(api, family, keep, others, code):
    merge(api, "M2", "M3")
    answer = api("olga", "post", f"/accounts/{keep}/merge", {"other_ids": others})
    assert answer.status_code == 409 and answer.json()["problems"][0]["code"] == code


def test_a_merged_customer_is_changed_through_the_one_that_is_kept(api, family, signed_in):
    merge(api, "M1", "M2")
    answer = api("olga", "patch", "/accounts/M2", {"version": 2, "name": "X"})
    assert answer.status_code == 409 and answer.json()["problems"][0]["code"] == "merged_away"
    edit = signed_in("olga").get("/accounts/M2/edit")
    assert edit.status_code == 302 and edit["Location"].endswith("/accounts/M1")


def test_whoever_has_the_kept_customer_sees_what_the_merged_one_brought(api, signed_in):
    from salesops.web.boundary import seen
    from salesops.web.crm.models import Account, Deal
    from salesops.web.people.models import User

    Deal.objects.create(deal_id="D9", account_id="A2", name="化工商机", stage="x", owner_id="cy")
    bo = User.objects.get(username="bo")
    assert not seen(bo, Deal).filter(pk="D9").exists()
    merge(api, "A1", "A2")
    assert seen(bo, Deal).filter(pk="D9").exists() and seen(bo, Account).filter(pk="A2").exists()
    unmerge(api, "A2")
    assert not seen(bo, Deal).filter(pk="D9").exists()


def test_the_page_compares_and_the_chosen_values_are_kept(api, family, signed_in):
    from salesops.web.crm.models import Account

    ada = signed_in("ada")
    page = html(ada.get("/accounts/merge?id=M1&id=M2"))
    assert "13800138001" in page and "13800138002" in page
    posted = {"id": ["M1", "M2"], "keep": "M1", "of.name": "M2", "of.phone": "M1", "of.size": "M2"}
    page = html(ada.post("/accounts/merge", posted, follow=True))
    kept = Account.objects.get(pk="M1")
    assert (kept.name, kept.phone, kept.size) == ("东方泵业2", "13800138001", "大")
    assert "撤销合并" in page
    ada.post("/accounts/M2/unmerge")
    assert Account.objects.get(pk="M1").name == "东方泵业1"


def test_likely_duplicates_are_listed_to_who_may_merge_them(api, signed_in):
    from salesops.web.crm.keys import account_keys
    from salesops.web.crm.models import Account

    for pk, name, owner in (("L1", "飞云有限公司", "bo"), ("L2", "飞云有限责任公司", "bo"),
                            ("L3", "飞云", "cy")):  # fmt: skip
        Account.objects.create(account_id=pk, name=name, owner_id=owner,
                               **account_keys(name, "", "", pk))  # fmt: skip
    assert "id=L1&amp;id=L2" in html(signed_in("ada").get("/accounts/duplicates"))
    assert "=L3" not in html(signed_in("ada").get("/accounts/duplicates"))
    assert "=L3" in html(signed_in("olga").get("/accounts/duplicates"))
    assert signed_in("bo").get("/accounts/duplicates").status_code == 403


def test_one_audit_row_tells_a_merge_with_what_it_replaced(api, family):
    from salesops.web.workspace.models import AuditEntry

    merge(api, "M1", "M2", size="大")
    [entry] = AuditEntry.objects.filter(action="merge_accounts")
    assert entry.record_id == "M1" and entry.details["others"] == ["M2"]
    assert entry.changes["size"] == ["", "大"]
