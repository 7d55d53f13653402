"""Putting events in order: by case, then by moment, then as they stand."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

Numbers = np.ndarray[Any, Any]
Naturals = np.ndarray[Any, np.dtype[np.unsignedinteger[Any]]]

WORD = 64
PIECE = 1 << 18
# Bits of a moment with which hardly an event stands beside one of its case that they do not tell.
ENOUGH = 12


class InOrder(NamedTuple):
    """Cases and moments in order, the row each event stood in, and how many stood out of order.

    `rows` is None where the events were in order already; case k has the events from `bounds[k]`
    up to `bounds[k + 1]`. An event stood out of order when it was written above the event of its
    case that came just before it.
    """

    rows: Numbers | None
    at: Numbers
    bounds: Numbers
    moved: int


def in_order(case: Numbers, at: Numbers) -> InOrder:
    """Events by the number of their case, then by moment; ties keep the order of their rows."""
    if _is_sorted(case, at):
        return InOrder(None, at, _bounds(case[1:] == case[:-1], len(case)), 0)
    rows = _roughly(case, at)
    case, then = case[rows], at[rows]
    again = case[1:] == case[:-1]
    bounds = _bounds(again, len(case))
    wrong = np.flatnonzero(again & (then[1:] < then[:-1]))
    if len(wrong):
        places = _within(bounds, np.unique(np.searchsorted(bounds, wrong, side="right")) - 1)
        order = places[np.lexsort((then[places], case[places]))]
        rows[places], then[places] = rows[order], then[order]
    moved = int(np.count_nonzero(again & (rows[1:] < rows[:-1])))
    return InOrder(rows, then, bounds, moved)


def stable_order(keys: Numbers) -> Numbers:
    """Positions of the keys in ascending order, equal ones as they stand; integers only.

    A key and its position are one number where both fit into 64 bits: to sort plain numbers is
    several times faster than to sort positions by them, and no two are equal.
    """
    low, taken = _spread(keys)
    places = _bits(len(keys))
    if taken + places > WORD:
        return np.argsort(keys, kind="stable")
    numbered: Naturals = np.arange(len(keys), dtype=np.uint64)
    for part in pieces(len(keys)):
        numbered[part] |= _above(keys[part], low) << np.uint64(places)
    return _places(numbered, places)


def pieces(count: int) -> Iterator[slice]:
    """So many rows, a piece at a time: what is made on the way stays small and is used again."""
    return (slice(first, min(first + PIECE, count)) for first in range(0, count, PIECE))


def _places(numbered: Naturals, places: int) -> Numbers:
    """The last bits of the numbers, which are positions, in the order of the numbers."""
    numbered.sort()
    numbered &= np.uint64((1 << places) - 1)
    return numbered.view(np.int64)


def _bits(count: int) -> int:
    """How many bits number so many."""
    return max(count - 1, 0).bit_length()


def _spread(keys: Numbers) -> tuple[int, int]:
    """The lowest key, and how many bits tell how far above it the others are."""
    if not len(keys):
        return 0, 0
    low = int(keys.min())
    return low, (int(keys.max()) - low).bit_length()


def _above(keys: Numbers, low: int) -> Naturals:
    """How far the keys are above the lowest, in an array of its own; it may wrap, and is right."""
    found: Naturals = keys.astype(np.uint64)
    found -= np.uint64(low % (1 << WORD))
    return found


def _is_sorted(case: Numbers, at: Numbers) -> bool:
    if not (case[1:] >= case[:-1]).all():
        return False
    return bool(((at[1:] >= at[:-1]) | (case[1:] > case[:-1])).all())


def _bounds(again: Numbers, events: int) -> Numbers:
    """Where each case begins, and where the last one ends."""
    if not events:
        return np.zeros(1, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(~again) + 1, [events]))


def _roughly(case: Numbers, at: Numbers) -> Numbers:
    """Rows by case and by as much of the moment as fits beside it: few are left to compare."""
    low, taken = _spread(case)
    first, long = _spread(at)
    room = min(WORD - taken - _bits(len(case)), long)
    if room < min(ENOUGH, long):
        rows = np.argsort(at, kind="stable")
        return rows[stable_order(case[rows])]
    places = _bits(len(case))
    numbered: Naturals = np.arange(len(case), dtype=np.uint64)
    for part in pieces(len(case)):
        key = _above(case[part], low) << np.uint64(room)
        key |= _above(at[part], first) >> np.uint64(long - room)
        numbered[part] |= key << np.uint64(places)
    return _places(numbered, places)


def _within(bounds: Numbers, cases: Numbers) -> Numbers:
    """The places of all events of some cases."""
    sizes = bounds[cases + 1] - bounds[cases]
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) + np.repeat(bounds[cases] - before, sizes)
