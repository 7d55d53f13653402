"""Which cells of a re-plan's table stay as they stood: of leaves that nobody asked to change."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_profiles import Profiles
from salesops.planning.allocate_table import Reals, Stranded, Table, Units, controlled
from salesops.planning.standing import Shape

Mask = NDArray[np.bool_]


def shape_of(plan: Plan, profiles: Profiles, place: int) -> Shape:
    """How a node's amount lies over a plan's periods and lines, and what bounds single ones."""
    season, lines = profiles.of(place)
    return Shape(season, lines, frozenset(plan.tree.nodes[place].limits))


def stood_cells(plan: Plan, profiles: Profiles, totals: Sequence[int]) -> Units:
    """A row a node: its cells where a re-plan leaves them as they stood; elsewhere all −1.

    That is where its whole and its profile are as they were, and those of nobody above it bound
    other cells now; nowhere, where the company's profile or the lines are others.
    """
    tree, goal = plan.tree, plan.goal
    found = np.full((len(tree.nodes), goal.periods * (len(goal.products) or 1)), -1, dtype=np.int64)
    for place in _steady(plan, profiles):
        stood = plan.standing.nodes[tree.nodes[place].name]  # type: ignore[union-attr]
        if stood.units == totals[place]:
            found[place] = stood.cells.reshape(-1)
    return found


def _steady(plan: Plan, profiles: Profiles) -> Iterator[int]:
    """The nodes whose profile and limits, and the limits of all above them, nobody changed."""
    standing = plan.standing
    if standing is None or standing.products != plan.goal.products:
        return
    steady = [False] * len(plan.tree.nodes)
    for place, (node, parent) in enumerate(zip(plan.tree.nodes, plan.tree.parents, strict=True)):
        stood = standing.nodes.get(node.name)
        if stood is None or (parent >= 0 and not steady[parent]):
            continue
        shape = shape_of(plan, profiles, place)
        steady[place] = stood.shape.limits == shape.limits
        if stood.shape.is_as(shape):
            yield place
        elif place == 0:
            return


def around(stood: Units, seed: Reals, rows: Units, columns: Units) -> Table:
    """The table whose kept rows stand as they stood; the others meet what is left of the columns.

    Raises Stranded where they cannot.
    """
    free: Mask = stood[:, 0] < 0
    left = columns - stood[~free].sum(axis=0)
    if (left < 0).any() or (left.any() and not free.any()):
        raise Stranded(np.flatnonzero(left).tolist(), int(abs(left).sum()))
    cells, ideal = stood.copy(), stood.astype(float)
    if free.any():
        table = controlled(seed[free], rows[free], left)
        cells[free], ideal[free] = table.cells, table.ideal
    return Table(cells, ideal)
