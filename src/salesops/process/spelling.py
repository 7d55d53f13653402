"""Names of one length as numbers: each letter is a digit, so that none need be looked up."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from salesops.process.ordering import Numbers, pieces, room_for

LARGEST = (1 << 63) - 1
ZERO, NINE = ord("0"), ord("9")
# So many names are compared with as many at once.
TOGETHER = 64


class Places(NamedTuple):
    """For each place of the names the lowest byte that stands there, and how many kinds may."""

    lowest: tuple[int, ...]
    kinds: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many names there may be."""
        return prod(self.kinds)


class Spelling:
    """A number for each of so many names that come in pieces, the same for the same, in order.

    A place counts as many kinds as its letters lie apart, so that D0001 to D9999 are the numbers
    below ten thousand. Where a piece has letters that none before it had, those before are
    numbered again.
    """

    def __init__(self, rows: int) -> None:
        self._numbers: Numbers = room_for(rows, np.int32)
        self._places: Places | None = None
        self._read = 0

    @property
    def numbers(self) -> Numbers:
        """The numbers of all names there were."""
        return self._numbers[: self._read]

    def add(self, names: pa.Array) -> bool:
        """Read another piece; False where names are missing, of several lengths, or too long."""
        if not len(names):
            return True
        letters = _letters(names)
        if letters is None or (self._places and len(self._places.kinds) != len(letters)):
            return False
        places = _holding(letters, self._places)
        if places.total > LARGEST:
            return False
        self._make_room(places)
        last = self._read + len(names)
        self._numbers[self._read : last] = _numbered(letters, places, self._numbers.dtype)
        self._read = last
        return True

    def _make_room(self, places: Places) -> None:
        """Number the names before so that those with other letters fit between them."""
        before, self._places = self._places, places
        if before == places:
            return
        self._numbers = self._numbers.astype(_smallest(places), copy=False)
        if before is not None:
            for part in pieces(self._read):
                letters = _letters_of(self._numbers[part], before)
                self._numbers[part] = _numbered(letters, places, self._numbers.dtype)


def spelled(names: pa.ChunkedArray) -> Numbers | None:
    """A number for each name of a column; None where they spell none."""
    spelling = Spelling(len(names))
    if len(names) and all(spelling.add(piece) for piece in names.chunks):
        return spelling.numbers
    return None


def _smallest(places: Places) -> type:
    return np.int32 if places.total < 1 << 31 else np.int64


def _letters(names: pa.Array) -> Numbers | None:
    """The bytes of the names, a row for each place; None where they are not all of one length."""
    wide = pa.types.is_large_string(names.type)
    if names.null_count or not (wide or pa.types.is_string(names.type)):
        return None
    _, ends, data = names.buffers()
    ends = np.frombuffer(ends, np.int64 if wide else np.int32)
    ends = ends[names.offset : names.offset + len(names) + 1]
    length = int(ends[1] - ends[0])
    if not length or data is None or (np.diff(ends) != length).any():
        return None
    held = np.frombuffer(data, np.uint8, len(names) * length, int(ends[0]))
    return held.reshape(len(names), length).T


def _holding(letters: Numbers, before: Places | None) -> Places:
    """Places with room for these letters and those before; digits that differ for every digit."""
    lowest, highest = [], []
    lows, highs = _furthest(letters, np.minimum), _furthest(letters, np.maximum)
    for at in range(len(letters)):
        low, high = lows[at], highs[at]
        if before is not None:
            low = min(low, before.lowest[at])
            high = max(high, before.lowest[at] + before.kinds[at] - 1)
        if ZERO <= low < high <= NINE:
            low, high = ZERO, NINE
        lowest.append(low)
        highest.append(high)
    return Places(
        tuple(lowest), tuple(high - low + 1 for low, high in zip(lowest, highest, strict=True))
    )


def _furthest(letters: Numbers, choose: np.ufunc) -> list[int]:
    """The lowest or the highest byte of each place.

    Many names are compared with as many at once: a few bytes take as long as many.
    """
    names = letters.T
    rest = len(names) % TOGETHER
    held = names[len(names) - rest :]
    if len(names) >= TOGETHER:
        long = names[: len(names) - rest].reshape(-1, TOGETHER * len(letters))
        held = np.concatenate((choose.reduce(long).reshape(TOGETHER, -1), held))
    found: list[int] = choose.reduce(held).tolist()
    return found


def _numbered(letters: Numbers, places: Places, kind: np.dtype[np.signedinteger]) -> Numbers:
    """The numbers that the letters of each name spell."""
    found: Numbers = np.zeros(letters.shape[1], dtype=kind)
    for at, (low, count) in enumerate(zip(*places, strict=True)):
        if count > 1:
            found *= count
            found += letters[at] - np.uint8(low)
    return found


def _letters_of(numbers: Numbers, places: Places) -> Numbers:
    """The letters that spelled the numbers."""
    letters: Numbers = np.empty((len(places.kinds), len(numbers)), dtype=np.uint8)
    for at in reversed(range(len(places.kinds))):
        numbers, digit = np.divmod(numbers, places.kinds[at])
        letters[at] = digit + places.lowest[at]
    return letters
