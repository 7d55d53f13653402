"""A list as a file: all that matches, some thousands of rows at a time, safe to open in Excel."""

from typing import Literal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from salesops.kernel.problem import Wording
from salesops.reports.render.rows import SHEET_ROWS, csv_of, workbook_of
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.lists.actions import note_export
from salesops.web.lists.asking import Asked, asked
from salesops.web.lists.files import exported, fields_of
from salesops.web.lists.filtering import matching, order_of
from salesops.web.lists.listing import Listing
from salesops.web.lists.registry import opened
from salesops.web.lists.rows import every
from salesops.web.problems import Refused, refused
from salesops.web.signed_in import SignedIn

Form = Literal["csv", "xlsx"]
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY_ROWS = Wording(
    "too_many_rows",
    zh=("共 {count} 行，一张 Excel 工作表放不下", "改为导出 CSV，或先筛选"),
    en=("{count} rows do not fit into one Excel sheet.", "Export CSV, or filter first"),
)


@login_required
@require_GET
def export(request: SignedIn, name: str, form: Form) -> HttpResponseBase:
    """The list as filtered, with the columns on show and those an import wants."""
    listing = opened(request.user, name)
    wanted, _problems = asked(listing, dict(request.GET.lists()))
    try:
        return file_of(request.user, listing, wanted, form)
    except Refused as refusal:
        problem = refusal.problem
        messages.warning(request, f"{problem.reason(spoken())} {problem.remedy(spoken())}")
        return redirect(f"{reverse(listing.page)}?{wanted.query()}")


def file_of(actor: Actor, listing: Listing, wanted: Asked, form: Form) -> HttpResponseBase:
    """All that is asked for as a file, put on record. Raises Refused when no sheet holds it.

    Rows come from the database a slice at a time as the file is sent, so that none need be held.
    """
    records = matching(actor, listing, wanted)
    count = records.count()
    if form == "xlsx" and count > SHEET_ROWS:
        raise refused(TOO_MANY_ROWS, count=count)
    columns = exported(listing, wanted.columns)
    fields = fields_of(actor, listing, columns)
    note_export(actor=actor, listing=listing, wanted=wanted, form=form, count=count)
    found = every(records, listing, columns, order_of(listing, wanted))
    headings = [field.heading for field in fields]
    cells = ([field.value(row) for field in fields] for row in found)
    answer: HttpResponseBase
    if form == "xlsx":
        book = workbook_of(headings, cells, str(listing.label))
        answer = FileResponse(book, content_type=XLSX)
    else:
        answer = StreamingHttpResponse(csv_of(headings, cells), content_type=CSV)
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="salesops-{listing.name}-{day}.{form}"'
    return answer
