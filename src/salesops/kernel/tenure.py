"""Positions over time: which one holds on a day, and which would overlap another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest


@dataclass(frozen=True)
class Spell:
    """Days from a first one up to, and not including, another; None is open."""

    starts_on: date | None
    ends_before: date | None

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_before is None or day < self.ends_before)

    def overlaps(self, other: "Spell") -> bool:
        """Whether a day is in both."""
        return _before(self.starts_on, other.ends_before) and _before(
            other.starts_on, self.ends_before
        )

    @property
    def lasts(self) -> bool:
        """Whether there is a day in it."""
        return _before(self.starts_on, self.ends_before)


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start < end


def closed(spells: Sequence[Spell]) -> Sequence[Spell]:
    """The spells in their order, each without an end ending where the next one starts."""
    ordered = sorted(spells, key=lambda spell: spell.starts_on or date.min)
    following = zip_longest(ordered, (spell.starts_on for spell in ordered[1:]))
    return [
        spell if spell.ends_before else replace(spell, ends_before=start)
        for spell, start in following
    ]


def clash(spells: Sequence[Spell], new: Spell) -> Spell | None:
    """The first of the spells that shares a day with the new one."""
    return next((spell for spell in closed(spells) if spell.overlaps(new)), None)


def later(spells: Sequence[Spell], day: date) -> Spell | None:
    """The first spell that begins after the day: what a change on the day would run into."""
    return next((s for s in closed(spells) if s.starts_on and s.starts_on > day), None)
