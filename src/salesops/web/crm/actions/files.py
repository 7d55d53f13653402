"""Files about customers, leads and deals: kept once, handed out with a note, taken away."""

import hashlib
import mimetypes
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from salesops.selling.doings import EMPTY_FILE, TOO_LARGE
from salesops.web import boundary, changing
from salesops.web.access import Actor, Owner
from salesops.web.crm.about import about
from salesops.web.crm.actions.activities import require_writer
from salesops.web.crm.models import Attachment
from salesops.web.ids import new_id
from salesops.web.problems import refused
from salesops.web.text import clean_text

# How long bytes that no record names are left: somebody may just be writing the record.
GRACE = timedelta(days=1)


def attach_file(*, actor: Actor, file: UploadedFile, given: Mapping[str, str | None]) -> Attachment:
    """Keep a file; the same bytes are kept once, whatever they are called.

    Raises Http404 for a record the actor may not see, and Refused.
    """
    require_writer(actor)
    found = about(actor, given)
    name = _name(file)
    if (file.size or 0) > settings.ATTACHMENT_LIMIT_BYTES:
        raise refused(TOO_LARGE, field="file", name=name, limit=_limit_mb())
    if not file.size:
        raise refused(EMPTY_FILE, field="file", name=name)
    digest, size = _kept(file)
    attachment = Attachment(
        attachment_id=new_id("F"),
        name=name,
        kind=mimetypes.guess_type(name)[0] or "",
        size=size,
        sha256=digest,
        made_by=None if isinstance(actor, Owner) else actor,
        made_by_name=actor.name,
        **found.broad,
    )
    changing.made(actor, "attach_file", attachment)
    return attachment


def fetch_file(*, actor: Actor, attachment_id: str) -> tuple[Attachment, Path]:
    """The file and where its bytes are; that it was fetched goes on record. Raises Http404."""
    attachment = boundary.found(actor, Attachment, attachment_id)
    changing.note(actor, "fetch_file", attachment, details={"sha256": attachment.sha256})
    return attachment, bytes_at(attachment.sha256)


def remove_file(*, actor: Actor, attachment_id: str, version: int | None = None) -> None:
    """Take a file away; its bytes go when no record names them any more."""
    boundary.writable(actor, Attachment, attachment_id)
    with transaction.atomic():
        attachment = changing.locked(Attachment, attachment_id, version)
        gone = {name: (getattr(attachment, name), None) for name in ("name", "size", "sha256")}
        changing.note(actor, "remove_file", attachment, gone)
        attachment.delete()


def bytes_at(digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return settings.SALESOPS_HOME / "files" / digest


def sweep_files(now: datetime) -> int:
    """A duty: remove bytes that no record names and nobody has just brought; how many."""
    gone = 0
    for path in (settings.SALESOPS_HOME / "files").glob("*"):
        age = now.timestamp() - path.stat().st_mtime
        if age > GRACE.total_seconds() and not _is_named(path.name):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _is_named(digest: str) -> bool:
    return Attachment.objects.filter(sha256=digest).exists()


def _limit_mb() -> int:
    return int(settings.ATTACHMENT_LIMIT_BYTES // 1024 // 1024)


def _name(file: UploadedFile) -> str:
    """What the file is called: only ever the last part of a path."""
    last = PurePath((file.name or "").replace("\\", "/")).name
    stem, dot, ending = clean_text(last).strip(". ").rpartition(".")
    short = f"{stem[: 280 - len(ending)]}{dot}{ending[:20]}" if dot else ending[:280]
    return short or "file"


def _kept(file: UploadedFile) -> tuple[str, int]:
    """Write the bytes under their digest, a piece at a time; gives digest and size."""
    folder = settings.SALESOPS_HOME / "files"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as scratch:
        unfinished = Path(scratch.name)
        for chunk in file.chunks():
            digest.update(chunk)
            size += len(chunk)
            scratch.write(chunk)
        scratch.flush()
        os.fsync(scratch.fileno())
    # Replacing the same bytes by themselves also makes them new again for the sweep.
    unfinished.replace(bytes_at(digest.hexdigest()))
    return digest.hexdigest(), size
