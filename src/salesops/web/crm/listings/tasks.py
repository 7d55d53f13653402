"""The list of tasks, done and to be done."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor
from salesops.web.boundary import found, may_write
from salesops.web.crm.actions.tasks import (
    finish_task,
    postpone_task,
    reassign_task,
    reopen_task,
)
from salesops.web.crm.asked import moment
from salesops.web.crm.listings.words import OwnOrCustomers
from salesops.web.crm.models import Task
from salesops.web.lists.listing import Bulk, Column, Input, Listing, Preset
from salesops.web.lists.people import people_choices

Undo = Mapping[str, object]


def _finish(actor: Actor, pk: str, _told: Mapping[str, str]) -> Undo | None:
    if found(actor, Task, pk).done_at:
        return None
    finish_task(actor=actor, task_id=pk)
    return {}


def _reopen(actor: Actor, pk: str, _before: Undo) -> object:
    return reopen_task(actor=actor, task_id=pk)


def _postpone(actor: Actor, pk: str, told: Mapping[str, str]) -> Undo | None:
    before = found(actor, Task, pk).due_at
    postpone_task(
        actor=actor, task_id=pk, version=None, due_at=moment(told.get("due_at", ""), "due_at")
    )
    return {"due_at": before.isoformat() if before else ""}


def _due_again(actor: Actor, pk: str, before: Undo) -> object:
    at: datetime | None = parse_datetime(str(before["due_at"])) if before["due_at"] else None
    return postpone_task(actor=actor, task_id=pk, version=None, due_at=at)


def _reassign(actor: Actor, pk: str, told: Mapping[str, str]) -> Undo | None:
    before = found(actor, Task, pk).owner_id
    if before == told.get("owner_id"):
        return None
    reassign_task(actor=actor, task_id=pk, version=None, owner_id=told.get("owner_id", ""))
    return {"owner_id": before or ""}


def _owned_again(actor: Actor, pk: str, before: Undo) -> object:
    return reassign_task(actor=actor, task_id=pk, version=None, owner_id=str(before["owner_id"]))


TASKS = Listing(
    name="tasks",
    label=_("Tasks"),
    model=Task,
    icon="square-check",
    page="task_list",
    record_page="task",
    words=OwnOrCustomers(Task),
    order=("due_at", "pk"),
    columns=(
        Column("title", _("What"), place="lead"),
        Column("due_at", _("Due"), "moment", place="first"),
        Column("done_at", _("Done"), "moment", place="second"),
        Column("owner_id", _("Who"), "person", shown="owner__name", choices=people_choices,
               place="lead2"),
        Column("account_id", _("Customer"), "record", shown="account__name", href="account",
               is_filtered=False),
        Column("deal_id", _("Deal"), "record", shown="deal__name", href="deal",
               is_filtered=False, is_shown=False),
        Column("lead_id", _("Lead"), "id", is_shown=False),
        Column("details", _("Details"), is_shown=False, is_sorted=False),
        Column("made_by_rule", _("By rule"), is_shown=False),
        Column("made_at", _("Made"), "moment", is_shown=False, is_exported=False),
        Column("task_id", _("Task id"), "id", is_shown=False),
    ),
    bulks=(
        Bulk("finish", _("Done"), "check", _finish, undo=_reopen, may=may_write),
        Bulk("postpone", _("Put off"), "clock-arrow-up", _postpone,
             (Input("due_at", _("Until"), "date"),), _due_again, may_write),
        Bulk("reassign", _("Pass on"), "user-round-pen", _reassign,
             (Input("owner_id", _("To"), "person"),), _owned_again, may_write),
    ),
    presets=(
        Preset(_("To do"), "done_at.empty=yes"),
        Preset(_("Mine, to do"), "done_at.empty=yes&owner_id=me"),
        Preset(_("All"), ""),
    ),
    empty_title=_("No tasks"),
    empty_text=_("Tasks of yours, and about customers you see, stand here."),
)  # fmt: skip
