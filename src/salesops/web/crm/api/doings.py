"""REST: activities and tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from salesops.web.boundary import found, seen
from salesops.web.crm.about import NAMES
from salesops.web.crm.actions import activities as on_activities
from salesops.web.crm.actions import tasks as on_tasks
from salesops.web.crm.actions.steps import person_of
from salesops.web.crm.api.accounts import conflicting
from salesops.web.crm.families import family
from salesops.web.crm.finding import words_of
from salesops.web.crm.listings.words import OwnOrCustomers
from salesops.web.crm.models import Account, Activity, Deal, Lead, Task
from salesops.web.kept import Kept
from salesops.web.lists.filtering import ME
from salesops.web.paging import page
from salesops.web.problems import Conflict
from salesops.web.signed_in import SignedIn

router = Router(tags=["doings"])
DAY = date
Record = TypeVar("Record", bound=Kept)


class About(Schema):
    """Which record it is about; a contact, deal or lead brings its customer along."""

    account_id: str | None = None
    contact_id: str | None = None
    lead_id: str | None = None
    deal_id: str | None = None


class NewActivity(About):
    """A call, visit, mail, message, meeting or after-sales service that has happened."""

    kind: str
    direction: str = "outbound"
    happened_at: datetime | None = None
    outcome: str = ""
    summary: str = ""
    minutes: int | None = None
    is_automatic: bool = False
    person_id: str | None = None


class ActivityChange(Schema):
    """A correction; what is left out stays, and `version` is the one that was read."""

    version: int
    kind: str | None = None
    direction: str | None = None
    happened_at: datetime | None = None
    outcome: str | None = None
    summary: str | None = None
    minutes: int | None = None
    contact_id: str | None = None


class ActivityOut(About):
    """What was written down."""

    activity_id: str
    kind: str
    direction: str
    happened_at: datetime
    outcome: str
    summary: str
    minutes: int | None
    is_automatic: bool
    person_id: str | None
    version: int


class NewTask(About):
    """Something to do, by default for oneself."""

    title: str
    details: str = ""
    due_at: datetime | None = None
    owner_id: str | None = None


class TaskChange(Schema):
    """A change; what is left out stays. `is_done` finishes it or takes it up again."""

    version: int | None = None
    title: str | None = None
    details: str | None = None
    due_at: datetime | None = None
    owner_id: str | None = None
    is_done: bool | None = None


class TaskOut(Schema):
    """Something to do, or done."""

    task_id: str
    title: str
    details: str
    due_at: datetime | None
    done_at: datetime | None
    owner_id: str | None
    account_id: str | None
    lead_id: str | None
    deal_id: str | None
    made_by_rule: str
    version: int


class ActivityPage(Schema):
    """Some activities, and where the next ones begin."""

    items: list[ActivityOut]
    next: str | None


class TaskPage(Schema):
    """Some tasks, and where the next ones begin."""

    items: list[TaskOut]
    next: str | None


class Which(Schema):
    """Which records are wanted, and from where on."""

    account_id: str | None = None
    lead_id: str | None = None
    deal_id: str | None = None
    cursor: str | None = None
    limit: int = 50


class Sought(Which):
    """Which of them, and with which words: of their own or of their customer's name."""

    q: str = ""


def sought(request: SignedIn, model: type[Record], which: Sought) -> QuerySet[Record]:
    """What `about` gives, where it holds every word."""
    rows, holds = about(request, model, which), OwnOrCustomers(model)
    for word in words_of(which.q):
        rows = rows.filter(holds.met(word))
    return rows


def about(request: SignedIn, model: type[Record], which: Which) -> QuerySet[Record]:
    """What is about a record the user may see, all of it; else everything of theirs."""
    if which.account_id:
        account = found(request.user, Account, which.account_id)
        return _every(model).filter(account_id__in=family(account))
    if which.deal_id:
        return _every(model).filter(deal=found(request.user, Deal, which.deal_id).pk)
    if which.lead_id:
        return _every(model).filter(lead=found(request.user, Lead, which.lead_id).pk)
    return seen(request.user, model)


def _every(model: type[Record]) -> QuerySet[Record]:
    return model._default_manager.all()  # noqa: SLF001 - Django documents it


