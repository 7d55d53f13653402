"""What an earlier plan still had to come: a re-plan keeps it wherever nobody asked for another.

A family is kept as it stood where its members, their shares and their bounds are as they were; a
change of what it has to share is spread over what each still had to come. Any other family is split
by its weights times how much of the year each member had still to come, so that a season of one's
own moves nothing by itself. Why this is so stands in docs/decisions/allocation.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from salesops.planning.allocate_table import Reals, Units
from salesops.planning.rounding import largest_remainder
from salesops.planning.tree import Limit, Node

# Parts of a year and amounts before rounding are weighed in steps of these.
STEPS = 2**40
# Profiles that differ by less are one profile.
NEAR = 1e-9


@dataclass(frozen=True)
class Bound:
    """What somebody said of a node's whole to come, in units: pin, floor, cap and gate."""

    pin: int | None
    floor: int
    cap: int | None
    is_open: bool

    def holds(self, units: int) -> bool:
        """Whether so many units would be left alone."""
        fits = self.floor <= units and (self.cap is None or units <= self.cap)
        return self.is_open and self.pin in (None, units) and fits


@dataclass(frozen=True)
class Shape:
    """How a node's amount to come lies over periods and lines, and what bounds single ones."""

    season: Reals
    lines: Reals
    limits: frozenset[Limit]

    def is_as(self, other: "Shape") -> bool:
        """Whether nobody changed anything."""
        return (
            self.limits == other.limits
            and _alike(self.season, other.season)
            and _alike(self.lines, other.lines)
        )


@dataclass(frozen=True)
class Stood:
    """One node of the earlier plan.

    `cells` are the units it had still to come by (period, line), `due` the same before they were
    made whole, and `part` how much of its year that is.
    """

    parent: str | None
    share: Fraction
    bound: Bound
    held: str
    cells: Units
    due: float
    part: float
    shape: Shape

    @property
    def units(self) -> int:
        """What it had still to come."""
        return int(self.cells.sum())

    def is_kept_by(self, share: Fraction, bound: Bound) -> bool:
        """Whether nothing that decided its number is another now."""
        bounded = bound == self.bound or (not self.held and bound.holds(self.units))
        return share == self.share and bounded


@dataclass(frozen=True)
class Standing:
    """All nodes of an earlier plan by name, over its lines and the periods still to come."""

    products: tuple[str, ...]
    nodes: Mapping[str, Stood]

    def dues(self, names: Sequence[str]) -> list[int]:
        """What each had still to come before rounding, as weights; 0 for who was not there."""
        stood = (self.nodes.get(name) for name in names)
        return [round(one.due * STEPS) if one else 0 for one in stood]

    def spread(self, change: int, names: Sequence[str]) -> list[int]:
        """So many units more or less, over what each of some nodes had still to come."""
        dues = self.dues(names)
        if not any(dues):
            return [0] * len(dues)
        parts = largest_remainder(abs(change), dues)
        return parts if change >= 0 else [-part for part in parts]

    def weighed(self, weights: Sequence[int], names: Sequence[str]) -> list[int]:
        """Weights of siblings times how much of the year each had still to come.

        Whoever was not there counts as the others; siblings with one season keep their weights.
        """
        known = [self.nodes[name].part if name in self.nodes else None for name in names]
        told = [part for part in known if part is not None and part > 0]
        if not told or max(told) - min(told) < NEAR:
            return list(weights)
        usual = sum(told) / len(told)
        steps = [round((usual if part is None else part) * STEPS) for part in known]
        return [weight * step for weight, step in zip(weights, steps, strict=True)]

    def kept(
        self,
        amount: int,
        parent: str,
        asked: Mapping[str, tuple[Fraction, Bound]],
        within: Sequence[tuple[int, int]],
    ) -> Sequence[int] | None:
        """The numbers of a family that nobody changed, at what its parent has now; else None.

        `asked` says by name what its members are asked for now, and `within` the least and the
        most of each with all below in mind.
        """
        was = {name for name, one in self.nodes.items() if one.parent == parent}
        if was != set(asked):
            return None
        stood = {name: self.nodes[name] for name in asked}
        if not all(one.is_kept_by(*asked[name]) for name, one in stood.items()):
            return None
        change = amount - sum(one.units for one in stood.values())
        more = self.spread(change, list(stood))
        found = [one.units + add for one, add in zip(stood.values(), more, strict=True)]
        fits = all(low <= n <= high for n, (low, high) in zip(found, within, strict=True))
        return found if fits and sum(found) == amount else None


def bound_of(node: Node, gone: int = 0) -> Bound:
    """What binds a node's whole, less what is past of it."""
    pin, cap = (None if told is None else told - gone for told in (node.pin, node.cap))
    return Bound(pin, max((node.floor or 0) - gone, 0), cap, node.is_open)


def _alike(one: Reals, other: Reals) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=NEAR, atol=NEAR / 100))
