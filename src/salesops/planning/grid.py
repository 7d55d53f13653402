"""A plan as a grid shows it: a row a node with its numbers, each rolled up from those below."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from salesops.planning.over_assignment import streets
from salesops.planning.worked import Worked

LAST_YEAR = "last_year"


@dataclass(frozen=True)
class Inputs:
    """What people said of one node, as the grid shows it; amounts are of the node's whole."""

    key: str
    parent: str
    weights: Mapping[str, Decimal]
    offered: Decimal | None = None


def rolled(nodes: Sequence[Inputs], own: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each node's own value, or the sum of those below it where it has none and they do."""
    parents = {node.key: node.parent for node in nodes}
    found = dict(own)
    sums: dict[str, Decimal] = {}
    for node in sorted(nodes, key=lambda one: -_depth(one.key, parents)):
        value = own.get(node.key, sums.get(node.key))
        if value is not None:
            found[node.key] = value
            sums[node.parent] = sums.get(node.parent, Decimal(0)) + value
    return found


def _depth(key: str, parents: Mapping[str, str]) -> int:
    depth, here = 0, key
    while (here := parents.get(here, "")) and depth <= len(parents):
        depth += 1
    return depth


MARK = 8
"""How many letters a row's mark has."""


def marked(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with a mark that is another once anything in it is another."""
    return [{**row, "mark": _mark(row)} for row in rows]


def order_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """A mark of which rows there are, below what, in which order."""
    return _mark([(row["key"], row["parent"]) for row in rows])


def _mark(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return urlsafe_b64encode(blake2b(text.encode(), digest_size=6).digest()).decode()


def unlike(rows: Sequence[Mapping[str, Any]], marks: str) -> list[Mapping[str, Any]]:
    """The rows whose mark is not that at their place in a run of marks."""
    return [
        row for at, row in enumerate(rows) if marks[at * MARK : at * MARK + MARK] != row["mark"]
    ]


def in_view(parents: Mapping[str, str], under: str, most: int) -> set[str]:
    """A node and those below it, level by level, as long as they are at most so many.

    `parents` gives every node's parent in the tree's order; of a first level that is more alone
    the first are kept.
    """
    below: dict[str, list[str]] = {}
    for key, parent in parents.items():
        below.setdefault(parent, []).append(key)
    level = below.get(under, [])
    found = {under, *level[: most - 1]}
    while level := [child for key in level for child in below.get(key, ())]:
        if len(found) + len(level) > most:
            break
        found.update(level)
    return found


def numbers(
    nodes: Sequence[Inputs], worked: Worked | None, over: Decimal = Decimal(0)
) -> dict[str, dict[str, Any]]:
    """Every node's numbers by its key; without a plan worked out, only what was put in.

    Targets are whole units; last year's figure and offers are amounts, shares are 0 to 1. A gap
    is what was offered less the targets of those who answered.
    """
    last = rolled(nodes, {n.key: n.weights[LAST_YEAR] for n in nodes if LAST_YEAR in n.weights})
    told = {n.key: n.offered for n in nodes if n.offered is not None}
    offers = rolled(nodes, told)
    found: dict[str, dict[str, Any]] = {
        node.key: {"last": _text(last.get(node.key)), "offers": _text(offers.get(node.key))}
        for node in nodes
    }
    if worked is not None:
        gaps = rolled(nodes, {k: v - worked.target(k) for k, v in told.items()})
        for key, more in _targets(worked, over):
            if key in found:
                growth = _growth(worked.money(more["target"]), last.get(key))
                found[key] |= {**more, "gap": _text(gaps.get(key)), "growth": growth}
    return found


def _growth(target: Decimal, last: Decimal | None) -> float | None:
    return float(target / last - 1) if last else None


def _targets(worked: Worked, over: Decimal) -> Iterator[tuple[str, dict[str, Any]]]:
    allocation, handed_out = worked.allocation, _handed_out(worked, over)
    months, lines = worked.cells.sum(axis=2), worked.cells.sum(axis=1)
    for place, node in enumerate(allocation.plan.tree.nodes):
        by_metric, share = allocation.why(place)
        yield (
            node.name,
            {
                "target": int(worked.totals[place]),
                "months": months[place].tolist(),
                "lines": lines[place].tolist() if allocation.plan.goal.products else [],
                "share": float(share),
                "shares": {m: None if s is None else float(s) for m, s in by_metric.items()},
                "held": allocation.held[place],
                "street": handed_out[place] if over else None,
            },
        )


def _handed_out(worked: Worked, over: Decimal) -> Sequence[int]:
    """What people are handed out, over-assignment and all; a parent's is the sum of theirs."""
    tree = worked.allocation.plan.tree
    by_leaf = {tree.nodes[place].name: over for place in tree.leaves}
    base = [int(total) for total in worked.totals]
    found = [one.street for one in streets(tree, base, by_node=by_leaf)]
    for place in reversed(range(len(found))):
        if tree.children[place]:
            found[place] = sum(found[child] for child in tree.children[place])
    return found


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
