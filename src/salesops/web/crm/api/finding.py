"""REST: finding records by name, number or initials, and what was said by its words."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from ninja import Router, Schema

from salesops.web.changing import table_of
from salesops.web.crm.finding import matching, words_of
from salesops.web.crm.finding_said import said
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
    """Customers, contacts, deals and leads whose names, numbers or pinyin initials match.

    Also the newest tasks, activities and notes that say all the words.
    """
    most, words = min(max(limit, 1), MOST), words_of(q)
    named = [
        _told(kind.model, pk, name, detail)
        for kind, rows in matching(request.user, words, most)
        for pk, name, detail in rows
    ]
    said_so = [
        _told(kind.model, hit.pk, hit.name, hit.detail)
        for kind, hits in said(request.user, words, most)
        for hit in hits
    ]
    return named + said_so


def _told(model: type[Model], pk: str, name: str, detail: str) -> dict[str, str]:
    return {"table": table_of(model), "record_id": pk, "name": name, "detail": detail}
