"""REST: notes and files about customers, leads and deals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from salesops.web.boundary import found
from salesops.web.crm.actions import files as on_files
from salesops.web.crm.actions import notes as on_notes
from salesops.web.crm.api.doings import About, Sought, Which, about, answered, given, sought
from salesops.web.crm.models import Attachment, Note
from salesops.web.crm.views.doings import handed_out
from salesops.web.paging import page
from salesops.web.signed_in import SignedIn

router = Router(tags=["doings"])


class NewNote(About):
    """Something worth remembering."""

    body: str


class NoteChange(Schema):
    """Other words, or on top or not."""

    version: int | None = None
    body: str | None = None
    is_pinned: bool | None = None


class NoteOut(Schema):
    """A note."""

    note_id: str
    body: str
    is_pinned: bool
    made_at: datetime
    made_by_name: str
    account_id: str | None
    lead_id: str | None
    deal_id: str | None
    version: int


class FileOut(Schema):
    """A file, without its bytes."""

    attachment_id: str
    name: str
    size: int
    sha256: str
    made_at: datetime
    made_by_name: str
    account_id: str | None
    lead_id: str | None
    deal_id: str | None


class NotePage(Schema):
    """Some notes, and where the next ones begin."""

    items: list[NoteOut]
    next: str | None


class FilePage(Schema):
    """Some files, and where the next ones begin."""

    items: list[FileOut]
    next: str | None


@router.get("/notes", response=NotePage)
def notes(request: SignedIn, which: Query[Sought]) -> Any:
    """Notes, newest first."""
    rows = sought(request, Note, which)
    return page(rows, ("-made_at", "note_id"), which.cursor, which.limit)


@router.post("/notes", response={201: NoteOut})
def add_note(request: SignedIn, body: NewNote) -> Any:
    """Keep something worth remembering."""
    return Status(201, on_notes.add_note(actor=request.user, body=body.body, given=given(body)))


@router.patch("/notes/{path:note_id}", response={200: NoteOut, 409: Any})
def change_note(request: SignedIn, note_id: str, body: NoteChange) -> Any:
    """Say it anew, or put it on top."""

    def act() -> Note:
        if body.is_pinned is not None:
            done = on_notes.pin_note(
                actor=request.user, note_id=note_id, is_pinned=body.is_pinned, version=body.version
            )
            if body.body is None:
                return done
        version = body.version if body.is_pinned is None else None
        return on_notes.change_note(
            actor=request.user, note_id=note_id, version=version, body=body.body or ""
        )

    return answered(act, NoteOut, lambda: found(request.user, Note, note_id))


@router.get("/files", response=FilePage)
def files(request: SignedIn, which: Query[Which]) -> Any:
    """Files, newest first, without their bytes."""
    rows = about(request, Attachment, which)
    return page(rows, ("-made_at", "attachment_id"), which.cursor, which.limit)


@router.post("/files", response={201: FileOut})
def attach_file(
    request: SignedIn,
    file: File[UploadedFile],
    account_id: Form[str] = "",
    lead_id: Form[str] = "",
    deal_id: Form[str] = "",
) -> Any:
    """Keep a file about a customer, lead or deal."""
    about_: dict[str, str | None] = {
        "account_id": account_id, "lead_id": lead_id, "deal_id": deal_id
    }  # fmt: skip
    return Status(201, on_files.attach_file(actor=request.user, file=file, given=about_))


@router.get("/files/{path:attachment_id}", include_in_schema=True)
def fetch_file(request: SignedIn, attachment_id: str) -> FileResponse:
    """The bytes of a file, as a download."""
    attachment, path = on_files.fetch_file(actor=request.user, attachment_id=attachment_id)
    if not path.is_file():
        raise Http404
    return handed_out(attachment.name, path)


@router.delete("/files/{path:attachment_id}", response={204: None})
def remove_file(request: SignedIn, attachment_id: str) -> Any:
    """Take a file away."""
    on_files.remove_file(actor=request.user, attachment_id=attachment_id)
    return Status(204, None)
