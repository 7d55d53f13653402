"""An event log in memory: sorted once, activities as numbers, so that counting is arithmetic."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Numbers = np.ndarray[Any, Any]

SIXTEEN = 1 << 16
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EventLog:
    """Events by case, then moment, then the order in which they were written.

    `activity` numbers the `activities`; `at` is in microseconds since 1970, UTC; case k has the
    events from `bounds[k]` up to `bounds[k + 1]` and is called `case_ids[k]`. `who` numbers the
    `people`, None where nobody knows. `out_of_order` events stood below later ones of their case.
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


def moment(microseconds: int) -> datetime:
    """The moment so many microseconds after the beginning of 1970, UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


def event_log(table: pa.Table) -> EventLog:
    """The log of a table with the columns `case`, `activity`, `at` and, where known, `who`.

    No cell is null; `at` is a timestamp. Rows that are already by case and moment, as we write
    them, are not sorted again; ties keep the order of the rows.
    """
    numbered = pa.types.is_integer(table["case"].type)
    case, ids = (table["case"].to_numpy(), None) if numbered else _named(table["case"])
    activity, names = _named(table["activity"])
    activity = activity.astype(_smallest(len(names)), copy=False)
    at = table["at"].cast(pa.timestamp("us", table["at"].type.tz)).cast(pa.int64()).to_numpy()
    who, people = _named(table["who"]) if "who" in table.column_names else (None, None)
    order, moved = _order(case, at)
    if order is not None:
        case, activity, at = case[order], activity[order], at[order]
        who = who if who is None else who[order]
    bounds = _bounds(case)
    present = pa.array(case[bounds[:-1]])
    held = present if ids is None else ids.take(present)
    return EventLog(_texts(names), activity, at, bounds, held, who, _texts(people), moved)


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
    return np.uint8 if kinds <= 256 else np.uint16 if kinds <= SIXTEEN else np.int32


def _bounds(case: Numbers) -> Numbers:
    if not len(case):
        return np.zeros(1, dtype=np.int64)
    inside = np.flatnonzero(case[1:] != case[:-1]) + 1
    return np.concatenate(([0], inside, [len(case)])).astype(np.int64)


def _order(case: Numbers, at: Numbers) -> tuple[Numbers | None, int]:
    """The order by case and moment, ties as they stand, and how many events stood out of it.

    None where the rows are in it.
    """
    if _is_sorted(case, at):
        return None, 0
    order = stable_order(case)
    by_case, then = case[order], at[order]
    moved = int(np.count_nonzero((then[1:] < then[:-1]) & (by_case[1:] == by_case[:-1])))
    if not moved:
        return order, 0
    by_time = np.argsort(at, kind="stable")
    return by_time[stable_order(case[by_time])], moved


def _is_sorted(case: Numbers, at: Numbers) -> bool:
    if not (case[1:] >= case[:-1]).all():
        return False
    return bool(((at[1:] >= at[:-1]) | (case[1:] > case[:-1])).all())


def stable_order(keys: Numbers) -> Numbers:
    """Positions of the keys in ascending order, equal ones as they stand; integers only.

    Sixteen bits are sorted at a time, which is linear where comparing would not be.
    """
    if keys.dtype == np.uint16:
        return np.argsort(keys, kind="stable")
    low = int(keys.min()) if len(keys) else 0
    spread = (int(keys.max()) - low) if len(keys) else 0
    if spread >= SIXTEEN * SIXTEEN:
        return np.argsort(keys, kind="stable")
    order = np.argsort(((keys - low) & (SIXTEEN - 1)).astype(np.uint16), kind="stable")
    if spread >= SIXTEEN:
        high = ((keys - low) >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order
