"""The tree a goal is broken down: nodes as people fill them in, put in order, faults named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from salesops.kernel.problem import Problem, Where, Wording
from salesops.planning import allocate_words as w

Index = Decimal | Fraction | None


@dataclass(frozen=True)
class Limit:
    """What bounds a node's amount in one period, or of one product line, in units.

    `period` counts from 0 and is None where a `product` is bounded over all periods.
    """

    period: int | None = None
    product: str | None = None
    pin: int | None = None
    floor: int | None = None
    cap: int | None = None

    def between(self, most: int) -> tuple[int, int]:
        """The least and the most units it leaves."""
        if self.pin is not None:
            return self.pin, self.pin
        return self.floor or 0, most if self.cap is None else self.cap


@dataclass(frozen=True)
class Node:
    """A region, team or person; what is None was not answered, which is not 0.

    `pin`, `floor` and `cap` bound the node's whole, in units of the goal. `mix` says how the
    node's amount is split over its children (metric → weight), `season` gives an index a period,
    `products` a share a line; each holds for everything below that has none of its own.
    `limits` bound single periods and lines of the node.
    """

    name: str
    parent: str | None = None
    weights: Mapping[str, Decimal | None] = field(default_factory=dict)
    pin: int | None = None
    floor: int | None = None
    cap: int | None = None
    is_open: bool = True
    mix: Mapping[str, Decimal] | None = None
    season: Sequence[Index] | None = None
    products: Mapping[str, Decimal] | None = None
    limits: tuple[Limit, ...] = ()
    where: Where = field(default_factory=Where)


@dataclass(frozen=True)
class Tree:
    """Nodes with every parent before its children, siblings by name, leaves of a node together."""

    nodes: tuple[Node, ...]
    parents: tuple[int, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each node stands, by name."""
        return {node.name: place for place, node in enumerate(self.nodes)}

    @cached_property
    def children(self) -> Sequence[Sequence[int]]:
        """The places of each node's children."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for place, parent in enumerate(self.parents):
            if parent >= 0:
                found[parent].append(place)
        return found

    @cached_property
    def numbers(self) -> Sequence[int]:
        """The how-many-eth of its siblings each node is, from 0 on."""
        found = [0] * len(self.nodes)
        for below in self.children:
            for number, place in enumerate(below):
                found[place] = number
        return found

    @cached_property
    def leaves(self) -> Sequence[int]:
        """The places of the nodes with nothing below, in order."""
        return [place for place, below in enumerate(self.children) if not below]

    @cached_property
    def spans(self) -> Sequence[tuple[int, int]]:
        """The first and the last but one of each node's own leaves, counted in `leaves`."""
        spans = [(0, 0)] * len(self.nodes)
        numbers = {place: number for number, place in enumerate(self.leaves)}
        for place in reversed(range(len(self.nodes))):
            below = self.children[place]
            if below:
                spans[place] = (spans[below[0]][0], spans[below[-1]][1])
            else:
                spans[place] = (numbers[place], numbers[place] + 1)
        return spans


def ordered(nodes: Sequence[Node]) -> Tree:
    """The tree of the nodes, whatever their order; ValueError unless `tree_problems` finds none."""
    children = _children(nodes)
    order: list[Node] = []
    parents: list[int] = []
    waiting = [(node, -1) for node in nodes if node.parent is None]
    while waiting:
        node, parent = waiting.pop()
        waiting += [(child, len(order)) for child in reversed(children[node.name])]
        order.append(node)
        parents.append(parent)
    if len(order) != len(nodes) or parents.count(-1) != 1:
        raise ValueError("this is no tree")
    return Tree(tuple(order), tuple(parents))


def _children(nodes: Sequence[Node]) -> defaultdict[str, list[Node]]:
    children = defaultdict(list)
    for node in sorted(nodes, key=lambda node: node.name):
        if node.parent is not None:
            children[node.parent].append(node)
    return children


def tree_problems(nodes: Sequence[Node]) -> list[Problem]:
    """Everything that keeps the nodes from being one tree, each with the node it is about."""
    if not nodes:
        return [Problem(w.NO_NODES)]
    return [*_names(nodes), *_tops(nodes), *_orphans(nodes), *_cycles(nodes)]


def _names(nodes: Sequence[Node]) -> Iterator[Problem]:
    same = defaultdict(list)
    for node in nodes:
        same[node.name].append(node)
    for name, copies in sorted(same.items()):
        parents = sorted({node.parent or "" for node in copies})
        if not name:
            yield from (Problem(w.NAMELESS, node.where) for node in copies)
        elif len(parents) > 1:
            yield told(w.TWO_TEAMS, copies[1], parents=_listed(parents))
        elif len(copies) > 1:
            yield told(w.DUPLICATE, copies[1], count=len(copies))


def _tops(nodes: Sequence[Node]) -> Iterator[Problem]:
    tops = sorted({node.name for node in nodes if node.parent is None})
    if not tops:
        yield Problem(w.NO_ROOT)
    elif len(tops) > 1:
        yield Problem(w.TWO_ROOTS, values={"nodes": _listed(tops)})


def _orphans(nodes: Sequence[Node]) -> Iterator[Problem]:
    known = {node.name for node in nodes}
    for node in nodes:
        if node.parent is not None and node.parent not in known:
            yield told(w.ORPHAN, node, parent=node.parent)


def _cycles(nodes: Sequence[Node]) -> Iterator[Problem]:
    """One problem a cycle, told of the node with the smallest name on it."""
    above = {node.name: node for node in nodes}
    done: set[str] = set()
    for name in sorted(above):
        path: list[str] = []
        here: str | None = name
        while here in above and here not in done:
            done.add(here)
            path.append(here)
            here = above[here].parent
        if here in path:
            circle = path[path.index(here) :]
            yield told(w.CYCLE, above[min(circle)], path=" → ".join([*circle, circle[0]]))


def told(wording: Wording, node: Node, **values: object) -> Problem:
    """A problem of a node, at its place in the file."""
    return Problem(wording, node.where, {"node": node.name, **values})


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(name or "—" for name in names[:most])
    return f"{shown} …" if len(names) > most else shown
