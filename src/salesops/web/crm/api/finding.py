"""REST: finding customers, contacts, deals and leads by name, number or initials."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from salesops.web.changing import table_of
from salesops.web.crm.finding import matching
from salesops.web.signed_in import SignedIn

router = Router(tags=["lists"])
MOST = 50


class FoundOut(Schema):
    """One record that was found, with what else tells it from others."""

    table: str
    record_id: str
    name: str
    detail: str


@router.get("/find", response=list[FoundOut])
def find(request: SignedIn, q: str, limit: int = 10) -> Any:
    """Customers, contacts, deals and leads whose names, numbers or pinyin initials match."""
    most = min(max(limit, 1), MOST)
    return [
        {"table": table_of(kind.model), "record_id": pk, "name": name, "detail": detail}
        for kind, rows in matching(request.user, q, most)
        for pk, name, detail in rows
    ]
