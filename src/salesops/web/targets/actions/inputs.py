"""What a plan is made from: its goals, its tree, and what binds a node."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from salesops.kernel.problem import Problem
from salesops.metrics.quota import PLANNED
from salesops.planning.cells import cell_problems, merged
from salesops.planning.goal import WIDE
from salesops.planning.node_seasons import season_problem, season_problems
from salesops.planning.versions import months
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.problems import Faulty, refused
from salesops.web.targets.growing import Place, places_on, with_open_seats, with_regions
from salesops.web.targets.held import held_draft, touch
from salesops.web.targets.models import Goal, Node, Plan, Stance
from salesops.web.targets.past import keys_past
from salesops.web.targets.problems import (
    AMOUNT_NEGATIVE,
    METRIC_TWICE,
    METRIC_UNKNOWN,
    NO_TREE_SOURCE,
    NODE_UNKNOWN,
    ONE_PERSON_TWICE,
    REASON_FOR_PIN,
    UNIT_UNFIT,
    WEIGHT_UNFIT,
)
from salesops.web.targets.unfit import whole_goal
from salesops.web.targets.weighing import RAMPED, Weights, ramped_seat, weights_of
from salesops.web.targets.working import goal_problems
from salesops.web.text import clean_text

GOAL = (
    "amount",
    "currency",
    "unit",
    "weights",
    "inverse",
    "shares",
    "seasons",
    "by_workdays",
    "festival",
    "over_assignment",
)
LIMITS = ("pin", "floor", "cap", "is_gated", "cells")
STANCE = (*LIMITS, "weights", "mix", "seasons")


def plannable() -> list[str]:
    """The names of the metrics a plan can break down: those with a quota to be measured by."""
    return list(PLANNED)


def set_goal(
    *, actor: Actor, plan_id: str, metric: str, values: Mapping[str, object],
    version: int | None = None,
) -> Goal:  # fmt: skip
    """The plan's goal in one metric, new or changed. Raises Refused, Conflict, ValidationError."""
    given = {name: values[name] for name in GOAL if name in values}
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        goal = plan.goals.filter(metric=metric).first()
        if goal is None:
            _check_metric(plan, metric)
            goal = Goal(plan=plan, metric=metric, **given)
            _check_amount(goal.amount, goal.unit)
            _check_seasons(plan, goal.seasons)
            changing.made(actor, "set_goal", goal)
            stand(plan)
            touch(plan)
            return goal
        goal = changing.locked(Goal, str(goal.pk), version)
        _check_amount(given.get("amount", goal.amount), given.get("unit", goal.unit))
        _check_seasons(plan, given.get("seasons", ()))
        changing.change(actor=actor, record=goal, values=given, action="set_goal")
        touch(plan)
    return goal


def _check_metric(plan: Plan, metric: str) -> None:
    known = plannable()
    if metric not in known:
        raise refused(METRIC_UNKNOWN, field="metric", metric=metric, known="、".join(known))
    if plan.goals.filter(metric=metric).exists():
        raise refused(METRIC_TWICE, field="metric", metric=metric)


def _check_amount(amount: object, unit: object) -> None:
    for value, field in ((amount, "amount"), (unit, "unit")):
        if not isinstance(value, Decimal | int) or not Decimal(value).is_finite() or value <= 0:
            raise refused(AMOUNT_NEGATIVE, field=field)
    amount, unit = Decimal(amount), Decimal(unit)  # type: ignore[arg-type]
    if WIDE.remainder(amount, unit):
        raise refused(UNIT_UNFIT, field="unit", amount=amount, unit=unit)


def _check_seasons(plan: Plan, told: object) -> None:
    """Raises Faulty with the months that have no index, and any that is none."""
    indices = list(told) if isinstance(told, list | tuple) else []
    top = plan.nodes.filter(parent_key="").values_list("name", flat=True).first() or str(plan)
    if indices and (found := list(season_problems(top, indices, _labels(plan)))):
        raise Faulty(found)


