"""Tables of whole units with both margins exact: fitted in floats, rounded in integers.

Why the sums are exact, and why this always ends, stands in docs/decisions/allocation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    near = (np.floor(ideal).astype(np.int64), np.ceil(ideal).astype(np.int64))
    wide = (np.zeros_like(cells), np.where(seed > 0, rows.sum(), 0))
    for low, high in (near, wide):
        if _mended(cells, columns, ideal, low, high):
            return Table(cells, ideal)
    short = columns - cells.sum(axis=0)
    raise Stranded(np.flatnonzero(short > 0).tolist(), int(short[short > 0].sum()))


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
        # Sums out of reach pull the scales apart for ever: they stop where floats still reach.
        scale = np.clip(scale * _divided(target, sums), 1e-100, 1e100) * (target > 0)
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


def _mended(cells: Units, columns: Units, ideal: Reals, low: Units, high: Units) -> bool:
    """Units moved within rows, from columns with too much to those with too little, in place.

    Cells stay between low and high. Whether every column has its sum now.
    """
    while (excess := cells.sum(axis=0) - columns).any():
        path = _direct(cells, low, high, excess) or _path(cells, low, high, excess)
        if not path:
            return False
        units = min(int(excess[path[0]]), -int(excess[path[-1]]))
        for step in pairwise(path):
            units = min(units, int(_room(cells, low, high, *step).sum()))
        for step in pairwise(path):
            _move(cells, ideal, _room(cells, low, high, *step), units, *step)
    return True


def _room(cells: Units, low: Units, high: Units, giver: int, taker: int) -> Units:
    """How many units each row can move from one column to the other."""
    room: Units = np.minimum(
        cells[:, giver] - low[:, giver], high[:, taker] - cells[:, taker]
    ).clip(0)
    return room


def _move(cells: Units, ideal: Reals, room: Units, units: int, giver: int, taker: int) -> None:
    """So many units from giver to taker, in the rows where rounding gains most by it."""
    rows = np.flatnonzero(room)
    over = cells[rows] - ideal[rows]
    rows = rows[np.argsort(over[:, taker] - over[:, giver], kind="stable")]
    before = np.cumsum(room[rows]) - room[rows]
    moved = np.minimum(room[rows], (units - before).clip(0))
    cells[rows, giver] -= moved
    cells[rows, taker] += moved


def _direct(cells: Units, low: Units, high: Units, excess: Units) -> list[int]:
    """A column with too much and one with too little between which some row can move a unit."""
    for giver in np.argsort(-excess, kind="stable").tolist():
        for taker in np.argsort(excess, kind="stable").tolist():
            if excess[giver] <= 0 or excess[taker] >= 0:
                break
            if _room(cells, low, high, giver, taker).any():
                return [giver, taker]
    return []


def _path(cells: Units, low: Units, high: Units, excess: Units) -> list[int]:
    """A shortest chain of columns from too much to too little, each step within some row."""
    came: dict[int, int] = {}
    waiting = np.flatnonzero(excess > 0).tolist()
    seen = set(waiting)
    for here in waiting:
        rows = cells[:, here] > low[:, here]
        for there in np.flatnonzero((cells[rows] < high[rows]).any(axis=0)).tolist():
            if there in seen:
                continue
            seen.add(there)
            waiting.append(there)
            came[there] = here
            if excess[there] < 0:
                path = [there]
                while path[-1] in came:
                    path.append(came[path[-1]])
                return path[::-1]
    return []
