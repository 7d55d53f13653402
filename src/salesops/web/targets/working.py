"""A plan worked out: its inputs put to the allocation, and what the allocation says of them.

A version keeps what people decided and no target; targets follow from it, the same every time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from salesops.kernel.problem import Problem
from salesops.planning import goal as goals
from salesops.planning import tree as trees
from salesops.planning.allocate import Conflict, allocation
from salesops.planning.allocate_checks import plan_problems
from salesops.planning.allocate_plan import Plan as Asked
from salesops.planning.cells import limits_of
from salesops.planning.node_seasons import season_for
from salesops.planning.replan import standing
from salesops.planning.seasons import working_days
from salesops.planning.standing import Standing
from salesops.planning.versions import month
from salesops.planning.worked import Past, Worked
from salesops.web.targets.festival import weight_of
from salesops.web.targets.models import Goal, Plan, Stance
from salesops.web.targets.past import past_of, replaced_goal
from salesops.web.targets.problems import NOTHING_TO_PLAN
from salesops.web.targets.unfit import unfit

State = tuple[str, int | None]
OFFERED = "offered"
"""The column of weights that holds what people offered from below."""


def asked(goal: Goal, past: Past, standing: Standing | None = None) -> Asked:
    """What is asked for a goal: what is left of it, over the months that are left.

    `standing` is what the plan before a re-plan still had to come.
    """
    wanted = _goal(goal, past)
    stances = list(goal.stances.select_related("node").order_by("node__position", "pk"))
    gone = _past_below(stances, past)
    days = days_of(goal, wanted)
    nodes = [
        replace(
            _node(wanted, stance, gone.get(stance.node.key, {})),
            season=season_for(stance.seasons, days, past.periods) if stance.seasons else None,
        )
        for stance in stances
    ]
    profiled = _with_profile(goal, nodes, past.periods, days)
    mix, inverse = _numbers(goal.weights), frozenset(goal.inverse)
    return Asked(wanted, profiled, mix, inverse, standing)


def _goal(goal: Goal, past: Past) -> goals.Goal:
    plan = goal.plan
    found = goals.Goal(
        amount=0, currency=goal.currency, unit=Decimal(f"{goal.unit.normalize():f}"),
        starts_on=month(plan.starts_on, past.periods), periods=plan.periods - past.periods,  # type: ignore[arg-type]
        products=tuple(goal.shares), metric=goal.metric,
    )  # fmt: skip
    return replace(found, amount=found.units(goal.amount - past.total))


def _past_below(stances: Sequence[Stance], past: Past) -> Mapping[str, Mapping[str, Decimal]]:
    """What is past of every node, with those below it, by product line."""
    parents = {stance.node.key: stance.node.parent_key for stance in stances}
    found: dict[str, dict[str, Decimal]] = {}
    for key, cells in past.amounts.items():
        here, walked = key, set()
        while here and here not in walked:
            walked.add(here)
            by_line = found.setdefault(here, {})
            for (_period, line), amount in cells.items():
                by_line[line] = by_line.get(line, Decimal(0)) + amount
            here = parents.get(here, "")
    return found


def _node(goal: goals.Goal, stance: Stance, past: Mapping[str, Decimal]) -> trees.Node:
    node, gone = stance.node, sum(past.values(), Decimal(0))
    offered = {} if stance.offered is None else {OFFERED: max(stance.offered, Decimal(0))}
    floor = _left(goal, stance.floor, gone)
    return trees.Node(
        name=node.key, parent=node.parent_key or None,
        weights=_numbers(stance.weights) | offered, is_open=not stance.is_gated,
        mix=_numbers(stance.mix) if stance.mix else None, pin=_left(goal, stance.pin, gone),
        floor=None if floor is None else max(floor, 0), cap=_left(goal, stance.cap, gone),
        limits=limits_of(stance.cells, goal, past),
    )  # fmt: skip


def _left(goal: goals.Goal, amount: Decimal | None, gone: Decimal) -> int | None:
    """What a limit of the whole leaves for the months to come, in units."""
    return None if amount is None else goal.units(amount - gone)


def _numbers(values: Mapping[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(v)) for name, v in values.items() if v not in (None, "")}


def _with_profile(
    goal: Goal, nodes: Sequence[trees.Node], after: int, days: Sequence[Fraction]
) -> tuple[trees.Node, ...]:
    """The nodes, the topmost with the goal's season and shares of lines."""
    season, products = season_for(goal.seasons, days, after), _numbers(goal.shares) or None
    return tuple(
        node if node.parent else replace(node, season=season, products=products) for node in nodes
    )


