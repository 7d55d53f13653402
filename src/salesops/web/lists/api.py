"""REST: every list as a file, the same one its page gives; the worker makes long workbooks."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from ninja import Field, Router, Schema, Status

from salesops.metrics.asking import Unanswerable
from salesops.web.lists import sheets
from salesops.web.lists.asking import Asked, asked
from salesops.web.lists.export import CSV, XLSX, Form, file_of, sheet_of
from salesops.web.lists.listing import Listing
from salesops.web.lists.registry import PLACES, opened
from salesops.web.lists.rest import query_parameter
from salesops.web.signed_in import SignedIn

router = Router(tags=["lists"])


class Wanted(Schema):
    """Which records, as an address would say it: filters by name, words, order, columns."""

    q: str = Field("", description="Free text, also pinyin initials")
    filters: dict[str, str | list[str]] = Field(
        {}, description="By the names the list has in an address: status, amount.min, owner_id"
    )
    sort: str = Field("", description="A column, - before it for descending")
    columns: list[str] = Field([], description="The columns to show; without one all")

    def told(self) -> dict[str, list[str]]:
        """The same as an address has it."""
        found = {k: [v] if isinstance(v, str) else v for k, v in self.filters.items()}
        plain = {"q": [self.q], "sort": [self.sort], "columns": self.columns}
        return found | {name: values for name, values in plain.items() if any(values)}


class WorkbookOut(Schema):
    """A workbook the worker makes: `working`, `ready` or `gone`, and where to ask and fetch it.

    It is kept a day; only whoever asked for it can fetch it, with a key or signed in.
    """

    job_id: str
    state: str
    done: int
    count: int
    address: str
    file: str


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
        },
    },
}  # fmt: skip


@router.get("/lists", response=list[str])
def lists(request: SignedIn) -> list[str]:
    """The names of all lists that can be taken out as files."""
    return list(PLACES)


@router.get("/lists/{name}.{form}", openapi_extra=FILES, response={202: WorkbookOut})
def file(request: SignedIn, name: str, form: Form) -> Any:
    """All the records of a list one may see, filtered and in order like the page, as a file.

    A workbook of more than 20,000 rows is made by the worker: 202 with the address to ask.
    """
    listing, wanted = _wanted(request, name, dict(request.GET.lists()))
    if form == "xlsx" and sheets.is_long(request.user, listing, wanted):
        return _begun(request, listing, wanted)
    return file_of(request.user, listing, wanted, form)


@router.post("/lists/{name}/sheets", response={202: WorkbookOut})
def make_workbook(request: SignedIn, name: str, body: Wanted) -> Any:
    """Have the worker make a workbook of a list, filtered and in order; ask its address then."""
    listing, wanted = _wanted(request, name, body.told())
    return _begun(request, listing, wanted)


@router.get("/lists/{name}/sheets/{job_id}", response=WorkbookOut)
def workbook(request: SignedIn, name: str, job_id: str) -> Any:
    """How far the worker is with a workbook one has asked for."""
    listing = opened(request.user, name)
    return _told(listing, job_id, sheets.own(request.user, name, job_id))


@router.get("/lists/{name}/sheets/{job_id}/file")
def workbook_file(request: SignedIn, name: str, job_id: str) -> FileResponse:
    """The workbook, once it is ready."""
    return sheet_of(request.user, name, job_id)


def _wanted(request: SignedIn, name: str, said: dict[str, list[str]]) -> tuple[Listing, Asked]:
    listing = opened(request.user, name)
    wanted, problems = asked(listing, said)
    if problems:
        raise Unanswerable(problems)
    return listing, wanted


def _begun(request: SignedIn, listing: Listing, wanted: Asked) -> Status:
    job_id = sheets.begin(actor=request.user, listing=listing, wanted=wanted)
    job = sheets.own(request.user, listing.name, job_id)
    return Status(202, _told(listing, job_id, job))


def _told(listing: Listing, job_id: str, job: sheets.Sheet) -> dict[str, Any]:
    address = f"/api/v1/lists/{listing.name}/sheets/{job_id}"
    done = job.count if job.is_ready else job.done
    return {"job_id": job_id, "state": job.state, "done": done, "count": job.count,
            "address": address, "file": f"{address}/file"}  # fmt: skip
