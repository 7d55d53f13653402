"""A plan as it is put to the allocation: goal, nodes, weights; and what follows for each node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from salesops.planning.allocate_bounds import Bounds, bounds
from salesops.planning.goal import Goal
from salesops.planning.standing import Standing, bound_of
from salesops.planning.tree import Node, Tree, ordered
from salesops.planning.weights import Answer, Shares, shares, whole_numbers

Mix = Mapping[str, Decimal]


@dataclass(frozen=True)
class Plan:
    """A goal to break down over nodes.

    `mix` weighs the metrics wherever no node says otherwise. A metric in `inverse` counts by its
    reciprocal: somebody has declared that more of it deserves less. A re-plan has in `standing`
    what the plan before it still had to come.
    """

    goal: Goal
    nodes: tuple[Node, ...]
    mix: Mix
    inverse: frozenset[str] = frozenset()
    standing: Standing | None = field(default=None, compare=False)

    @cached_property
    def tree(self) -> Tree:
        """The nodes in order; ValueError where they are no tree."""
        return ordered(self.nodes)

    @cached_property
    def mixes(self) -> Sequence[Mix]:
        """How each node's amount is split over its children: its own mix, or the parent's."""
        found: list[Mix] = []
        for node, parent in zip(self.tree.nodes, self.tree.parents, strict=True):
            above = self.mix if parent < 0 else found[parent]
            found.append(above if node.mix is None else node.mix)
        return found

    @cached_property
    def answers(self) -> Mapping[str, Sequence[Answer]]:
        """Each metric's answers in whole numbers, node by node.

        A parent without an answer has the sum of its open children, where one without an answer
        counts as the average of the others: unknown is not 0. Of an inverse metric sums mean
        nothing, so there the parent stays without.
        """
        metrics = {metric for mix in (self.mix, *self.mixes) for metric in mix}
        return {metric: self._answers(metric) for metric in sorted(metrics)}

    def _answers(self, metric: str) -> Sequence[Answer]:
        found = whole_numbers([node.weights.get(metric) for node in self.tree.nodes])
        if metric in self.inverse:
            return found
        for place in reversed(range(len(found))):
            below = [c for c in self.tree.children[place] if self.tree.nodes[c].is_open]
            said = [answer for child in below if (answer := found[child]) is not None]
            if found[place] is None and said:
                found[place] = sum(said) * len(below) // len(said)
        return found

    @cached_property
    def shares(self) -> Sequence[Shares | None]:
        """For each node the shares of its children; None for one with nobody below."""
        whole = {id(mix): _whole_mix(mix) for mix in {id(mix): mix for mix in self.mixes}.values()}
        return [
            self._shares_below(place, whole[id(self.mixes[place])]) if below else None
            for place, below in enumerate(self.tree.children)
        ]

    @cached_property
    def weights(self) -> Sequence[Sequence[int]]:
        """What each node's amount is poured over its children by: their shares, to come."""
        names = [[self.tree.nodes[child].name for child in below] for below in self.tree.children]
        return [
            list(shared.mixed if shared else ())
            if self.standing is None or shared is None
            else self.standing.weighed(shared.mixed, names[place])
            for place, shared in enumerate(self.shares)
        ]

    def stood(self, place: int, amount: int) -> Sequence[int] | None:
        """The children's numbers where a re-plan leaves them as they were; else None."""
        shared, below = self.shares[place], self.tree.children[place]
        if self.standing is None or shared is None:
            return None
        nodes = [self.tree.nodes[child] for child in below]
        asked = {node.name: (shared.of(n), bound_of(node)) for n, node in enumerate(nodes)}
        within = [(self.within.least[child], self.within.most[child]) for child in below]
        return self.standing.kept(amount, self.tree.nodes[place].name, asked, within)

    @cached_property
    def within(self) -> Bounds:
        """The least and the most each node must and may have, in units."""
        return bounds(self.tree, self.goal.amount, self.shares)

    def _shares_below(self, place: int, mix: Mapping[str, int]) -> Shares:
        below = self.tree.children[place]
        answers = {metric: [self.answers[metric][child] for child in below] for metric in mix}
        is_open = [self.tree.nodes[child].is_open for child in below]
        found = shares(answers, mix, is_open, self.inverse)
        unanswered = all(answer is None for told in answers.values() for answer in told)
        if unanswered and sum(is_open) == 1:
            # One alone takes everything and needs no weight for it.
            return Shares([int(open_) for open_ in is_open], {}, {})
        return found


def _whole_mix(mix: Mix) -> Mapping[str, int]:
    return dict(zip(mix, (part or 0 for part in whole_numbers(list(mix.values()))), strict=True))
