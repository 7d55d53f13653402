"""A plan worked out: its inputs put to the allocation, and what the allocation says of them.

A version keeps what people decided and no target; targets follow from it, the same every time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from salesops.kernel.problem import Problem
from salesops.planning import goal as goals
from salesops.planning import tree as trees
from salesops.planning.allocate import Allocation, allocation
from salesops.planning.allocate_checks import plan_problems
from salesops.planning.allocate_plan import Plan as Asked
from salesops.web.targets.models import Goal, Plan, Stance
from salesops.web.targets.problems import LIMIT_UNFIT, NOTHING_TO_PLAN

OFFERED = "offered"
"""The column of weights that holds what people offered from below."""


def asked(goal: Goal) -> Asked:
    """What is asked for a goal; ValueError where a limit is no multiple of the unit."""
    wanted = _goal(goal)
    stances = list(goal.stances.select_related("node").order_by("node__position", "pk"))
    nodes = [_node(wanted, stance) for stance in stances]
    return Asked(
        wanted, _with_profile(goal, nodes), _numbers(goal.weights), frozenset(goal.inverse)
    )


def _goal(goal: Goal) -> goals.Goal:
    found = goals.Goal(
        amount=0, currency=goal.currency, unit=goal.unit.normalize(),
        starts_on=goal.plan.starts_on, periods=goal.plan.periods, products=tuple(goal.shares),
        metric=goal.metric,
    )  # fmt: skip
    return replace(found, amount=found.units(goal.amount))


def _node(goal: goals.Goal, stance: Stance) -> trees.Node:
    node = stance.node
    offered = {} if stance.offered is None else {OFFERED: max(stance.offered, Decimal(0))}
    return trees.Node(
        name=node.key, parent=node.parent_key or None,
        weights=_numbers(stance.weights) | offered,
        pin=_units(goal, stance.pin), floor=_units(goal, stance.floor),
        cap=_units(goal, stance.cap), is_open=not stance.is_gated,
        mix=_numbers(stance.mix) if stance.mix else None,
    )  # fmt: skip


def _units(goal: goals.Goal, amount: Decimal | None) -> int | None:
    return None if amount is None else goal.units(amount)


def _numbers(values: Mapping[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(v)) for name, v in values.items() if v not in (None, "")}


def _with_profile(goal: Goal, nodes: Sequence[trees.Node]) -> tuple[trees.Node, ...]:
    """The nodes, the topmost with the goal's season and shares of lines."""
    season = [Decimal(str(index)) for index in goal.seasons] or None
    products = _numbers(goal.shares) or None
    return tuple(
        node if node.parent else replace(node, season=season, products=products) for node in nodes
    )


def worked(goal: Goal) -> Allocation:
    """The goal broken down. Raises planning's Conflict with every problem."""
    return _worked(_state(goal), goal.pk)


def _state(goal: Goal) -> tuple[object, ...]:
    """What the allocation depends on; any edit of the plan makes it another."""
    newest = goal.stances.order_by("-changed_at").values_list("changed_at", flat=True).first()
    versions = sum(goal.stances.values_list("version", flat=True))
    return goal.version, goal.changed_at, goal.stances.count(), newest, versions


@lru_cache(maxsize=16)
def _worked(state: tuple[object, ...], goal_id: int) -> Allocation:
    return allocation(asked(Goal.objects.select_related("plan").get(pk=goal_id)))


def problems_of(plan: Plan) -> list[Problem]:
    """Everything that keeps the plan from being worked out, with the names of nodes."""
    held = list(plan.goals.all())
    if not held or not plan.nodes.exists():
        return [Problem(NOTHING_TO_PLAN, values={"plan": str(plan)})]
    return [problem for goal in held for problem in goal_problems(goal)]


def goal_problems(goal: Goal) -> list[Problem]:
    """Everything wrong with one goal of a plan; warnings are left to whoever looks at it."""
    unfit = list(_unfit(goal))
    if unfit:
        return unfit
    names = dict(goal.plan.nodes.values_list("key", "name"))
    return [_named(p, names) for p in plan_problems(asked(goal)) if p.severity == "error"]


def _unfit(goal: Goal) -> Iterator[Problem]:
    """The limits that are no multiple of what targets are rounded to."""
    for stance in goal.stances.select_related("node"):
        for name in ("pin", "floor", "cap"):
            amount = getattr(stance, name)
            if amount is not None and amount % goal.unit:
                values = {"node": stance.node.name, "amount": amount, "unit": goal.unit}
                yield Problem(LIMIT_UNFIT, values=values)


def _named(problem: Problem, names: Mapping[str, str]) -> Problem:
    """The problem with the node's name instead of its key."""
    key = problem.values.get("node")
    values = {**problem.values, "node": names.get(str(key), key)}
    return replace(problem, values=values)
