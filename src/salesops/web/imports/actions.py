"""What is done with files: take one in, take it back, take it in again."""

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from salesops.ingest.batch import sweep, write_batch
from salesops.ingest.fields import Intake
from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import Mapping as FieldMapping
from salesops.ingest.run import Known, Outcome, ingest
from salesops.web import audit
from salesops.web.access import EDITORS, Actor, require
from salesops.web.crm.arriving import WAYS
from salesops.web.imports.folders import batch_folder, known, live_files
from salesops.web.imports.models import Batch, ImportJob, SavedMapping, Unfinished
from salesops.web.imports.problems import (
    ALREADY_RETRACTED,
    DISK_FULL,
    IMPORT_AGAIN,
    NO_SUCH_BATCH,
    NO_SUCH_TABLE,
    NOT_RETRACTED,
    RECORDS_STAY,
)
from salesops.web.imports.recording import BEFORE, put_sliced, put_whole
from salesops.web.imports.undoing import roll_back_unfinished, undo, unfinished_folder
from salesops.web.people.models import User
from salesops.web.problems import refused
from salesops.web.workspace.folder import writing

POSTGRESQL_DISK_FULL = "53100"


@dataclass(frozen=True)
class Imported:
    """What became of a file: counts and problems, the batch if one was made, rejected rows."""

    outcome: Outcome
    batch: Batch | None
    problems_file: Path | None

    def summary(self) -> dict[str, object]:
        """The counts as every door gives them."""
        return {
            "table": self.outcome.table,
            "rows": self.outcome.rows,
            "accepted": self.outcome.accepted,
            "rejected": self.outcome.rejected,
            "unchanged": self.outcome.unchanged,
            "batch": self.batch.batch_id if self.batch else None,
            "problems_file": str(self.problems_file) if self.problems_file else None,
        }


def intake_for(table: str) -> Intake:
    """What the table takes in; raises Refused when there is no such table."""
    if table not in INTAKES:
        raise refused(NO_SUCH_TABLE, table=table, tables=", ".join(INTAKES))
    return INTAKES[table]


def import_file(
    *,
    actor: Actor,
    table: str,
    source: Path | str,
    mapping: FieldMapping | None = None,
    dry_run: bool = False,
    at_most: int | None = None,
    rejects_beside: Path | None = None,
    job: ImportJob | None = None,
) -> Imported:
    """Take a file in: facts as a batch, records by their source's own id.

    All of it or nothing. Where nothing was accepted there is no batch to keep the rejected
    rows in; they are then written to `rejects_beside` with the source's suffix. A dry run judges
    no more than the first `at_most` rows.
    Raises Refused when there is no such table or the disk is full.
    """
    require(actor, *EDITORS)
    intake = intake_for(table)
    home = settings.SALESOPS_HOME
    try:
        with writing(home) as scratch:
            roll_back_unfinished(home, timezone.now())
            sweep(home, set(Batch.objects.values_list("batch_id", flat=True)))
            live = live_files(home, table) if intake.kind == "fact" else []
            outcome = ingest(
                intake, source, mapping, Known(known(home, intake)), live, scratch,
                dry_run=dry_run, progress=_progress(job), at_most=at_most,
            )  # fmt: skip
            if outcome.fatal or dry_run:
                kept = _keep(outcome.problems_file, rejects_beside)
                return Imported(outcome, None, kept)
            outcome = replace(outcome, source=shown_source(outcome.source))
            keep = _keep_facts
            if intake.kind == "record":
                keep = _keep_sliced if table in WAYS else _keep_records
            outcome, batch = keep(outcome, home, actor, timezone.now(), job)
            if batch is None:
                return Imported(outcome, None, _keep(outcome.problems_file, rejects_beside))
            return Imported(outcome, batch, batch_problems_file(batch))
    except (OSError, OperationalError) as error:
        raise _disk_full(error) from error


def _progress(job: ImportJob | None) -> Callable[[float], None] | None:
    """What writes down how far a job's file has been read: the first half of the work."""
    if job is None:
        return None
    mine = ImportJob.objects.filter(pk=job.pk)

    def written(share: float) -> None:
        mine.update(progress=0.1 + share / 2)

    return written


def shown_source(source: str) -> str:
    """A source as it may be written down: a database's address without its password."""
    parts = urlsplit(source)
    if not parts.password:
        return source
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{parts.username}@{host}").geturl()


def _disk_full(error: Exception) -> Exception:
    """The refusal when there was no room; any other failure as it is."""
    cause = error.__cause__ or error
    is_full = (
        getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
        or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == POSTGRESQL_DISK_FULL
    )
    return refused(DISK_FULL) if is_full else error


def _keep(problems_file: Path | None, beside: Path | None) -> Path | None:
    if problems_file is None or beside is None:
        return None
    name = beside.name + problems_file.suffix
    try:
        return Path(shutil.copyfile(problems_file, beside.with_name(name)))
    except PermissionError:  # somebody else's folder: theirs to read, not to write
        return Path(shutil.copyfile(problems_file, Path(mkdtemp()) / name))


def _keep_facts(
    outcome: Outcome, home: Path, actor: Actor, made_at: datetime, job: ImportJob | None
) -> tuple[Outcome, Batch | None]:
    if outcome.accepted == outcome.unchanged:
        return outcome, None
    return outcome, _write(outcome, "fact", home, actor, made_at, job)


def _keep_records(
    outcome: Outcome, home: Path, actor: Actor, made_at: datetime, job: ImportJob | None
) -> tuple[Outcome, Batch | None]:
    """Records are compared with what the database holds, not with earlier files."""
    with transaction.atomic():
        outcome = put_whole(outcome)
        if outcome.accepted == outcome.unchanged:
            return outcome, None
        return outcome, _write(outcome, "record", home, actor, made_at, job)


