"""The leaves' table where single months or lines of a node are bounded.

Pinned cells leave the table with their units and the rest meets what is left of the margins. A
floor or cap that the free table passes is pinned there, and the table is made again. A team with
limits is one row of the table above it, and its people are a table of their own under that row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salesops.kernel.problem import Problem, Wording
from salesops.planning import allocate_words as w
from salesops.planning.allocate_bounds import poured
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_table import Reals, Stranded, Table, Units, controlled
from salesops.planning.tree import Limit, Node, told

Fixed = dict[int, dict[Limit, int]]
"""By row of a table, which limits stand at how many units."""
STEPS = 2**50


class Unmet(Exception):
    """Limits that leave no table, with the problem that says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason("en"))
        self.problem = problem


def limit_problems(plan: Plan, totals: Sequence[int], limited: Sequence[int]) -> Iterator[Problem]:
    """Nodes whose months or lines must have more, or may have less, than the node's whole."""
    goal = plan.goal
    for place in limited:
        node, total = plan.tree.nodes[place], totals[place]
        months = [one.between(total) for one in node.limits if one.product is None]
        lines = [one.between(total) for one in node.limits if one.product is not None]
        for bounds, count in ((months, goal.periods), (lines, len(goal.products))):
            must = sum(low for low, _ in bounds)
            can = sum(high for _, high in bounds) if len(bounds) == count else total
            if must > total:
                yield _whole(w.LIMITS_ABOVE, plan, node, must, total)
            elif bounds and can < total:
                yield _whole(w.LIMITS_BELOW, plan, node, can, total)


def _whole(wording: Wording, plan: Plan, node: Node, below: int, total: int) -> Problem:
    money = plan.goal.money
    return told(wording, node, below=money(below), amount=money(total))


@dataclass(frozen=True)
class _Job:
    """A table in the making: leaves × cells, filled block by block."""

    plan: Plan
    seed: Reals
    totals: Sequence[int]
    cells: Units
    ideal: Reals
    stood: Units


def limited_table(
    plan: Plan, seed: Reals, totals: Sequence[int], columns: Units, stood: Units
) -> Table:
    """Leaves × (period, line) with these columns and every limit kept; Unmet and Stranded.

    `stood` has the cells of every node that must stay as they are, and elsewhere −1.
    """
    size = seed.shape
    job = _Job(plan, seed, totals, np.zeros(size, dtype=np.int64), np.zeros(size), stood)
    _fill(job, 0, columns, columns.astype(float))
    return Table(job.cells, job.ideal)


def _fill(job: _Job, top: int, columns: Units, ideal: Reals) -> None:
    """Break one node's cells down to its leaves; a team with limits first, then its people."""
    tree = job.plan.tree
    if not tree.children[top]:
        row = tree.spans[top][0]
        job.cells[row], job.ideal[row] = columns, ideal
        return
    below = list(_rows_below(job.plan, top))
    table = _within_limits(job, top, below, columns)
    for row, place in enumerate(below):
        _fill(job, place, table.cells[row], table.ideal[row])


def _rows_below(plan: Plan, top: int) -> Iterator[int]:
    """The rows of a node's table: its leaves, and teams with limits in place of theirs."""
    waiting = list(reversed(plan.tree.children[top]))
    while waiting:
        place = waiting.pop()
        if plan.tree.nodes[place].limits or not plan.tree.children[place]:
            yield place
        else:
            waiting += reversed(plan.tree.children[place])


def _seed(job: _Job, place: int) -> Reals:
    """A row's profile: a leaf's own, of a team the sum of its leaves' as their wholes are."""
    first, last = job.plan.tree.spans[place]
    wholes = np.array([job.totals[leaf] for leaf in job.plan.tree.leaves[first:last]], dtype=float)
    weights = wholes if wholes.any() else np.ones_like(wholes)
    row: Reals = weights @ job.seed[first:last]
    return row / row.sum()


def _within_limits(job: _Job, top: int, below: Sequence[int], columns: Units) -> Table:
    """The table of a block: rows that stand as they stood, and around them the others."""
    stood = job.stood[list(below)]
    is_free = stood[:, 0] < 0
    free = [place for place, one in zip(below, is_free, strict=True) if one]
    left = columns - stood[~is_free].sum(axis=0)
    cells, ideal = stood.copy(), stood.astype(float)
    if free:
        table = _limited(job, top, free, left)
        cells[is_free], ideal[is_free] = table.cells, table.ideal
    elif left.any():
        raise Stranded(np.flatnonzero(left).tolist(), int(abs(left).sum()))
    return Table(cells, ideal)


def _limited(job: _Job, top: int, below: Sequence[int], columns: Units) -> Table:
    """The table of some rows; limits it passes are pinned, those missed by more in total first."""
    seed = np.array([_seed(job, place) for place in below])
    rows = np.array([job.totals[place] for place in below], dtype=np.int64)
    nodes = [job.plan.tree.nodes[place] for place in below]
    fixed: Fixed = {
        row: {one: one.pin for one in node.limits if one.pin is not None}
        for row, node in enumerate(nodes)
    }
    while True:
        table = _beside_fixed(job.plan, top, fixed, Table(rows[:, None], seed), columns)
        under, over = _passed(job.plan, nodes, rows, table.cells, fixed)
        if not under and not over:
            return table
        is_under = sum(by for *_, by in under) >= sum(by for *_, by in over)
        for row, limit, bound, _ in under if is_under else over:
            fixed[row][limit] = bound


