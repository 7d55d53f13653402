"""Two plans side by side: a scenario and another, or a re-plan and what it replaces."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from salesops.planning.allocate import Conflict
from salesops.planning.replan import Bridge, Replan
from salesops.planning.worked import Worked
from salesops.web.access import Actor
from salesops.web.targets.held import goal_seen, nodes_seen
from salesops.web.targets.models import Plan
from salesops.web.targets.shown import goal_told, plain, plan_told
from salesops.web.targets.working import worked


@dataclass(frozen=True)
class _Side:
    plan: Plan
    found: Worked | None

    def target(self, key: str) -> Decimal | None:
        known = self.found is not None and key in self.found.allocation.plan.tree.places
        return self.found.target(key) if known and self.found else None


def compared(actor: Actor, old: Plan, new: Plan, metric: str) -> dict[str, Any]:
    """Every node of either that the actor may see: old, new, difference, and the bridge.

    The bridge is there where the new one is based on the old and counts in the same unit: what
    is past, what the goal's change does, what weights, people and limits do on top.
    """
    one, other = _side(old, metric), _side(new, metric)
    bridges = _bridges(one, other)
    names = {n.key: n for plan in (old, new) for n in nodes_seen(actor).filter(plan=plan)}
    rows = [_row(names[key], one.target(key), other.target(key), bridges) for key in names]
    return {
        "old": plan_told(actor, old), "new": plan_told(actor, new),
        "goal": goal_told(actor, goal_seen(new, metric)),
        "has_bridge": bool(bridges), "rows": rows,
        "is_worked": one.found is not None and other.found is not None,
    }  # fmt: skip


def _side(plan: Plan, metric: str) -> _Side:
    try:
        return _Side(plan, worked(goal_seen(plan, metric)))
    except (Conflict, ValueError):
        return _Side(plan, None)


def _bridges(old: _Side, new: _Side) -> dict[str, tuple[Bridge, Decimal]]:
    """By node its bridge in units and what a unit is."""
    one, other = old.found, new.found
    if one is None or other is None or new.plan.based_on_id != old.plan.pk:
        return {}
    unit = one.allocation.plan.goal.unit
    kept = other.past.periods - one.past.periods
    if unit != other.allocation.plan.goal.unit or kept < 0:
        return {}
    told = Replan(one.allocation, other.allocation, kept).bridges()
    return {bridge.node: (bridge, unit) for bridge in told}


def _row(
    node: Any, old: Decimal | None, new: Decimal | None,
    bridges: dict[str, tuple[Bridge, Decimal]],
) -> dict[str, Any]:  # fmt: skip
    change = (new or Decimal(0)) - (old or Decimal(0))
    row = {
        "key": node.key, "parent": node.parent_key, "name": node.name, "kind": node.kind,
        "old": plain(old), "new": plain(new), "change": plain(change),
        "change_share": float(change / old) if old else None,
    }  # fmt: skip
    if node.key in bridges:
        bridge, unit = bridges[node.key]
        row["goal"], row["moved"] = plain(bridge.goal * unit), plain(bridge.moved * unit)
    return row
