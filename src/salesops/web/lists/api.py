"""REST: every list as a file, the same one its page gives."""

from __future__ import annotations

from typing import Any

from ninja import Router

from salesops.metrics.asking import Unanswerable
from salesops.web.lists.asking import asked
from salesops.web.lists.export import CSV, XLSX, Form, file_of
from salesops.web.lists.registry import PLACES, opened
from salesops.web.lists.rest import query_parameter
from salesops.web.signed_in import SignedIn

router = Router(tags=["lists"])
FILES: dict[str, Any] = {
    "parameters": [
        query_parameter("q", "Free text, also pinyin initials"),
        query_parameter("sort", "A column, - before it for descending"),
        query_parameter("columns", "A column to show; may be repeated; without one all"),
    ],
    "responses": {
        200: {
            "description": "The file, streamed. Every filter of the list's page narrows it",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}}
                        for kind in (CSV, XLSX)},
        }
    },
}  # fmt: skip


@router.get("/lists", response=list[str])
def lists(request: SignedIn) -> list[str]:
    """The names of all lists that can be taken out as files."""
    return list(PLACES)


@router.get("/lists/{name}.{form}", openapi_extra=FILES)
def file(request: SignedIn, name: str, form: Form) -> Any:
    """All the records of a list one may see, filtered and in order like the page, as a file."""
    listing = opened(request.user, name)
    wanted, problems = asked(listing, dict(request.GET.lists()))
    if problems:
        raise Unanswerable(problems)
    return file_of(request.user, listing, wanted, form)