def _passed(
    plan: Plan, nodes: Sequence[Node], rows: Units, cells: Units, fixed: Fixed
) -> tuple[list[tuple[int, Limit, int, int]], list[tuple[int, Limit, int, int]]]:
    """Limits the table does not keep yet: row, limit, its bound, and by how many units."""
    under, over = [], []
    for row, node in enumerate(nodes):
        for limit in node.limits:
            if limit in fixed[row]:
                continue
            low, high = limit.between(int(rows[row]))
            units = int(cells[row][_columns(plan, limit)].sum())
            if units < low:
                under.append((row, limit, low, low - units))
            elif units > high:
                over.append((row, limit, high, units - high))
    return under, over


def _columns(plan: Plan, limit: Limit) -> slice:
    """The cells of a row that a limit is about."""
    lines = len(plan.goal.products) or 1
    if limit.product is not None:
        return slice(plan.goal.products.index(limit.product), None, lines)
    period = limit.period or 0
    return slice(period * lines, (period + 1) * lines)


def _beside_fixed(plan: Plan, top: int, fixed: Fixed, asked: Table, columns: Units) -> Table:
    """The table whose pinned cells are as they must be; the others meet what is left."""
    rows, seed = asked.cells[:, 0].copy(), asked.ideal.copy()
    held = np.zeros(seed.shape, dtype=np.int64)
    for row, limits in fixed.items():
        if limits:
            held[row], is_held = _row(plan, seed[row], limits)
            seed[row][is_held] = 0
    rows -= held.sum(axis=1)
    left = columns - held.sum(axis=0)
    _check(plan, top, rows, left, seed)
    if not rows.any():
        return Table(held, held.astype(float))
    table = controlled(seed, rows, left)
    return Table(table.cells + held, table.ideal + held)


def _check(plan: Plan, top: int, rows: Units, left: Units, seed: Reals) -> None:
    """Raise Unmet where pins are more than the node above has, or leave a row nowhere to go."""
    node, goal = plan.tree.nodes[top], plan.goal
    if (left < 0).any():
        values = {"cells": _names(plan, np.flatnonzero(left < 0)),
                  "excess": goal.money(int(-left[left < 0].sum()))}  # fmt: skip
        raise Unmet(told(w.LIMITS_BURST, node, **values))
    homeless = rows * (seed.sum(axis=1) <= 0)
    if (rows < 0).any() or homeless.any():
        raise Stranded(np.flatnonzero(left > 0).tolist(), int(abs(homeless).sum() or -rows.min()))


def _names(plan: Plan, columns: Sequence[int] | Units) -> str:
    lines = len(plan.goal.products) or 1
    names = [
        " ".join([plan.goal.label(int(c) // lines), *plan.goal.products[int(c) % lines :][:1]])
        for c in columns
    ]
    return ", ".join(names[:5])


def _row(plan: Plan, seed: Reals, limits: Mapping[Limit, int]) -> tuple[Units, NDArray[np.bool_]]:
    """The cells of one row that its pinned months and lines decide, and which those are.

    A pinned month is split over lines by the row's profile, then a pinned line over the months
    that are not pinned.
    """
    lines = len(plan.goal.products) or 1
    cells = np.zeros((plan.goal.periods, lines), dtype=np.int64)
    shape = seed.reshape(cells.shape)
    room = {
        plan.goal.products.index(one.product): units
        for one, units in limits.items()
        if one.product is not None
    }
    months = {one.period: units for one, units in limits.items() if one.period is not None}
    for month, units in months.items():
        most = [min(units, room.get(line, units)) for line in range(lines)]
        cells[month] = _split(units, _or_even(shape[month], shape.sum(axis=0)), most)
        room = {line: units - int(cells[month, line]) for line, units in room.items()}
    free = [month for month in range(plan.goal.periods) if month not in months]
    for line, units in room.items():
        weights = _or_even(shape[free, line], shape[free].sum(axis=1))
        cells[free, line] = _split(units, weights, [units] * len(free))
    is_held = np.zeros(cells.shape, dtype=bool)
    is_held[list(months)] = True
    is_held[:, list(room)] = True
    return cells.reshape(-1), is_held.reshape(-1)


def _or_even(weights: Reals, otherwise: Reals) -> Reals:
    """The weights; where all are 0 other ones, and without those all alike."""
    if weights.any():
        return weights
    return otherwise if otherwise.any() else np.ones_like(weights)


def _split(units: int, weights: Reals, most: Sequence[int]) -> Sequence[int]:
    """So many units over cells by weight, none above its most; Stranded what finds no place."""
    if not len(weights):
        if units:
            raise Stranded([], units)
        return []
    whole = [int(part) for part in np.rint(weights / weights.sum() * STEPS)]
    found = poured(units, whole, [0] * len(whole), most)
    if found.stranded:
        raise Stranded([], abs(found.stranded))
    return found.parts
