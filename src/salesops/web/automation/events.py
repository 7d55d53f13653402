"""From an audit entry to the event rules know, with the record as it is now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from salesops.selling.automation import Event, Kind
from salesops.selling.letters import Done
from salesops.web.automation.catalogue import FIELDS, told, value_of
from salesops.web.crm.models import Account
from salesops.web.notices.records import MODELS
from salesops.web.workspace.models import AuditEntry


def kind_of(entry: AuditEntry) -> Kind:
    """Whether the entry is of a record's making or of a change."""
    return "created" if entry.details.get("made") else "changed"


def record_of(table: str, record_id: str) -> Model | None:
    """The record of this id, whoever's it is: rules act for the company."""
    model = MODELS.get(table)
    return model._default_manager.filter(pk=record_id).first() if model else None  # noqa: SLF001 - Django documents it


def values_of(table: str, record: Any) -> dict[str, object]:
    """A record's fields by the names rules use."""
    found = {name: told(getattr(record, name)) for name in FIELDS[table] if name != "tags"}
    if isinstance(record, Account):
        found["tags"] = list(record.tags.values_list("tag", flat=True))
    return found


def changes_of(entry: AuditEntry) -> dict[str, tuple[object, object]]:
    """What changed, in values as a record holds them."""
    return {
        name: (value_of(entry.table, name, a), value_of(entry.table, name, b))
        for name, (a, b) in entry.changes.items()
    }


def event_of(entry: AuditEntry, record: Model) -> Event:
    """The event an entry is, of the record as it is now."""
    return Event(
        kind_of(entry),
        entry.table,
        entry.record_id,
        values_of(entry.table, record),
        changes_of(entry),
        tuple(entry.chain),
    )


def done_of(entry: AuditEntry) -> Done:
    """Who did what, as the audit has it."""
    actor = entry.actor
    name = actor.name if actor else entry.actor_name
    return Done(entry.action, entry.subject, name, actor.person_id if actor else None)


def whose(table: str, record: Any) -> str | None:
    """The person a record is the business of: its owner, who did it, or the customer's owner."""
    if hasattr(record, "owner_id"):
        return record.owner_id
    if table == "activities" and record.person_id:
        return record.person_id
    return record.account.owner_id if record.account_id else None


def about_ids(table: str, record: Any) -> dict[str, str | None]:
    """What a task about the record is about: a customer, lead or deal."""
    own = {"leads": "lead_id", "accounts": "account_id", "deals": "deal_id"}
    if table in own:
        return {own[table]: record.pk}
    names: Iterable[str] = ("account_id", "lead_id", "deal_id")
    return {name: getattr(record, name, None) for name in names}