def _labels(plan: Plan) -> list[str]:
    return [f"{first:%Y-%m}" for first, _ in months(plan.starts_on, plan.periods)]  # type: ignore[arg-type]


def grow_tree(*, actor: Actor, plan_id: str, day: date | None = None) -> int:
    """Put everybody who stands in a team on the day into the tree, below their teams.

    Gives how many nodes there are. What was said of a node that is still there stays.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        places = places_on(day or plan.starts_on)  # type: ignore[arg-type]
        if not any(place.kind == Node.Kind.PERSON for place in places):
            raise refused(NO_TREE_SOURCE, day=day or plan.starts_on)
        places = with_regions(with_open_seats(places, plan), plan)
        put_tree(actor=actor, plan=plan, places=places)
    return len(places)


def put_tree(*, actor: Actor, plan: Plan, places: list[Place]) -> None:
    """Make the plan's tree these places, in one transaction of whoever calls. Raises Faulty."""
    found = twice_placed(places)
    if found:
        raise Faulty(found)
    gone = plan.nodes.exclude(key__in=[place.key for place in places])
    kept = _with_past(plan)
    gone.exclude(key__in=kept).delete()
    there = set(plan.nodes.values_list("key", flat=True))
    for number, place in enumerate(places):
        if place.key in there:
            plan.nodes.filter(key=place.key).update(**place.fields(), position=number)
    Node.objects.bulk_create(
        [Node(plan=plan, key=place.key, position=number, **place.fields())
         for number, place in enumerate(places) if place.key not in there],
        batch_size=2000,
    )  # fmt: skip
    stand(plan)
    Stance.objects.filter(node__in=gone.filter(key__in=kept)).update(is_gated=True)
    touch(plan)
    changing.note(actor, "put_tree", plan, details={"nodes": len(places)})


def _with_past(plan: Plan) -> set[str]:
    """The nodes that stay although nobody stands there any more: something of theirs is past."""
    parents = dict(plan.nodes.values_list("key", "parent_key"))
    kept: set[str] = set()
    for leaf in keys_past(plan):
        here = leaf
        while here in parents and here not in kept:
            kept.add(here)
            here = parents[here]
    return kept


def stand(plan: Plan) -> None:
    """Give every node a stance to every goal."""
    for goal in plan.goals.all():
        without = plan.nodes.exclude(stances__goal=goal)
        Stance.objects.bulk_create(
            [Stance(goal=goal, node=node) for node in without], batch_size=2000
        )


def twice_placed(places: list[Place]) -> list[Problem]:
    """A problem for each person with more than one place in the tree."""
    first: dict[str, Place] = {}
    found = []
    for place in places:
        if not place.person_id:
            continue
        before = first.setdefault(place.person_id, place)
        if before is not place:
            values = {"name": place.name, "first": before.parent_key, "second": place.parent_key}
            found.append(Problem(ONE_PERSON_TWICE, values=values))
    return found


