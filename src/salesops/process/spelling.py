"""Names of one length as numbers: each letter is a digit, so that none need be looked up."""

from collections.abc import Sequence
from math import prod

import numpy as np
import pyarrow as pa

from salesops.process.ordering import Numbers

SAMPLE = 1_000
LARGEST = (1 << 63) - 1


def spelled(names: pa.ChunkedArray) -> Numbers | None:
    """A number for each name, the same for the same, in the order of the names.

    A place counts as many kinds as its letters lie apart, so that D0001 to D9999 are the numbers
    below ten thousand. None where names are missing, of several lengths, or too long for 63 bits.
    """
    pieces = [_letters(chunk) for chunk in names.chunks if len(chunk)]
    letters = [piece for piece in pieces if piece is not None]
    if not letters or len(letters) < len(pieces) or len({piece.shape[1] for piece in letters}) > 1:
        return None
    if _kinds([piece[:SAMPLE] for piece in letters])[1] > LARGEST:
        return None
    (lowest, kinds), total = _kinds(letters)
    if total > LARGEST:
        return None
    small = np.int32 if total < 1 << 31 else np.int64
    return np.concatenate([_read(piece, lowest, kinds, small) for piece in letters])


def _letters(names: pa.Array) -> Numbers | None:
    """The bytes of the names, a row each; None where they are not all of one length."""
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
    return held.reshape(len(names), length)


def _kinds(pieces: Sequence[Numbers]) -> tuple[tuple[list[int], list[int]], int]:
    """The lowest byte of each place, how far its bytes lie apart, and how many numbers that is."""
    places = range(pieces[0].shape[1])
    lowest = [min(int(piece[:, at].min()) for piece in pieces) for at in places]
    highest = [max(int(piece[:, at].max()) for piece in pieces) for at in places]
    kinds = [high - low + 1 for low, high in zip(lowest, highest, strict=True)]
    return (lowest, kinds), prod(kinds)


def _read(piece: Numbers, lowest: list[int], kinds: list[int], small: type) -> Numbers:
    """The numbers that the letters of each row spell."""
    found: Numbers = np.zeros(len(piece), dtype=small)
    for at, kind in enumerate(kinds):
        if kind > 1:
            found *= kind
            found += piece[:, at] - np.uint8(lowest[at])
    return found
