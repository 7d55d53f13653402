"""Between what each node must and may have, and water poured over siblings within that."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from salesops.planning.rounding import Ranks, largest_remainder
from salesops.planning.tree import Tree
from salesops.planning.weights import Shares


@dataclass(frozen=True)
class Bounds:
    """The least and the most each node must and may have, in units, with all below in mind."""

    least: Sequence[int]
    most: Sequence[int]


@dataclass(frozen=True)
class Poured:
    """Whole parts of an amount, and whether a bound held them.

    A part that none held is `level` times its weight, rounded. `stranded` is what no part could
    take; below 0, what the parts must have beyond the amount.
    """

    parts: Sequence[int]
    held: Sequence[bool]
    level: Fraction
    stranded: int


def poured(
    amount: int,
    weights: Sequence[int],
    least: Sequence[int],
    most: Sequence[int],
    ties: Ranks | None = None,
) -> Poured:
    """An amount of units split by weight, each part kept between its least and its most.

    Whoever reaches a bound stays there and the others share the rest by weight (water-filling);
    a weight of 0 gets its least. Parts within their bounds are rounded by largest remainder, so
    the parts and what is stranded sum to the amount.
    """
    fixed = _held(amount, weights, least, most)
    free = [place for place, held in enumerate(fixed) if held is None]
    rest = amount - sum(held for held in fixed if held is not None)
    parts = [held or 0 for held in fixed]
    at_bound = [held is not None for held in fixed]
    if not free:
        return Poured(parts, at_bound, Fraction(0), rest)
    whole = sum(weights[place] for place in free)
    ranks = [ties[place] for place in free] if ties else None
    rounded = largest_remainder(rest, [weights[place] for place in free], ranks)
    for place, part in zip(free, rounded, strict=True):
        parts[place] = part
    return Poured(parts, at_bound, Fraction(rest, whole), 0)


def _held(
    amount: int, weights: Sequence[int], least: Sequence[int], most: Sequence[int]
) -> list[int | None]:
    """Who stays at a bound, and at which; None for those who share the rest.

    In each round those beyond the bound that is missed by more in total are held there: they
    would be at the solution too, so nobody ever has to be let go (Bitran and Hax, 1981).
    """
    fixed: list[int | None] = [
        low if not weight or low == high else None
        for weight, low, high in zip(weights, least, most, strict=True)
    ]
    while free := [place for place, held in enumerate(fixed) if held is None]:
        rest = amount - sum(held for held in fixed if held is not None)
        whole = sum(weights[place] for place in free)
        under = {p: d for p in free if (d := least[p] * whole - rest * weights[p]) > 0}
        over = {p: d for p in free if (d := rest * weights[p] - most[p] * whole) > 0}
        if not under and not over:
            break
        if sum(under.values()) >= sum(over.values()):
            fixed = [least[p] if p in under else held for p, held in enumerate(fixed)]
        else:
            fixed = [most[p] if p in over else held for p, held in enumerate(fixed)]
    return fixed


def bounds(tree: Tree, amount: int, weights: Sequence[Shares | None]) -> Bounds:
    """What each node must and may have: its own pin, floor, cap and gate, and those below it.

    `weights` are the shares of each node's children. Somebody with a share of 0 may have no more
    than they must. Where two of them contradict each other the node's own are kept.
    """
    least, most = [0] * len(tree.nodes), [amount] * len(tree.nodes)
    for place in reversed(range(len(tree.nodes))):
        low, high = own_bounds(tree, place, amount)
        below = tree.children[place]
        if below:
            low = min(max(low, sum(least[c] for c in below)), high)
            high = max(min(high, _room(tree, place, least, most, weights)), low)
        least[place], most[place] = low, high
    return Bounds(least, most)


def own_bounds(tree: Tree, place: int, amount: int) -> tuple[int, int]:
    """The least and the most that somebody said of the node itself."""
    node = tree.nodes[place]
    if not node.is_open:
        return 0, 0
    if node.pin is not None:
        return node.pin, node.pin
    low = node.floor or 0
    return low, max(low, amount if node.cap is None else min(node.cap, amount))


def _room(
    tree: Tree,
    place: int,
    least: Sequence[int],
    most: Sequence[int],
    weights: Sequence[Shares | None],
) -> int:
    """How much all of a node's children may have together."""
    return sum(taken(tree, place, least, most, weights))


def taken(
    tree: Tree,
    place: int,
    least: Sequence[int],
    most: Sequence[int],
    weights: Sequence[Shares | None],
) -> list[int]:
    """The most each of a node's children may have; with a share of 0, what they must."""
    shared = weights[place]
    return [
        most[child] if shared and shared.mixed[number] else least[child]
        for number, child in enumerate(tree.children[place])
    ]
