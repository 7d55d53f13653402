"""REST: the audit, as far as one may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema

from salesops.web.paging import page
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.audit_reading import ORDER, entries, shown, sought, values_of

router = Router(tags=["audit"])


class AuditChange(Schema):
    """A field, what it was and what it became."""

    field: str
    label: str
    before: Any = None
    after: Any = None


class EntryOut(Schema):
    """Who did what, when, through which door."""

    id: int
    at: datetime
    who: str
    action: str
    did: str
    subject: str
    table: str
    record_id: str
    door: str
    changes: list[AuditChange]
    details: dict[str, Any]
    chain: list[str]


class EntriesOut(Schema):
    """A page of entries, newest first, and the cursor of the next one."""

    items: list[EntryOut]
    next: str | None


class AuditAsked(Schema):
    """Which entries; `table` with `record` is one record's history."""

    actor: str = ""
    action: str = ""
    table: str = ""
    record: str = ""
    door: str = ""
    starts_on: str = ""
    until: str = ""
    q: str = ""
    cursor: str | None = None
    limit: int = 100


@router.get("/audit", response=EntriesOut)
def audit(request: SignedIn, asked: Query[AuditAsked]) -> Any:
    """Entries as filtered: all for sales operations, a record's history for who sees the record."""
    told = {name: str(value) for name, value in asked.dict().items() if value is not None}
    found = entries(request.user, sought(told | {"from": asked.starts_on}))
    piece = page(found, ORDER, asked.cursor, asked.limit)
    return {"items": [_told(request, one) for one in piece.items], "next": piece.next}


def _told(request: SignedIn, entry: Any) -> dict[str, Any]:
    told = shown(request.user, entry, values_of([]))
    told["changes"] = [
        {"field": c["field"], "label": c["label"], "before": c["from"], "after": c["to"]}
        for c in told["changes"]
    ]
    return told
