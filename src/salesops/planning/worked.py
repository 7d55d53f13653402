"""A goal broken down over the months to come, together with what is past of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from salesops.planning.allocate import Allocation

Cell = tuple[int, str]
"""A period, counted from 0, and a product line."""


@dataclass(frozen=True)
class Past:
    """Amounts by node and cell of the first `periods` months, which nobody plans anew."""

    periods: int = 0
    amounts: Mapping[str, Mapping[Cell, Decimal]] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """All that is past, of every node."""
        return sum((self.of(key) for key in self.amounts), Decimal(0))

    def of(self, key: str) -> Decimal:
        """What is past of one node alone, without those below it."""
        return sum(self.amounts.get(key, {}).values(), Decimal(0))


@dataclass(frozen=True)
class Worked:
    """What the allocation says of the months to come, and what is past."""

    allocation: Allocation
    past: Past

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """Units of node × month × line, in the allocation's order of nodes; past months too."""
        return np.concatenate([self._before, self.allocation.cells], axis=1)

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """Units of each node over all months and lines."""
        found: NDArray[np.int64] = self.cells.sum(axis=(1, 2))
        return found

    @property
    def _before(self) -> NDArray[np.int64]:
        tree, goal = self.allocation.plan.tree, self.allocation.plan.goal
        lines = goal.products or ("",)
        before = np.zeros((len(tree.nodes), self.past.periods, len(lines)), dtype=np.int64)
        for key, cells in self.past.amounts.items():
            if key in tree.places:
                for (period, line), amount in cells.items():
                    before[tree.places[key], period, lines.index(line)] = goal.units(amount)
        for place in reversed(range(1, len(tree.nodes))):
            before[tree.parents[place]] += before[place]
        return before

    def place(self, key: str) -> int:
        """Where the node stands in `cells`. Raises KeyError."""
        return self.allocation.plan.tree.places[key]

    def money(self, units: int) -> Decimal:
        """So many units as an amount."""
        return self.allocation.plan.goal.money(int(units))

    def target(self, key: str) -> Decimal:
        """The node's target for all of the plan's months."""
        return self.money(int(self.totals[self.place(key)]))
