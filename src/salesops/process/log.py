"""An event log in memory: sorted once, activities as numbers, so that counting is arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesops.process.gathering import Gathered, Pieces, gathered, microseconds
from salesops.process.ordering import PIECE, Numbers, in_order
from salesops.process.spelling import spelled

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EventLog:
    """Events by case, then moment, then the order in which they were written.

    `activity` numbers the `activities`; `at` is in microseconds since 1970, UTC; case k has the
    events from `bounds[k]` up to `bounds[k + 1]` and is called `case_ids[k]`. `who` numbers the
    `people`, None where nobody knows. `out_of_order` events stood above the one they came after.
    """

    activities: tuple[str, ...]
    activity: Numbers
    at: Numbers
    bounds: Numbers
    case_ids: pa.Array
    who: Numbers | None = None
    people: tuple[str, ...] = ()
    out_of_order: int = 0

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.bounds) - 1

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.activity)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first and the last moment; ValueError without events."""
        first, last = int(self.at.min()), int(self.at.max())
        return moment(first), moment(last)

    @cached_property
    def follows(self) -> Numbers:
        """Whether each event but the first of all belongs to the same case as the one before."""
        same = np.ones(max(self.events - 1, 0), dtype=bool)
        same[self.bounds[1:-1] - 1] = False
        return same

    @cached_property
    def case(self) -> Numbers:
        """The number of each event's case."""
        return np.repeat(np.arange(self.cases, dtype=np.int32), np.diff(self.bounds))

    def pieces(self) -> Iterator[EventLog]:
        """The log in logs of whole cases and not too many events, which share its columns."""
        first = 0
        while first < self.cases:
            enough = int(np.searchsorted(self.bounds, self.bounds[first] + PIECE, side="right")) - 1
            last = max(first + 1, enough)
            yield self._cases(first, last)
            first = last

    def _cases(self, first: int, last: int) -> EventLog:
        start, stop = int(self.bounds[first]), int(self.bounds[last])
        return replace(
            self,
            activity=self.activity[start:stop],
            at=self.at[start:stop],
            bounds=self.bounds[first : last + 1] - start,
            case_ids=self.case_ids.slice(first, last - first),
            who=None if self.who is None else self.who[start:stop],
        )


def moment(microseconds: int) -> datetime:
    """The moment so many microseconds after the beginning of 1970, UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


def event_log(events: pa.Table | Pieces) -> EventLog:
    """The log of events with the columns `case`, `activity`, `at` and, where known, `who`.

    No cell is null; `at` is a timestamp. Rows that are already by case and moment, as we write
    them, are not sorted again; ties keep the order of the rows. Of events that are read piece by
    piece the names of cases are not kept: the cases are called by their numbers.
    """
    if not isinstance(events, pa.Table):
        read = gathered(events)
        if read is not None:
            return _in_order(read, None)
        events = pa.Table.from_batches(events.to_batches())
    return _in_order(_of_table(events), events["case"])


def _of_table(table: pa.Table) -> Gathered:
    activity, names = _named(table["activity"])
    who, people = _named(table["who"]) if "who" in table.column_names else (None, None)
    at = microseconds(table["at"])
    return Gathered(_numbered(table["case"]), activity, _texts(names), at, who, _texts(people))


def _in_order(read: Gathered, names: pa.ChunkedArray | None) -> EventLog:
    """The log of events as they stand; cases are called by their numbers unless there are names."""
    rows, at, bounds, moved = in_order(read.case, read.at)
    activity: Numbers = read.activity.astype(_smallest(len(read.activities)), copy=False)
    first, who = bounds[:-1], read.who
    if rows is not None:
        activity, first = activity[rows], rows[first]
        who = who if who is None else who[rows]
    ids = pa.array(read.case[first]) if names is None else _plain(names.take(pa.array(first)))
    return EventLog(read.activities, activity, at, bounds, ids, who, read.people, moved)


def table_of(log: EventLog) -> pa.Table:
    """The log as a table again, sorted: `case`, `activity`, `at` and, where known, `who`."""
    case = pa.DictionaryArray.from_arrays(pa.array(log.case), log.case_ids.cast(pa.string()))
    numbers = pa.array(log.activity.astype(np.int32))
    activity = pa.DictionaryArray.from_arrays(numbers, log.activities)
    at = pa.array(log.at).cast(pa.timestamp("us", "UTC"))
    columns = {"case": case, "activity": activity, "at": at}
    if log.who is not None:
        gone = log.who < 0
        columns["who"] = pa.DictionaryArray.from_arrays(pa.array(log.who, mask=gone), log.people)
    return pa.table(columns)


def _numbered(column: pa.ChunkedArray) -> Numbers:
    """A number for each case, the same for the same."""
    if pa.types.is_integer(column.type):
        return column.to_numpy()
    read = spelled(column)
    return _named(column)[0] if read is None else read


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """The values in one piece, without a dictionary."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    whole = column.cast(kind).combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], kind)
    return whole


def _named(column: pa.ChunkedArray) -> tuple[Numbers, pa.Array]:
    """The values as numbers from zero, missing ones -1, and what each number is called."""
    if pa.types.is_dictionary(column.type):
        whole = column.unify_dictionaries().combine_chunks()
    else:
        # One piece has one dictionary; each of many would carry all before it.
        wide = pa.large_string() if pa.types.is_string(column.type) else column.type
        whole = pc.dictionary_encode(column.cast(wide).combine_chunks())
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
    return whole.indices.fill_null(-1).to_numpy(zero_copy_only=False), whole.dictionary


def _texts(names: pa.Array | None) -> tuple[str, ...]:
    return () if names is None else tuple(map(str, names.to_pylist()))


def _smallest(kinds: int) -> type:
    return np.uint8 if kinds <= 256 else np.uint16 if kinds <= 65_536 else np.int32
