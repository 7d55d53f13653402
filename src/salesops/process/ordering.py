"""Putting events in order: by case, then by moment, then as they stand."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[Any, Any]
Naturals = np.ndarray[Any, np.dtype[np.unsignedinteger[Any]]]

WORD = 64
PIECE = 1 << 16
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
        return InOrder(None, at, _bounds(_again(case), len(case)), 0)
    rows, again = _roughly(case, at)
    then = at.take(rows, out=room_for(len(at), at.dtype), mode="clip")
    bounds = _bounds(again, len(rows))
    wrong = _falling(then, again)
    if len(wrong):
        places = _within(bounds, np.unique(np.searchsorted(bounds, wrong, side="right")) - 1)
        held = case[rows[places]]
        order = places[np.lexsort((then[places], held))]
        rows[places], then[places] = rows[order], then[order]
    return InOrder(rows, then, bounds, len(_falling(rows, again)))


def stable_order(keys: Numbers) -> Numbers:
    """Positions of the keys in ascending order, equal ones as they stand; integers only.

    A key and its position are one number where both fit into 32 or 64 bits: to sort plain numbers
    is several times faster than to sort positions by them, and no two are equal. Short keys are
    sorted by their digits, which is faster still.
    """
    if keys.itemsize <= 2:
        return np.argsort(keys, kind="stable")
    low, taken = _spread(keys)
    places = _bits(len(keys))
    if taken + places > WORD:
        return np.argsort(keys, kind="stable")
    kind = np.uint32 if taken + places <= WORD // 2 else np.uint64
    numbered: Naturals = np.arange(len(keys), dtype=kind)
    for part in pieces(len(keys)):
        numbered[part] |= (_above(keys[part], low) << np.uint64(places)).astype(kind, copy=False)
    numbered.sort()
    return _places(numbered, places)


def room_for(count: int, kind: Any) -> Numbers:
    """Space for so many numbers, out of what Arrow has read into and not yet given back.

    New memory costs more than all that is done with it: a page of it is handed out by the system.
    """
    return np.frombuffer(pa.allocate_buffer(count * np.dtype(kind).itemsize), dtype=kind)


def pieces(count: int) -> Iterator[slice]:
    """So many rows, a piece at a time: what is made on the way stays small and is used again."""
    return (slice(first, min(first + PIECE, count)) for first in range(0, count, PIECE))


def _places(numbered: Naturals, places: int) -> Numbers:
    """The last bits of the numbers, which are positions."""
    numbered &= numbered.dtype.type((1 << places) - 1)
    return numbered.view(np.int64) if numbered.itemsize == 8 else numbered.astype(np.int64)


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
    for part in pieces(len(case) - 1):
        before, after = case[part], case[part.start + 1 : part.stop + 1]
        rising = at[part.start + 1 : part.stop + 1] >= at[part]
        if not ((after > before) | ((after == before) & rising)).all():
            return False
    return True


def _again(case: Numbers, shift: int = 0) -> Numbers:
    """Whether each event but the first is of the same case as the one before it."""
    same: Numbers = np.empty(max(len(case) - 1, 0), dtype=bool)
    for part in pieces(len(same)):
        held = case[part.start : part.stop + 1] >> case.dtype.type(shift)
        np.equal(held[1:], held[:-1], out=same[part])
    return same


def _falling(values: Numbers, again: Numbers) -> Numbers:
    """Where the next value of the same case is smaller."""
    found = [np.empty(0, dtype=np.int64)]
    for part in pieces(len(again)):
        falls = values[part.start + 1 : part.stop + 1] < values[part]
        found.append(np.flatnonzero(falls & again[part]) + part.start)
    return np.concatenate(found)


def _bounds(again: Numbers, events: int) -> Numbers:
    """Where each case begins, and where the last one ends."""
    if not events:
        return np.zeros(1, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(~again) + 1, [events]))


def _roughly(case: Numbers, at: Numbers) -> tuple[Numbers, Numbers]:
    """Rows by case and by as much of the moment as fits beside it: few are left to compare.

    Also whether each but the first is of the same case as the one before it.
    """
    low, taken = _spread(case)
    first, long = _spread(at)
    places = _bits(len(case))
    room = min(WORD - taken - places, long)
    if room < min(ENOUGH, long):
        rows = np.argsort(at, kind="stable")
        rows = rows[stable_order(case[rows])]
        return rows, _again(case[rows])
    numbered: Naturals = room_for(len(case), np.uint64)
    for part in pieces(len(case)):
        key = _above(case[part], low) << np.uint64(room)
        key |= _above(at[part], first) >> np.uint64(long - room)
        key <<= np.uint64(places)
        np.bitwise_or(key, np.arange(part.start, part.stop, dtype=np.uint64), out=numbered[part])
    numbered.sort()
    again = _again(numbered, room + places)
    return _places(numbered, places), again


def _within(bounds: Numbers, cases: Numbers) -> Numbers:
    """The places of all events of some cases."""
    sizes = bounds[cases + 1] - bounds[cases]
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) + np.repeat(bounds[cases] - before, sizes)