def given(body: About) -> dict[str, str | None]:
    """The ids of the records something is about."""
    return {name: getattr(body, name) for name in NAMES}


def answered(act: Callable[[], Kept], out: type[Schema], newest: Callable[[], Kept]) -> Status:
    """The record as it is now; 409 with it when somebody else was first."""
    try:
        changed = act()
    except Conflict as conflict:
        now = out.from_orm(newest()).model_dump(mode="json")
        return Status(409, conflicting(conflict, now))
    return Status(200, out.from_orm(changed).model_dump())


@router.get("/activities", response=ActivityPage)
def activities(request: SignedIn, which: Query[Sought], person_id: str | None = None) -> Any:
    """Calls, visits, mails and messages, newest first."""
    rows = sought(request, Activity, which)
    rows = rows.filter(person=person_id) if person_id else rows
    return page(rows, ("-happened_at", "activity_id"), which.cursor, which.limit)


@router.post("/activities", response={201: ActivityOut})
def log_activity(request: SignedIn, body: NewActivity) -> Any:
    """Write down what was done; customers, leads and deals remember the contact."""
    said = on_activities.Said(
        **{name: getattr(body, name) for name in on_activities.Said.__dataclass_fields__}
    )
    made = on_activities.log_activity(
        actor=request.user, said=said, given=given(body), person_id=body.person_id
    )
    return Status(201, made)


@router.get("/activities/{path:activity_id}", response=ActivityOut)
def activity(request: SignedIn, activity_id: str) -> Activity:
    """One activity."""
    return found(request.user, Activity, activity_id)


@router.patch("/activities/{path:activity_id}", response={200: ActivityOut, 409: Any})
def correct_activity(request: SignedIn, activity_id: str, body: ActivityChange) -> Any:
    """Correct what was written down."""
    values = body.model_dump(exclude_unset=True, exclude={"version"})

    def act() -> Activity:
        return on_activities.correct_activity(
            actor=request.user, activity_id=activity_id, version=body.version, values=values
        )

    return answered(act, ActivityOut, lambda: found(request.user, Activity, activity_id))


@router.delete("/activities/{path:activity_id}", response={204: None})
def remove_activity(request: SignedIn, activity_id: str, version: int | None = None) -> Any:
    """Take back what was written down by mistake; the audit keeps it."""
    on_activities.remove_activity(actor=request.user, activity_id=activity_id, version=version)
    return Status(204, None)


@router.get("/tasks", response=TaskPage)
def tasks(
    request: SignedIn,
    which: Query[Sought],
    owner_id: str | None = None,
    is_done: bool | None = None,
    due_before: DAY | None = None,
) -> Any:
    """What is to be done and what was done, the most urgent first; `owner_id=me` is one's own.

    With `is_done=false&due_before=` the day after, it is what is due on a day or late.
    """
    rows = sought(request, Task, which)
    owner_id = person_of(request.user) or "" if owner_id == ME else owner_id
    rows = rows if owner_id is None else rows.filter(owner=owner_id)
    rows = rows if is_done is None else rows.filter(done_at__isnull=not is_done)
    if due_before is not None:
        rows = rows.filter(due_at__lt=timezone.make_aware(datetime.combine(due_before, time())))
    return page(rows, ("due_at", "task_id"), which.cursor, which.limit)


@router.post("/tasks", response={201: TaskOut})
def add_task(request: SignedIn, body: NewTask) -> Any:
    """Give oneself or somebody of one's own something to do."""
    made = on_tasks.add_task(
        actor=request.user, title=body.title, details=body.details, due_at=body.due_at,
        owner_id=body.owner_id, given=given(body),
    )  # fmt: skip
    return Status(201, made)


@router.get("/tasks/{path:task_id}", response=TaskOut)
def task(request: SignedIn, task_id: str) -> Task:
    """One task."""
    return found(request.user, Task, task_id)


@router.patch("/tasks/{path:task_id}", response={200: TaskOut, 409: Any})
def change_task(request: SignedIn, task_id: str, body: TaskChange) -> Any:
    """Change, pass on, finish or take up again."""
    told = body.model_dump(exclude_unset=True)
    return answered(
        lambda: on_tasks.set_task(actor=request.user, task_id=task_id, told=told),
        TaskOut,
        lambda: found(request.user, Task, task_id),
    )
