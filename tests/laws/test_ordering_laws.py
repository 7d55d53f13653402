"""Events in order and names as numbers, against the plain ways to the same."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.process.counting import _distinct, flow
from salesops.process.log import event_log
from salesops.process.ordering import in_order, stable_order
from salesops.process.spelling import spelled

NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1)
FEW = st.integers(-3, 3)
EVENTS = st.lists(st.tuples(NUMBERS | FEW, st.integers(0, 1 << 58) | st.integers(0, 4)), min_size=1)


@given(EVENTS)
def test_events_are_by_case_then_moment_then_as_they_stand(events: list[tuple[int, int]]) -> None:
    case, at = (np.array(column, dtype=np.int64) for column in zip(*events, strict=True))
    expected = sorted(range(len(events)), key=lambda row: (*events[row], row))
    found = in_order(case, at)
    rows = range(len(events)) if found.rows is None else found.rows.tolist()
    assert list(rows) == expected
    assert found.at.tolist() == [events[row][1] for row in expected]
    held = [events[row][0] for row in expected]
    first = [row for row, name in enumerate(held) if row == 0 or held[row - 1] != name]
    assert found.bounds.tolist() == [*first, len(events)]


@given(st.lists(NUMBERS | FEW, max_size=40))
def test_keys_of_any_size_keep_the_order_of_equal_ones(keys: list[int]) -> None:
    expected = sorted(range(len(keys)), key=lambda place: keys[place])
    assert stable_order(np.array(keys, dtype=np.int64)).tolist() == expected


def test_cases_begun_long_before_and_tied_in_all_but_the_last_bit_are_told_apart() -> None:
    # Sixty bits of case leave four for the moment, so these are compared one by one.
    case = np.array([1 << 60, 0, 1 << 60, 0, 1 << 60], dtype=np.int64)
    at = np.array([1 << 50, 7, (1 << 50) - 1, 6, 0], dtype=np.int64)
    found = in_order(case, at)
    assert found.rows is not None and found.rows.tolist() == [3, 1, 4, 2, 0]
    assert found.moved == 3


@given(
    st.lists(st.text("09AZaz客", min_size=3, max_size=3), min_size=1, max_size=30),
    st.integers(1, 9),
)
def test_names_of_one_length_spell_numbers_in_their_order(names: list[str], often: int) -> None:
    names *= often
    column = pa.chunked_array([pa.array(names[:5], pa.string()), pa.array(names[5:], pa.string())])
    found = spelled(column)
    if len({len(name.encode()) for name in names}) > 1:
        assert found is None
    else:
        assert found is not None
        in_text = {name: number for number, name in enumerate(sorted(set(names)))}
        in_number = {held: number for number, held in enumerate(sorted(set(found.tolist())))}
        assert [in_number[held] for held in found.tolist()] == [in_text[name] for name in names]


@pytest.mark.parametrize(
    "names",
    [["a", None], ["a", "bc"], [""], [chr(48 + n % 75) * 40 for n in range(80)]],
    ids=["missing", "of two lengths", "empty", "too long"],
)
def test_names_that_spell_no_number_are_looked_up(names: list[str | None]) -> None:
    assert spelled(pa.chunked_array([pa.array(names, pa.string())])) is None


def test_a_slice_of_a_column_is_read_from_where_it_begins() -> None:
    column = pa.chunked_array([pa.array(["D9", "D1", "D3", "D2"]).slice(1)])
    found = spelled(column)
    assert found is not None and (found - found[0]).tolist() == [0, 2, 1]


def test_letters_that_none_before_had_leave_the_order_of_the_names() -> None:
    # Two kinds at the first place, then three; nine at the last; and too many for 31 bits.
    pieces = [["B3", "A4"], ["C0", "A4"], ["B3"]]
    found = spelled(pa.chunked_array([pa.array(piece) for piece in pieces]))
    assert found is not None and np.unique(found, return_inverse=True)[1].tolist() == [
        1, 0, 2, 0, 1,
    ]  # fmt: skip
    long = spelled(
        pa.chunked_array([pa.array(["0" * 12]), pa.array(["9" * 12]), pa.array(["1" * 12])])
    )
    assert long is not None and long.tolist() == [0, 999_999_999_999, 111_111_111_111]
    assert spelled(pa.chunked_array([pa.array(["A1"]), pa.array(["A10"])])) is None


NAMES = st.sampled_from(["D1", "D2", "E1"])
WHO = st.sampled_from(["Ada", "Bo", None])
ROWS = st.lists(st.tuples(NAMES, st.sampled_from("xyz"), st.integers(0, 3), WHO), min_size=1)


@dataclass(frozen=True)
class Cut:
    """A table that is read a few rows at a time, its cases a row fewer than the rest."""

    table: pa.Table
    size: int

    @property
    def num_rows(self) -> int:
        return self.table.num_rows

    @property
    def schema(self) -> pa.Schema:
        return self.table.schema

    def to_batches(self, columns: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        held = self.table.select(list(columns or self.table.column_names))
        return iter(held.to_batches(self.size + ("at" in held.column_names)))


@given(ROWS, st.integers(1, 4), st.booleans())
def test_events_read_by_pieces_are_the_same_log(
    rows: list[tuple[str, str, int, str | None]], size: int, coded: bool
) -> None:
    case, activity, at, who = zip(*rows, strict=True)
    activities = pa.array(activity).dictionary_encode() if coded else pa.array(activity)
    moments = pa.array(at, pa.timestamp("s", "UTC"))
    table = pa.table(
        {"case": case, "activity": activities, "at": moments, "who": pa.array(who, pa.string())}
    )
    whole, cut = event_log(table), event_log(Cut(table, size))
    assert flow(cut) == flow(whole)
    assert cut.out_of_order == whole.out_of_order and cut.at.tolist() == whole.at.tolist()
    numbered = table.set_column(0, "case", pa.array([ord(name[1]) for name in case], pa.int16()))
    assert flow(event_log(Cut(numbered, size))) == flow(event_log(numbered))


def test_cases_whose_names_spell_no_number_are_read_whole() -> None:
    table = pa.table({"case": ["a", "bc", "a"], "activity": ["x", "x", "y"],
                      "at": pa.array([1, 2, 3], pa.timestamp("s", "UTC"))})  # fmt: skip
    assert flow(event_log(Cut(table, 2))) == flow(event_log(table))


def test_prints_that_begin_alike_are_told_apart_to_the_last_bit() -> None:
    top = 1 << 63
    prints = np.array([top | 1, top | 2, top | 1, 5], dtype=np.uint64)
    found = {int(prints[place]): count for place, count in _distinct(prints)}
    assert found == {top | 1: 2, top | 2: 1, 5: 1}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize("names", [["D2", "D1", "D2"], ["D2", "D10", "D2"]], ids=["even", "uneven"])
def test_cases_are_called_what_they_were_called(names: list[str], kind: pa.DataType) -> None:
    at = [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 1, 1)]
    table = pa.table({"case": pa.array(names, kind), "activity": ["b", "x", "a"], "at": at})
    log = event_log(table)
    told = {
        name: [log.activities[n] for n in log.activity[log.bounds[k] : log.bounds[k + 1]]]
        for k, name in enumerate(log.case_ids.to_pylist())
    }
    assert told == {names[0]: ["a", "b"], names[1]: ["x"]}
    assert log.out_of_order == 1
