"""Tables of whole units with both margins exact: fitted in floats, rounded in integers.

Why the sums are exact, and why this always ends, stands in docs/decisions/allocation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.int64]
Reals = NDArray[np.float64]

MOST_FITTINGS = 400
# What is this near to a whole number is that number: the rest is the floats' own.
NOISE = 1e-6


class Stranded(Exception):
    """Columns that no allowed cell can bring to their sum, and how many units are left over."""

    def __init__(self, columns: Sequence[int], units: int) -> None:
        super().__init__(f"{units} units stranded in columns {list(columns)}")
        self.columns, self.units = columns, units


@dataclass(frozen=True)
class Table:
    """Whole cells with the wanted margins, and the reals they were rounded from."""

    cells: Units
    ideal: Reals


def controlled(seed: Reals, rows: Units, columns: Units) -> Table:
    """The table nearest in shape to the seed whose rows and columns have exactly these sums.

    Rows and columns must have one sum. A cell of seed 0 stays 0; other cells are the fitted
    share rounded down or up wherever that can be done. Raises Stranded where the zeros leave
    no table with these sums.
    """
    ideal = fitted(seed, rows, columns)
    cells = _rounded_rows(ideal, rows)
    low, high = np.floor(ideal), np.ceil(ideal)
    if not _mended(cells, columns, ideal, low, high):
        high = np.where(seed > 0, np.inf, 0.0)
        low = np.zeros_like(ideal)
        if not _mended(cells, columns, ideal, low, high):
            short = columns - cells.sum(axis=0)
            raise Stranded(np.flatnonzero(short > 0).tolist(), int(short[short > 0].sum()))
    return Table(cells, ideal)


def fitted(seed: Reals, rows: Units, columns: Units) -> Reals:
    """The seed scaled by rows and columns in turn until both sums fit (iterative proportional).

    Rows fit as well as floats can; columns as nearly as the zeros of the seed allow.
    """
    wanted, target = rows.astype(float), columns.astype(float)
    near = max(NOISE / 10, 1e-13 * float(target.sum()))
    scale = np.ones(len(columns))
    for _ in range(MOST_FITTINGS):
        by_row = _divided(wanted, seed @ scale)
        sums = (by_row @ seed) * scale
        if np.abs(sums - target).max() < near:
            break
        scale = np.minimum(scale * _divided(target, sums), 1e200)
    ideal: Reals = seed * scale
    lost = (ideal.sum(axis=1) <= 0) & (rows > 0)
    ideal[lost] = seed[lost]
    ideal *= _divided(wanted, ideal.sum(axis=1))[:, None]
    whole = np.rint(ideal)
    return np.where(np.abs(ideal - whole) < NOISE, whole, ideal)


def _divided(above: Reals, below: Reals) -> Reals:
    return np.divide(above, below, out=np.zeros_like(below), where=below > 0)


def _rounded_rows(ideal: Reals, rows: Units) -> Units:
    """Each row rounded to its exact sum, cells up or down, the error carried to the next row.

    A row rounds up where it and the rows before it together are owed most, so any run of rows,
    and with it every node of a tree, stays close to its ideal in every column.
    """
    low = np.floor(ideal)
    part, cells = ideal - low, low.astype(np.int64)
    missing = (rows - cells.sum(axis=1)).tolist()
    owed = np.zeros(ideal.shape[1])
    for row, count in enumerate(missing):
        owed += part[row]
        able = np.flatnonzero(part[row])
        if not 0 <= count <= len(able):
            # Floats end at 2^53: what they cannot say goes where it shows least.
            cells[row, np.argmax(ideal[row])] += count
        elif count:
            up = able[np.argsort(-owed[able], kind="stable")[:count]]
            cells[row, up] += 1
            owed[up] -= 1
    return cells


def _mended(cells: Units, columns: Units, ideal: Reals, low: Reals, high: Reals) -> bool:
    """Units moved within rows, from columns with too much to those with too little, in place.

    Cells stay between low and high. Whether every column has its sum now.
    """
    while True:
        excess = cells.sum(axis=0) - columns
        givers = np.flatnonzero(excess > 0)
        if not len(givers):
            return True
        if not any(
            _moved(cells, ideal, low, high, excess, int(giver), int(taker))
            for giver in givers[np.argsort(-excess[givers], kind="stable")]
            for taker in np.argsort(excess, kind="stable")
            if excess[taker] < 0
        ) and not _moved_along(cells, low, high, excess):
            return False


def _moved(
    cells: Units, ideal: Reals, low: Reals, high: Reals, excess: Units, giver: int, taker: int
) -> bool:
    """As many single units as can go straight from giver to taker, where rounding gains most."""
    can = (cells[:, giver] > low[:, giver]) & (cells[:, taker] < high[:, taker])
    rows = np.flatnonzero(can)
    if not len(rows):
        return False
    over = cells[rows] - ideal[rows]
    gain = over[:, giver] - over[:, taker]
    count = min(int(excess[giver]), -int(excess[taker]), len(rows))
    best = rows[np.argsort(-gain, kind="stable")[:count]]
    cells[best, giver] -= 1
    cells[best, taker] += 1
    return True


def _moved_along(cells: Units, low: Reals, high: Reals, excess: Units) -> bool:
    """One unit along a shortest chain of columns, each step within a row (augmenting path)."""
    came: dict[int, tuple[int, int]] = {}
    seen = {int(k) for k in np.flatnonzero(excess > 0)}
    waiting = sorted(seen)
    for here in waiting:
        rows = np.flatnonzero(cells[:, here] > low[:, here])
        free = cells[rows] < high[rows]
        for there in np.flatnonzero(free.any(axis=0)).tolist():
            if there in seen:
                continue
            seen.add(there)
            waiting.append(there)
            came[there] = (here, int(rows[np.argmax(free[:, there])]))
            if excess[there] < 0:
                _shift(cells, came, there)
                return True
    return False


def _shift(cells: Units, came: dict[int, tuple[int, int]], there: int) -> None:
    while there in came:
        here, row = came[there]
        cells[row, here] -= 1
        cells[row, there] += 1
        there = here
