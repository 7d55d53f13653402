"""Changing one record: nobody's change is lost unseen, and what changed is on record."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import Actor
from salesops.web.inserted import appended, inserted
from salesops.web.kept import Kept
from salesops.web.language import spoken
from salesops.web.problems import Change, Conflict
from salesops.web.text import clean_text
from salesops.web.workspace.audit_values import Values, label
from salesops.web.workspace.models import AuditEntry

Record = TypeVar("Record", bound=Kept)
Diff = dict[str, tuple[object, object]]
FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_TOLD = 20
"""How many changes of others a conflict tells of."""

Unfit = ValidationError
"""What an action raises when a value cannot be kept, for doors outside the web."""


MADE = {"made": True}
"""What the audit row of a new record says, so that rules can tell it from a changed one."""

IRREGULAR = {"Activity": "activities", "Person": "people"}


def table_of(model: type[models.Model]) -> str:
    """What the ledger, the audit and the doors call the model's records."""
    return IRREGULAR.get(model.__name__, f"{model._meta.model_name}s")  # noqa: SLF001 - Django documents it


def columns(model: type[models.Model]) -> dict[str, models.Field]:
    """The model's fields by the name under which a record holds their plain value."""
    return {f.attname: f for f in model._meta.concrete_fields}  # noqa: SLF001 - Django documents it


def cleaned(model: type[models.Model], values: Mapping[str, object]) -> dict[str, object]:
    """The values with their texts made fit to keep; every other value as it is."""
    fields = columns(model)
    return {
        name: _fit(fields[name], value) if name in fields else value
        for name, value in values.items()
    }


def moment(value: datetime, name: str) -> datetime:
    """A time with its zone: the company's, where it names none. Raises ValidationError."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError({name: _("Write a year between 1900 and 2199.")})
    return value if timezone.is_aware(value) else timezone.make_aware(value)


def _fit(field: models.Field, value: object) -> object:
    if isinstance(value, str):
        return clean_text(value, multiline=isinstance(field, models.TextField))
    if isinstance(value, datetime):
        return moment(value, field.name)
    is_text = isinstance(field, models.CharField | models.TextField)
    return "" if value is None and is_text and not field.null else value


def locked(model: type[Record], pk: str, version: int | None) -> Record:
    """The record, held until the transaction ends. Raises Conflict when the version is not its own.

    Without a version nobody has looked at the record before: a rule or an import.
    """
    record = model._default_manager.select_for_update(of=("self",)).get(pk=pk)  # noqa: SLF001 - Django documents it
    if version is not None and version != record.version:
        raise _conflict(record, version)
    return record


def _conflict(record: Kept, version: int) -> Conflict:
    behind = min(max(record.version - version, 1), MOST_TOLD)
    model = type(record)
    mine = AuditEntry.objects.filter(table=table_of(model), record_id=record.pk).order_by("-id")
    since = [
        Change(e.actor_name, e.at, {n: (a, b) for n, (a, b) in e.changes.items()}, _name(e))
        for e in mine.select_related("actor__person")[:behind]
        if e.details != MADE  # whoever read it saw it made
    ]
    at = timezone.localtime(since[0].at).strftime("%Y-%m-%d %H:%M") if since else "?"
    return Conflict(record.version, since, at, _told(model, since))


def _name(entry: AuditEntry) -> str:
    return entry.actor.name if entry.actor else ""


def _told(model: type[Kept], since: Sequence[Change]) -> str:
    """What others changed, in words."""
    language, table = spoken(), table_of(model)
    values = Values.of([(model, change.changes) for change in since], language)
    return "；".join(
        f"{label(model, table, name, language)} "
        f"{values.said(model, name, a)} → {values.said(model, name, b)}"
        for change in since
        for name, (a, b) in change.changes.items()
    )


def apply(record: Kept, values: Mapping[str, object]) -> Diff:
    """Set the values on the record and give what that changed; nothing is written yet.

    Raises ValidationError, by field, when a value cannot be kept.
    """
    changed: Diff = {}
    for name, value in cleaned(type(record), values).items():
        before = getattr(record, name)
        if before != value:
            changed[name] = (before, value)
            setattr(record, name, value)
    unchanged = {f.name for name, f in columns(type(record)).items() if name not in changed}
    record.clean_fields(exclude=unchanged)
    return changed


def keep(record: Kept, changed: Collection[str], *more: str) -> None:
    """Write these fields as the record's next version."""
    record.version += 1
    record.changed_at = timezone.now()
    fields, found_by = columns(type(record)), record.found_by()
    for name, value in found_by.items():
        setattr(record, name, value)
    names = dict.fromkeys([*changed, *more, *found_by, "version", "changed_at"])
    record.save(update_fields=[fields[name].name for name in names])


def change(
    *,
    actor: Actor,
    record: Record,
    values: Mapping[str, object],
    action: str,
    more: Mapping[str, object] | None = None,
    subject: str = "",
) -> Diff:
    """Apply values to a record that is held, write it and its audit row; nothing when equal.

    `more` are fields that follow from the others, set without being told of.
    """
    changed = apply(record, values)
    if not changed:
        return {}
    for name, value in (more or {}).items():
        setattr(record, name, value)
    keep(record, changed, *(more or {}))
    note(actor, action, record, changed, subject)
    return changed


def note(
    actor: Actor,
    action: str,
    record: Kept,
    changes: audit.Changes | None = None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
) -> AuditEntry:
    """The audit row of what was done to a record."""
    return audit.kept(_entry(actor, action, record, changes, subject, details))


def _entry(
    actor: Actor,
    action: str,
    record: Kept,
    changes: audit.Changes | None = None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
) -> audit.Ready:
    return audit.entry(
        actor,
        action,
        subject or str(record),
        details,
        table=table_of(type(record)),
        record_id=str(record.pk),
        changes=changes,
    )


def made(actor: Actor, action: str, record: Kept) -> None:
    """Write a new record and its audit row. Raises ValidationError, by field."""
    fields = columns(type(record))
    values = cleaned(type(record), {name: getattr(record, name) for name in fields})
    for name, value in values.items():
        setattr(record, name, value)
    for name, value in record.found_by().items():
        setattr(record, name, value)
    record.full_clean(validate_unique=False, validate_constraints=False)
    told = {
        name: (None, value)
        for name, value in values.items()
        if fields[name].editable and value not in (None, "", [], {})
    }
    with transaction.atomic(savepoint=False):
        is_new = _written(actor, action, record, told)
    if not is_new:
        raise ValidationError({fields[record._meta.pk.attname].name: _("This id is taken.")})  # noqa: SLF001


def _written(actor: Actor, action: str, record: Kept, told: audit.Changes) -> bool:
    """Whether the new record was written with its audit row: not when its id is taken."""
    if record.pk is None:
        appended(record)
        note(actor, action, record, told, details=MADE)
        return True
    ready = _entry(actor, action, record, told, details=MADE)
    is_new = inserted(record)
    if is_new:
        audit.kept(ready)
    return is_new
