"""Top-down and bottom-up side by side, and what somebody asks of their reconciliation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from salesops.kernel.problem import Problem, Wording
from salesops.planning import allocate_words as w
from salesops.planning.allocate import Allocation, Conflict
from salesops.planning.reconcile import Gap, Submitted, gaps, reconciled
from salesops.planning.tree import Node, told

LOCK_BELOW = Wording(
    "lock_below_least",
    zh=("“{node}”锁定在 {amount}，又要求至少 {least}", "解开锁定，或降低下限"),
    en=('"{node}" is locked at {amount} and asked for at least {least}', "Unlock it, or ask less"),
)


@dataclass(frozen=True)
class Wishes:
    """Who keeps the plan's number, and who gets at least so many units, by node."""

    locked: frozenset[str] = frozenset()
    least: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Both:
    """A node's number from above, from below and reconciled, in units; `held` is what bound it."""

    gap: Gap
    reconciled: int
    held: str

    @property
    def moved(self) -> int:
        """How much the reconciled number is above the plan's; negative: below."""
        return self.reconciled - self.gap.plan


def met(allocation: Allocation, submitted: Submitted, wishes: Wishes) -> Allocation | list[Problem]:
    """The plan's numbers moved towards what was submitted, as wished; or why that cannot be.

    A wish adds to the floors, caps and pins of the plan and never loosens one.
    """
    found = list(_contradictions(allocation, wishes))
    if found:
        return found
    asked = _with_least(allocation, wishes.least)
    try:
        return reconciled(asked, submitted, locked=wishes.locked)
    except Conflict as conflict:
        return list(conflict.problems)


def _contradictions(allocation: Allocation, wishes: Wishes) -> Iterator[Problem]:
    goal, tree = allocation.plan.goal, allocation.plan.tree
    for name, units in sorted(wishes.least.items()):
        node, least = tree.nodes[tree.places[name]], goal.money(units)
        total = allocation.totals[tree.places[name]]
        if not node.is_open and units > 0:
            yield told(w.PIN_BEHIND_GATE, node, pin=least)
        elif name in wishes.locked and units > total:
            yield told(LOCK_BELOW, node, amount=goal.money(total), least=least)
        elif node.pin is not None and units > node.pin:
            cap = goal.money(goal.amount if node.cap is None else node.cap)
            yield told(w.PIN_OUTSIDE, node, pin=goal.money(node.pin), floor=least, cap=cap)
        elif node.cap is not None and units > node.cap:
            yield told(w.FLOOR_ABOVE_CAP, node, floor=least, cap=goal.money(node.cap))


def _with_least(allocation: Allocation, least: Mapping[str, int]) -> Allocation:
    nodes = tuple(_raised(node, least.get(node.name)) for node in allocation.plan.nodes)
    return replace(allocation, plan=replace(allocation.plan, nodes=nodes))


def _raised(node: Node, least: int | None) -> Node:
    return node if least is None else replace(node, floor=max(node.floor or 0, least))


def both_sides(allocation: Allocation, submitted: Submitted, done: Allocation) -> list[Both]:
    """Every node's numbers side by side, in the tree's order."""
    return [
        Both(gap, done.totals[place], done.held[place])
        for place, gap in enumerate(gaps(allocation, submitted))
    ]


def holding(done: Allocation) -> dict[str, int]:
    """The pins that keep these numbers, in units: one for everybody with nobody below.

    A shut gate needs none.
    """
    nodes = done.plan.tree.nodes
    places = (place for place in done.plan.tree.leaves if nodes[place].is_open)
    return {nodes[place].name: done.totals[place] for place in places}
