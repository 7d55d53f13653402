"""The story of a customer, lead or deal: what happened, newest first, a page at a time."""

import base64
import binascii
import heapq
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SOURCES = (
    "activity", "told", "order", "receipt", "move", "task", "note", "file", "owner",
)  # fmt: skip
GROUPS: Mapping[str, tuple[str, ...]] = {
    "contact": ("activity", "told"),
    "orders": ("order",),
    "receipts": ("receipt",),
    "deals": ("move",),
    "tasks": ("task",),
    "notes": ("note", "file"),
    "owner": ("owner",),
}
"""What one may narrow the story down to, and which sources tell it."""


class BadPlace(ValueError):
    """A place in a story that we did not give out."""


@dataclass(frozen=True, order=True)
class Place:
    """Where an event stands: by time, then by who tells of it, then by its id there."""

    at: datetime
    source: str
    id: str

    def written(self) -> str:
        """The place as a text for an address."""
        told = json.dumps([self.at.isoformat(), self.source, self.id])
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Event:
    """One thing that happened: of what kind, who did it, and what there is to say.

    `by_day` when only its day is known. `facts` are what its kind adds: an amount, an outcome.
    """

    at: datetime
    source: str
    id: str
    kind: str
    who: str = ""
    text: str = ""
    by_day: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it stands in the story."""
        return Place(self.at, self.source, self.id)


@dataclass(frozen=True)
class Chapter:
    """A page of the story, and where the next one begins, if there is one."""

    events: tuple[Event, ...]
    next: str | None


def place(text: str | None) -> Place | None:
    """The place a text names; None for none. Raises BadPlace."""
    if not text:
        return None
    try:
        at, source, id_ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = Place(datetime.fromisoformat(at), str(source), str(id_))
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadPlace(text) from error
    if source not in SOURCES or found.at.tzinfo is None:
        raise BadPlace(text)
    return found


def chapter(tellers: Iterable[Iterable[Event]], before: Place | None, limit: int) -> Chapter:
    """The newest events before a place, told by several, each of them newest first."""
    merged = heapq.merge(*tellers, key=lambda event: event.place, reverse=True)
    later = (event for event in merged if before is None or event.place < before)
    found = [event for event, _ in zip(later, range(limit + 1), strict=False)]
    more = len(found) > limit
    return Chapter(tuple(found[:limit]), found[limit - 1].place.written() if more else None)
