"""A plan's tree and what was said of it, put in from a table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from salesops.kernel.problem import Problem, Where
from salesops.planning.plan_table import MOST, Row, read
from salesops.planning.tree import Node as TreeNode
from salesops.planning.tree import tree_problems
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.market.models import Region
from salesops.web.people.models import Person, Team, User
from salesops.web.problems import Faulty, refused
from salesops.web.targets.actions.inputs import new_errors, put_tree
from salesops.web.targets.beyond import fill_more, month_names, more_problems
from salesops.web.targets.growing import Place, seat_place
from salesops.web.targets.held import held_draft, touch
from salesops.web.targets.models import Goal, Node, Plan, Stance
from salesops.web.targets.problems import GOAL_FIRST, OFFER_NEGATIVE
from salesops.web.targets.unfit import whole_goal
from salesops.web.targets.working import goal_problems

LIMITS = ("pin", "floor", "cap", "offered")
FIELDS = [
    *LIMITS, "is_gated", "weights", "mix", "seasons", "season_years", "cells", "reason",
    "version", "offered_by",
]  # fmt: skip


def put_table(
    *, actor: Actor, plan_id: str, metric: str, content: bytes, anyway: bool = False
) -> int:
    """Make the tree and what is said of its nodes what the file says; gives how many nodes.

    Raises Faulty with everything that is wrong with the file, each with its line, and with every
    conflict it would bring, unless it is to be kept `anyway`.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        goal = plan.goals.filter(metric=metric).first()
        if goal is None:
            raise refused(GOAL_FIRST)
        rows, problems = read(content)
        problems = problems or [*_tree_problems(rows), *_negative_offers(rows)]
        if problems:
            raise Faulty(problems)
        before = [] if anyway else goal_problems(goal)
        put_tree(actor=actor, plan=plan, places=_places(plan, rows))
        by_key = {row.node: row for row in rows}
        held = goal.stances.select_related("node", "goal__plan").filter(node__key__in=by_key)
        stances = list(held)
        _fill_all(stances, by_key, goal, actor)
        Stance.objects.bulk_create(
            stances, batch_size=2000, update_conflicts=True, unique_fields=["id"],
            update_fields=FIELDS,
        )  # fmt: skip
        touch(plan)
        if not anyway and (found := new_errors(before, goal_problems(goal))):
            raise Faulty(found[:MOST])
        changing.note(actor, "put_stances", plan, details={"metric": metric, "nodes": len(rows)})
    return len(rows)


def _tree_problems(rows: Sequence[Row]) -> list[Problem]:
    nodes = [
        TreeNode(row.node, row.parent or None, where=Where(line=row.line, column="node"))
        for row in rows
    ]
    return tree_problems(nodes)


def _negative_offers(rows: Sequence[Row]) -> list[Problem]:
    return [
        Problem(OFFER_NEGATIVE, Where(line=row.line, column="offered"), {"node": row.node})
        for row in rows
        if (row.amounts.get("offered") or 0) < 0
    ]


def _places(plan: Plan, rows: Sequence[Row]) -> list[Place]:
    """Each row's place: what it stands for is known by its key."""
    known = {node.key: node for node in plan.nodes.all()}
    people = dict(Person.objects.filter(pk__in=[r.node for r in rows]).values_list("pk", "name"))
    teams = {f"team:{one.pk}": one for one in Team.objects.all()}
    regions = dict(Region.objects.filter(pk__in=[r.node for r in rows]).values_list("pk", "name"))
    return [_place(row, known.get(row.node), people, teams, regions) for row in rows]


def _place(
    row: Row, known: Node | None, people: Mapping[str, str], teams: Mapping[str, Team],
    regions: Mapping[str, str],
) -> Place:  # fmt: skip
    key, parent = row.node, row.parent
    if known is not None:
        return Place(key, parent, row.name or known.name, known.kind, known.region_id,
                     known.team_id, known.person_id,
                     row.more.starts_on or known.starts_on)  # fmt: skip
    if key in people:
        name = row.name or people[key]
        return Place(key, parent, name, Node.Kind.PERSON, person_id=key)
    if key in teams:
        return Place(
            key, parent, row.name or teams[key].name, Node.Kind.TEAM, team_id=teams[key].pk
        )
    if key in regions:
        return Place(key, parent, row.name or regions[key], Node.Kind.REGION, region_id=key)
    if row.more.starts_on:
        return seat_place(key, parent, row.name or key, row.more.starts_on)
    kind = Node.Kind.REGION if parent else Node.Kind.COMPANY
    return Place(key, parent, row.name or key, kind)


def _fill_all(
    stances: Sequence[Stance], by_key: Mapping[str, Row], goal: Goal, actor: Actor
) -> None:
    """What the rows say of every node. Raises Faulty with all that does not fit the goal."""
    whole = whole_goal(goal)
    pairs = [(stance, by_key[stance.node.key]) for stance in stances]
    problems = [one for stance, row in pairs for one in more_problems(stance, row, whole)]
    if problems:
        raise Faulty(problems[:MOST])
    months = month_names(whole)
    for stance, row in pairs:
        _fill(stance, row, actor)
        fill_more(stance, row, months)


def _fill(stance: Stance, row: Row, actor: Actor) -> None:
    """What the row says; columns that the file does not have stay as they are."""
    for name in LIMITS:
        if name in row.amounts:
            if name == "offered" and row.amounts[name] != stance.offered:
                stance.offered_by = actor if isinstance(actor, User) else None
            setattr(stance, name, row.amounts[name])
    if "pin" in row.amounts:
        stance.is_gated = row.is_gated
    told = {
        name: None if value is None else _plain(value)
        for name, value in row.weights.items()
        if value is not None or name in stance.weights
    }
    stance.weights = {**stance.weights, **told}
    stance.reason = row.reason or stance.reason
    stance.version += 1


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
