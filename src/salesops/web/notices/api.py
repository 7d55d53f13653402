"""REST: one's own notices, listed and marked as read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from salesops.web.notices.actions import mark_read, unread_count
from salesops.web.notices.models import Notice
from salesops.web.notices.records import address
from salesops.web.notices.views import ORDER
from salesops.web.paging import page
from salesops.web.signed_in import SignedIn

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """One thing one was told, and where to read on."""

    id: int
    kind: str
    title: str
    body: str
    table: str
    record_id: str
    address: str
    made_at: datetime
    read_at: datetime | None


class NoticesOut(Schema):
    """A page of notices, newest first."""

    items: list[NoticeOut]
    next: str | None
    unread: int


class ReadIn(Schema):
    """Which notices were read; without ids all of them."""

    ids: list[int] | None = None


class ReadOut(Schema):
    """How many became read, and how many still are not."""

    read: int
    unread: int


def _shown(one: Notice) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in NoticeOut.model_fields if name != "address"}
    return {**told, "address": address(one.table, one.record_id)}


@router.get("/notices", response=NoticesOut)
def notices(
    request: SignedIn, unread: bool = False, cursor: str | None = None, limit: int = 50
) -> Any:
    """What I was told."""
    mine = Notice.objects.filter(user=request.user, is_shown=True)
    if unread:
        mine = mine.filter(read_at__isnull=True)
    found = page(mine, ORDER, cursor, limit)
    items = [_shown(one) for one in found.items]
    return {"items": items, "next": found.next, "unread": unread_count(request.user)}


@router.post("/notices/read", response=ReadOut)
def read(request: SignedIn, body: ReadIn) -> Any:
    """Mark notices of mine as read; others' ids change nothing."""
    done = mark_read(actor=request.user, ids=body.ids)
    return {"read": done, "unread": unread_count(request.user)}
