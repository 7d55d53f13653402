"""Putting events in line for webhooks, in whatever transaction is open."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from salesops.web.automation.events import kind_of
from salesops.web.automation.models import Delivery, Webhook
from salesops.web.workspace.models import AuditEntry

RULES_ONLY = "rules"
"""What a webhook waits for that only rules call."""


def queue_delivery(
    hook: Webhook,
    event: str,
    table: str,
    record_id: str,
    now: datetime,
    *,
    entry_id: int | None = None,
    rule: str = "",
) -> Delivery:
    """One event in line for one webhook."""
    return Delivery.objects.create(
        delivery_id=str(uuid4()), webhook=hook, event=event, table=table, record_id=record_id,
        entry_id=entry_id, rule_name=rule, made_at=now, next_at=now,
    )  # fmt: skip


def queue_event(hooks: Iterable[Webhook], entry: AuditEntry, now: datetime) -> int:
    """The entry in line for every webhook that waits for it; gives for how many that was."""
    event = f"{entry.table}.{kind_of(entry)}"
    wanted = {event, f"{entry.table}.*"}
    waiting = [hook for hook in hooks if wanted & set(hook.events)]
    for hook in waiting:
        queue_delivery(hook, event, entry.table, entry.record_id, now, entry_id=entry.pk)
    return len(waiting)
