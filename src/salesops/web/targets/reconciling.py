"""A goal's numbers from above and from below, and where they meet: put to planning and told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from salesops.kernel.problem import Problem
from salesops.planning.allocate import Allocation, Conflict
from salesops.planning.both_sides import Both, Wishes, both_sides, met
from salesops.planning.reconcile import Submitted
from salesops.planning.worked import Worked
from salesops.web.problems import Faulty, refused
from salesops.web.targets.models import Goal, Node
from salesops.web.targets.problems import LIMIT_UNFIT, NODE_UNKNOWN
from salesops.web.targets.shown import plain
from salesops.web.targets.working import goal_problems, named, worked

HELD = {
    "pin": ("定数", "pinned"), "floor": ("下限", "floor"), "cap": ("上限", "cap"),
    "gate": ("闸门关闭", "gate shut"), "lock": ("锁定", "locked"),
}  # fmt: skip
"""What bound a reconciled number, in Chinese and English."""


@dataclass(frozen=True)
class Meeting:
    """A goal worked out, what was submitted for it in units to come, and where both meet."""

    found: Worked
    submitted: Submitted
    done: Allocation

    def past(self, key: str) -> int:
        """The units of a node that are past already, which nobody reconciles."""
        place = self.found.place(key)
        return int(self.found.totals[place]) - self.found.allocation.totals[place]

    def amount(self, key: str, units: int) -> Decimal:
        """So many units to come as the amount of the node's whole."""
        return self.found.money(units + self.past(key))


def meeting(goal: Goal, locked: Collection[str], least: Mapping[str, Decimal]) -> Meeting:
    """The goal reconciled with what was offered. Raises Faulty with every conflict, Refused."""
    try:
        found = worked(goal)
    except Conflict as conflict:
        raise Faulty(conflict.problems) from None
    except ValueError:
        raise Faulty(goal_problems(goal)) from None
    submitted = _submitted(goal, found)
    done = met(found.allocation, submitted, _wishes(goal, found, locked, least))
    if isinstance(done, list):
        raise Faulty(named(goal.plan, done))
    return Meeting(found, submitted, done)


def _submitted(goal: Goal, found: Worked) -> Submitted:
    """What is left of every offer for the months to come, in whole units, half up."""
    told = goal.stances.exclude(offered=None).values_list("node__key", "offered")
    return {
        key: max(0, _whole(found, key, offered)) for key, offered in told if offered is not None
    }


def _whole(found: Worked, key: str, amount: Decimal) -> int:
    place, unit = found.place(key), found.allocation.plan.goal.unit
    past = int(found.totals[place]) - found.allocation.totals[place]
    return int((amount / unit).to_integral_value(ROUND_HALF_UP)) - past


def _wishes(
    goal: Goal, found: Worked, locked: Collection[str], least: Mapping[str, Decimal]
) -> Wishes:
    places, unit = found.allocation.plan.tree.places, goal.unit
    for key in (*locked, *least):
        if key not in places:
            raise refused(NODE_UNKNOWN, field="key", key=key)
    off = [
        Problem(LIMIT_UNFIT, values={"node": key, "amount": amount, "unit": unit})
        for key, amount in least.items()
        if amount % unit
    ]
    if off:
        raise Faulty(named(goal.plan, off))
    units = {key: max(0, _whole(found, key, amount)) for key, amount in least.items()}
    return Wishes(frozenset(locked), units)


def meeting_told(goal: Goal, met_: Meeting) -> list[dict[str, Any]]:
    """Both sides of every node in the plan's order, amounts of its whole as exact text."""
    nodes = {node.key: node for node in goal.plan.nodes.all()}
    sides = both_sides(met_.found.allocation, met_.submitted, met_.done)
    by_key = {both.gap.node: both for both in sides}
    return [_told(node, by_key[key], met_) for key, node in nodes.items() if key in by_key]


def _told(node: Node, both: Both, met_: Meeting) -> dict[str, Any]:
    gap, money = both.gap, met_.found.money
    own = met_.submitted.get(node.key)
    return {
        "key": node.key, "parent": node.parent_key, "name": node.name, "kind": node.kind,
        "plan": plain(met_.amount(node.key, gap.plan)),
        "own": None if own is None else plain(met_.amount(node.key, own)),
        "bottom_up": plain(met_.amount(node.key, gap.bottom_up)), "silent": gap.silent,
        "gap": plain(money(gap.gap)), "reconciled": plain(met_.amount(node.key, both.reconciled)),
        "moved": plain(money(both.moved)), "held": both.held,
    }  # fmt: skip
