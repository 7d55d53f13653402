"""Forecasts of a tree made coherent: every node is the sum of those below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

Node = str


@dataclass(frozen=True)
class Normal:
    """A figure that is not known yet: its mean and its variance."""

    mean: float
    variance: float

    def __add__(self, other: "Normal") -> "Normal":
        """The sum of two that do not depend on one another."""
        return Normal(self.mean + other.mean, self.variance + other.variance)


def blended(one: Normal, other: Normal) -> Normal:
    """Two views of the same figure, each weighted by how sure it is (inverse variance)."""
    both = one.variance + other.variance
    if both == 0 or other.variance == inf:
        return one
    if one.variance == inf:
        return other
    share = one.variance / both
    return Normal(one.mean + share * (other.mean - one.mean), one.variance * (1 - share))


def reconciled(
    parents: Mapping[Node, Node | None], own: Mapping[Node, Normal]
) -> dict[Node, Normal]:
    """Every node's coherent forecast; nodes missing from `own` are the sum of their children.

    Generalised least squares with the nodes' own variances (MinT with a diagonal matrix,
    Wickramasuriya, Athanasopoulos and Hyndman 2019), solved exactly on the tree: what is known
    of a node and of the sum of its children is blended on the way up, and what that changes is
    shared out by variance on the way down. With `own` of the leaves alone it is bottom-up.
    """
    children = _children(parents)
    upwards = _from_the_leaves(parents, children)
    sums: dict[Node, Normal] = {}
    known: dict[Node, Normal] = {}
    for node in upwards:
        below = children.get(node, [])
        if not below:
            known[node] = own[node]
            continue
        total = Normal(0.0, 0.0)
        for child in below:
            total += known[child]
        sums[node] = total
        known[node] = blended(total, own[node]) if node in own else total
    found = {node: known[node] for node, parent in parents.items() if parent is None}
    for node in reversed(upwards):
        if node in sums:
            shared = _shared([known[c] for c in children[node]], sums[node], found[node])
            found |= dict(zip(children[node], shared, strict=True))
    return found


def _shared(below: Sequence[Normal], total: Normal, parent: Normal) -> list[Normal]:
    """The children after each its share of what the parent knows better than their sum.

    Where some are not known at all, those alone take it, in equal shares.
    """
    change, unknown = parent.mean - total.mean, sum(one.variance == inf for one in below)
    if unknown:
        return [
            Normal(one.mean + (change / unknown if one.variance == inf else 0.0), one.variance)
            for one in below
        ]
    if total.variance == 0:
        return list(below)
    surer = total.variance - parent.variance
    shares = [one.variance / total.variance for one in below]
    return [
        Normal(one.mean + share * change, one.variance - share * share * surer)
        for one, share in zip(below, shares, strict=True)
    ]


def of_the_same_months(
    parents: Mapping[Node, Node | None],
    own: Mapping[Node, Normal],
    coherent: Mapping[Node, Normal],
) -> dict[Node, Normal]:
    """The coherent means with variances that do not take one history for several witnesses.

    Forecasts of a node and of its children miss together when the same month surprises all.
    So nobody is surer than by their own history, and a sum is as unsure as its own history
    says, within what its parts allow: from independent, Σσ², to all at once, (Σσ)².
    """
    children = _children(parents)
    found: dict[Node, Normal] = {}
    for node in _from_the_leaves(parents, children):
        alone = own[node].variance if node in own else coherent[node].variance
        below = [found[child].variance for child in children.get(node, [])]
        if below and inf not in below:
            alone = min(max(alone, sum(below)), sum(map(sqrt, below)) ** 2)
        found[node] = Normal(coherent[node].mean, alone)
    return found


def _children(parents: Mapping[Node, Node | None]) -> dict[Node, list[Node]]:
    found: dict[Node, list[Node]] = {}
    for node, parent in parents.items():
        if parent is not None:
            found.setdefault(parent, []).append(node)
    return found


def _from_the_leaves(
    parents: Mapping[Node, Node | None], children: Mapping[Node, list[Node]]
) -> list[Node]:
    downwards = [node for node, parent in parents.items() if parent is None]
    for node in downwards:
        downwards += children.get(node, [])
    return downwards[::-1]
