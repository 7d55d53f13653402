"""Laws of rounding a table: wherever some whole table has these sums and zeros, one is found."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salesops.planning.allocate_table import Stranded, controlled


@st.composite
def solved(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """A seed with zeros, and whole cells where it has none: one solution of its own margins."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    size = height * width
    seed = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 7]), min_size=size, max_size=size))
    most = draw(st.sampled_from([1, 3, 1000, 10**13]))
    cells = draw(st.lists(st.integers(0, most), min_size=size, max_size=size))
    shape = np.array(seed, dtype=float).reshape(height, width)
    return shape, np.array(cells, dtype=np.int64).reshape(height, width) * (shape > 0)


@given(solved())
def test_margins_that_some_table_has_are_met_and_zeros_stay(
    told: tuple[np.ndarray, np.ndarray],
) -> None:
    seed, cells = told
    found = controlled(seed, cells.sum(axis=1), cells.sum(axis=0)).cells
    assert (found.sum(axis=1) == cells.sum(axis=1)).all()
    assert (found.sum(axis=0) == cells.sum(axis=0)).all()
    assert (found >= 0).all() and (found[seed == 0] == 0).all()


@given(solved(), st.randoms(use_true_random=False))
def test_other_margins_are_met_or_told_to_be_out_of_reach(
    told: tuple[np.ndarray, np.ndarray], chance: object
) -> None:
    seed, cells = told
    columns = cells.sum(axis=0)
    chance.shuffle(columns)  # type: ignore[attr-defined]
    rows = cells.sum(axis=1)
    try:
        found = controlled(seed, rows, columns).cells
    except Stranded:
        found = None
    if found is not None:
        assert (found.sum(axis=0) == columns).all() and (found[seed == 0] == 0).all()
        return
    # Hall's condition: some columns want more than all rows that may fill them have.
    wanted = [set(np.flatnonzero(pick)) for pick in np.ndindex(*[2] * len(columns))]
    assert any(
        columns[list(some)].sum() > rows[(seed[:, list(some)] > 0).any(axis=1)].sum()
        for some in wanted
        if some
    )
