"""A node's months ahead as its share of its parent's: for trees too large to model every node."""

from collections.abc import Mapping, Sequence
from math import hypot, inf, sqrt

from salesops.forecast.models import (
    FEW_FACTOR,
    LEVEL_FROM,
    MEAN_FROM,
    SEASON,
    Ahead,
    Node,
    ahead,
)

MOST_MODELS, FEWER_MODELS = 300, 100
"""Up to so many histories are each smoothed for themselves, at 40 ms; of more, only so many."""
WITNESSES = 36


def tree_ahead(
    histories: Mapping[Node, Sequence[float]],
    months: int,
    most: int = MOST_MODELS,
    fewer: int = FEWER_MODELS,
) -> dict[Node, Ahead]:
    """Every node's months ahead; a node is the path to it, () the top, and its parent is there.

    Up to `most` nodes are modelled each for itself. Of more, `fewer` are, from the top down and
    from the largest on, and each other one is its share of its parent. A short history costs
    nothing and is always read for itself.
    """
    found: dict[Node, Ahead] = {}
    costly = sum(len(own) >= LEVEL_FROM for own in histories.values())
    left = costly if costly <= most else fewer
    for node in sorted(histories, key=lambda node: _first(node, histories[node])):
        own = histories[node]
        costs = len(own) >= LEVEL_FROM
        if node and costs and left <= 0:
            found[node] = share_ahead(own, histories[node[:-1]], found[node[:-1]])
            continue
        found[node] = ahead(own, months)
        left -= costs
    return found


def _first(node: Node, history: Sequence[float]) -> tuple[int, float, Node]:
    return len(node), -sum(history[-SEASON:]), node


def share_ahead(own: Sequence[float], parent: Sequence[float], above: Ahead) -> Ahead:
    """A node's share of its parent's last twelve months, of each of its parent's months ahead.

    Its standard deviation is that of how far its months have been from that share, with its part
    in the parent's own. Both histories end with the same month.
    """
    lately = min(len(own), SEASON)
    whole = sum(parent[-lately:])
    if lately < MEAN_FROM or whole <= 0 or inf in above.sigmas:
        return ahead(own[-(LEVEL_FROM - 1) :], len(above.means))
    share = sum(own[-lately:]) / whole
    sigma = _misses(own[-WITNESSES:], parent, share)
    means = tuple(share * mean for mean in above.means)
    return Ahead(means, tuple(hypot(sigma, share * one) for one in above.sigmas), "share")


def _misses(own: Sequence[float], parent: Sequence[float], share: float) -> float:
    """How far the months have been from the share, with the one figure fitted taken off."""
    count = min(len(own), len(parent))
    pairs = zip(own[-count:], parent[-count:], strict=True)
    squares = sum((mine - share * theirs) ** 2 for mine, theirs in pairs)
    return sqrt(squares / (count - 1)) * FEW_FACTOR.get(count, 1.0)
