"""REST: activities, tasks, notes and files; a customer's story, and all there is to say of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from salesops.selling.story import BadPlace, place
from salesops.web.access import account_view
from salesops.web.boundary import found, seen
from salesops.web.crm import customer_page, story
from salesops.web.crm.about import NAMES
from salesops.web.crm.actions import activities as on_activities
from salesops.web.crm.actions import files as on_files
from salesops.web.crm.actions import notes as on_notes
from salesops.web.crm.actions import tasks as on_tasks
from salesops.web.crm.api.accounts import conflicting
from salesops.web.crm.families import family
from salesops.web.crm.models import Account, Activity, Attachment, Deal, Lead, Note, Task
from salesops.web.crm.views.doings import handed_out
from salesops.web.kept import Kept
from salesops.web.language import spoken
from salesops.web.paging import page
from salesops.web.problems import Conflict
from salesops.web.signed_in import SignedIn

router = Router(tags=["doings"])
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


class NewNote(About):
    """Something worth remembering."""

    body: str


class NoteChange(Schema):
    """Other words, or on top or not."""

    version: int | None = None
    body: str | None = None
    is_pinned: bool | None = None


class NoteOut(Schema):
    """A note."""

    note_id: str
    body: str
    is_pinned: bool
    made_at: datetime
    made_by_name: str
    account_id: str | None
    lead_id: str | None
    deal_id: str | None
    version: int


class FileOut(Schema):
    """A file, without its bytes."""

    attachment_id: str
    name: str
    size: int
    sha256: str
    made_at: datetime
    made_by_name: str
    account_id: str | None
    lead_id: str | None
    deal_id: str | None


class ActivityPage(Schema):
    """Some activities, and where the next ones begin."""

    items: list[ActivityOut]
    next: str | None


class TaskPage(Schema):
    """Some tasks, and where the next ones begin."""

    items: list[TaskOut]
    next: str | None


class NotePage(Schema):
    """Some notes, and where the next ones begin."""

    items: list[NoteOut]
    next: str | None


class FilePage(Schema):
    """Some files, and where the next ones begin."""

    items: list[FileOut]
    next: str | None


class EventOut(Schema):
    """One thing that happened with a customer; `by_day` when only its day is known."""

    at: datetime
    source: str
    id: str
    kind: str
    who: str
    text: str
    by_day: bool
    facts: dict[str, Any]


class StoryPage(Schema):
    """Some of a customer's story, newest first, and where the earlier part begins."""

    items: list[EventOut]
    next: str | None


class Which(Schema):
    """Which records are wanted, and from where on."""

    account_id: str | None = None
    lead_id: str | None = None
    deal_id: str | None = None
    cursor: str | None = None
    limit: int = 50


def _about(request: SignedIn, model: type[Record], which: Which) -> QuerySet[Record]:
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


def _given(body: About) -> dict[str, str | None]:
    return {name: getattr(body, name) for name in NAMES}


def _answered(act: Callable[[], Kept], out: type[Schema], newest: Callable[[], Kept]) -> Status:
    """The record as it is now; 409 with it when somebody else was first."""
    try:
        changed = act()
    except Conflict as conflict:
        now = out.from_orm(newest()).model_dump(mode="json")
        return Status(409, conflicting(conflict, now))
    return Status(200, out.from_orm(changed).model_dump())


@router.get("/activities", response=ActivityPage)
def activities(request: SignedIn, which: Query[Which], person_id: str | None = None) -> Any:
    """Calls, visits, mails and messages, newest first."""
    rows = _about(request, Activity, which)
    rows = rows.filter(person=person_id) if person_id else rows
    return page(rows, ("-happened_at", "activity_id"), which.cursor, which.limit)


