"""Workbooks of many rows: the worker makes them, whoever asked fetches them, a day later they go.

Writing one of 750,000 rows takes a minute of a processor, which no page should wait for.
"""

import json
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language, override
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import TaskResultDoesNotExist

from salesops.kernel.problem import Wording
from salesops.reports.render.rows import SHEET_ROWS
from salesops.reports.render.sheet import write_workbook
from salesops.web.access import Actor
from salesops.web.lists.actions import note_export
from salesops.web.lists.asking import Asked, asked
from salesops.web.lists.files import table_of
from salesops.web.lists.filtering import matching
from salesops.web.lists.listing import Listing
from salesops.web.lists.registry import opened
from salesops.web.people.models import User
from salesops.web.problems import refused

AT_ONCE = 20_000
"""A workbook of so many rows is made while one waits: two seconds."""

TOLD_EVERY = 5_000
KEPT = timedelta(days=1)
FINISHED = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
TOO_MANY_ROWS = Wording(
    "too_many_rows",
    zh=("共 {count} 行，一张 Excel 工作表放不下", "改为导出 CSV，或先筛选"),
    en=("{count} rows do not fit into one Excel sheet.", "Export CSV, or filter first"),
)


@dataclass(frozen=True)
class Sheet:
    """A workbook that was asked for: whether it is made, and how far the worker is."""

    path: Path
    is_over: bool
    done: int
    count: int

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched: made, and not gone yet."""
        return self.is_over and self.path.exists()

    @property
    def state(self) -> str:
        """`ready`, `working`, or `gone`: it could not be made, or was removed after a day."""
        if not self.is_over:
            return "working"
        return "ready" if self.is_ready else "gone"

    @property
    def percent(self) -> int:
        """How much of it is written."""
        return 100 * self.done // self.count if self.count else 0

    @property
    def said(self) -> str:
        """The same in rows."""
        return f"{self.done:,} / {self.count:,}"


def fitting(actor: Actor, listing: Listing, wanted: Asked) -> int:
    """How many rows are asked for. Raises Refused when no sheet holds them."""
    count: int = matching(actor, listing, wanted).count()
    if count > SHEET_ROWS:
        raise refused(TOO_MANY_ROWS, count=count)
    return count


def is_long(actor: Actor, listing: Listing, wanted: Asked) -> bool:
    """Whether the worker is to make the workbook."""
    found = matching(actor, listing, wanted).order_by().values("pk")[AT_ONCE : AT_ONCE + 1]
    return bool(found)


def begin(*, actor: User, listing: Listing, wanted: Asked) -> str:
    """Have the worker make the workbook; gives the job's id. Raises Refused.

    Who took it out goes on record now, when it is asked for.
    """
    count = fitting(actor, listing, wanted)
    note_export(actor=actor, listing=listing, wanted=wanted, form="xlsx", count=count)
    language, folder = get_language() or settings.LANGUAGE_CODE, secrets.token_urlsafe(16)
    told = (actor.pk, listing.name, wanted.query(), language, folder, count)
    return str(make_sheet.enqueue(*told).id)


def of(actor: User, name: str, job_id: str) -> Sheet | None:
    """The workbook of a job, if this person asked for it on this list."""
    try:
        result = make_sheet.get_result(job_id)
    except (TaskResultDoesNotExist, ValueError):
        return None
    user_id, listed, _query, _language, folder, count = result.args
    if user_id != actor.pk or listed != name:
        return None
    place = _place(folder)
    return Sheet(place / "rows.xlsx", result.status in FINISHED, _written(place), count)


def own(actor: User, name: str, job_id: str) -> Sheet:
    """The workbook of a job. Raises Http404 for whoever did not ask for it on this list."""
    job = of(actor, name, job_id)
    if job is None:
        raise Http404
    return job


@task()
def make_sheet(user_id: int, name: str, query: str, language: str, folder: str, count: int) -> bool:
    """Make a workbook; made again from the beginning after the worker was killed."""
    actor = User.objects.get(pk=user_id)
    listing, place = opened(actor, name), _place(folder)
    place.mkdir(parents=True, exist_ok=True)
    with override(language):
        wanted, _problems = asked(listing, parse_qs(query))
        headings, cells = table_of(actor, listing, wanted)
        half = place / ".rows"
        with half.open("wb") as into:
            write_workbook(into, headings, _counted(cells, place), str(listing.label))
    half.replace(place / "rows.xlsx")
    return True


def _counted(cells: Iterable[list[Any]], place: Path) -> Iterator[list[Any]]:
    """The rows, telling now and then how many there were."""
    for at, row in enumerate(cells, 1):
        if at % TOLD_EVERY == 0:
            (place / "told.json").write_text(json.dumps({"done": at}))
        yield row


def _written(place: Path) -> int:
    try:
        told: Mapping[str, int] = json.loads((place / "told.json").read_text())
    except (OSError, ValueError):
        return 0
    return told.get("done", 0)


def _place(folder: str) -> Path:
    return Path(settings.SALESOPS_HOME) / "cache" / "exports" / folder


def sweep_sheets(now: datetime) -> int:
    """Remove the workbooks that were made more than a day ago; gives how many."""
    old = [
        folder for folder in _place("").glob("*")
        if now.timestamp() - folder.stat().st_mtime > KEPT.total_seconds()
    ]  # fmt: skip
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
