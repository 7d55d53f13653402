"""My tasks and my team's: by when they are due, done with one key and undone within ten seconds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.selling.doings import WHENS, When, when_due
from salesops.web.boundary import covered, found, may_write, seen
from salesops.web.crm.about import persons_offered
from salesops.web.crm.actions.tasks import (
    add_task,
    change_task,
    changeable,
    finish_task,
    postpone_task,
    reassign_task,
    reopen_task,
)
from salesops.web.crm.asked import is_quiet, moment, version, wrong
from salesops.web.crm.models import Task
from salesops.web.crm.views.customer import may_look
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

WHOSE = ("mine", "team")
MOST = 400


@login_required
@require_http_methods(["GET", "POST"])
def page(request: SignedIn) -> HttpResponse:
    """What is to be done, by when; with a line to add more."""
    may_look(request)
    shown: dict[str, Any] = {"errors": {}, "values": {}}
    if request.method == "POST":
        told = request.POST
        try:
            add_task(
                actor=request.user,
                title=told.get("title", ""),
                due_at=moment(told.get("due_at", ""), "due_at"),
                owner_id=told.get("owner_id"),
            )
        except (Refused, ValidationError) as error:
            shown = {"values": told.dict(), **wrong(error)}
        else:
            return redirect(request.get_full_path())
    status = 422 if shown["errors"] else 200
    return render(request, "crm/tasks/page.html", {**_listed(request), **shown}, status=status)


def _listed(request: SignedIn) -> dict[str, Any]:
    whose = request.GET.get("whose", "mine")
    whose = whose if whose in WHOSE else "mine"
    found_ = _of(request, whose).filter(done_at=None).select_related(
        "owner", "account", "deal", "lead"
    )  # fmt: skip
    rows = list(found_.order_by("due_at", "task_id")[: MOST + 1])
    now = timezone.localtime()
    grouped: dict[When, list[Task]] = {when: [] for when in WHENS}
    for task in rows[:MOST]:
        due = timezone.localtime(task.due_at) if task.due_at else None
        grouped[when_due(due, now)].append(task)
    return {
        "groups": [(when, tasks) for when, tasks in grouped.items() if tasks],
        "open_count": len(rows[:MOST]),
        "changeable": changeable(request.user, rows),
        "overdue_count": len(grouped["overdue"]),
        "has_more": len(rows) > MOST,
        "whose": whose,
        "may_write": may_write(request.user),
        "owners": persons_offered(request.user, timezone.localdate()),
        "own": request.user.person_id,
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }


def _of(request: SignedIn, whose: str) -> QuerySet[Task]:
    """Mine; or those of everybody whose work I see."""
    if whose == "mine":
        own = request.user.person_id
        return seen(request.user, Task).filter(owner=own) if own else Task.objects.none()
    persons = covered(request.user, timezone.localdate())
    every = seen(request.user, Task)
    return every if persons is None else every.filter(owner__in=persons)


@login_required
@require_GET
def show(request: SignedIn, task_id: str) -> HttpResponse:
    """One task with its form."""
    may_look(request)
    task = found(request.user, Task, task_id)
    return _form(request, task, {})


def _form(request: SignedIn, task: Task, shown: dict[str, Any]) -> HttpResponse:
    due = timezone.localtime(task.due_at).strftime("%Y-%m-%dT%H:%M") if task.due_at else ""
    values = {
        "title": task.title, "details": task.details, "due_at": due,
        "owner_id": task.owner_id or "", "version": task.version,
    }  # fmt: skip
    context = {
        "task": task,
        "may_change": bool(changeable(request.user, [task])),
        "owners": persons_offered(request.user, timezone.localdate()),
        "errors": {},
        **shown,
        "values": {**values, **shown.get("values", {})},
    }
    status = 422 if shown.get("errors") and not is_quiet(request) else 200
    return render(request, "crm/tasks/task.html", context, status=status)


@login_required
@require_POST
def change(request: SignedIn, task_id: str) -> HttpResponse:
    """Keep what was typed about a task; on a refusal it all stays in the form."""
    task = found(request.user, Task, task_id)
    told = request.POST
    try:
        changed = change_task(
            actor=request.user, task_id=task.pk, version=version(told),
            values={"title": told.get("title", ""), "details": told.get("details", ""),
                    "due_at": moment(told.get("due_at", ""), "due_at")},
        )  # fmt: skip
        if told.get("owner_id") and told["owner_id"] != changed.owner_id:
            reassign_task(
                actor=request.user, task_id=task.pk, version=changed.version,
                owner_id=told["owner_id"],
            )  # fmt: skip
    except (Refused, ValidationError) as error:
        told_ = wrong(error)
        values = {**told.dict(), "version": told_.get("newest") or told.get("version")}
        return _form(request, found(request.user, Task, task.pk), {**told_, "values": values})
    messages.success(request, _("Saved."))
    return redirect("tasks")


@login_required
@require_POST
def done(request: SignedIn, task_id: str) -> HttpResponse:
    """Done; for ten seconds with a way back."""
    return _turned(request, task_id, finish_task)


@login_required
@require_POST
def reopen(request: SignedIn, task_id: str) -> HttpResponse:
    """Not done after all."""
    return _turned(request, task_id, reopen_task)


@login_required
@require_POST
def postpone(request: SignedIn, task_id: str) -> HttpResponse:
    """Put off until the day in the form."""

    def act(*, actor: Any, task_id: str) -> Task:
        due_at = moment(request.POST.get("due_at", ""), "due_at")
        return postpone_task(actor=actor, task_id=task_id, version=None, due_at=due_at)

    return _turned(request, task_id, act)


def _turned(request: SignedIn, task_id: str, act: Callable[..., Task]) -> HttpResponse:
    task = found(request.user, Task, task_id)
    shown: dict[str, Any] = {}
    try:
        task = act(actor=request.user, task_id=task.pk)
    except (Refused, ValidationError) as error:
        shown = wrong(error)
    if is_quiet(request):
        context = {"task": task, "changeable": changeable(request.user, [task]), **shown}
        return render(request, "crm/tasks/row.html", context)
    if shown:
        messages.error(request, shown.get("problem", ""))
    place = request.POST.get("next", "")
    return redirect(place if place.startswith("/") and not place.startswith("//") else "tasks")