@router.post("/activities", response={201: ActivityOut})
def log_activity(request: SignedIn, body: NewActivity) -> Any:
    """Write down what was done; customers, leads and deals remember the contact."""
    said = on_activities.Said(
        **{name: getattr(body, name) for name in on_activities.Said.__dataclass_fields__}
    )
    made = on_activities.log_activity(
        actor=request.user, said=said, given=_given(body), person_id=body.person_id
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

    return _answered(act, ActivityOut, lambda: found(request.user, Activity, activity_id))


@router.delete("/activities/{path:activity_id}", response={204: None})
def remove_activity(request: SignedIn, activity_id: str, version: int | None = None) -> Any:
    """Take back what was written down by mistake; the audit keeps it."""
    on_activities.remove_activity(actor=request.user, activity_id=activity_id, version=version)
    return Status(204, None)


@router.get("/tasks", response=TaskPage)
def tasks(
    request: SignedIn, which: Query[Which], owner_id: str | None = None, is_done: bool | None = None
) -> Any:
    """What is to be done and what was done, the most urgent first."""
    rows = _about(request, Task, which)
    rows = rows.filter(owner=owner_id) if owner_id else rows
    rows = rows if is_done is None else rows.filter(done_at__isnull=not is_done)
    return page(rows, ("due_at", "task_id"), which.cursor, which.limit)


@router.post("/tasks", response={201: TaskOut})
def add_task(request: SignedIn, body: NewTask) -> Any:
    """Give oneself or somebody of one's own something to do."""
    made = on_tasks.add_task(
        actor=request.user, title=body.title, details=body.details, due_at=body.due_at,
        owner_id=body.owner_id, given=_given(body),
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
    return _answered(
        lambda: on_tasks.set_task(actor=request.user, task_id=task_id, told=told),
        TaskOut,
        lambda: found(request.user, Task, task_id),
    )


@router.get("/notes", response=NotePage)
def notes(request: SignedIn, which: Query[Which]) -> Any:
    """Notes, newest first."""
    return page(_about(request, Note, which), ("-made_at", "note_id"), which.cursor, which.limit)


@router.post("/notes", response={201: NoteOut})
def add_note(request: SignedIn, body: NewNote) -> Any:
    """Keep something worth remembering."""
    return Status(201, on_notes.add_note(actor=request.user, body=body.body, given=_given(body)))


@router.patch("/notes/{path:note_id}", response={200: NoteOut, 409: Any})
def change_note(request: SignedIn, note_id: str, body: NoteChange) -> Any:
    """Say it anew, or put it on top."""

    def act() -> Note:
        if body.is_pinned is not None:
            done = on_notes.pin_note(
                actor=request.user, note_id=note_id, is_pinned=body.is_pinned, version=body.version
            )
            if body.body is None:
                return done
        version = body.version if body.is_pinned is None else None
        return on_notes.change_note(
            actor=request.user, note_id=note_id, version=version, body=body.body or ""
        )

    return _answered(act, NoteOut, lambda: found(request.user, Note, note_id))


@router.get("/files", response=FilePage)
def files(request: SignedIn, which: Query[Which]) -> Any:
    """Files, newest first, without their bytes."""
    rows = _about(request, Attachment, which)
    return page(rows, ("-made_at", "attachment_id"), which.cursor, which.limit)


@router.post("/files", response={201: FileOut})
def attach_file(
    request: SignedIn,
    file: File[UploadedFile],
    account_id: Form[str] = "",
    lead_id: Form[str] = "",
    deal_id: Form[str] = "",
) -> Any:
    """Keep a file about a customer, lead or deal."""
    given: dict[str, str | None] = {
        "account_id": account_id, "lead_id": lead_id, "deal_id": deal_id
    }  # fmt: skip
    return Status(201, on_files.attach_file(actor=request.user, file=file, given=given))


@router.get("/files/{path:attachment_id}", include_in_schema=True)
def fetch_file(request: SignedIn, attachment_id: str) -> FileResponse:
    """The bytes of a file, as a download."""
    attachment, path = on_files.fetch_file(actor=request.user, attachment_id=attachment_id)
    if not path.is_file():
        raise Http404
    return handed_out(attachment.name, path)


@router.delete("/files/{path:attachment_id}", response={204: None})
def remove_file(request: SignedIn, attachment_id: str) -> Any:
    """Take a file away."""
    on_files.remove_file(actor=request.user, attachment_id=attachment_id)
    return Status(204, None)


@router.get("/accounts/{path:account_id}/timeline", response=StoryPage)
def timeline(
    request: SignedIn, account_id: str, group: str = "", before: str = "", limit: int = 50
) -> Any:
    """Everything that happened with a customer, newest first, or of one group of kinds."""
    account = found(request.user, Account, account_id)
    subject = story.subject_of(account, account_view(request.user, account.pk))
    try:
        told = story.told(subject, place(before), group, min(max(limit, 1), 200))
    except BadPlace as error:
        raise Http404 from error
    return {"items": [vars(event) for event in told.events], "next": told.next}


class LineOut(Schema):
    """A product line of a customer: twelve months, those before, and when it should come again."""

    line: str
    net_revenue: Decimal
    net_revenue_before: Decimal
    orders: int
    last_on: date | None
    expected_on: date | None
    overdue_days: int


class PointOut(Schema):
    """One thing to bring to the next visit, and what proves it."""

    said: str
    to_do: str
    evidence: list[str]


class KnowerOut(Schema):
    """Somebody of ours who knows the customer."""

    person_id: str
    name: str
    contacts: int
    last_on: date


class WholeOut(Schema):
    """What the page of a customer says, but for its story; figures as of the snapshot."""

    account_id: str
    name: str
    owner_id: str | None
    last_contact_at: datetime | None
    as_of: date | None
    snapshot_id: str
    currency: str
    net_revenue: Decimal | None
    net_revenue_before: Decimal | None
    unpaid: Decimal | None
    first_order_on: date | None
    last_order_on: date | None
    lines: list[LineOut]
    open_deals: list[str]
    open_tasks: list[TaskOut]
    next_visit: list[PointOut]
    known_by: list[KnowerOut]


@router.get("/accounts/{path:account_id}/360", response=WholeOut)
def whole(request: SignedIn, account_id: str) -> dict[str, Any]:
    """All there is to say of one customer now."""
    account = found(request.user, Account, account_id)
    found_ = customer_page.whole(request.user, account, timezone.now())
    view, bought, language = found_.view, found_.buying, spoken()
    return {
        "account_id": account.pk, "name": account.name, "owner_id": account.owner_id,
        "last_contact_at": account.last_contact_at,
        "as_of": view.as_of if view else None, "snapshot_id": view.snapshot_id if view else "",
        "currency": view.currency if view else "",
        "net_revenue": bought.now if bought else None,
        "net_revenue_before": bought.before if bought else None,
        "unpaid": bought.unpaid if bought else None,
        "first_order_on": view.first_on if view else None,
        "last_order_on": view.last_on if view else None,
        "lines": [_line(one) for one in bought.lines] if bought else [],
        "open_deals": [deal.pk for deal in found_.deals],
        "open_tasks": found_.tasks,
        "next_visit": [
            {"said": p.said.reason(language), "to_do": p.said.remedy(language),
             "evidence": list(p.evidence)} for p in found_.points
        ],
        "known_by": [{"name": name, **vars(one)} for name, one in found_.knowers],
    }  # fmt: skip


def _line(shown: customer_page.LineShown) -> dict[str, Any]:
    one, due = shown.bought, shown.rebuy
    return {
        "line": one.line, "net_revenue": one.now, "net_revenue_before": one.before,
        "orders": one.orders, "last_on": one.last_on,
        "expected_on": due.expected_on if due else None,
        "overdue_days": due.overdue_days if due else 0,
    }  # fmt: skip
