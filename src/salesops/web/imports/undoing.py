"""Taking an import of records back: what it made goes, what it changed becomes what it was."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet

from salesops.web.crm.arriving import WAYS, Way
from salesops.web.imports.models import Unfinished
from salesops.web.imports.recording import BEFORE, Stood, stood_before
from salesops.web.workspace.incoming import listed
from salesops.web.workspace.upsert import upsert

UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Undone:
    """How many records went, how many are again what they were, how many somebody has changed."""

    removed: int = 0
    restored: int = 0
    kept: int = 0

    def __add__(self, other: "Undone") -> "Undone":
        return Undone(
            self.removed + other.removed, self.restored + other.restored, self.kept + other.kept
        )


def undo(table: str, folder: Path, made_at: datetime, now: datetime) -> Undone:
    """Take the records an import wrote at `made_at` back, in the caller's transaction.

    A record somebody has changed since, or that others now refer to, stays as it is.
    """
    way, total = WAYS[table], Undone()
    for part in stood_before(folder, table):
        total += _undo_slice(way, part, made_at, now)
    return total


def roll_back_unfinished(home: Path, now: datetime) -> int:
    """Take back what killed imports had written; gives how many imports that were.

    Only while nobody imports: the caller holds the workspace for writing.
    """
    found = list(Unfinished.objects.all())
    for begun in found:
        with transaction.atomic():
            folder = unfinished_folder(home, begun.batch_id)
            if (folder / BEFORE).exists():
                undo(begun.table, folder, begun.made_at, now)
            begun.delete()
    shutil.rmtree(home / UNFINISHED, ignore_errors=True)
    return len(found)


def unfinished_folder(home: Path, batch_id: str) -> Path:
    """Where an import keeps what stood before it until all of it is kept."""
    return home / UNFINISHED / batch_id


def _undo_slice(way: Way, part: Sequence[Stood], made_at: datetime, now: datetime) -> Undone:
    untouched = _untouched(way, part, made_at)
    still = [stood for stood in part if stood.key in untouched]
    restored = [stood.before for stood in still if stood.before is not None]
    fresh = [untouched[stood.key] for stood in still if stood.before is None]
    follow = way.taken_back([str(stood.key[0]) for stood in still], now)
    for shape in {tuple(row) for row in restored}:
        upsert(way.model, [row for row in restored if tuple(row) == shape], way.key,
               near=way.near, at=now)  # fmt: skip
    removed = _remove(way.model, fresh)
    follow()
    return Undone(removed, len(restored), len(part) - removed - len(restored))


def _untouched(way: Way, part: Sequence[Stood], made_at: datetime) -> dict[tuple[Any, ...], Any]:
    """The records that are still as the import left them: their ids by key."""
    near = way.key.index(way.near)
    mine = way.model._default_manager.filter(changed_at=made_at)  # noqa: SLF001 - Django documents it
    found = mine.filter(**{f"{way.near}__in": listed([stood.key[near] for stood in part])})
    return {tuple(row[1:]): row[0] for row in found.order_by().values_list("pk", *way.key)}


def _remove(model: type[Model], ids: Sequence[Any]) -> int:
    """Remove those of the records nothing refers to."""
    found = _unreferred(model._default_manager.filter(pk__in=listed(ids)))  # noqa: SLF001 - Django documents it
    gone = list(found.order_by().values_list("pk", flat=True))
    try:
        model._default_manager.filter(pk__in=listed(gone)).delete()  # noqa: SLF001 - Django documents it
    except ProtectedError:  # pragma: no cover - somebody referred to one in this very moment
        return 0
    return len(gone)


def _unreferred(found: QuerySet[Model]) -> QuerySet[Model]:
    for relation in found.model._meta.related_objects:  # noqa: SLF001 - Django documents it
        others = relation.related_model._default_manager  # noqa: SLF001 - Django documents it
        name = relation.field.name
        found = found.exclude(pk__in=others.filter(**{f"{name}__isnull": False}).values(name))
    return found
