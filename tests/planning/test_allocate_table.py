"""Tables with both margins exact, zeros where they were, and what cannot be."""

import numpy as np
import pytest

from salesops.planning.allocate_table import Stranded, controlled


def units(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_both_margins_are_met_and_every_cell_is_rounded_up_or_down() -> None:
    table = controlled(np.ones((3, 3)), units(10, 10, 10), units(11, 10, 9))
    assert table.cells.sum(axis=0).tolist() == [11, 10, 9]
    assert table.cells.sum(axis=1).tolist() == [10, 10, 10]
    assert np.abs(table.cells - table.ideal).max() < 1


def test_a_cell_nobody_may_have_stays_empty() -> None:
    seed = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
    table = controlled(seed, units(5, 5, 5), units(5, 5, 5))
    assert (table.cells[seed == 0] == 0).all()
    assert table.cells.sum(axis=0).tolist() == [5, 5, 5]


def test_a_unit_finds_its_way_over_other_rows_where_no_row_can_move_it_at_once() -> None:
    seed = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    table = controlled(seed, units(3, 3, 3), units(3, 3, 3, 0))
    assert table.cells.tolist() == [[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0]]


def test_what_no_allowed_cell_can_take_is_stranded_and_named() -> None:
    seed = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    with pytest.raises(Stranded) as stranded:
        controlled(seed, units(4, 4, 2), units(5, 5))
    assert stranded.value.columns == [1] and stranded.value.units == 3


def test_a_row_whose_columns_are_all_wanted_empty_is_stranded() -> None:
    with pytest.raises(Stranded):
        controlled(np.array([[1.0, 0.0], [0.0, 1.0]]), units(1, 1), units(0, 2))


def test_fewer_units_than_cells_are_spread_without_falling_below_zero() -> None:
    table = controlled(np.ones((40, 12)), units(*[1] * 40), units(*[4, 3, 3] * 4))
    assert table.cells.min() == 0 and table.cells.max() == 1
    assert table.cells.sum(axis=0).tolist() == [4, 3, 3] * 4


def test_amounts_beyond_the_reach_of_floats_still_add_up() -> None:
    total = 10**15
    rows, columns = units(total, total + 1), units(total + 2, total - 3, 2)
    table = controlled(np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]]), rows, columns)
    assert table.cells.sum(axis=1).tolist() == rows.tolist()
    assert table.cells.sum(axis=0).tolist() == columns.tolist()
