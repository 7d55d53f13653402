"""The tree of teams as it stood on a day: who was below whom, and called what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from salesops.kernel.tenure import Spell


@dataclass(frozen=True)
class Kept:
    """A team as it is kept: its name today, and what it was called until which days."""

    team_id: str
    name: str
    parent_id: str | None
    spell: Spell
    former: tuple[tuple[str, date], ...] = ()

    def called(self, day: date) -> str:
        """Its name on the day."""
        return next((name for name, until in sorted(self.former, key=_until) if day < until),
                    self.name)  # fmt: skip


def _until(former: tuple[str, date]) -> date:
    return former[1]


@dataclass(frozen=True)
class Node:
    """A team in the tree of a day; `line` are the ids from the top down to it."""

    team_id: str
    name: str
    line: tuple[str, ...]
    spell: Spell

    @property
    def depth(self) -> int:
        """How many teams stand above it."""
        return len(self.line) - 1


def tree(teams: Iterable[Kept], day: date) -> Sequence[Node]:
    """The teams that were open on the day, each after the one above it, by name.

    A team below a closed one, or in a circle, is not shown: it had no place.
    """
    below: dict[str | None, list[Kept]] = {}
    for team in teams:
        if team.spell.holds(day):
            below.setdefault(team.parent_id, []).append(team)
    return list(_down(below, None, (), day))


def _down(
    below: dict[str | None, list[Kept]], above: str | None, line: tuple[str, ...], day: date
) -> Iterable[Node]:
    for team in sorted(below.get(above, ()), key=lambda team: team.called(day)):
        here = (*line, team.team_id)
        yield Node(team.team_id, team.called(day), here, team.spell)
        yield from _down(below, team.team_id, here, day)