def days_of(goal: Goal, wanted: goals.Goal) -> Sequence[Fraction]:
    """The working days of each month still to be planned; none where seasons are of months."""
    if not goal.by_workdays:
        return ()
    return working_days(wanted.months, weight_of(goal, wanted.starts_on))


def worked(goal: Goal) -> Worked:
    """The goal broken down. Raises planning's Conflict with every problem."""
    return _worked(goal.pk, _state(goal))


def _state(goal: Goal) -> State:
    """What a goal's numbers follow from: the plan's inputs, and the goal they are anchored at."""
    before = replaced_goal(goal)
    return goal.plan.stamp, before.pk if before else None


def _standing(goal: Goal, past: Past) -> Standing | None:
    """What the published plan that a re-plan replaces had still to come; None without one."""
    before = replaced_goal(goal)
    if before is None:
        return None
    try:
        found = worked(before)
    except (Conflict, ValueError):
        return None
    return standing(found.allocation, past.periods - found.past.periods)


@dataclass(frozen=True)
class _Put:
    """A goal as it is put to the allocation, or everything that keeps it from being put."""

    plan: Plan
    past: Past
    unfit: Sequence[Problem]
    asked: Asked | None


@lru_cache(maxsize=16)
def _put(goal_id: int, _state: State) -> _Put:
    """Read once for one state of the plan: a large tree's stances cost more than its targets."""
    goal = Goal.objects.select_related("plan").get(pk=goal_id)
    past = past_of(goal)
    found = unfit(goal, past)
    put = None if found else asked(goal, past, _standing(goal, past))
    return _Put(goal.plan, past, found, put)


@lru_cache(maxsize=16)
def _worked(goal_id: int, state: State) -> Worked:
    put = _put(goal_id, state)
    if put.asked is None:
        raise Conflict(put.unfit)
    try:
        return Worked(allocation(put.asked), put.past)
    except Conflict as conflict:
        raise Conflict(named(put.plan, conflict.problems)) from None


def problems_of(plan: Plan) -> list[Problem]:
    """Everything that keeps the plan from being worked out, with the names of nodes."""
    held = list(plan.goals.all())
    if not held or not plan.nodes.exists():
        return [Problem(NOTHING_TO_PLAN, values={"plan": str(plan)})]
    return [p for goal in held for p in goal_problems(goal) if p.severity == "error"]


def goal_problems(goal: Goal) -> Sequence[Problem]:
    """Everything wrong with one goal of a plan, warnings among it."""
    return _goal_problems(goal.pk, _state(goal))


@lru_cache(maxsize=16)
def _goal_problems(goal_id: int, state: State) -> Sequence[Problem]:
    put = _put(goal_id, state)
    found = list(put.unfit) if put.asked is None else plan_problems(put.asked)
    return named(put.plan, found) or _stranded(goal_id, state)


def _stranded(goal_id: int, state: State) -> Sequence[Problem]:
    """What only shows once the goal is broken down."""
    try:
        return _worked(goal_id, state).allocation.warnings
    except Conflict as conflict:
        return conflict.problems


def named(plan: Plan, problems: Sequence[Problem]) -> list[Problem]:
    """The problems with nodes' names instead of their keys; `key` keeps the key."""
    names = dict(plan.nodes.values_list("key", "name"))
    return [_named(problem, names) for problem in problems]


def _named(problem: Problem, names: Mapping[str, str]) -> Problem:
    key = str(problem.values.get("node", ""))
    values = {name: _written(value) for name, value in problem.values.items()}
    for name in ("nodes", "parents", "parent", "path"):
        if name in values:
            values[name] = _said(str(values[name]), names)
    return replace(problem, values={**values, "node": names.get(key, key), "key": key})


def _written(value: object) -> object:
    """An amount as people read it, exactly."""
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else value


def _said(text: str, names: Mapping[str, str]) -> str:
    """A list of keys as a list of names."""
    return ", ".join(names.get(part, part) for part in text.split(", "))
