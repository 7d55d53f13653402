"""Making a backup: one file of all that cannot be built again, read back before it counts."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from salesops.archive.contents import SECRET_KEY, Contents, Head
from salesops.archive.packing import Pack, synced, tar_at
from salesops.archive.problems import NOT_OVERWRITTEN, NOT_WRITABLE, Unusable
from salesops.archive.sources import Share, Sources, counting, fill, read_back, room_for
from salesops.archive.unpacking import emptied, peek
from salesops.web import audit
from salesops.web.access import Actor, require
from salesops.web.administration.dumps import Dump, dump
from salesops.web.imports.folders import batch_folder
from salesops.web.people.models import Role
from salesops.web.workspace.folder import writing
from salesops.web.workspace.models import Workspace

WORKSPACE = Workspace._meta.db_table  # noqa: SLF001 - Django documents it
SUFFIX = ".tar.zst"
ALWAYS = ("files",)
REBUILDABLE = ("parts", "snapshots")


@dataclass(frozen=True)
class BackedUp:
    """A backup that was written and read back."""

    file: Path
    size: int
    contents: Contents

    def summary(self) -> dict[str, object]:
        """What every door tells of it."""
        return {
            "file": str(self.file),
            "size": self.size,
            "members": len(self.contents.members),
            "rows": sum(self.contents.rows.values()),
            "missing": list(self.contents.missing),
        }


@contextmanager
def alone(home: Path, *, patient: bool = True) -> Iterator[None]:
    """Only one backup is made or restored at a time. The system frees the lock of the killed.

    Whoever is not patient gets BlockingIOError instead of a wait.
    """
    with (home / "backup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if patient else fcntl.LOCK_NB))
        yield


def default_name(now: datetime) -> str:
    """What a backup made now is called."""
    return f"salesops-{timezone.localtime(now):%Y%m%d-%H%M%S}{SUFFIX}"


def back_up(
    *,
    actor: Actor,
    file: Path,
    now: datetime,
    with_snapshots: bool = False,
    progress: Share = lambda _: None,
) -> BackedUp:
    """Write the workspace into a file, or a folder under a name of its own, and read it back.

    Others go on working meanwhile. The file appears when it is whole and was found equal to what
    went in; until then, and after any failure, there is none. Raises Unusable.
    """
    require(actor, Role.ADMIN)
    home = settings.SALESOPS_HOME
    place = file / default_name(now) if file.is_dir() else file
    _may_be_written(place)
    half = place.with_name(f".{place.name}.part")
    with alone(home):
        scratch = emptied(home / "backing-up")
        try:
            copy = dump(scratch)
            sources = _sources(home, copy, with_snapshots=with_snapshots)
            room_for(sources, place.parent)
            # Batches stay as they are; what can be built again is thrown away at any moment.
            held = writing(home) if with_snapshots else nullcontext()
            with held, _writing_to(place):
                contents = _packed(half, copy, sources, actor, now, progress)
                read_back(half, contents, progress)
                size = half.stat().st_size
                half.rename(place)
                synced(place.parent)
        finally:
            half.unlink(missing_ok=True)
            shutil.rmtree(scratch, ignore_errors=True)
    done = BackedUp(place, size, contents)
    with transaction.atomic():
        audit.note(actor, "back_up", place.name, done.summary())
    return done


def _may_be_written(place: Path) -> None:
    """Refuse to write over anything but an earlier backup."""
    if not place.parent.is_dir():
        raise Unusable(NOT_WRITABLE, file=place, what=os.strerror(2))
    if place.exists():
        try:
            peek(place)
        except Unusable as error:
            raise Unusable(NOT_OVERWRITTEN, file=place) from error


def _sources(home: Path, copy: Dump, *, with_snapshots: bool) -> Sources:
    """Every batch the copied database knows is on disk, though nobody was kept from writing.

    A batch's folder is there before its row, and goes only when no row knows it.
    """
    batches = {f"batches/{b}": batch_folder(home, b) for b in copy.batches}
    names = (*ALWAYS, *(REBUILDABLE if with_snapshots else ()))
    whole = {name: home / name for name in names}
    files = {**copy.files, SECRET_KEY: home / SECRET_KEY}
    missing = [name for name, folder in batches.items() if not folder.is_dir()]
    return Sources(
        {name: path for name, path in files.items() if path.is_file()},
        {name: folder for name, folder in {**batches, **whole}.items() if folder.is_dir()},
        missing,
    )


@contextmanager
def _writing_to(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unusable(NOT_WRITABLE, file=place, what=error.strerror or error) from error


def head_of(copy: Dump, actor: Actor, now: datetime) -> Head:
    """Who makes a backup of what."""
    return Head(
        version=version("salesops"),
        database=connection.vendor,
        made_at=now,
        made_by=actor.name,
        company=_company() if WORKSPACE in copy.rows else "",
        migrations=copy.migrations,
    )


def _company() -> str:
    return Workspace.objects.values_list("name", flat=True).first() or ""


def _packed(
    half: Path, copy: Dump, sources: Sources, actor: Actor, now: datetime, progress: Share
) -> Contents:
    counted = counting(progress, sources.size, 0.0)
    with tar_at(half) as sink:
        pack = Pack(sink, head_of(copy, actor, now), counted)
        return fill(pack, sources, copy.rows, copy.columns)
