"""A list as a file: all that matches, some thousands of rows at a time, safe to open in Excel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salesops.ingest.intake import INTAKES
from salesops.kernel.problem import Problem, Wording
from salesops.reports.render.rows import SHEET_ROWS, csv_of, workbook_of
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.lists.actions import note_export
from salesops.web.lists.asking import asked
from salesops.web.lists.cells import labels
from salesops.web.lists.filtering import matching, order_of
from salesops.web.lists.listing import Column, Listing
from salesops.web.lists.registry import opened
from salesops.web.lists.rows import Row, chosen, every
from salesops.web.signed_in import SignedIn

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY_ROWS = Wording(
    "too_many_rows",
    zh=("共 {count} 行，一张 Excel 工作表放不下", "改为导出 CSV，或先筛选"),
    en=("{count} rows do not fit into one Excel sheet.", "Export CSV, or filter first"),
)


@dataclass(frozen=True)
class Field:
    """One column of the file: its heading and how it is read from a row."""

    heading: str
    value: Callable[[Row], Any]


@login_required
@require_GET
def export(request: SignedIn, name: str, form: str) -> HttpResponseBase:
    """The list as filtered, with the columns on show and those an import wants."""
    listing = opened(request.user, name)
    wanted, _problems = asked(listing, dict(request.GET.lists()))
    records = matching(request.user, listing, wanted)
    count = records.count()
    if form == "xlsx" and count > SHEET_ROWS:
        problem = Problem(TOO_MANY_ROWS, values={"count": count})
        messages.warning(request, f"{problem.reason(spoken())} {problem.remedy(spoken())}")
        return redirect(f"{reverse(listing.page)}?{wanted.query()}")
    columns = exported(listing, wanted.columns)
    fields = fields_of(request.user, listing, columns)
    note_export(actor=request.user, listing=listing, wanted=wanted, form=form, count=count)
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
    answer["Content-Disposition"] = f'attachment; filename="salesops-{name}-{day}.{form}"'
    return answer


def exported(listing: Listing, names: Sequence[str]) -> list[Column]:
    """The columns of a file: those on show, behind the id without which it cannot come back."""
    columns = [c for c in chosen(listing, names) if c.is_exported]
    key = next((c for c in listing.columns if c.plain == "pk" or c.kind == "id"), None)
    if not names:
        columns = [c for c in listing.columns if c.is_exported]
    return [key, *(c for c in columns if c != key)] if key else columns


def fields_of(actor: Actor, listing: Listing, columns: Sequence[Column]) -> list[Field]:
    """The file's columns; of a person or region both the id, as imports want it, and the name."""
    named = labels(actor, columns)
    found: list[Field] = []
    for column in columns:
        found.append(Field(heading(listing, column), _plain(column, named.get(column.name, {}))))
        if column.shown and column.kind in ("person", "record"):
            title = f"{column.label}{'名称' if spoken() == 'zh' else ' (name)'}"
            found.append(Field(title, _read(column)))
    return found


def heading(listing: Listing, column: Column) -> str:
    """The column's name as an import recognises it in the reader's language."""
    intake = INTAKES.get(listing.name)
    if intake is None or column.name not in intake.names:
        return str(column.label)
    return intake.field(column.name).names[0] if spoken() == "zh" else column.name


def _plain(column: Column, named: Mapping[str, str]) -> Callable[[Row], Any]:
    yes, no = _("yes"), _("no")

    def value(row: Row) -> Any:
        found: Any = row.plain.get(column.name)
        if column.kind == "flag":
            return yes if found else no
        if column.kind == "tags":
            return "、".join(found or ())
        if isinstance(found, datetime):
            return timezone.localtime(found)
        return named.get(found, found) if column.kind == "choice" else found

    return value


def _read(column: Column) -> Callable[[Row], Any]:
    return lambda row: row.read.get(column.name)
