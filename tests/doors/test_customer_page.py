"""The page of one customer: whole for whoever may see it, and not there for anybody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from salesops.web.access import account_view
from salesops.web.crm.actions.activities import Said, log_activity
from salesops.web.crm.actions.notes import add_note
from salesops.web.crm.models import Account, Activity, Contact, Deal, Step, Task
from salesops.web.workspace.models import AuditEntry

SignIn = Callable[[str], Client]


def page(client: Client, pk: str = "A1") -> str:
    answer = client.get(f"/accounts/{pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_who_they_are_what_they_buy_and_what_happened(
    signed_in: SignIn, user: object
) -> None:
    Contact.objects.create(
        contact_id="C1", account_id="A1", name="刘工", title="设备科长", part="decides"
    )
    Deal.objects.create(
        deal_id="D1", name="泵站改造", account_id="A1", owner_id="bo", stage="方案", amount=5000
    )
    Step.objects.create(
        case_kind="deal", case_id="D1", to_stage="方案", entered_at=timezone.now(),
        person_id="bo", changed_at=timezone.now(),
    )  # fmt: skip
    log_activity(
        actor=user("bo"), said=Said("visit", summary="看了泵房"),
        given={"account_id": "A1", "contact_id": "C1"},
    )  # fmt: skip
    add_note(actor=user("bo"), body="门卫找老张", given={"account_id": "A1"})
    shown = page(signed_in("bo"))
    for words in (
        "东方机械",
        "刘工",
        "设备科长",
        "泵站改造",
        "看了泵房",
        "门卫找老张",
        "O1",
        "O0",
        "泵",
    ):
        assert words in shown, words


@pytest.mark.parametrize("name", ["bo", "ada", "olga", "fay", "eve"])
def test_everybody_who_may_see_the_customer_sees_its_page(signed_in: SignIn, name: str) -> None:
    assert "东方机械" in page(signed_in(name))


def test_a_stranger_gets_the_same_answer_as_for_a_customer_that_does_not_exist(
    signed_in: SignIn, user: object
) -> None:
    log_activity(actor=user("bo"), said=Said("visit"), given={"account_id": "A1"})
    activity = Activity.objects.get()
    cy = signed_in("cy")
    places = ["/accounts/{}", "/timeline/account/{}", "/doings/new/note?account_id={}"]
    for place in places:
        theirs, nobodys = cy.get(place.format("A1")), cy.get(place.format("A404"))
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
    assert cy.get(f"/activities/{activity.pk}").status_code == 404
    assert AuditEntry.objects.filter(action="refuse", subject="A1").count() == len(places)
    assert signed_in("adam").get("/accounts/A1").status_code == 403


def test_a_new_owner_reads_what_former_owners_sold_and_did(signed_in: SignIn, user: object) -> None:
    log_activity(actor=user("bo"), said=Said("visit", summary="老关系"), given={"account_id": "A1"})
    Account.objects.filter(pk="A1").update(owner_id="cy")
    shown = page(signed_in("cy"))
    assert "老关系" in shown and "O1" in shown
    view = account_view(user("cy"), "A1")
    assert view is not None
    assert [order.net_amount for order in view.orders] == [1000, 800]
    assert signed_in("bo").get("/accounts/A1").status_code == 404


def test_customers_merged_into_it_tell_their_story_there_and_lead_there(
    signed_in: SignIn, user: object
) -> None:
    Account.objects.create(account_id="A9", name="东方机械厂", owner_id="bo")
    log_activity(actor=user("bo"), said=Said("visit", summary="老厂区"), given={"account_id": "A9"})
    Account.objects.filter(pk="A9").update(merged_into_id="A1")
    assert "老厂区" in page(signed_in("bo"))
    assert signed_in("bo").get("/accounts/A9").headers["Location"] == "/accounts/A1"


def test_the_story_is_told_in_pages_without_a_gap_and_nothing_twice(
    signed_in: SignIn, user: object
) -> None:
    at = timezone.now().replace(microsecond=0)
    Activity.objects.bulk_create(
        Activity(
            activity_id=f"V{n:03}", kind="call", direction="outbound", outcome="interested",
            happened_at=at - timedelta(hours=n // 3), person_id="bo", account_id="A1",
            summary=f"call-{n:03}!",
        )
        for n in range(100)
    )  # fmt: skip
    client, place, told = signed_in("bo"), "/timeline/account/A1?group=contact", []
    while place:
        shown = client.get(place).content.decode()
        told += re.findall(r"call-\d{3}!", shown)
        found = re.search(r'hx-get="([^"]*before=[^"]*)"', shown)
        place = found[1].replace("&amp;", "&") if found else ""
    assert sorted(told) == [f"call-{n:03}!" for n in range(100)]


def test_a_place_in_the_story_that_was_made_up_is_not_found(signed_in: SignIn) -> None:
    assert signed_in("bo").get("/timeline/account/A1?before=bm90aGluZw").status_code == 404


def test_a_call_is_logged_on_the_page_and_what_was_typed_stays_on_a_refusal(
    signed_in: SignIn,
) -> None:
    client = signed_in("bo")
    quiet = {"HTTP_HX_REQUEST": "true"}
    told = {"account_id": "A1", "kind": "call", "summary": "要<b>报价</b>", "happened_at": "31/12"}
    refused = client.post("/doings/new/activity", told, **quiet)
    assert refused.status_code == 200
    assert "要&lt;b&gt;报价&lt;/b&gt;" in refused.content.decode()
    assert "31/12" in refused.content.decode()
    done = client.post("/doings/new/activity", {**told, "happened_at": ""}, **quiet)
    assert (done.content, done.headers["HX-Trigger"]) == (b"", "doing")
    assert Activity.objects.get().summary == "要<b>报价</b>"
    assert "要&lt;b&gt;报价&lt;/b&gt;" in page(client)


def test_scripts_and_tricks_of_direction_are_only_text(signed_in: SignIn, user: object) -> None:
    said = "<script>alert(1)</script>\u202egpj\0🙂"
    log_activity(actor=user("bo"), said=Said("visit", summary=said), given={"account_id": "A1"})
    shown = page(signed_in("bo"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;gpj🙂" in shown
    assert "\u202e" not in shown


def test_of_a_long_note_the_beginning_is_shown_and_the_rest_at_a_click(
    signed_in: SignIn, user: object
) -> None:
    about = {"account_id": "A1"}
    add_note(actor=user("bo"), body="短" * 600, given=about)
    add_note(actor=user("bo"), body="始" * 300 + "<b>" + "末" * 9_700, given=about)
    shown = page(signed_in("bo"))
    assert f'<p class="said" dir="auto">{"短" * 600}</p>' in shown
    begins, rest = "始" * 300, "&lt;b&gt;" + "末" * 9_700
    assert f'<summary dir="auto">{begins}…</summary><p dir="auto">…{rest}</p>' in shown


def test_the_customer_is_asked_for_with_few_questions_however_much_happened(
    signed_in: SignIn, user: object, django_assert_max_num_queries: Callable
) -> None:
    at = timezone.now()
    Activity.objects.bulk_create(
        Activity(
            activity_id=f"V{n}", kind="visit", happened_at=at - timedelta(days=n),
            person_id="bo", account_id="A1",
        )
        for n in range(200)
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(task_id=f"T{n}", title=f"t{n}", owner_id="bo", account_id="A1") for n in range(40)
    )
    client = signed_in("bo")
    page(client)
    with django_assert_max_num_queries(60):
        page(client)


def test_tasks_stand_by_when_they_are_due_and_are_done_and_undone(
    signed_in: SignIn, user: object
) -> None:
    client, quiet = signed_in("bo"), {"HTTP_HX_REQUEST": "true"}
    assert client.post("/tasks", {"title": "寄样品", "due_at": "2020-01-01"}).status_code == 302
    task = Task.objects.get()
    assert "已逾期" in client.get("/tasks").content.decode()
    shown = client.post(f"/tasks/{task.pk}/done", **quiet).content.decode()
    assert f"/tasks/{task.pk}/reopen" in shown
    assert "寄样品" not in client.get("/tasks").content.decode()
    client.post(f"/tasks/{task.pk}/reopen", **quiet)
    assert "寄样品" in client.get("/tasks").content.decode()
    assert "寄样品" not in signed_in("ada").get("/tasks").content.decode()
    assert "寄样品" in signed_in("ada").get("/tasks?whose=team").content.decode()
    assert "寄样品" not in signed_in("cy").get("/tasks?whose=team").content.decode()
    assert signed_in("cy").get(f"/tasks/{task.pk}").status_code == 404


def test_a_task_changed_by_somebody_else_keeps_what_the_second_typed(
    signed_in: SignIn,
) -> None:
    client = signed_in("bo")
    client.post("/tasks", {"title": "寄样品"})
    task = Task.objects.get()
    place, told = f"/tasks/{task.pk}/change", {"version": "1", "title": "寄两份"}
    assert client.post(place, told).status_code == 302
    late = signed_in("ada").post(place, {"version": "1", "title": "寄三份"})
    assert late.status_code == 422
    assert "寄三份" in late.content.decode() and "Bo" in late.content.decode().replace("bo", "Bo")
    task.refresh_from_db()
    assert task.title == "寄两份"


def test_activities_and_tasks_are_lists_with_files_and_work_on_many(
    signed_in: SignIn, user: object
) -> None:
    log_activity(
        actor=user("bo"), said=Said("visit", summary="看了泵房"), given={"account_id": "A1"}
    )
    client = signed_in("bo")
    client.post("/tasks", {"title": "寄样品"})
    task = Task.objects.get()
    assert "看了泵房" in client.get("/activities?kind=visit").content.decode()
    assert "看了泵房" not in signed_in("cy").get("/activities").content.decode()
    assert "寄样品" in client.get("/tasks/list").content.decode()
    file = client.get("/lists/activities.csv")
    assert "看了泵房" in b"".join(file.streaming_content).decode("utf-8-sig")
    for name, told in (
        ("postpone", {"postpone.due_at": "2030-01-01"}),
        ("reassign", {"reassign.owner_id": "bo"}),
        ("finish", {}),
    ):  # fmt: skip
        answer = client.post(f"/lists/tasks/do/{name}", {"pk": task.pk, **told})
        assert answer.status_code < 400, name
    task.refresh_from_db()
    assert task.done_at is not None and task.due_at is not None
