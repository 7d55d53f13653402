"""Events as numbers while they are read, piece by piece: what they were read from is not kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesops.process.ordering import Numbers, room_for
from salesops.process.spelling import Spelling
from salesops.process.together import ahead


class Pieces(Protocol):
    """Events that can be read again and again, some at a time: see `EventLog` for the columns."""

    @property
    def num_rows(self) -> int:
        """How many events there are."""

    @property
    def schema(self) -> pa.Schema:
        """The columns `case`, `activity`, `at` and, where known, `who`."""

    def to_batches(self, columns: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """The events from the beginning, with some of the columns or all."""


class Gathered(NamedTuple):
    """Every event's case, activity, moment and person as numbers, and what the numbers mean."""

    case: Numbers
    activity: Numbers
    activities: tuple[str, ...]
    at: Numbers
    who: Numbers | None
    people: tuple[str, ...]


class Naming:
    """Numbers from zero for so many names that come in pieces, missing ones -1."""

    def __init__(self, rows: int) -> None:
        self.numbers: Numbers = room_for(rows, np.int8)
        self._known: dict[str, int] = {}
        self._dictionary: pa.Array | None = None
        self._meaning: Numbers = np.empty(0, dtype=np.int8)

    @property
    def names(self) -> tuple[str, ...]:
        """What the numbers mean."""
        return tuple(self._known)

    def put(self, first: int, names: pa.Array) -> None:
        """Number the names of the rows from the first."""
        if not pa.types.is_dictionary(names.type):
            names = pc.dictionary_encode(names)
        self._learn(names.dictionary)
        places = names.indices.fill_null(len(names.dictionary)).to_numpy(zero_copy_only=False)
        self.numbers[first : first + len(names)] = self._meaning[places]

    def _learn(self, dictionary: pa.Array) -> None:
        if self._dictionary is not None and dictionary.equals(self._dictionary):
            return
        known = self._known
        meaning = [known.setdefault(str(name), len(known)) for name in dictionary.to_pylist()]
        kind = np.min_scalar_type(-len(known) - 1)
        self.numbers = self.numbers.astype(kind, copy=False)
        self._dictionary, self._meaning = dictionary, np.array([*meaning, -1], dtype=kind)


class Numbering:
    """Case numbers as they stand in the file, of as many events as were read."""

    def __init__(self, rows: int, kind: pa.DataType) -> None:
        self._numbers: Numbers = room_for(rows, kind.to_pandas_dtype())
        self._read = 0

    @property
    def numbers(self) -> Numbers:
        """The numbers of all cases there were."""
        return self._numbers[: self._read]

    def add(self, numbers: pa.Array) -> bool:
        """Take another piece, which always can be."""
        last = self._read + len(numbers)
        self._numbers[self._read : last] = numbers.to_numpy()
        self._read = last
        return True


def gathered(events: Pieces) -> Gathered | None:
    """The events in numbers; None where the names of their cases spell none."""
    rows, first, kind = events.num_rows, 0, events.schema.field("case").type
    case = Numbering(rows, kind) if pa.types.is_integer(kind) else Spelling(rows)
    at: Numbers = room_for(rows, np.int64)
    activity = Naming(rows)
    who = Naming(rows) if "who" in events.schema.names else None
    others = events.to_batches([name for name in events.schema.names if name != "case"])
    # Names of cases take as long to read as all the rest does to be read and to be counted.
    for names in ahead(events.to_batches(["case"])):
        if not case.add(names["case"]):
            return None
        for piece in others:
            activity.put(first, piece["activity"])
            if who is not None:
                who.put(first, piece["who"])
            at[first : first + len(piece)] = microseconds(piece["at"])
            first += len(piece)
            if first >= len(case.numbers):
                break
    named = (activity.numbers, activity.names)
    if who is None:
        return Gathered(case.numbers, *named, at, None, ())
    return Gathered(case.numbers, *named, at, who.numbers, who.names)


def microseconds(at: pa.Array | pa.ChunkedArray) -> Numbers:
    """Timestamps as microseconds since the beginning of 1970."""
    return at.cast(pa.timestamp("us", at.type.tz)).cast(pa.int64()).to_numpy()
