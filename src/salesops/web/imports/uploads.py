"""Files people upload: kept in the workspace, and found again by who brought them."""

from pathlib import Path, PurePath
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.kernel.problem import Problem, Where
from salesops.web import audit
from salesops.web.access import EDITORS, require
from salesops.web.imports.models import ImportJob
from salesops.web.people.models import User
from salesops.web.problems import Faulty


def upload_file(
    *, actor: User, table: str, file: UploadedFile, mapping_toml: str = ""
) -> ImportJob:
    """Keep an uploaded file under its own name; nothing is imported yet.

    Raises ValidationError when it is larger than allowed, Refused for a mapping nobody can read.
    """
    from salesops.web.imports.actions import intake_for

    require(actor, *EDITORS)
    intake_for(table)
    _check(table, mapping_toml)
    limit = settings.UPLOAD_LIMIT_BYTES
    if (file.size or 0) > limit:
        raise ValidationError(
            _("The file is larger than %(limit)s MB. Split it, or import it on the server.")
            % {"limit": limit // 1024 // 1024}
        )
    kept = _keep(file)
    with transaction.atomic():
        job = ImportJob.objects.create(
            table=table,
            filename=kept.name,
            upload=str(kept),
            size=file.size or 0,
            mapping_toml=mapping_toml,
            made_at=timezone.now(),
            made_by=actor,
        )
        audit.note(actor, "upload_file", f"{table} {kept.name}", {"size": file.size})
    return job


def _check(table: str, mapping_toml: str) -> None:
    """Whoever waits for the worker to find out that the mapping is wrong has waited for nothing."""
    from salesops.ingest.mapping import BadMapping, from_toml

    if not mapping_toml:
        return
    try:
        of = from_toml(mapping_toml).table
    except BadMapping as error:
        raise Faulty([_bad(str(error))]) from None
    if of != table:
        raise Faulty([_bad(f'table = "{of}": {table}')])


def _bad(detail: str) -> Problem:
    from salesops.ingest.wordings import BAD_MAPPING

    return Problem(BAD_MAPPING, Where(column="mapping"), {"detail": detail})


def _keep(file: UploadedFile) -> Path:
    """Write the upload into a folder of its own; its name is only ever the last part of a path."""
    name = PurePath((file.name or "").replace("\\", "/")).name.strip(". ")[:150] or "upload"
    folder = settings.SALESOPS_HOME / "uploads" / uuid4().hex
    folder.mkdir(parents=True)
    with (folder / name).open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return folder / name


def job_of(user: User, job_id: int) -> ImportJob | None:
    """The user's own job of that number; somebody else's does not exist for them."""
    require(user, *EDITORS)
    return ImportJob.objects.filter(pk=job_id, made_by=user).select_related("batch").first()


def problems_path(job: ImportJob) -> Path | None:
    """Where the rejected rows of an upload lie, if it has any."""
    named = job.result.get("problems_file")
    path = Path(named) if named else None
    return path if path and path.is_file() else None
