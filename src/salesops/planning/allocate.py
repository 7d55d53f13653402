"""A goal broken down: every node's amount, every month, every product line, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from salesops.kernel.problem import Problem
from salesops.planning import allocate_words as w
from salesops.planning.allocate_bounds import Bounds, poured
from salesops.planning.allocate_checks import plan_problems
from salesops.planning.allocate_limits import Unmet, limit_problems, limited_table
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_profiles import Profiles, profiles, whole_margins
from salesops.planning.allocate_table import Reals, Stranded, Table, Units
from salesops.planning.standing_rows import around, stood_cells
from salesops.planning.tree import Tree

Number = TypeVar("Number", np.int64, np.float64)


# What holds a node of a re-plan where nobody asked for another number.
KEPT = "kept"


class Conflict(Exception):
    """A plan that cannot be broken down; carries every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.reason("en") for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Target:
    """What a node is to sell in a period (of a product line), and what the number comes from.

    `shares` are its shares among its siblings by metric, `share` the mix of them; `season` and
    `product_share` what its profile gives the cell; `held` names what bounded its whole (`pin`,
    `floor`, `cap`, `gate`, `zero`, `below` for bounds further down, `kept` where a re-plan leaves
    it as it was, or `lock` once reconciled).
    `rounding` is how many units the cell was moved to make every sum exact.
    """

    node: str
    period: str
    product: str | None
    units: int
    shares: Mapping[str, Fraction | None]
    share: Fraction
    season: float
    product_share: float | None
    held: str
    rounding: float


@dataclass(frozen=True)
class Allocation:
    """A plan broken down.

    `totals` are the nodes' wholes and `cells` node × period × product, all in units; `ideal` is
    each leaf's row before rounding. Nodes stand in the tree's order.
    """

    plan: Plan
    totals: Sequence[int]
    held: Sequence[str]
    cells: Units
    ideal: Reals
    profiles: Profiles
    warnings: Sequence[Problem] = ()

    def units(self, node: str, period: int | None = None, product: str | None = None) -> int:
        """The target of a node, in units: of one period or all, of one line or all."""
        lines = self.plan.goal.products
        periods = slice(None) if period is None else slice(period, period + 1)
        line = slice(None) if product is None else lines.index(product)
        return int(self.cells[self.plan.tree.places[node], periods, line].sum())

    def amount(self, node: str, period: int | None = None, product: str | None = None) -> Decimal:
        """The target of a node as an amount of the goal's currency, exactly."""
        return self.plan.goal.money(self.units(node, period, product))

    def targets(self) -> Iterator[Target]:
        """Every cell with its explanation, in the tree's order."""
        moved = self.cells - summed(self.plan.tree, self.ideal).reshape(self.cells.shape)
        labels = [self.plan.goal.label(period) for period in range(self.plan.goal.periods)]
        for place in range(len(self.plan.tree.nodes)):
            yield from self._of_node(place, labels, moved[place])

    def _of_node(self, place: int, labels: Sequence[str], moved: Reals) -> Iterator[Target]:
        goal, node = self.plan.goal, self.plan.tree.nodes[place]
        by_metric, share = self.why(place)
        season, lines = self.profiles.of(place)
        for period, label in enumerate(labels):
            for line, product in enumerate(goal.products or (None,)):
                yield Target(
                    node.name, label, product, int(self.cells[place, period, line]),
                    by_metric, share, float(season[period]),
                    float(lines[line]) if product else None,
                    self.held[place], float(moved[period, line]),
                )  # fmt: skip

    def why(self, place: int) -> tuple[Mapping[str, Fraction | None], Fraction]:
        """A node's shares among its siblings by metric, and mixed; the top has all of it."""
        parent = self.plan.tree.parents[place]
        shared = self.plan.shares[parent] if parent >= 0 else None
        if shared is None:
            return {}, Fraction(1)
        number = self.plan.tree.numbers[place]
        return shared.by_metric(number), shared.of(number)


def allocation(plan: Plan) -> Allocation:
    """The plan broken down exactly; Conflict with every problem where that cannot be done.

    Children sum to parents, months to the year and product lines to totals, at every node and in
    every combination, to the unit. The order of the rows changes nothing.
    """
    found = plan_problems(plan)
    if any(problem.severity == "error" for problem in found):
        raise Conflict(found)
    totals, held = node_totals(plan)
    shape = profiles(plan)
    table = leaf_table(plan, shape, totals)
    cells = summed(plan.tree, table.cells).reshape(len(totals), plan.goal.periods, -1)
    return Allocation(plan, totals, held, cells, table.ideal, shape, found)


