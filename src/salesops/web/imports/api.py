"""REST: files in, batches listed, taken back and taken in again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from ninja import File, Form, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError

from salesops.web.access import EDITORS, require
from salesops.web.imports.models import Batch, ImportJob
from salesops.web.signed_in import SignedIn

router = Router(tags=["imports"])
FARTHEST = 1_000_000_000
A_FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, in the form in which its rows came",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    }
}


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

    @staticmethod
    def resolve_result(job: ImportJob) -> dict[str, Any]:
        """The counts; of the rejected rows the address where they are fetched."""
        from salesops.web.imports.uploads import problems_path

        has_file = problems_path(job) is not None
        file = f"/api/v1/imports/{job.pk}/problems" if has_file else None
        return {**job.result, "problems_file": file}


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
    problems_file: str | None

    @staticmethod
    def resolve_problems_file(batch: Batch) -> str | None:
        """The address where the rejected rows are fetched, if there are any."""
        return f"/api/v1/batches/{batch.pk}/problems" if batch.problems_file else None


@router.post("/imports", response={202: JobOut})
def import_upload(
    request: SignedIn, table: Form[str], file: File[UploadedFile], mapping: Form[str] = ""
) -> Status[ImportJob]:
    """Upload a file of any table; the worker imports it and brings the figures up to date.

    Records are found by their business key: what is there already is updated.
    """
    from salesops.web.imports.uploads import upload_file
    from salesops.web.jobs import start_import

    try:
        job = upload_file(actor=request.user, table=table, file=file, mapping_toml=mapping)
    except ValidationError as error:
        raise HttpError(413, " ".join(error.messages)) from None
    start_import(job)
    return Status(202, job)


@router.get("/imports", response=list[JobOut])
def uploads(request: SignedIn, limit: int = 20) -> list[ImportJob]:
    """One's own uploads and what became of them, newest first."""
    require(request.user, *EDITORS)
    return list(request.user.imports.all()[: min(max(limit, 1), 1000)])


@router.get("/imports/{job_id}", response=JobOut)
def import_state(request: SignedIn, job_id: int) -> ImportJob:
    """How far an upload is."""
    return _own(request, job_id)


def _own(request: SignedIn, job_id: int) -> ImportJob:
    from salesops.web.imports.uploads import job_of

    job = job_of(request.user, job_id)
    if job is None:
        raise Http404
    return job


@router.get("/imports/{job_id}/problems", openapi_extra=A_FILE)
def import_problems(request: SignedIn, job_id: int) -> Any:
    """The rejected rows of an upload with their reasons, to be corrected and sent again."""
    from salesops.web.imports.uploads import problems_path

    return _sent(problems_path(_own(request, job_id)))


def _sent(path: Path | None) -> FileResponse:
    if path is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@router.get("/batches", response=list[BatchOut])
def batches(request: SignedIn, limit: int = 100, offset: int = 0) -> list[Batch]:
    """What was imported, newest first."""
    require(request.user, *EDITORS)
    start = min(max(offset, 0), FARTHEST)
    return list(Batch.objects.all()[start : start + min(max(limit, 1), 1000)])


@router.get("/batches/{batch_id}/problems", openapi_extra=A_FILE)
def batch_problems(request: SignedIn, batch_id: str) -> Any:
    """The rejected rows of a batch with their reasons."""
    from salesops.web.imports.actions import batch_problems_file

    require(request.user, *EDITORS)
    batch = Batch.objects.filter(pk=batch_id).first()
    return _sent(batch_problems_file(batch) if batch else None)


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
