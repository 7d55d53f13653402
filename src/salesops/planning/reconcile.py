"""Top-down against bottom-up: the gap at every node, and numbers both sides can live with.

The reconciled numbers x minimise Σ w·(x − b)² over everybody who submitted b, while every parent
is the sum of its children, the top is the goal, and locks, pins, floors and caps hold. Without
bounds two passes over the tree solve it in closed form. With v = 1 ÷ w, going up

    b̃ = Σ b̃ of the children, ṽ = Σ ṽ; and where a parent submitted b with v of its own,
    b̃ = (b̃·v + b·ṽ) ÷ (v + ṽ), ṽ = v·ṽ ÷ (v + ṽ)

and going down x(child) = b̃(child) + ṽ(child) ÷ Σ ṽ · (x(parent) − Σ b̃). With bounds, each node
keeps on the way up how much it would take at every price, a broken line, and the way down reads
the price off it: still two passes, still the exact minimum (docs/decisions/allocation.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from salesops.kernel.problem import Problem
from salesops.planning import allocate_words as w
from salesops.planning.allocate import Allocation, leaf_table, summed
from salesops.planning.allocate_bounds import own_bounds
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_table import Reals
from salesops.planning.tree import Node, Tree, told

Submitted = Mapping[str, int | None]

# Who did not answer is held to the plan's number this much less than who answered to theirs.
UNANSWERED = 1e-3


@dataclass(frozen=True)
class Gap:
    """A node's number from above and from below, in units.

    `bottom_up` is what it submitted, of a parent what those below it did; who did not answer
    counts with the plan's number, and `silent` says how many those are.
    """

    node: str
    plan: int
    bottom_up: int
    silent: int

    @property
    def gap(self) -> int:
        """How much more is promised from below than asked from above; negative: less."""
        return self.bottom_up - self.plan


def gaps(allocation: Allocation, submitted: Submitted) -> list[Gap]:
    """The gap at every node, in the tree's order."""
    tree = allocation.plan.tree
    below = [0] * len(tree.nodes)
    silent = [0] * len(tree.nodes)
    for place in reversed(range(len(tree.nodes))):
        answer = submitted.get(tree.nodes[place].name)
        children = tree.children[place]
        if children:
            below[place] = sum(below[child] for child in children)
            silent[place] = sum(silent[child] for child in children)
        else:
            below[place] = allocation.totals[place] if answer is None else answer
            silent[place] = int(answer is None)
    return [
        Gap(node.name, allocation.totals[place], below[place], silent[place])
        for place, node in enumerate(tree.nodes)
    ]


def answers_kept(plan: Plan, submitted: Submitted) -> Plan:
    """The plan with every answer pinned, so that the rest is shared by who gave none.

    0 is an answer and stays 0. What a parent said is no pin: its people say it for themselves.
    """
    leaves = {plan.tree.nodes[place].name for place in plan.tree.leaves}
    nodes = [
        replace(node, pin=answer)
        if node.name in leaves and (answer := submitted.get(node.name)) is not None
        else node
        for node in plan.nodes
    ]
    return replace(plan, nodes=tuple(nodes))


@dataclass(frozen=True)
class Curve:
    """How much a node takes at each price: a broken line, level before and after its points."""

    prices: Reals
    amounts: Reals


def reconciled(
    allocation: Allocation,
    submitted: Submitted,
    *,
    locked: frozenset[str] = frozenset(),
    reliability: Mapping[str, float] | None = None,
) -> Allocation | list[Problem]:
    """The plan's numbers moved as little as possible towards what was submitted, exactly summed.

    Locked nodes keep the plan's number, a submitted 0 stays 0, and so does a share of 0 without
    an answer; bounds hold. A number moves in
    proportion to its size unless `reliability` (1 is ordinary) says whose to trust more. Returns
    the conflicts where the bounds leave no solution.
    """
    tree = allocation.plan.tree
    low, high = _bounds(allocation, submitted, locked)
    if found := list(_conflicts(allocation, low, high)):
        return found
    curves, sums = _upwards(allocation, submitted, reliability or {}, low, high)
    wanted = _downwards(tree, curves, sums, float(allocation.totals[0]))
    totals = _whole(allocation, wanted, low, high)
    table = leaf_table(allocation.plan, allocation.profiles, totals)
    cells = summed(tree, table.cells).reshape(allocation.cells.shape)
    held = [_holder(node, units, locked) for node, units in zip(tree.nodes, totals, strict=True)]
    return replace(allocation, totals=totals, held=held, cells=cells, ideal=table.ideal)


def _holder(node: Node, units: int, locked: frozenset[str]) -> str:
    """What of its own a node's reconciled whole has run into."""
    if node.name in locked:
        return "lock"
    if not node.is_open:
        return "gate"
    if node.pin is not None:
        return "pin"
    return "cap" if units == node.cap else "floor" if units and units == node.floor else ""


def _bounds(
    allocation: Allocation, submitted: Submitted, locked: frozenset[str]
) -> tuple[list[int], list[int]]:
    """What each node must and may have, its own bounds and those below it together."""
    tree, totals = allocation.plan.tree, allocation.totals
    low, high = [0] * len(totals), [0] * len(totals)
    for place in reversed(range(len(totals))):
        node, below = tree.nodes[place], tree.children[place]
        low[place], high[place] = own_bounds(tree, place, totals[0])
        if node.name in locked or place == 0:
            low[place] = high[place] = totals[place]
        elif not below and node.pin is None and _is_nothing(allocation, submitted, place):
            low[place], high[place] = node.floor or 0, node.floor or 0
        elif below:
            low[place] = max(low[place], sum(low[child] for child in below))
            high[place] = min(high[place], sum(high[child] for child in below))
    return low, high


