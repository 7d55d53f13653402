"""Activities, tasks, notes, files and the whole of a customer by REST."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from salesops.web.crm.models import Account, Activity, Attachment, Task
from salesops.web.workspace.models import AuditEntry

V1 = "/api/v1"


@pytest.fixture
def call(token: Callable) -> Callable:
    """Ask as somebody; gives status and what was said."""

    def asked(name: str, method: str, path: str, body: object = None) -> tuple[int, object]:
        client, headers = Client(), token(name, "read", "write")
        send = getattr(client, method)
        more = {"content_type": "application/json"} if body is not None else {}
        answer = send(f"{V1}{path}", body, headers=headers, **more)
        return answer.status_code, answer.json() if answer.content else None

    return asked


def test_an_activity_is_logged_listed_corrected_and_taken_back(call: Callable) -> None:
    body = {"account_id": "A1", "kind": "visit", "summary": "看泵房", "outcome": "有意向"}
    status, made = call("bo", "post", "/activities", body)
    assert (status, made["outcome"], made["person_id"]) == (201, "interested", "bo")
    status, listed = call("bo", "get", "/activities?account_id=A1")
    assert [one["activity_id"] for one in listed["items"]] == [made["activity_id"]]
    place = f"/activities/{made['activity_id']}"
    status, changed = call("bo", "patch", place, {"version": 1, "minutes": 30})
    assert (status, changed["minutes"], changed["summary"]) == (200, 30, "看泵房")
    status, late = call("ada", "patch", place, {"version": 1, "minutes": 45})
    assert (status, late["version"]) == (409, 2)
    assert call("bo", "delete", place)[0] == 204
    assert not Activity.objects.exists()


def test_activities_come_a_page_at_a_time_and_only_ones_own(call: Callable) -> None:
    for n in range(3):
        at = f"2025-0{n + 1}-01T09:00:00Z"
        call("bo", "post", "/activities", {"account_id": "A1", "kind": "visit", "happened_at": at})
    _, first = call("bo", "get", "/activities?limit=2")
    _, rest = call("bo", "get", f"/activities?limit=2&cursor={first['next']}")
    days = [one["happened_at"][:10] for one in first["items"] + rest["items"]]
    assert days == ["2025-03-01", "2025-02-01", "2025-01-01"]
    assert call("cy", "get", "/activities")[1]["items"] == []


def test_a_forged_id_in_an_address_or_a_body_is_not_found_and_on_record(call: Callable) -> None:
    made = call("bo", "post", "/activities", {"account_id": "A1", "kind": "visit"})[1]
    tries = [
        ("post", "/activities", {"account_id": "A1", "kind": "visit"}),
        ("post", "/notes", {"account_id": "A1", "body": "x"}),
        ("post", "/tasks", {"account_id": "A1", "title": "x"}),
        ("get", "/activities?account_id=A1", None),
        ("get", f"/activities/{made['activity_id']}", None),
        ("get", "/accounts/A1/timeline", None),
        ("get", "/accounts/A1/360", None),
    ]
    assert [call("cy", *one)[0] for one in tries] == [404] * len(tries)
    assert AuditEntry.objects.filter(action="refuse", door="api").count() == len(tries)


def test_a_task_is_given_changed_and_done(call: Callable) -> None:
    status, made = call("bo", "post", "/tasks", {"title": "寄样品", "account_id": "A1"})
    assert (status, made["owner_id"]) == (201, "bo")
    place = f"/tasks/{made['task_id']}"
    change = {"version": 1, "title": "寄两份", "is_done": True}
    status, done = call("bo", "patch", place, change)
    assert (status, done["title"], done["version"]) == (200, "寄两份", 3)
    assert done["done_at"] is not None
    assert call("bo", "get", "/tasks?is_done=false")[1]["items"] == []
    assert call("bo", "patch", place, {"is_done": False})[1]["done_at"] is None


def test_a_task_is_changed_as_a_whole_or_not_at_all(call: Callable) -> None:
    made = call("bo", "post", "/tasks", {"title": "寄样品"})[1]
    change = {"version": 1, "title": "给老板", "owner_id": "cy"}
    status, told = call("bo", "patch", f"/tasks/{made['task_id']}", change)
    assert (status, told["problems"][0]["code"]) == (409, "not_your_person")
    assert Task.objects.get().title == "寄样品"


def test_a_note_is_written_put_on_top_and_changed(call: Callable) -> None:
    made = call("bo", "post", "/notes", {"account_id": "A1", "body": "门卫找老张"})[1]
    place = f"/notes/{made['note_id']}"
    status, changed = call("bo", "patch", place, {"is_pinned": True, "body": "门卫找小张"})
    assert (status, changed["is_pinned"], changed["body"]) == (200, True, "门卫找小张")
    assert call("bo", "get", "/notes?account_id=A1")[1]["items"] == [changed]


def test_a_file_comes_back_as_a_download_and_nothing_else(token: Callable, home: object) -> None:
    client, headers = Client(), token("bo", "read", "write")
    page = SimpleUploadedFile("偷.html", b"<script>alert(1)</script>", "text/html")
    told = {"file": page, "account_id": "A1"}
    made = client.post(f"{V1}/files", told, headers=headers).json()
    answer = client.get(f"{V1}/files/{made['attachment_id']}", headers=headers)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    theirs = client.get(f"{V1}/files/{made['attachment_id']}", headers=token("cy", "read"))
    assert theirs.status_code == 404
    gone = client.delete(f"{V1}/files/{made['attachment_id']}", headers=headers)
    assert gone.status_code == 204
    assert not Attachment.objects.exists()


def test_the_whole_of_a_customer_and_its_story(call: Callable) -> None:
    call("bo", "post", "/activities", {"account_id": "A1", "kind": "visit", "summary": "看泵房"})
    status, whole = call("bo", "get", "/accounts/A1/360")
    assert (status, whole["name"], whole["as_of"]) == (200, "东方机械", "2025-10-31")
    assert [str(whole[n]) for n in ("net_revenue", "net_revenue_before")] == ["1000.0", "800.0"]
    assert [line["line"] for line in whole["lines"]] == ["泵"]
    assert [one["person_id"] for one in whole["known_by"]] == ["bo"]
    _, story = call("bo", "get", "/accounts/A1/timeline?limit=2")
    _, rest = call("bo", "get", f"/accounts/A1/timeline?limit=2&before={story['next']}")
    kinds = [(one["kind"], one["id"]) for one in story["items"] + rest["items"]]
    assert kinds[1:] == [("order", "O1"), ("order", "O0")] and kinds[0][0] == "visit"


def test_whoever_gets_the_customer_reads_its_story_by_rest_too(call: Callable) -> None:
    call("bo", "post", "/activities", {"account_id": "A1", "kind": "visit", "summary": "看泵房"})
    Account.objects.filter(pk="A1").update(owner_id="cy")
    _, told = call("cy", "get", "/activities?account_id=A1")
    assert [one["summary"] for one in told["items"]] == ["看泵房"]
    assert call("bo", "get", "/accounts/A1/timeline")[0] == 404
