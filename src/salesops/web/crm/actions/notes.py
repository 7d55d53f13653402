"""Notes: written, changed, and put on top."""

from collections.abc import Mapping

from django.db import transaction

from salesops.selling.doings import EMPTY_NOTE, NOT_YOURS_TO_CHANGE
from salesops.web import boundary, changing
from salesops.web.access import Actor, Owner
from salesops.web.crm.about import about
from salesops.web.crm.actions.activities import require_writer
from salesops.web.crm.models import Note
from salesops.web.ids import new_id
from salesops.web.people.models import Role
from salesops.web.problems import refused


def add_note(*, actor: Actor, body: str, given: Mapping[str, str | None]) -> Note:
    """Keep something worth remembering about a customer, lead or deal.

    Raises Http404 for a record the actor may not see, Refused and ValidationError.
    """
    require_writer(actor)
    found = about(actor, given)
    _filled(body)
    note = Note(
        note_id=new_id("N"),
        body=body,
        made_by=None if isinstance(actor, Owner) else actor,
        made_by_name=actor.name,
        **found.broad,
    )
    changing.made(actor, "add_note", note)
    return note


def change_note(*, actor: Actor, note_id: str, version: int | None, body: str) -> Note:
    """Say it anew: for whoever wrote it, and for sales operations."""
    note = boundary.writable(actor, Note, note_id)
    if not may_change(actor, note):
        raise refused(NOT_YOURS_TO_CHANGE)
    _filled(body)
    return _changed(actor, note_id, version, "change_note", {"body": body})


def pin_note(*, actor: Actor, note_id: str, is_pinned: bool, version: int | None = None) -> Note:
    """Put it above the others, or back among them."""
    boundary.writable(actor, Note, note_id)
    return _changed(actor, note_id, version, "pin_note", {"is_pinned": is_pinned})


def may_change(actor: Actor, note: Note) -> bool:
    """Whether the actor may change its words."""
    return isinstance(actor, Owner) or actor.role == Role.OPS or note.made_by_id == actor.pk


def _filled(body: str) -> None:
    if not body.strip("\0 \t\n"):
        raise refused(EMPTY_NOTE, field="body")


def _changed(
    actor: Actor, note_id: str, version: int | None, action: str, values: Mapping[str, object]
) -> Note:
    with transaction.atomic():
        note = changing.locked(Note, note_id, version)
        changing.change(actor=actor, record=note, values=values, action=action)
    return note
