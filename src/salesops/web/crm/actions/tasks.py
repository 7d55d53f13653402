"""Tasks: given, changed, put off, passed on, done and taken up again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from salesops.selling.doings import EMPTY_TITLE, NOT_YOURS_TO_CHANGE
from salesops.web import boundary, changing
from salesops.web.access import Actor, Owner
from salesops.web.crm.about import about, person_for
from salesops.web.crm.actions.activities import require_writer
from salesops.web.crm.models import Task
from salesops.web.ids import new_id
from salesops.web.problems import refused

WORDS = ("title", "details", "due_at")


def add_task(
    *,
    actor: Actor,
    title: str,
    given: Mapping[str, str | None] | None = None,
    details: str = "",
    due_at: datetime | None = None,
    owner_id: str | None = None,
    rule: str = "",
) -> Task:
    """Give somebody something to do, about the records `given` by id or about none.

    Raises Http404 for a record the actor may not see, Refused and ValidationError.
    """
    require_writer(actor)
    found = about(actor, given or {}, needed=False)
    if not title.strip("\0 \t\n"):
        raise refused(EMPTY_TITLE, field="title")
    task = Task(
        task_id=new_id("T"),
        title=title,
        details=details,
        due_at=due_at,
        owner_id=person_for(actor, owner_id),
        made_by=None if isinstance(actor, Owner) else actor,
        made_by_rule=rule,
        **found.broad,
    )
    changing.made(actor, "add_task", task)
    return task


def change_task(
    *, actor: Actor, task_id: str, version: int | None, values: Mapping[str, object]
) -> Task:
    """Say anew what is to be done, or by when.

    Raises Http404, Refused, Conflict and ValidationError.
    """
    wanted = {name: values[name] for name in WORDS if name in values}
    if "title" in wanted and not str(wanted["title"]).strip("\0 \t\n"):
        raise refused(EMPTY_TITLE, field="title")
    return _changed(actor, task_id, version, "change_task", wanted)


def postpone_task(
    *, actor: Actor, task_id: str, version: int | None, due_at: datetime | None
) -> Task:
    """Put it off until later, or until any time."""
    return _changed(actor, task_id, version, "postpone_task", {"due_at": due_at})


def reassign_task(*, actor: Actor, task_id: str, version: int | None, owner_id: str) -> Task:
    """Pass it on to somebody of one's own."""
    person = person_for(actor, owner_id)
    return _changed(actor, task_id, version, "reassign_task", {"owner_id": person})


def finish_task(*, actor: Actor, task_id: str, version: int | None = None) -> Task:
    """It is done; doing it again changes nothing."""
    task = _own(actor, task_id)
    if task.done_at:
        return task
    return _changed(actor, task_id, version, "finish_task", {"done_at": timezone.now()})


def reopen_task(*, actor: Actor, task_id: str, version: int | None = None) -> Task:
    """It is not done after all."""
    return _changed(actor, task_id, version, "reopen_task", {"done_at": None})


def set_task(*, actor: Actor, task_id: str, told: Mapping[str, Any]) -> Task:
    """Do all that is told of a task, or nothing: words, day, who, done or not."""
    version = told.get("version")
    with transaction.atomic():
        task = _own(actor, task_id)
        if words := {name: told[name] for name in WORDS if name in told}:
            task = change_task(actor=actor, task_id=task_id, version=version, values=words)
            version = task.version
        if told.get("owner_id"):
            task = reassign_task(
                actor=actor, task_id=task_id, version=version, owner_id=told["owner_id"]
            )
            version = task.version
        if told.get("is_done") is not None:
            turn = finish_task if told["is_done"] else reopen_task
            task = turn(actor=actor, task_id=task_id, version=version)
    return task


def changeable(actor: Actor, tasks: Iterable[Task]) -> set[str]:
    """The ids of the tasks that are the actor's to change: given by them, to them or theirs."""
    if not boundary.may_write(actor):
        return set()
    every = list(tasks)
    persons = boundary.covered(actor, timezone.localdate())
    if isinstance(persons, QuerySet):
        owned = {task.owner_id for task in every}
        persons = list(persons.filter(person_id__in=owned).values_list("person_id", flat=True))
    giver = None if isinstance(actor, Owner) else actor.pk
    return {
        task.pk
        for task in every
        if task.owner_id is None
        or (giver is not None and task.made_by_id == giver)
        or persons is None
        or task.owner_id in persons
    }


def _own(actor: Actor, task_id: str) -> Task:
    task = boundary.writable(actor, Task, task_id)
    if task.pk not in changeable(actor, [task]):
        raise refused(NOT_YOURS_TO_CHANGE)
    return task


def _changed(
    actor: Actor, task_id: str, version: int | None, action: str, values: Mapping[str, object]
) -> Task:
    _own(actor, task_id)
    with transaction.atomic():
        task = changing.locked(Task, task_id, version)
        changing.change(actor=actor, record=task, values=values, action=action)
    return task
