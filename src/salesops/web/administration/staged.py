"""The process that makes a workspace of an unpacked backup; staging.py starts it and reads on."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from salesops.archive.contents import DATABASE, HEAD, MANIFEST, Contents, Head, contents, head
from salesops.web.administration.staging import LIVE_DATABASE, Staged


@dataclass
class _Work:
    """The child's work on the folder it was given."""

    home: Path
    name: str
    head: Head = field(init=False)
    contents: Contents = field(init=False)

    def __post_init__(self) -> None:
        self.head = head((self.home / HEAD).read_bytes())
        self.contents = contents((self.home / MANIFEST).read_bytes())

    def done(self) -> Staged:
        from django.core.management import call_command
        from django.db import connection

        from salesops.web.administration.postgresql import continue_numbers, load

        if connection.vendor == "postgresql":
            rows = load(self.home, self.head, self.contents)
        else:
            rows = self._file()
        if wrong := _difference(rows, self.contents.rows):
            return Staged(wrong=wrong)
        call_command("migrate", verbosity=0)
        if connection.vendor == "postgresql":
            continue_numbers()
        _let_go_of_work_under_way()
        forgotten = _forget_snapshots_that_are_gone(self.home)
        snapshot_id, figures = _figures()
        self._note()
        return Staged(snapshot_id, forgotten, [*figures, *self._problems()])

    def _file(self) -> Mapping[str, int]:
        from salesops.web.administration.dumps import in_file

        (self.home / DATABASE).rename(self.home / LIVE_DATABASE)
        with closing(sqlite3.connect(self.home / LIVE_DATABASE)) as opened:
            (found,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                return {found: 1}
            return dict(in_file(opened)["rows"])

    def _note(self) -> None:
        """Written here, so that it is in the database from the moment that takes its place."""
        from django.db import transaction

        from salesops.web import audit
        from salesops.web.access import Owner

        made_at = self.head.made_at.isoformat()
        with transaction.atomic():
            told = {"made_at": made_at, "made_by": self.head.made_by}
            audit.note(Owner(), "restore", self.name, told)

    def _problems(self) -> list[dict[str, str]]:
        """What `salesops check` says, as sentences."""
        from salesops.web.checking import workspace_problems
        from salesops.web.opening import language

        return [
            {"code": p.code, "reason": p.reason(language()), "remedy": p.remedy(language())}
            for p in workspace_problems(self.home)
            if p.severity == "error"
        ]


def _difference(found: Mapping[str, int], told: Mapping[str, int]) -> str:
    """The first table that has not as many rows as the manifest says, as a sentence fragment."""
    for table in sorted(found.keys() | told.keys()):
        if found.get(table) != told.get(table):
            return f"{table}: {found.get(table)} ≠ {told.get(table)}"
    return ""


def _let_go_of_work_under_way() -> None:
    """What was waiting or running when the backup was made is not begun again by surprise."""
    from django.utils import timezone
    from django.utils.translation import gettext as _
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from salesops.web.administration.models import Backup
    from salesops.web.imports.models import ImportJob

    waiting = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    DBTaskResult.objects.filter(status__in=waiting).delete()
    Backup.objects.exclude(state__in=(Backup.State.DONE, Backup.State.FAILED)).delete()
    ended = (ImportJob.State.DONE, ImportJob.State.FAILED)
    reason = _("The workspace was restored from a backup. Upload the file again.")
    ImportJob.objects.exclude(state__in=ended).update(
        state=ImportJob.State.FAILED, failure=reason, finished_at=timezone.now()
    )


def _forget_snapshots_that_are_gone(home: Path) -> int:
    """A snapshot whose files were not in the backup and are not here either cannot be asked."""
    from salesops.ledger.snapshot import manifest
    from salesops.web.workspace.models import Snapshot

    def is_whole(snapshot_id: str) -> bool:
        try:
            return all(path.is_file() for path in manifest(home, snapshot_id).files(home))
        except (OSError, ValueError, KeyError):
            return False

    gone = [s for s in Snapshot.objects.values_list("pk", flat=True) if not is_whole(s)]
    current = list(Snapshot.objects.filter(is_current=True).values_list("as_of", flat=True))
    # The day the figures reached to is kept by the row until new ones are there.
    (home / "as_of").write_text(str(current[0]) if current else "")
    Snapshot.objects.filter(pk__in=gone).delete()
    return len(gone)


def _figures() -> tuple[str, list[dict[str, str]]]:
    """The figures to the day they reached to; without them the rest is still worth having."""
    from datetime import date

    from django.conf import settings

    from salesops.web.access import Owner
    from salesops.web.workspace.actions import take_snapshot

    day = (settings.SALESOPS_HOME / "as_of").read_text()
    if not day or settings.SALESOPS_LEDGER_URL:
        return "", []
    try:
        taken = take_snapshot(actor=Owner("restore"), as_of=date.fromisoformat(day))
    except Exception as error:  # noqa: BLE001 - told; figures can be built again, records cannot
        return "", [{"code": "no_figures", "reason": str(error), "remedy": "salesops snapshot"}]
    return taken.snapshot_id, []


def main() -> None:
    """The child: print what became of the backup as one line of JSON."""
    from salesops.web.opening import set_up_django
    from salesops.web.working import end_with_input

    threading.Thread(target=end_with_input, daemon=True).start()
    set_up_django()
    from django.conf import settings

    staged = _Work(settings.SALESOPS_HOME, sys.argv[1]).done()
    print(json.dumps(vars(staged), ensure_ascii=False))  # noqa: T201 - it is told to the parent


if __name__ == "__main__":
    main()
