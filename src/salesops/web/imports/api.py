"""REST: files in, batches listed, taken back and taken in again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from ninja import File, Form, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError

from salesops.web.access import EDITORS, require
from salesops.web.imports.models import Batch, ImportJob
from salesops.web.signed_in import SignedIn

router = Router(tags=["imports"])
FARTHEST = 1_000_000_000


class JobOut(Schema):
    """A file on its way in, and what became of it."""

    id: int
    table: str
    filename: str
    state: str
    progress: float
    result: dict[str, Any]
    problems: list[dict[str, Any]]
    failure: str
    made_at: datetime
    finished_at: datetime | None


class BatchOut(Schema):
    """A file that was taken in."""

    batch_id: str
    table: str
    kind: str
    source: str
    rows: int
    accepted: int
    rejected: int
    unchanged: int
    made_at: datetime
    made_by_name: str
    retracted_at: datetime | None


@router.post("/imports", response={202: JobOut})
def import_upload(
    request: SignedIn, table: Form[str], file: File[UploadedFile], mapping: Form[str] = ""
) -> Status[ImportJob]:
    """Upload a file; the worker imports it and brings the figures up to date."""
    from salesops.web.imports.uploads import upload_file
    from salesops.web.jobs import start_import

    try:
        job = upload_file(actor=request.user, table=table, file=file, mapping_toml=mapping)
    except ValidationError as error:
        raise HttpError(413, " ".join(error.messages)) from None
    start_import(job)
    return Status(202, job)


@router.get("/imports/{job_id}", response=JobOut)
def import_state(request: SignedIn, job_id: int) -> ImportJob:
    """How far an upload is."""
    from salesops.web.imports.uploads import job_of

    job = job_of(request.user, job_id)
    if job is None:
        raise Http404
    return job


@router.get("/batches", response=list[BatchOut])
def batches(request: SignedIn, limit: int = 100, offset: int = 0) -> list[Batch]:
    """What was imported, newest first."""
    require(request.user, *EDITORS)
    start = min(max(offset, 0), FARTHEST)
    return list(Batch.objects.all()[start : start + min(max(limit, 1), 1000)])


@router.post("/batches/{batch_id}/retract", response=BatchOut)
def retract(request: SignedIn, batch_id: str) -> Batch:
    """Take a batch out; the next snapshot is as if it had never come."""
    from salesops.web.imports.actions import retract_batch

    return retract_batch(actor=request.user, batch_id=batch_id)


@router.post("/batches/{batch_id}/restore", response=BatchOut)
def restore(request: SignedIn, batch_id: str) -> Batch:
    """Take a retracted batch in again."""
    from salesops.web.imports.actions import restore_batch

    return restore_batch(actor=request.user, batch_id=batch_id)
