"""λ by node: by what each family's amount is split, where that was said, and both shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesops.planning.worked import Worked

Mix = Mapping[str, Decimal]


@dataclass(frozen=True)
class Mixed:
    """By what a node's amount is split over its children, and of which node that was said.

    `origin` is "" where the goal's own weights hold.
    """

    mix: Mix
    origin: str

    def influence(self) -> dict[str, Fraction]:
        """λ of each metric: its weight over the sum of all; empty where that is nothing."""
        whole = sum((Fraction(part) for part in self.mix.values()), Fraction(0))
        return {name: Fraction(part) / whole for name, part in self.mix.items()} if whole else {}


def mixes_of(parents: Mapping[str, str], own: Mapping[str, Mix], goal: Mix) -> dict[str, Mixed]:
    """The mix of every node: its own, or that of the nearest node above, or the goal's."""
    found: dict[str, Mixed] = {}
    for key in parents:
        trail, here = [], key
        while here in parents and here not in found and here not in own and here not in trail:
            trail.append(here)
            here = parents[here]
        if here in own:
            found[here] = Mixed(own[here], here)
        known = found.get(here, Mixed(goal, ""))
        found.update(dict.fromkeys(trail, known))
    return found


@dataclass(frozen=True)
class Part:
    """What a child has of its family: its share by each metric, the mix of them, its target.

    A share of None was not answered and counts as the others' average; the mixed share is before
    limits and rounding; `held` is what kept the target from it.
    """

    node: str
    shares: Mapping[str, Fraction | None]
    share: Fraction
    target: Decimal
    held: str


def family(worked: Worked, key: str) -> Sequence[Part]:
    """The children of a node, each with its shares beside its target. Raises KeyError."""
    allocation, tree = worked.allocation, worked.allocation.plan.tree
    return [
        Part(tree.nodes[place].name, *allocation.why(place),
             worked.target(tree.nodes[place].name), allocation.held[place])
        for place in tree.children[worked.place(key)]
    ]  # fmt: skip
