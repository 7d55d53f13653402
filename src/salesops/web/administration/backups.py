"""Backups made by the worker: asked for on the page or at night, listed, and thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from salesops.archive.keeping import backups_to_remove
from salesops.archive.problems import Unusable
from salesops.archive.unpacking import peek
from salesops.kernel.problem import Language
from salesops.web import audit
from salesops.web.access import Actor, Owner, require
from salesops.web.administration.actions import upkeep
from salesops.web.administration.backing_up import SUFFIX, alone, back_up, default_name
from salesops.web.administration.models import Backup
from salesops.web.administration.restoring import STAGING
from salesops.web.people.models import Role, User

State = Backup.State
WORKER = Owner("worker")
STEP = 0.02


@dataclass(frozen=True)
class Shown:
    """A backup as the list has it: made here, or a file somebody put there."""

    name: str
    made_at: datetime
    by: str
    size: int
    state: str
    label: str
    percent: int
    failure: str
    by_night: bool
    is_here: bool


def folder() -> Path:
    """Where the worker's backups lie."""
    return settings.SALESOPS_HOME / "backups"


def ask_backup(*, actor: Actor, now: datetime, by_night: bool = False) -> Backup:
    """Put a backup in line for the worker."""
    require(actor, Role.ADMIN)
    with transaction.atomic():
        made = Backup.objects.create(
            name=default_name(now),
            made_at=now,
            made_by_name=actor.name,
            by_night=by_night,
        )
        audit.note(actor, "ask_backup", made.name, table="backups", record_id=made.name)
        user_id = actor.pk if isinstance(actor, User) else None
        run_backup.enqueue(made.name, user_id)
    return made


@task()
def run_backup(name: str, user_id: int | None) -> None:
    """Make a backup that was asked for; one that a killed worker had begun is made anew."""
    made = Backup.objects.get(pk=name)
    if made.state in (State.DONE, State.FAILED):
        return
    user = User.objects.get(pk=user_id) if user_id else None
    folder().mkdir(mode=0o700, exist_ok=True)
    _set(made, state=State.RUNNING, progress=0)
    try:
        done = back_up(
            actor=user or WORKER,
            file=folder() / name,
            now=made.made_at,
            progress=_written_down(made),
        )
    except Unusable as error:
        language: Language = "en" if user and user.language == "en" else "zh"
        told = f"{error.problem.reason(language)} {error.problem.remedy(language)}"
        _set(made, state=State.FAILED, failure=told)
        return
    _set(made, state=State.DONE, progress=1, size=done.size, verified_at=timezone.now())
    if made.by_night:
        throw_away_old()


def _written_down(made: Backup) -> Callable[[float], None]:
    """Progress, written down every fiftieth part."""

    def progress(share: float) -> None:
        if share - made.progress >= STEP:
            _set(made, progress=share)

    return progress


def _set(made: Backup, **values: object) -> None:
    for name, value in values.items():
        setattr(made, name, value)
    made.save(update_fields=list(values))


def nightly_backup(now: datetime) -> bool:
    """A duty: put the night's backup in line; whether it did."""
    if not upkeep().nightly_backups:
        return False
    ask_backup(actor=WORKER, now=now, by_night=True)
    return True


def sweep_half_done(now: datetime) -> None:
    """A duty: what a killed backup or restore left behind is rubbish while none is under way."""
    home = settings.SALESOPS_HOME
    with suppress(BlockingIOError), alone(home, patient=False):
        for name in (STAGING, "backing-up", ".before-restore-half"):
            shutil.rmtree(home / name, ignore_errors=True)
        for half in folder().glob(".*.part"):
            half.unlink()


def throw_away_old() -> None:
    """Of the nightly ones the newest stay; those people asked for stay until they are removed."""
    nightly = Backup.objects.filter(by_night=True, state=State.DONE)
    old = backups_to_remove(dict(nightly.values_list("name", "made_at")), upkeep().nightly_backups)
    for name in old:
        remove_backup(actor=WORKER, name=name)


def remove_backup(*, actor: Actor, name: str) -> None:
    """Throw a backup's file away, and what is remembered of it."""
    require(actor, Role.ADMIN)
    path = file_of(name)
    with transaction.atomic():
        audit.note(actor, "remove_backup", name, table="backups", record_id=name)
        Backup.objects.filter(pk=name).delete()
    if path:
        path.unlink(missing_ok=True)


def note_download(*, actor: User, name: str) -> None:
    """Put on record who took everything away in one file."""
    require(actor, Role.ADMIN)
    with transaction.atomic():
        audit.note(actor, "download_backup", name, table="backups", record_id=name)


def file_of(name: str) -> Path | None:
    """The backup's file; None when there is none of that very name."""
    return next((path for path in folder().glob(f"*{SUFFIX}") if path.name == name), None)


def listed() -> list[Shown]:
    """Every backup that is on record or in the folder, newest first."""
    files = {path.name: path for path in folder().glob(f"*{SUFFIX}") if path.name[0] != "."}
    known = {made.name: made for made in Backup.objects.all()}
    shown = [_shown(made, made.name in files) for made in known.values()]
    shown += [_found(path) for name, path in files.items() if name not in known]
    return sorted(shown, key=lambda one: one.made_at, reverse=True)


def _shown(made: Backup, is_here: bool) -> Shown:
    gone = made.state == State.DONE and not is_here
    return Shown(
        made.name, made.made_at, made.made_by_name, made.size,
        "gone" if gone else made.state, _("The file is gone") if gone else made.get_state_display(),
        round(made.progress * 100), made.failure, made.by_night, is_here,
    )  # fmt: skip


def _found(path: Path) -> Shown:
    """A file nobody here made, or made before a restore; its own head says whose it is."""
    size = path.stat().st_size
    try:
        head = peek(path)
    except Unusable:
        at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
        return Shown(path.name, at, "", size, "unknown", _("No backup"), 0, "", False, True)
    label = _("Not verified here")
    return Shown(path.name, head.made_at, head.made_by, size, "found", label, 0, "", False, True)