def node_totals(plan: Plan) -> tuple[list[int], list[str]]:
    """Every node's whole in units, and what held it there; from the top down."""
    tree = plan.tree
    totals = [plan.goal.amount] * len(tree.nodes)
    held = [""] * len(tree.nodes)
    for place, below in enumerate(tree.children):
        if not below:
            continue
        for child, (units, why) in zip(below, _parts(plan, place, totals[place]), strict=True):
            totals[child], held[child] = units, why
    return totals, held


def _parts(plan: Plan, place: int, amount: int) -> Iterator[tuple[int, str]]:
    """What each of a node's children has, and what held it there."""
    tree, within, below = plan.tree, plan.within, plan.tree.children[place]
    if plan.standing and (stood := plan.stood(place, amount)) is not None:
        for child, units in zip(below, stood, strict=True):
            yield units, plan.standing.nodes[tree.nodes[child].name].held or KEPT
        return
    low = [within.least[child] for child in below]
    high = [within.most[child] for child in below]
    split = poured(amount, plan.weights[place], low, high)
    for child, units, is_held in zip(below, split.parts, split.held, strict=True):
        yield units, _holder(tree, child, units, within) if is_held else ""


def _holder(tree: Tree, place: int, units: int, within: Bounds) -> str:
    """What kept a node at its amount."""
    node = tree.nodes[place]
    if not node.is_open:
        return "gate"
    if node.pin is not None:
        return "pin"
    if units == node.cap:
        return "cap"
    if units == node.floor:
        return "floor"
    return "zero" if units == within.least[place] == 0 else "below"


def leaf_table(plan: Plan, shape: Profiles, totals: Sequence[int]) -> Table:
    """Leaves × (period, product) in units; Conflict where zeros leave cells to nobody."""
    limited = [place for place, node in enumerate(plan.tree.nodes) if node.limits]
    if found := list(limit_problems(plan, totals, limited)):
        raise Conflict(found)
    stood = stood_cells(plan, shape, totals)
    try:
        return _table(plan, shape, totals, stood)
    except (Stranded, Unmet) as error:
        # What nobody asked to change is in the way of what somebody did: then all of it moves.
        return _free_table(plan, shape, totals, stood, error)


def _free_table(
    plan: Plan, shape: Profiles, totals: Sequence[int], stood: Units, error: Stranded | Unmet
) -> Table:
    """The table with nothing kept; Conflict where that is no table either."""
    try:
        if not (stood >= 0).any():
            raise error
        return _table(plan, shape, totals, np.full_like(stood, -1))
    except Stranded as stranded:
        raise Conflict([_stranded(plan, stranded)]) from None
    except Unmet as unmet:
        raise Conflict([unmet.problem]) from None


def _table(plan: Plan, shape: Profiles, totals: Sequence[int], stood: Units) -> Table:
    """The leaves' table around the cells that stand; Stranded and Unmet where there is none."""
    leaves = list(plan.tree.leaves)
    rows = np.array([totals[place] for place in leaves], dtype=np.int64)
    seed = shape.seed(leaves)
    kept = stood[leaves]
    wish = np.where(kept < 0, rows[:, None] * seed, kept).sum(axis=0)
    columns = whole_margins(plan, wish, stood[0])
    if any(node.limits for node in plan.tree.nodes):
        return limited_table(plan, seed, totals, columns, stood)
    return around(kept, seed, rows, columns)


def _stranded(plan: Plan, stranded: Stranded) -> Problem:
    goal = plan.goal
    lines = len(goal.products) or 1
    names = [
        " ".join([goal.label(column // lines), *goal.products[column % lines :][:1]])
        for column in stranded.columns
    ]
    values = {"cells": ", ".join(names[:5]), "excess": goal.money(stranded.units)}
    return Problem(w.PRODUCTS_STRANDED, values=values)


def summed(tree: Tree, leaves: NDArray[Number]) -> NDArray[Number]:
    """Rows of leaves added up to a row for every node."""
    running = np.concatenate([np.zeros_like(leaves[:1]), np.cumsum(leaves, axis=0)])
    spans = np.array(tree.spans)
    sums: NDArray[Number] = running[spans[:, 1]] - running[spans[:, 0]]
    return sums
