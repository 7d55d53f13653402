"""What undoing a merge of customers gives back, when several merges have set the same field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Changes = Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class Merge:
    """One merge into a customer: what it set, from what to what; alive while it is not undone."""

    number: int
    changes: Changes
    is_alive: bool


def given_back(
    undone: Merge, merges: Sequence[Merge], now: Mapping[str, object]
) -> dict[str, object]:
    """The values the kept customer gets back; `now` holds what it has, as the merges write it.

    A value that somebody changed since stays, and so does one that a later merge, still alive,
    has set: when that is undone, it goes back to what was there before this one.
    """
    if undone.is_alive:
        return {}
    return {
        name: origin(name, undone, merges)
        for name, (_was, became) in undone.changes.items()
        if name in now and now[name] == became and not _is_held(name, undone, merges)
    }


def _is_held(name: str, undone: Merge, merges: Sequence[Merge]) -> bool:
    later = (one for one in merges if one.number > undone.number and name in one.changes)
    return any(one.is_alive for one in later)


def origin(name: str, undone: Merge, merges: Sequence[Merge]) -> object:
    """What the field was before this merge, and before those undone already that it rests on."""
    was = undone.changes[name][0]
    earlier = [one for one in merges if one.number < undone.number and name in one.changes]
    for one in sorted(earlier, key=lambda merge: -merge.number):
        before, became = one.changes[name]
        if became != was or one.is_alive:
            break
        was = before
    return was
