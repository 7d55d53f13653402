"""Doing one thing to many records: one action after another, what was refused told, and undone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.lists.listing import Bulk, Listing
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry

AT_ONCE = 200
"""More than these are done by the worker."""
UNDOABLE = 1000
REASONS_KEPT = 500
CHANGED = "changed_records"


def do_to_all(
    *, actor: Actor, listing: Listing, bulk: Bulk, pks: Iterable[str], values: Mapping[str, str]
) -> AuditEntry:
    """Do it to each record in its own transaction; the audit row says what became of each.

    A record already as wanted is neither changed nor refused, so doing it again does no harm.
    """
    changed: list[list[object]] = []
    refused: list[list[str]] = []
    count = 0
    for pk in pks:
        count += 1
        try:
            undo = bulk.act(actor, pk, values)
        except (Refused, ValidationError, PermissionDenied, Http404) as error:
            refused.append([pk, why(error)])
            continue
        if undo is not None:
            changed.append([pk, dict(undo)])
    is_undoable = bulk.undo is not None and len(changed) <= UNDOABLE
    details = {
        "list": listing.name, "do": bulk.name, "values": dict(values), "asked": count,
        "changed": len(changed), "refused": len(refused), "reasons": refused[:REASONS_KEPT],
        CHANGED: changed if is_undoable else [],
    }  # fmt: skip
    return audit.note(actor, f"bulk_{bulk.name}", str(listing.label), details)


def why(error: Exception) -> str:
    """A refusal as a sentence."""
    if isinstance(error, Refused):
        return f"{error.problem.reason(spoken())} {error.problem.remedy(spoken())}"
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, Http404):
        return _("There is no such record.")
    return str(error)


def take_back(*, actor: Actor, entry: AuditEntry, bulk: Bulk) -> AuditEntry | None:
    """Undo what was done to many, once; gives what became of it, None when it was undone before."""
    undo = bulk.undo
    if undo is None:
        return None
    with transaction.atomic():
        AuditEntry.objects.select_for_update().get(pk=entry.pk)
        if undone(entry):
            return None
        return _taken_back(actor, entry, undo)


def undone(entry: AuditEntry) -> bool:
    """Whether it was undone already."""
    return AuditEntry.objects.filter(
        action=f"undo_{entry.action}", actor=entry.actor_id, at__gte=entry.at, details__of=entry.pk
    ).exists()


def _taken_back(actor: Actor, entry: AuditEntry, undo: Any) -> AuditEntry:
    refused = []
    changed = 0
    for pk, before in entry.details.get(CHANGED, []):
        try:
            with transaction.atomic():
                undo(actor, pk, before)
            changed += 1
        except (Refused, ValidationError, PermissionDenied, Http404) as error:
            refused.append([pk, why(error)])
    details = {
        "of": entry.pk, "list": entry.details.get("list"), "do": entry.details.get("do"),
        "asked": changed + len(refused), "changed": changed, "refused": len(refused),
        "reasons": refused[:REASONS_KEPT],
    }  # fmt: skip
    return audit.note(actor, f"undo_{entry.action}", entry.subject, details)