def weigh(*, actor: Actor, plan_id: str) -> int:
    """Fill in what the ledger and the records know of every person: last year's sales, customers.

    Gives how many stances were changed; a weight that somebody wrote under another name stays.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        changed = []
        for goal in plan.goals.all():
            known = weights_of(actor, plan, goal.metric)
            for stance in goal.stances.select_related("node").filter(node__kind=Node.Kind.PERSON):
                weights = {**stance.weights, **_known_of(stance.node, plan, known)}
                if weights != stance.weights:
                    stance.weights, stance.version = weights, stance.version + 1
                    changed.append(stance)
        Stance.objects.bulk_create(
            changed, batch_size=2000, update_conflicts=True, unique_fields=["id"],
            update_fields=["weights", "version"],
        )  # fmt: skip
        touch(plan)
        changing.note(actor, "weigh_plan", plan, details={"stances": len(changed)})
    return len(changed)


def _known_of(node: Node, plan: Plan, known: Weights) -> Mapping[str, str | None]:
    """What is known of a person; of an open seat, how much of a full seller it will be."""
    if node.person_id is None and node.starts_on and plan.starts_on:
        return {RAMPED: ramped_seat(node.starts_on, plan.starts_on, plan.periods)}
    return known.get(node.person_id or "", {})


def set_stance(
    *, actor: Actor, plan_id: str, metric: str, key: str, values: Mapping[str, object],
    reason: str = "", version: int | None = None, anyway: bool = False,
) -> Stance:  # fmt: skip
    """What binds a node: a pin, floor, cap or gate, with why; or what it weighs.

    `cells` bind single months and product lines; those left out stay, None frees one.
    Raises Faulty with every conflict it would bring, unless it is to be kept `anyway`; Refused,
    Conflict and ValidationError.
    """
    given = {name: values[name] for name in STANCE if name in values}
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        stance = held_stance(plan, metric, key, version)
        _check_weights(given.get("weights"), "weights")
        _check_weights(given.get("mix"), "mix")
        if "cells" in given:
            given["cells"] = _with_cells(stance, given["cells"] or {})
        if "seasons" in given:
            given["seasons"] = _season(stance, given["seasons"] or [])
        binds = any(name in given and given[name] != getattr(stance, name) for name in LIMITS)
        if binds and not clean_text(reason):
            raise refused(REASON_FOR_PIN, field="reason", name=stance.node.name)
        before = [] if anyway else goal_problems(stance.goal)
        changing.change(
            actor=actor, record=stance, action="set_stance", subject=f"{plan} · {stance.node}",
            values=given | ({"reason": reason} if reason else {}),
            more={"season_years": []} if "seasons" in given else None,
        )  # fmt: skip
        touch(plan)
        stance.goal.plan.stamp = plan.stamp
        if not anyway and (found := new_errors(before, goal_problems(stance.goal))):
            raise Faulty(found)
    return stance


def _with_cells(stance: Stance, given: object) -> Mapping[str, object]:
    """The node's limits of months and lines with those given. Raises Faulty."""
    if not isinstance(given, Mapping):
        raise refused(NODE_UNKNOWN, field="cells", key=given)
    kept = merged(stance.cells, given)
    changed = {cell: told for cell, told in kept.items() if cell in given}
    plan = stance.goal.plan
    found = list(cell_problems(changed, whole_goal(stance.goal), plan.holds_from))  # type: ignore[arg-type]
    if found:
        raise Faulty(found)
    return kept


def _season(stance: Stance, told: object) -> list[str]:
    """Indices as they are kept; none at all, those of the node above hold. Raises Faulty."""
    plan, found = stance.goal.plan, list(told) if isinstance(told, list | tuple) else [told]
    if found and (problem := season_problem(stance.node.name, found, plan.periods)):
        raise Faulty([problem])
    return [f"{Decimal(str(index)).normalize():f}" for index in found]


def new_errors(before: Sequence[Problem], after: Sequence[Problem]) -> list[Problem]:
    """The errors that were not there before; one that was there in other words is the same."""
    known = {(problem.code, problem.values.get("key")) for problem in before}
    return [
        problem
        for problem in after
        if problem.severity == "error" and (problem.code, problem.values.get("key")) not in known
    ]


def held_stance(plan: Plan, metric: str, key: str, version: int | None) -> Stance:
    """What the goal says of the node, held for a change. Raises Refused and Conflict."""
    stance = Stance.objects.filter(
        goal__plan=plan, goal__metric=metric, node__key=key.replace("\0", "")
    ).first()
    if stance is None:
        raise refused(NODE_UNKNOWN, field="key", key=key)
    return changing.locked(Stance, str(stance.pk), version)


def _check_weights(weights: object, field: str) -> None:
    for column, value in (weights or {}).items():  # type: ignore[attr-defined]
        try:
            number = Decimal(0) if value is None else Decimal(str(value))
            fits = number.is_finite() and number >= 0
        except ArithmeticError:
            fits = False
        if not fits:
            raise refused(WEIGHT_UNFIT, field=field, column=column, value=value)
