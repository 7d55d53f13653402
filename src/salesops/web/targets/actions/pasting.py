"""A block of cells from a spreadsheet put into a plan: looked at first, kept as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from salesops.kernel.problem import Problem
from salesops.planning.cells import LINE, MONTH, cell_problems, merged
from salesops.planning.pasted import OFFERED, WEIGHT, Pasted, changes_of, value_of
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.people.models import User
from salesops.web.problems import Faulty, refused
from salesops.web.targets.actions.inputs import new_errors
from salesops.web.targets.held import goal_seen, held_draft, touch
from salesops.web.targets.models import Goal, Stance
from salesops.web.targets.problems import (
    CHANGED_BY_OTHERS,
    NODE_UNKNOWN,
    REASON_FOR_PASTE,
    TOO_MUCH_PASTED,
)
from salesops.web.targets.shown import plain
from salesops.web.targets.unfit import whole_goal
from salesops.web.targets.working import goal_problems
from salesops.web.text import clean_text

MOST = 5000
"""At most so many cells are pasted at once; more come in by a table."""


@dataclass(frozen=True)
class Put:
    """What a cell was and what it would be, as text, and what is wrong with it."""

    key: str
    column: str
    before: str | None
    after: str | None
    problem: Problem | None = None


@dataclass(frozen=True)
class Block:
    """The cells of a paste, and the conflicts that they bring together."""

    cells: Sequence[Put]
    conflicts: Sequence[Problem]


def paste(
    *, actor: Actor, plan_id: str, metric: str, cells: Sequence[Pasted], reason: str = "",
    versions: Mapping[str, int] | None = None, anyway: bool = False, is_trial: bool = False,
) -> Block:  # fmt: skip
    """Put the cells in, each node's change on record with why; on trial nothing is kept.

    Raises Faulty with every cell that cannot be read, and with the conflicts they bring unless
    they are to be kept `anyway`; Refused. On trial both are told instead.
    """
    if len(cells) > MOST:
        raise refused(TOO_MUCH_PASTED, count=len(cells), most=MOST)
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        goal = goal_seen(plan, metric)
        why = clean_text(reason)[:1000]
        if not why and not is_trial:
            raise refused(REASON_FOR_PASTE, field="reason")
        before = goal_problems(goal)
        stances = _held(goal, cells)
        put = [_put(stances[cell.key], cell, versions or {}) for cell in cells]
        faults = [one.problem for one in put if one.problem]
        if faults and not is_trial:
            raise Faulty(faults)
        for key, values in _values(stances, cells, put).items():
            _keep(actor, stances[key], values, why)
        touch(plan)
        goal.plan.stamp = plan.stamp
        conflicts = new_errors(before, goal_problems(goal))
        if conflicts and not (anyway or is_trial):
            raise Faulty(conflicts)
        if is_trial:
            transaction.set_rollback(True)
    return Block(put, conflicts)


def _held(goal: Goal, cells: Sequence[Pasted]) -> dict[str, Stance]:
    keys = {cell.key for cell in cells}
    found = goal.stances.filter(
        node__key__in=[key.replace("\0", "") for key in keys]
    ).select_related("node", "goal__plan")
    stances = {stance.node.key: stance for stance in found}
    for key in sorted(keys):
        if key not in stances:
            raise refused(NODE_UNKNOWN, field="key", key=key)
    return stances


def _put(stance: Stance, cell: Pasted, versions: Mapping[str, int]) -> Put:
    """What a cell was and would be; none of a node is kept once somebody else changed it."""
    before = _text(_now(stance, cell.column))
    value = value_of(cell, stance.node.name, stance.goal.currency)
    problem = value if isinstance(value, Problem) else _unfit(stance, cell.column, value)
    if versions.get(cell.key, stance.version) != stance.version:
        problem = Problem(CHANGED_BY_OTHERS, values={"node": stance.node.name})
    return Put(cell.key, cell.column, before, None if problem else _text(value), problem)


def _now(stance: Stance, column: str) -> object:
    if column.startswith(WEIGHT):
        return stance.weights.get(column.removeprefix(WEIGHT))
    if column.startswith((MONTH, LINE)):
        return stance.cells.get(column, {}).get("pin")
    return getattr(stance, column, None)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "1" if value else ""
    return plain(value) if isinstance(value, Decimal) else None if value is None else str(value)


def _unfit(stance: Stance, column: str, value: object) -> Problem | None:
    """Why a month or line cannot be bound to the value."""
    if value is None or not column.startswith((MONTH, LINE)):
        return None
    goal = stance.goal
    holds_from = goal.plan.holds_from
    found = cell_problems({column: {"pin": value}}, whole_goal(goal), holds_from)  # type: ignore[arg-type]
    return next((replace(p, values={**p.values, "node": stance.node.name}) for p in found), None)


def _values(
    stances: Mapping[str, Stance], cells: Sequence[Pasted], put: Sequence[Put]
) -> dict[str, dict[str, Any]]:
    """By node the fields to be changed, from the cells that nothing is wrong with."""
    sound = {(one.key, one.column) for one in put if one.problem is None}
    found: dict[str, dict[str, Any]] = {}
    for cell in cells:
        if (cell.key, cell.column) not in sound:
            continue
        stance, column = stances[cell.key], cell.column
        values, value = found.setdefault(cell.key, {}), value_of(cell, "")
        if column.startswith(WEIGHT):
            weights = values.setdefault("weights", dict(stance.weights))
            weights[column.removeprefix(WEIGHT)] = _text(value)
        elif column.startswith((MONTH, LINE)):
            kept = values.get("cells", stance.cells)
            values["cells"] = merged(kept, {column: changes_of(column, value, kept)})  # type: ignore[dict-item]
        else:
            values[column] = value
    return found


def _keep(actor: Actor, stance: Stance, values: Mapping[str, Any], why: str) -> None:
    more = {"offered_by_id": actor.pk} if OFFERED in values and isinstance(actor, User) else None
    reason = {"reason": why} if why else {}
    changing.change(
        actor=actor, record=stance, action="set_stance", values={**values, **reason}, more=more,
        subject=f"{stance.goal.plan} · {stance.node}",
    )  # fmt: skip
