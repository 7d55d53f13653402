"""Over-assignment: what is handed out on top of the plan, beside it and never in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesops.planning.tree import Tree


@dataclass(frozen=True)
class Street:
    """A node's plan number and what is handed out, in units, and the factor between them."""

    node: str
    base: int
    street: int
    factor: Fraction


def compounded(rates: Sequence[Decimal]) -> Fraction:
    """The factor of several levels that each add their rate: Π (1 + rate)."""
    factor = Fraction(1)
    for rate in rates:
        factor *= 1 + Fraction(rate)
    return factor


def streets(
    tree: Tree,
    base: Sequence[int],
    by_level: Sequence[Decimal] = (),
    by_node: Mapping[str, Decimal] | None = None,
) -> list[Street]:
    """What each node is handed out: its plan number × (1 + rate) for it and everybody above.

    `by_level` begins with the top; a node named in `by_node` has that rate instead of its
    level's. Rounded half up to the unit, each node by itself: a parent's street number is its
    own, not the sum of those below, so no level is counted twice. The plan is not touched.
    ValueError for a rate of −1 or less.
    """
    own = by_node or {}
    levels: list[int] = []
    factors: list[Fraction] = []
    found = []
    for place, (node, parent) in enumerate(zip(tree.nodes, tree.parents, strict=True)):
        levels.append(0 if parent < 0 else levels[parent] + 1)
        of_level = by_level[levels[place]] if levels[place] < len(by_level) else Decimal(0)
        rate = own.get(node.name, of_level)
        if rate <= -1:
            raise ValueError(f"a rate of {rate} leaves nothing")
        factors.append((factors[parent] if parent >= 0 else 1) * (1 + Fraction(rate)))
        street = _half_up(base[place] * factors[place])
        found.append(Street(node.name, base[place], street, factors[place]))
    return found


def over_assignment(tree: Tree, handed_out: Sequence[Street]) -> Mapping[str, Fraction]:
    """For every parent: (Σ street numbers of its children − its plan number) ÷ its plan number."""
    found = {}
    for place, below in enumerate(tree.children):
        base = handed_out[place].base
        if below and base:
            street = sum(handed_out[child].street for child in below)
            found[tree.nodes[place].name] = Fraction(street - base, base)
    return found


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
