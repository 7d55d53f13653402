"""What keeps a goal from even being asked for: amounts that are no whole number of its unit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from salesops.kernel.problem import Problem
from salesops.planning.cells import cell_problems
from salesops.planning.goal import Goal as Asked
from salesops.planning.worked import Past
from salesops.web.targets.models import Goal
from salesops.web.targets.problems import (
    LIMIT_BELOW_PAST,
    LIMIT_UNFIT,
    LINES_CHANGED,
    PAST_ABOVE,
    UNIT_COARSER,
)


def unfit(goal: Goal, past: Past) -> list[Problem]:
    """Everything that keeps the goal from being asked for, each with its node where it has one."""
    return [*_limits(goal, past), *_cells(goal), *_past(goal, past)]


def _cells(goal: Goal) -> Iterator[Problem]:
    """Limits of single months and lines that the goal no longer fits."""
    whole = whole_goal(goal)
    for stance in goal.stances.exclude(cells={}).select_related("node"):
        for problem in cell_problems(stance.cells, whole, date.min):
            yield replace(problem, values={**problem.values, "node": stance.node.key})


def whole_goal(goal: Goal) -> Asked:
    """The goal as planning knows it, over all its months."""
    plan = goal.plan
    return Asked(
        0, goal.currency, Decimal(f"{goal.unit.normalize():f}"), plan.starts_on,  # type: ignore[arg-type]
        plan.periods, tuple(goal.shares), goal.metric,
    )  # fmt: skip


def _limits(goal: Goal, past: Past) -> Iterator[Problem]:
    for stance in goal.stances.exclude(pin=None, floor=None, cap=None).select_related("node"):
        for name in ("pin", "floor", "cap"):
            amount = getattr(stance, name)
            if amount is None:
                continue
            values = {
                "node": stance.node.key, "amount": amount, "unit": goal.unit,
                "past": past.of(stance.node.key),
            }  # fmt: skip
            if amount % goal.unit:
                yield Problem(LIMIT_UNFIT, values=values)
            elif name != "floor" and amount < past.of(stance.node.key):
                yield Problem(LIMIT_BELOW_PAST, values=values)


def _past(goal: Goal, past: Past) -> Iterator[Problem]:
    cells = [cell for of_one in past.amounts.values() for cell in of_one.items()]
    if goal.amount <= past.total and cells:
        values = {"amount": goal.amount, "past": past.total}
        yield Problem(PAST_ABOVE, values=values)
    if any(amount % goal.unit for _cell, amount in cells):
        yield Problem(UNIT_COARSER, values={"unit": goal.unit})
    lines = {line for (_period, line), _amount in cells} - set(goal.shares or ("",))
    if lines:
        yield Problem(LINES_CHANGED, values={"lines": "、".join(sorted(lines)) or "—"})