def _is_nothing(allocation: Allocation, submitted: Submitted, place: int) -> bool:
    """Whether somebody said 0, or said nothing while the plan's weights give 0."""
    answer = submitted.get(allocation.plan.tree.nodes[place].name)
    return answer == 0 or (answer is None and not allocation.why(place)[1])


def _conflicts(
    allocation: Allocation, low: Sequence[int], high: Sequence[int]
) -> Iterator[Problem]:
    tree, money = allocation.plan.tree, allocation.plan.goal.money
    for place, below in enumerate(tree.children):
        if not below:
            continue
        must, can = (sum(bound[child] for child in below) for bound in (low, high))
        names = ", ".join(tree.nodes[child].name for child in below[:5])
        if must > high[place]:
            excess = money(must - high[place])
            yield told(w.FLOORS_ABOVE, tree.nodes[place], amount=money(high[place]),
                       below=money(must), excess=excess)  # fmt: skip
        elif can < low[place]:
            excess = money(low[place] - can)
            yield told(w.CAPS_BELOW, tree.nodes[place], amount=money(low[place]),
                       below=money(can), excess=excess, nodes=names)  # fmt: skip


def _upwards(
    allocation: Allocation,
    submitted: Submitted,
    reliability: Mapping[str, float],
    low: Sequence[int],
    high: Sequence[int],
) -> tuple[list[Curve], dict[int, Curve]]:
    """What every node takes at every price, and what its children together would."""
    tree, totals = allocation.plan.tree, allocation.totals
    curves: list[Curve] = [Curve(np.zeros(1), np.zeros(1))] * len(totals)
    sums: dict[int, Curve] = {}
    for place in reversed(range(len(totals))):
        name = tree.nodes[place].name
        answer, below = submitted.get(name), tree.children[place]
        trust = reliability.get(name, 1.0) * (UNANSWERED if answer is None else 1.0)
        stands = float(totals[place] if answer is None else answer)
        weight = trust / max(stands, 1.0)
        bounds = np.array([low[place], high[place]], dtype=float)
        if not below:
            curves[place] = Curve(weight * (bounds - stands), bounds)
            continue
        sums[place] = whole = _together([curves[child] for child in below])
        bent = whole.prices if answer is None else whole.prices + weight * (whole.amounts - stands)
        curves[place] = _clipped(Curve(bent, whole.amounts), bounds)
    return curves, sums


def _together(curves: Sequence[Curve]) -> Curve:
    """Curves added up: each brings the changes of its slope, sorted by price and run through."""
    prices = np.concatenate([curve.prices for curve in curves])
    amounts = np.concatenate([curve.amounts for curve in curves])
    steps = np.diff(prices)
    slopes = np.divide(np.diff(amounts), steps, out=np.zeros_like(steps), where=steps > 0)
    # From the last point of one curve to the first of the next there is no line.
    slopes[np.cumsum([len(curve.prices) for curve in curves])[:-1] - 1] = 0
    changes = np.diff(slopes, prepend=0.0, append=0.0)
    order = np.argsort(prices, kind="stable")
    prices, slopes = prices[order], np.cumsum(changes[order])
    start = sum(float(curve.amounts[0]) for curve in curves)
    rises = np.concatenate([[0.0], np.cumsum(slopes[:-1] * np.diff(prices))])
    return Curve(prices, start + np.maximum.accumulate(rises))


def _clipped(curve: Curve, bounds: Reals) -> Curve:
    """The curve between a node's own bounds, with a point where it reaches each of them."""
    ends = np.interp(bounds, curve.amounts, curve.prices)
    prices = np.sort(np.concatenate([curve.prices, ends]))
    amounts = np.interp(prices, curve.prices, curve.amounts)
    return Curve(prices, np.clip(amounts, *bounds))


def _downwards(
    tree: Tree, curves: Sequence[Curve], sums: Mapping[int, Curve], top: float
) -> list[float]:
    """Each node's amount: the price at which its parent's children together take what it has."""
    found = [top] * len(curves)
    for place, whole in sorted(sums.items()):
        price = np.interp(found[place], whole.amounts, whole.prices)
        for child in tree.children[place]:
            found[child] = float(np.interp(price, curves[child].prices, curves[child].amounts))
    return found


def _whole(
    allocation: Allocation, wanted: Sequence[float], low: Sequence[int], high: Sequence[int]
) -> list[int]:
    """The amounts in whole units, from the top down, within bounds and exactly summed."""
    totals = list(allocation.totals)
    for place, below in enumerate(allocation.plan.tree.children):
        if below:
            bounds = [(low[child], high[child]) for child in below]
            parts = rounded(totals[place], [wanted[child] for child in below], bounds)
            for child, part in zip(below, parts, strict=True):
                totals[child] = part
    return totals


def rounded(total: int, wanted: Sequence[float], bounds: Sequence[tuple[int, int]]) -> list[int]:
    """Whole parts near the wanted ones, within their bounds, summing to the total.

    ValueError where the bounds leave no such parts.
    """
    if not sum(low for low, _ in bounds) <= total <= sum(high for _, high in bounds):
        raise ValueError(f"no parts within these bounds sum to {total}")
    parts = [min(max(floor(x), low), high) for x, (low, high) in zip(wanted, bounds, strict=True)]
    left = total - sum(parts)
    step = 1 if left > 0 else -1
    while left:
        able = [
            n for n, (low, high) in enumerate(bounds) if low <= parts[n] + step <= high
        ]  # fmt: skip
        able.sort(key=lambda n: step * (parts[n] - wanted[n]))
        for n in able[: abs(left)]:
            parts[n] += step
        left -= step * min(abs(left), len(able))
    return parts
