"""A plan as pages, REST and assistants are told of it: only the nodes that the reader may see."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone

from salesops.kernel.glossary import label
from salesops.kernel.problem import Problem
from salesops.metrics import METRICS
from salesops.planning.allocate import Conflict
from salesops.planning.grid import Inputs, numbers
from salesops.planning.versions import months, steps
from salesops.planning.worked import Worked
from salesops.web.access import Actor, Owner
from salesops.web.boundary import covered, may_write
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.targets.held import nodes_seen
from salesops.web.targets.models import Comment, Goal, Node, Plan, Stance
from salesops.web.targets.weighing import column_label, with_labels
from salesops.web.targets.working import OFFERED, goal_problems, worked


def plan_told(actor: Actor, plan: Plan) -> dict[str, Any]:
    """A plan without its nodes."""
    return {
        "plan_id": plan.pk, "name": str(plan), "status": plan.status, "version": plan.version,
        "starts_on": plan.starts_on, "periods": plan.periods, "holds_from": plan.holds_from,
        "based_on": plan.based_on_id, "reason": plan.reason, "returned_why": plan.returned_why,
        "steps": steps(plan.status) if plan.starts_on else [],  # type: ignore[arg-type]
        "goals": [goal_told(actor, goal) for goal in plan.goals.all()],
    }  # fmt: skip


def goal_told(actor: Actor, goal: Goal) -> dict[str, Any]:
    """What a plan is to reach in one metric; amounts are text, exactly.

    The company's amount is told to those who see the whole company.
    """
    is_whole = covered(actor, timezone.localdate()) is None
    return {
        "metric": goal.metric, "label": label(goal.metric, spoken()),
        "amount": plain(goal.amount) if is_whole else None,
        "currency": goal.currency, "unit": plain(goal.unit),
        "weights": goal.weights, "inverse": goal.inverse, "shares": goal.shares,
        "seasons": goal.seasons, "over_assignment": plain(goal.over_assignment),
        "by_workdays": goal.by_workdays,
        "version": goal.version,
    }  # fmt: skip


def plain(value: Decimal | None) -> str | None:
    """An amount as text without needless zeros."""
    return None if value is None else f"{value.normalize():f}"


def grid_told(actor: Actor, plan: Plan, goal: Goal) -> dict[str, Any]:
    """Everything the grid of one goal shows to the actor, rows in the tree's order."""
    seen = list(nodes_seen(actor).filter(plan=plan).order_by("position", "pk"))
    stances = {one.node_id: one for one in goal.stances.all()}
    found, problems = _worked(goal)
    inputs = [_inputs(node, stances[node.pk]) for node in plan.nodes.all() if node.pk in stances]
    by_key = numbers(inputs, found, goal.over_assignment)
    said = dict(
        Comment.objects.filter(node__in=[n.pk for n in seen]).order_by()
        .values_list("node").annotate(Count("pk"))
    )  # fmt: skip
    keys = {node.key for node in seen}
    rows = [
        {
            **_row(node, stances[node.pk], keys),
            **_open(by_key[node.key], node, keys),
            "comments": said.get(node.pk, 0),
        }
        for node in seen
        if node.pk in stances
    ]
    told = [one for one in problems if not one.values.get("key") or one.values["key"] in keys]
    return {
        "plan": plan_told(actor, plan), "goal": goal_told(actor, goal),
        "metric_unit": METRICS[goal.metric].unit,
        "columns": [{"name": n, "label": column_label(n)} for n in counted(goal, stances)],
        "periods": [f"{first:%Y-%m}" for first, _ in months(plan.starts_on, plan.periods)],  # type: ignore[arg-type]
        "past": found.past.periods if found else 0, "lines": list(goal.shares), "rows": rows,
        "problems": [_problem(one) for one in told], "is_worked": found is not None,
        "may_edit": may_edit(actor, plan), "may_offer": may_offer(actor, plan),
    }  # fmt: skip


def counted(goal: Goal, stances: Mapping[int, Stance]) -> list[str]:
    """The columns that count somewhere: by the goal's weights or those of a node."""
    mixes = [one.mix for one in stances.values() if one.mix]
    return list(dict.fromkeys([*goal.weights, *(name for mix in mixes for name in mix)]))


def _open(row: dict[str, Any], node: Node, keys: set[str]) -> dict[str, Any]:
    """The numbers without the shares of a parent that the reader may not see."""
    is_closed = node.parent_key and node.parent_key not in keys
    return {**row, "share": None, "shares": {}} if is_closed else row


def may_edit(actor: Actor, plan: Plan) -> bool:
    """Whether the actor may change what the plan is made from now."""
    is_planner = isinstance(actor, Owner) or actor.role == Role.OPS
    return is_planner and plan.status == Plan.Status.DRAFT


def may_offer(actor: Actor, plan: Plan) -> bool:
    """Whether the actor may now say what their people can do."""
    return may_write(actor) and plan.status == Plan.Status.DRAFT


def _worked(goal: Goal) -> tuple[Worked | None, Sequence[Problem]]:
    try:
        found = worked(goal)
    except Conflict as conflict:
        return None, conflict.problems
    except ValueError:
        return None, goal_problems(goal)
    return found, goal_problems(goal)


def _inputs(node: Node, stance: Stance) -> Inputs:
    weights = {n: Decimal(str(v)) for n, v in stance.weights.items() if v not in (None, "")}
    return Inputs(node.key, node.parent_key, weights, stance.offered)


def _row(node: Node, stance: Stance, keys: set[str]) -> dict[str, Any]:
    weights = stance.weights | ({} if stance.offered is None else {OFFERED: plain(stance.offered)})
    return {
        "key": node.key, "parent": node.parent_key if node.parent_key in keys else "",
        "name": node.name, "kind": node.kind, "version": stance.version, "weights": weights,
        "pin": plain(stance.pin), "floor": plain(stance.floor), "cap": plain(stance.cap),
        "is_gated": stance.is_gated, "offered": plain(stance.offered), "reason": stance.reason,
        "cells": stance.cells,
    }  # fmt: skip


def _problem(problem: Problem) -> dict[str, Any]:
    """The problem in words, columns by their names; `key` is the node it is about."""
    told = problem_shown(with_labels(problem), spoken())
    return {**told, "key": str(problem.values.get("key", ""))}
