"""Pages of the audit: who did what, when, from what to what; one entry; all of it as a file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from salesops.reports.render.rows import csv_of
from salesops.web.notices.records import address
from salesops.web.paging import BadCursor, page
from salesops.web.people.models import User
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.actions import note_audit_export
from salesops.web.workspace.audit_reading import (
    ORDER,
    Sought,
    choices,
    entries,
    shown,
    sought,
    values_of,
)
from salesops.web.workspace.models import AuditEntry

ROWS_A_PAGE = 50
COLUMNS = ("at", "who", "did", "in", "record_id", "subject", "through")
SLICE = 2000


@login_required
@require_GET
def audit(request: SignedIn) -> HttpResponse:
    """The entries the reader may see, filtered, newest first."""
    wanted = sought(request.GET.dict())
    found = entries(request.user, wanted)
    cursor = request.GET.get("cursor")
    try:
        piece = page(found, ORDER, cursor, ROWS_A_PAGE)
    except BadCursor:
        piece = page(found, ORDER, None, ROWS_A_PAGE)
    values = values_of(piece.items)
    context = {
        "entries": [shown(request.user, entry, values) for entry in piece.items],
        "next": piece.next,
        "query": urlencode(wanted.told()),
        "wanted": wanted,
        "told": wanted.told(),
    }
    if request.headers.get("HX-Target") == "more":
        return render(request, "workspace/audit/rows.html", context)
    return render(request, "workspace/audit/page.html", context | _around(request, wanted))


def _around(request: SignedIn, wanted: Sought) -> dict[str, Any]:
    """What stands around the rows: filters, unless it is one record's history."""
    is_narrow = wanted.is_history
    people = (
        [] if is_narrow else User.objects.order_by("username").values_list("username", flat=True)
    )
    place = address(wanted.table, wanted.record) if is_narrow else ""
    return {
        "choices": choices(request.user), "people": people, "is_history": is_narrow,
        "place": place,
    }  # fmt: skip


@login_required
@require_GET
def entry(request: SignedIn, entry_id: int) -> HttpResponse:
    """One entry with all that changed, beside the list or on its own."""
    found = AuditEntry.objects.filter(pk=entry_id).first()
    if found is None:
        raise Http404
    wanted = Sought(table=found.table, record=found.record_id)
    if not entries(request.user, wanted).filter(pk=entry_id).exists():
        raise Http404
    context = {"e": shown(request.user, found)}
    piece = "entry" if request.htmx else "one"
    return render(request, f"workspace/audit/{piece}.html", context)


@login_required
@require_GET
def download(request: SignedIn) -> StreamingHttpResponse:
    """All that is asked for, as a file; taking it out stands in the audit too."""
    wanted = sought(request.GET.dict())
    found = entries(request.user, wanted).order_by(*ORDER)
    note_audit_export(actor=request.user, filters=wanted.told(), count=found.count())
    headings = [*COLUMNS, "changes"]
    answer = StreamingHttpResponse(
        csv_of(headings, _cells(request.user, found)), content_type="text/csv; charset=utf-8"
    )
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="salesops-audit-{day}.csv"'
    return answer


def _cells(user: User, found: Any) -> Iterator[list[Any]]:
    values = values_of([])  # a file has them as they are kept
    for one in found.iterator(chunk_size=SLICE):
        told = shown(user, one, values)
        changed = "; ".join(f"{c['label']}: {c['from']} → {c['to']}" for c in told["changes"])
        moment = timezone.localtime(told["at"])
        yield [moment if name == "at" else told[name] for name in COLUMNS] + [changed]
