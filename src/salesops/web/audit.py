"""Who did what and when: one row for every write and for every export of customer data.

The row is also the event: rules and webhooks learn of it from the outbox, which is written in
the same transaction and so can neither be lost nor speak of what was rolled back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from salesops.web import door
from salesops.web.access import Actor
from salesops.web.inserted import Values, appended, values_of
from salesops.web.people.models import User
from salesops.web.workspace.models import AuditEntry, Outbox

WATCHED = frozenset({"accounts", "contacts", "leads", "deals", "activities", "tasks"})
"""The tables whose events rules and webhooks may wait for."""

Changes = Mapping[str, tuple[object, object]]
_heard: ContextVar[list[AuditEntry] | None] = ContextVar("heard", default=None)


@contextmanager
def heard() -> Iterator[list[AuditEntry]]:
    """The rows that are written inside, also when the transaction is taken back afterwards."""
    entries: list[AuditEntry] = []
    before = _heard.set(entries)
    try:
        yield entries
    finally:
        _heard.reset(before)


def note(
    actor: Actor,
    action: str,
    subject: str = "",
    details: Mapping[str, object] | None = None,
    *,
    table: str = "",
    record_id: str = "",
    changes: Changes | None = None,
) -> AuditEntry:
    """Write one audit row, in whatever transaction is open.

    `changes` maps each changed field to what it was and what it became.
    """
    return kept(
        entry(actor, action, subject, details, table=table, record_id=record_id, changes=changes)
    )


@dataclass(frozen=True)
class Ready:
    """An audit row that only has to be written."""

    entry: AuditEntry
    values: Values


def entry(
    actor: Actor,
    action: str,
    subject: str = "",
    details: Mapping[str, object] | None = None,
    *,
    table: str = "",
    record_id: str = "",
    changes: Changes | None = None,
) -> Ready:
    """As `note`, but it is still to be `kept`: what it takes to make it holds up nobody."""
    made = AuditEntry(
        at=timezone.now(),
        actor=actor if isinstance(actor, User) else None,
        actor_name=actor.username if isinstance(actor, User) else actor.name,
        action=action,
        subject=subject[:300],
        details={name: plain(value) for name, value in (details or {}).items()},
        door=door.door(),
        table=table,
        record_id=record_id,
        changes={name: [plain(a), plain(b)] for name, (a, b) in (changes or {}).items()},
        chain=list(door.chain()),
    )
    return Ready(made, values_of(made))


def kept(ready: Ready) -> AuditEntry:
    """Write an audit row that was made ready, in whatever transaction is open."""
    made = ready.entry
    is_awaited = made.table in WATCHED and bool(made.record_id)
    appended(made, Outbox if is_awaited else None, ready.values)
    listening = _heard.get()
    if listening is not None:
        listening.append(made)
    return made


def plain(value: object) -> object:
    """A value as JSON keeps it: amounts as text, so that no digit is lost."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | bool | list | dict | None):
        return value
    return str(getattr(value, "pk", value))
