"""Putting a backup back: read whole, put together beside the workspace, then swapped in at once.

The order is what makes it safe to be killed at any moment: until the database is swapped, which is
one transaction, the workspace is what it was, and afterwards it is the backup.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from salesops.archive.contents import HEAD, MANIFEST, SECRET_KEY, Head
from salesops.archive.merging import added, linked
from salesops.archive.packing import FolderSink, Pack, Progress
from salesops.archive.problems import (
    DAMAGED_DATABASE,
    NEWER_BACKUP,
    NOT_EMPTY,
    NOT_STAGED,
    NOT_WRITABLE,
    OTHER_DATABASE,
    Unusable,
)
from salesops.archive.sources import Sources, fill
from salesops.archive.unpacking import Archive, emptied, read
from salesops.ingest.batch import sweep
from salesops.web.access import Actor, Owner
from salesops.web.administration import postgresql
from salesops.web.administration.backing_up import alone, head_of
from salesops.web.administration.dumps import NAMES, Dump, file_dumped
from salesops.web.administration.staging import LIVE_DATABASE, Staged, put_together
from salesops.web.imports.folders import batch_folder
from salesops.web.imports.models import Batch
from salesops.web.workspace.folder import writing

BEFORE = "before-restore-"
STAGING = "restoring"
ADDED = ("batches", "files", "parts", "snapshots")
# What may lie in a folder that is about to become a workspace: traces of an attempt before.
TRACES = {STAGING, "scratch", "backup.lock", "writing.lock", "worker.lock", *ADDED, "records",
          LIVE_DATABASE, f"{LIVE_DATABASE}-wal", f"{LIVE_DATABASE}-shm",
          "backing-up"}  # fmt: skip


@dataclass(frozen=True)
class Restored:
    """What became of a backup that was put back."""

    archive: Archive
    staged: Staged
    before: Path | None

    def summary(self) -> dict[str, object]:
        """What every door tells of it."""
        head, contents = self.archive.head, self.archive.contents
        return {
            "made_at": head.made_at.isoformat(),
            "made_by": head.made_by,
            "company": head.company,
            "rows": sum(contents.rows.values()),
            "snapshot": self.staged.snapshot_id,
            "before": str(self.before) if self.before else None,
            "problems": list(self.staged.problems),
        }


def verified(source: Path, progress: Progress = lambda _: None) -> Archive:
    """A backup that could be restored here, read to its end. Raises Unusable."""
    archive = read(source, progress=progress)
    _fits(source, archive.head)
    return archive


def restore(
    *, actor: Actor, source: Path, now: datetime, progress: Progress = lambda _: None
) -> Restored:
    """Make the workspace what it was when the backup was made; only for the folder's owner.

    What it was until now stays beside it, itself a backup, until the next time. Whoever is served
    meanwhile sees the old until the new is there, whole. Raises Unusable.
    """
    if not isinstance(actor, Owner):
        raise PermissionDenied
    home = settings.SALESOPS_HOME
    _is_place_for_it(home)
    home.mkdir(parents=True, exist_ok=True)
    with alone(home):
        staging = emptied(home / STAGING)
        try:
            archive = _unpacked(source, staging, progress)
            staged = _staged(source, home, staging)
            with writing(home):
                before = _Swap(home, staging, actor, now).done()
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            _tidy()
        _forget_earlier(home, before)
    return Restored(archive, staged, before)


def _is_place_for_it(home: Path) -> None:
    """A workspace, nothing at all, or what a restore left that was killed."""
    if (home / SECRET_KEY).is_file() or not home.exists():
        return
    if any(path.name not in TRACES for path in home.iterdir()):
        raise Unusable(NOT_EMPTY, folder=home)


def _unpacked(source: Path, staging: Path, progress: Progress) -> Archive:
    try:
        archive = read(source, staging, progress)
        (staging / HEAD).write_text(archive.head.text(), encoding="utf-8")
        (staging / MANIFEST).write_text(archive.contents.text(), encoding="utf-8")
    except OSError as error:
        raise Unusable(NOT_WRITABLE, file=staging, what=error.strerror or error) from error
    _fits(source, archive.head)
    return archive


def _fits(source: Path, head: Head) -> None:
    """Refuse what another database or a newer version has written."""
    if head.database != connection.vendor:
        theirs, ours = (NAMES.get(name, name) for name in (head.database, connection.vendor))
        raise Unusable(OTHER_DATABASE, theirs=theirs, ours=ours)
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    every = [(app, name) for app, names in head.migrations.items() for name in names]
    if any(one not in known for one in every):
        raise Unusable(NEWER_BACKUP, file=source.name, version=head.version)


def _staged(source: Path, home: Path, staging: Path) -> Staged:
    """The backup as a workspace of its own, with whatever of our figures it can use again."""
    for name in ("snapshots", "parts"):
        linked(home / name, staging / name)
    try:
        if connection.vendor == "postgresql":
            postgresql.make_schema()
    except DatabaseError as error:
        raise Unusable(NOT_STAGED, file=source.name, what=str(error).strip()) from error
    staged = put_together(staging, source.name)
    if staged.wrong:
        raise Unusable(NOT_STAGED, file=source.name, what=staged.wrong)
    return staged


@dataclass
class _Swap:
    """The last steps, while nobody else writes files into the workspace."""

    home: Path
    staging: Path
    actor: Actor
    now: datetime

    def done(self) -> Path | None:
        """Gives where the old state lies, if there was one."""
        self.half = self.home / f".{BEFORE}half"
        self.before: Path | None = None
        for name in ADDED:
            added(self.staging / name, self.home / name)
        # What the database will speak of must be on the disk before it does.
        os.sync()
        swap = self._tables if connection.vendor == "postgresql" else self._file
        swap()
        connection.close()
        self._key()
        # Files of months that only another database knows.
        shutil.rmtree(self.home / "records", ignore_errors=True)
        sweep(self.home, set(Batch.objects.values_list("batch_id", flat=True)))
        return self.before

    def _tables(self) -> None:
        postgresql.swap(self._keep)

    def _file(self) -> None:
        """SQLite copies the new pages over the old ones in one transaction."""
        live = self.home / LIVE_DATABASE
        connection.close()
        if not live.is_file():
            (self.staging / LIVE_DATABASE).rename(live)
            return
        with closing(sqlite3.connect(live, timeout=60)) as opened:
            try:
                self._keep(lambda folder: file_dumped(opened, folder))
            except Unusable as error:
                if error.problem.wording != DAMAGED_DATABASE:
                    raise
                opened.close()
                self._put_aside(live)
                return
            with closing(sqlite3.connect(self.staging / LIVE_DATABASE)) as new:
                new.backup(opened)

    def _put_aside(self, live: Path) -> None:
        """A database that cannot be read any more is kept as it is, for whoever can."""
        self.before = emptied(self.home / f"{BEFORE}{timezone.localtime(self.now):%Y%m%d-%H%M%S}")
        for name in (LIVE_DATABASE, f"{LIVE_DATABASE}-wal", f"{LIVE_DATABASE}-shm"):
            if (self.home / name).is_file():
                (self.home / name).rename(self.before / name)
        (self.staging / LIVE_DATABASE).rename(live)

    def _keep(self, copied: Callable[[Path], Dump]) -> None:
        """The old state as a backup in a folder: hard links to what never changes, and a copy."""
        emptied(self.half)
        copy = copied(emptied(self.home / STAGING / "before"))
        names = {f"batches/{b}": batch_folder(self.home, b) for b in copy.batches}
        folders = {**names, "files": self.home / "files"}
        sources = Sources(
            {**copy.files, **_key_of(self.home)},
            {name: folder for name, folder in folders.items() if folder.is_dir()},
            [name for name, folder in names.items() if not folder.is_dir()],
        )
        pack = Pack(FolderSink(self.half), head_of(copy, self.actor, self.now))
        fill(pack, sources, copy.rows, copy.columns)
        self.before = self.home / f"{BEFORE}{timezone.localtime(self.now):%Y%m%d-%H%M%S}"
        shutil.rmtree(self.before, ignore_errors=True)
        self.half.rename(self.before)

    def _key(self) -> None:
        """The key comes last: a folder with a key is a workspace."""
        new = self.staging / SECRET_KEY
        if new.is_file():
            new.chmod(0o600)
            new.rename(self.home / SECRET_KEY)


def _key_of(home: Path) -> dict[str, Path]:
    key = home / SECRET_KEY
    return {SECRET_KEY: key} if key.is_file() else {}


def _tidy() -> None:
    """A schema that did not take the place of the served one is of no use."""
    if connection.vendor == "postgresql":
        with suppress(DatabaseError):
            postgresql.drop_schema()


def _forget_earlier(home: Path, before: Path | None) -> None:
    """Only the last old state is kept."""
    for folder in home.glob(f"{BEFORE}*"):
        if folder != before:
            shutil.rmtree(folder, ignore_errors=True)
