"""Where somebody works: what a move changes, and which positions may stand beside one another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from salesops.kernel.tenure import Spell, clash, later
from salesops.web.people.problems import LATER_POSITION, POSITIONS_OVERLAP
from salesops.web.problems import refused
from salesops.web.text import clean_text

Position = TypeVar("Position")


@dataclass(frozen=True)
class Place:
    """Where somebody works: what a move changes."""

    title: str = ""
    team_id: str | None = None
    region_id: str | None = None
    manager_id: str | None = None


def cleaned(place: Place) -> Place:
    """The place as it can be kept: texts without what cannot be seen, ids or none."""
    title, *ids = (clean_text(str(getattr(place, f.name) or "")) for f in fields(place))
    return Place(title[:200], *(one or None for one in ids))


def told(before: object, after: object) -> dict[str, tuple[object, object]]:
    """What differs between two records of the same kind, for the audit."""
    pairs = {
        f.name: (getattr(before, f.name), getattr(after, f.name))
        for f in fields(after)  # type: ignore[arg-type]  # both are dataclasses of ours
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def check_free(spells: Collection[Spell], new: Spell) -> None:
    """Refuse a position that shares a day with another one of the same person."""
    taken = clash(list(spells), new)
    if taken:
        raise _overlap(taken.starts_on, taken.ends_before)


def ending(positions: Mapping[Position, Spell], day: date) -> Position | None:
    """The position that ends when another begins on the day, or none in a gap.

    Raises Refused when something begins later, or on that very day.
    """
    ahead = later(list(positions.values()), day)
    if ahead:
        raise refused(LATER_POSITION, field="starts_on", starts_on=ahead.starts_on)
    # Databases do not agree on where a missing day sorts.
    last = max(positions, key=lambda one: positions[one].starts_on or date.min, default=None)
    if last is None or not positions[last].holds(day):
        return None
    if positions[last].starts_on == day:
        raise _overlap(day, positions[last].ends_before)
    return last


def _overlap(starts_on: date | None, ends_before: date | None) -> Exception:
    days = {"starts_on": starts_on or "…", "ends_before": ends_before or "…"}
    return refused(POSITIONS_OVERLAP, field="starts_on", **days)