def _keep_sliced(
    outcome: Outcome, home: Path, actor: Actor, made_at: datetime, job: ImportJob | None
) -> tuple[Outcome, Batch | None]:
    """Records of the workspace: others go on working while many rows come in.

    When anything goes wrong, and when the worker is killed, all that was written is taken back.
    """
    batch_id = _new_id(made_at)
    folder = unfinished_folder(home, batch_id)
    folder.mkdir(parents=True)
    Unfinished.objects.create(batch_id=batch_id, table=outcome.table, made_at=made_at)
    try:
        outcome = put_sliced(outcome, folder, made_at)
        batch = None
        with transaction.atomic():
            if outcome.accepted != outcome.unchanged:
                outcome = replace(outcome, before=_linked(folder / BEFORE, outcome.frame))
                batch = _write(outcome, "record", home, actor, made_at, job, batch_id)
            Unfinished.objects.filter(pk=batch_id).delete()
    except BaseException:
        roll_back_unfinished(home, timezone.now())
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return outcome, batch


def _linked(before: Path, beside: Path | None) -> Path | None:
    """The same file under a second name: it is needed where it is until all is kept."""
    if beside is None:
        return None
    os.link(before, beside.with_name(BEFORE))
    return beside.with_name(BEFORE)


def _new_id(made_at: datetime) -> str:
    return f"{made_at:%Y%m%d-%H%M%S}-{uuid4().hex[:8]}"


def _write(
    outcome: Outcome,
    kind: str,
    home: Path,
    actor: Actor,
    made_at: datetime,
    job: ImportJob | None,
    batch_id: str | None = None,
) -> Batch:
    """The folder first, then its row: a folder without a row is swept, a row is the truth."""
    batch_id = batch_id or _new_id(made_at)
    folder = write_batch(outcome, home, batch_id, made_at, actor.name)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                batch_id=batch_id,
                kind=kind,
                problems_file=_problems_name(folder),
                has_before=outcome.before is not None,
                made_at=made_at,
                made_by=actor if isinstance(actor, User) else None,
                made_by_name=actor.name,
                **_written_down(folder),
                **_counts(outcome),
            )
            if job:
                ImportJob.objects.filter(pk=job.pk).update(batch=batch)
            audit.note(actor, "import_file", f"{outcome.table} {batch.source}", _counts(outcome))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return batch


def _written_down(folder: Path) -> dict[str, object]:
    """What the batch's own description says of its source."""
    told = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    source = told["source"] if "://" in told["source"] else Path(told["source"]).name
    return {"source": source, "sha256": told["sha256"] or "", "mapping": told["mapping"]}


def _counts(outcome: Outcome) -> dict[str, object]:
    return {
        "table": outcome.table,
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "rejected": outcome.rejected,
        "unchanged": outcome.unchanged,
        "problem_counts": dict(outcome.problem_counts),
    }


def _problems_name(folder: Path) -> str:
    return next((file.name for file in folder.glob("problems.*")), "")


def batch_problems_file(batch: Batch) -> Path | None:
    """Where the rejected rows of a batch lie, if it has any."""
    folder = batch_folder(settings.SALESOPS_HOME, batch.batch_id)
    return folder / batch.problems_file if batch.problems_file else None


def retract_batch(*, actor: Actor, batch_id: str) -> Batch:
    """Take a batch out: the next snapshot is as if it had never come. Raises Refused.

    Of records, those that somebody has changed since or refers to stay; `undone` says how many.
    """
    require(actor, *EDITORS)
    with transaction.atomic():
        batch = _undoable(batch_id)
        if batch.retracted_at:
            raise refused(ALREADY_RETRACTED, batch=batch_id)
        now = timezone.now()
        if batch.kind == "record":
            folder = batch_folder(settings.SALESOPS_HOME, batch_id)
            batch.undone = asdict(undo(batch.table, folder, batch.made_at, now))
        batch.retracted_at, batch.retracted_by_name = now, actor.name
        batch.save(update_fields=["retracted_at", "retracted_by_name", "undone"])
        audit.note(actor, "retract_batch", batch_id, {"table": batch.table, **batch.undone})
    return batch


def restore_batch(*, actor: Actor, batch_id: str) -> Batch:
    """Take a retracted batch in again. Raises Refused; records are imported again instead."""
    require(actor, *EDITORS)
    with transaction.atomic():
        batch = _undoable(batch_id)
        if batch.kind == "record":
            raise refused(IMPORT_AGAIN, batch=batch_id)
        if not batch.retracted_at:
            raise refused(NOT_RETRACTED, batch=batch_id)
        batch.retracted_at, batch.retracted_by_name = None, ""
        batch.restored_at = timezone.now()
        batch.save(update_fields=["retracted_at", "retracted_by_name", "restored_at"])
        audit.note(actor, "restore_batch", batch_id, {"table": batch.table})
    return batch


def _undoable(batch_id: str) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise refused(NO_SUCH_BATCH, batch=batch_id)
    if not batch.can_go:
        raise refused(RECORDS_STAY, batch=batch_id, table=batch.table)
    return batch


def save_mapping(*, actor: Actor, table: str, name: str, toml: str) -> SavedMapping:
    """Keep how a kind of file is read, under a name that may be taken over."""
    require(actor, *EDITORS)
    intake_for(table)
    with transaction.atomic():
        values = {
            "toml": toml,
            "made_at": timezone.now(),
            "made_by": actor if isinstance(actor, User) else None,
        }
        kept, _made = SavedMapping.objects.update_or_create(table=table, name=name, defaults=values)
        audit.note(actor, "save_mapping", f"{table} {name}")
    return kept
