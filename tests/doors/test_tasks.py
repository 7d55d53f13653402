"""Tasks and notes: given, done, put off, passed on; each its owner's to change."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from salesops.web import boundary
from salesops.web.crm.actions.notes import add_note, change_note, pin_note
from salesops.web.crm.actions.tasks import (
    add_task,
    change_task,
    finish_task,
    postpone_task,
    reassign_task,
    reopen_task,
)
from salesops.web.crm.models import Account, Note, Task
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry


def actions_of(record: Task | Note) -> list[str]:
    rows = AuditEntry.objects.filter(record_id=record.pk).order_by("id")
    return [row.action for row in rows]


def test_a_task_is_done_once_and_can_be_taken_up_again(user: object) -> None:
    task = add_task(actor=user("bo"), title="寄样品", given={"account_id": "A1"})
    assert (task.owner_id, task.account_id, task.made_by) == ("bo", "A1", user("bo"))
    done = finish_task(actor=user("bo"), task_id=task.pk)
    assert finish_task(actor=user("bo"), task_id=task.pk).done_at == done.done_at
    assert reopen_task(actor=user("bo"), task_id=task.pk).done_at is None
    assert actions_of(task) == ["add_task", "finish_task", "reopen_task"]


def test_a_task_is_put_off_and_said_anew(user: object) -> None:
    task = add_task(actor=user("bo"), title="寄样品")
    later = timezone.now() + timedelta(days=3)
    postpone_task(actor=user("bo"), task_id=task.pk, version=1, due_at=later)
    change_task(actor=user("bo"), task_id=task.pk, version=2, values={"title": "寄两份样品"})
    task.refresh_from_db()
    assert (task.due_at, task.title, task.version) == (later, "寄两份样品", 3)


def test_a_manager_gives_work_to_her_team_and_to_nobody_else(user: object) -> None:
    task = add_task(actor=user("ada"), title="拜访", owner_id="bo")
    assert boundary.found(user("bo"), Task, task.pk).owner_id == "bo"
    reassign_task(actor=user("ada"), task_id=task.pk, version=1, owner_id="ada")
    with pytest.raises(Refused):
        reassign_task(actor=user("ada"), task_id=task.pk, version=2, owner_id="cy")
    with pytest.raises(Refused):
        add_task(actor=user("bo"), title="拜访", owner_id="ada")


def test_a_colleagues_task_about_my_customer_is_mine_to_read_only(user: object) -> None:
    task = add_task(actor=user("ada"), title="核对合同", given={"account_id": "A1"})
    assert boundary.found(user("bo"), Task, task.pk) == task
    with pytest.raises(Refused) as refusal:
        finish_task(actor=user("bo"), task_id=task.pk)
    assert refusal.value.problem.code == "not_yours_to_change"


def test_a_strangers_task_does_not_exist(user: object) -> None:
    task = add_task(actor=user("bo"), title="寄样品", given={"account_id": "A1"})
    with pytest.raises(Http404):
        finish_task(actor=user("cy"), task_id=task.pk)
    assert AuditEntry.objects.filter(action="refuse", subject=task.pk).exists()


@pytest.mark.parametrize("title", ["", "  ", "\0"])
def test_a_task_says_what_to_do(user: object, title: str) -> None:
    with pytest.raises(Refused) as refusal:
        add_task(actor=user("bo"), title=title)
    assert refusal.value.problem.code == "empty_title"


def test_a_note_is_its_writers_and_on_top_where_anybody_puts_it(user: object) -> None:
    note = add_note(actor=user("bo"), body="总机转 8012", given={"account_id": "A1"})
    with pytest.raises(Refused):
        change_note(actor=user("ada"), note_id=note.pk, version=1, body="改")
    pin_note(actor=user("ada"), note_id=note.pk, is_pinned=True)
    change_note(actor=user("bo"), note_id=note.pk, version=2, body="总机转 8013")
    note.refresh_from_db()
    assert (note.body, note.is_pinned, note.made_by_name) == ("总机转 8013", True, "Bo")
    assert actions_of(note) == ["add_note", "pin_note", "change_note"]


def test_notes_go_with_the_customer_to_its_new_owner(user: object) -> None:
    note = add_note(actor=user("bo"), body="不要周五打电话", given={"account_id": "A1"})
    Account.objects.filter(pk="A1").update(owner_id="cy")
    assert boundary.found(user("cy"), Note, note.pk) == note
    with pytest.raises(Http404):
        boundary.found(user("bo"), Note, note.pk)
