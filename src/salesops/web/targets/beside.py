"""What stands beside a node: where its number comes from, what was said, who changed what."""

from decimal import Decimal
from typing import Any

from django.db.models import Q

from salesops.planning.allocate import Conflict
from salesops.planning.cells import KINDS
from salesops.planning.explained import explained
from salesops.planning.versions import months
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.targets.commitments import record_told, records_of
from salesops.web.targets.held import nodes_seen
from salesops.web.targets.models import Goal, Node, Stance
from salesops.web.targets.shown import plain
from salesops.web.targets.templatetags.targets import grouped
from salesops.web.targets.weighing import column_label
from salesops.web.targets.working import worked
from salesops.web.workspace.audit_reading import shown
from salesops.web.workspace.models import AuditEntry

LATEST = 20
HELD = {
    "pin": ("定数", "pinned"), "floor": ("到下限为止", "held at its floor"),
    "cap": ("到上限为止", "held at its cap"), "gate": ("闸门关闭，不分", "its gate is shut"),
    "kept": ("沿用原方案", "carried over from the plan before"),
    "zero": ("权重为零", "its weights are zero"),
    "below": ("下级的限制所致", "limits further down"),
}  # fmt: skip
"""What kept a node at its amount, in Chinese and English."""


def explanation(actor: Actor, goal: Goal, node: Node) -> dict[str, Any] | None:
    """Where the node's target comes from, in words and numbers; None while the plan conflicts.

    Whoever may not see the parent is told nothing that its number could be worked out from.
    """
    try:
        found = worked(goal)
    except (Conflict, ValueError):
        return None
    told = explained(found, node.key)
    parent = nodes_seen(actor).filter(plan=goal.plan, key=told["parent"]).first()
    if parent is None and told["parent"]:
        told |= {"parent": "", "from_parent": None, "share": None, "exact": None}
        told["weights"] = [{**one, "family": None, "share": None} for one in told["weights"]]
    for weight in told["weights"]:
        weight["label"] = column_label(weight["metric"])
    days = months(goal.plan.starts_on, goal.plan.periods)  # type: ignore[arg-type]
    for month, (first, _) in zip(told["months"], days, strict=True):
        month["period"] = f"{first:%Y-%m}"
        month["held_said"] = _held_cell(month["held"])
    for line in told["lines"]:
        line["held_said"] = _held_cell(line["held"])
    words = HELD.get(told["held"])
    held = words[0 if spoken() == "zh" else 1] if words else ""
    return {**told, "parent_name": parent.name if parent else "", "held_said": held}


CELL_HELD = {"pin": ("定数", "pin"), "floor": ("下限", "floor"), "cap": ("上限", "cap")}


def _held_cell(held: str) -> str:
    """What binds a single month or line, in words."""
    return " ".join(CELL_HELD[name][0 if spoken() == "zh" else 1] for name in held.split())


def _limits_said(told: dict[str, str]) -> str:
    """A pin, floor and cap with their names."""
    named = [name for name in KINDS if name in told]
    return " · ".join(f"{_held_cell(name)} {grouped(told[name])}" for name in named)


def cell_choices(goal: Goal) -> list[tuple[str, str]]:
    """The months and product lines of a goal that can still be bound, with their names."""
    plan = goal.plan
    firsts = [day for day, _ in months(plan.starts_on, plan.periods) if day >= plan.holds_from]  # type: ignore[arg-type,operator]
    labels = [f"{first:%Y-%m}" for first in firsts]
    return [(f"month:{n}", n) for n in labels] + [(f"line:{n}", n) for n in goal.shares]


def changes(actor: Actor, goal: Goal, node: Node) -> list[dict[str, Any]]:
    """Who changed what of the node and why, the newest first; of the goal itself at the top."""
    stance = goal.stances.filter(node=node).first()
    about = Q(table="stances", record_id=str(stance.pk)) if stance else Q(pk__in=[])
    if not node.parent_key:
        about |= Q(table="goals", record_id=str(goal.pk)) | Q(table="plans", record_id=goal.plan_id)
    found = AuditEntry.objects.filter(about).order_by("-pk")[:LATEST]
    return [shown(actor, entry) for entry in found]


def beside(actor: Actor, goal: Goal, node: Node) -> dict[str, Any]:
    """All of it, for the panel and for REST."""
    stance: Stance | None = goal.stances.filter(node=node).first()
    said = node.comments.select_related("author").order_by("at", "pk")
    why = explanation(actor, goal, node)
    return {
        "key": node.key, "name": node.name, "kind": node.kind, "explanation": why,
        "reason": stance.reason if stance else "",
        "cells": [
            (cell, cell.partition(":")[2], _limits_said(told))
            for cell, told in (stance.cells if stance else {}).items()
        ],
        "offered": plain(stance.offered) if stance else None,
        "offered_by": str(stance.offered_by or "") if stance else "",
        "record": _record(actor, goal, node, stance, why),
        "comments": [
            {"at": one.at, "who": str(one.author or "—"), "text": one.text} for one in said
        ],
        "changes": changes(actor, goal, node),
    }  # fmt: skip


def _record(
    actor: Actor, goal: Goal, node: Node, stance: Stance | None, why: dict[str, Any] | None
) -> dict[str, Any] | None:
    """What came of what the node's person committed to before; None where there is no person."""
    record = records_of(actor, goal, node).get(node.key)
    target = Decimal(why["target"]) if why else None
    offered = stance.offered if stance else None
    return None if record is None else record_told(record, goal, offered, target)
