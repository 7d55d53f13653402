"""A list as a file: all that matches, some thousands of rows at a time, safe to open in Excel."""

from typing import Literal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from salesops.reports.render.rows import csv_of, workbook_of
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.lists import sheets
from salesops.web.lists.actions import note_export
from salesops.web.lists.asking import Asked, asked
from salesops.web.lists.files import file_name, table_of
from salesops.web.lists.filtering import matching
from salesops.web.lists.listing import Listing
from salesops.web.lists.registry import opened
from salesops.web.people.models import User
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

Form = Literal["csv", "xlsx"]
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def export(request: SignedIn, name: str, form: Form) -> HttpResponseBase:
    """The list as filtered, with the columns on show and those an import wants."""
    listing = opened(request.user, name)
    wanted, _problems = asked(listing, dict(request.GET.lists()))
    try:
        if form == "xlsx" and sheets.is_long(request.user, listing, wanted):
            job = sheets.begin(actor=request.user, listing=listing, wanted=wanted)
            return redirect("list_sheet", name, job)
        return file_of(request.user, listing, wanted, form)
    except Refused as refusal:
        problem = refusal.problem
        messages.warning(request, f"{problem.reason(spoken())} {problem.remedy(spoken())}")
        return redirect(f"{reverse(listing.page)}?{wanted.query()}")


def file_of(actor: Actor, listing: Listing, wanted: Asked, form: Form) -> HttpResponseBase:
    """All that is asked for as a file, put on record. Raises Refused when no sheet holds it.

    Rows come from the database a slice at a time as the file is sent, so that none need be held.
    """
    count = sheets.fitting(actor, listing, wanted) if form == "xlsx" else None
    if count is None:
        count = matching(actor, listing, wanted).count()
    note_export(actor=actor, listing=listing, wanted=wanted, form=form, count=count)
    headings, cells = table_of(actor, listing, wanted)
    answer: HttpResponseBase
    if form == "xlsx":
        book = workbook_of(headings, cells, str(listing.label))
        answer = FileResponse(book, content_type=XLSX)
    else:
        answer = StreamingHttpResponse(csv_of(headings, cells), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(listing, form)}"'
    return answer


@login_required
@require_GET
def sheet(request: SignedIn, name: str, job_id: str) -> HttpResponse:
    """How far the worker is with a workbook; when it is done, where it is."""
    listing, job = opened(request.user, name), sheets.own(request.user, name, job_id)
    context = {"listing": listing, "job": job, "job_id": job_id}
    template = "parts/listing_sheet.html" if request.htmx else "listing_sheet.html"
    return render(request, f"design/{template}", context)


@login_required
@require_GET
def sheet_file(request: SignedIn, name: str, job_id: str) -> FileResponse:
    """The workbook, to whoever asked for it and for as long as it is kept."""
    return sheet_of(request.user, name, job_id)


def sheet_of(actor: User, name: str, job_id: str) -> FileResponse:
    """A workbook the worker has made. Raises Http404 for whoever did not ask for it."""
    listing, job = opened(actor, name), sheets.own(actor, name, job_id)
    if not job.is_ready:
        raise Http404
    return FileResponse(job.path.open("rb"), as_attachment=True, content_type=XLSX,
                        filename=file_name(listing, "xlsx"))  # fmt: skip
