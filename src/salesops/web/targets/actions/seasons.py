"""The seasons of a plan's regions and teams as the ledger's history has them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from salesops.kernel.problem import Problem
from salesops.planning.node_seasons import Profile, profiles_seen
from salesops.planning.season_history import MonthlySales
from salesops.planning.tree import Node as TreeNode
from salesops.planning.tree import Tree, ordered
from salesops.planning.versions import month
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.problems import Faulty, refused
from salesops.web.targets.actions.inputs import set_goal
from salesops.web.targets.festival import festivals_seen, weight_of
from salesops.web.targets.held import goal_seen, held_draft, touch
from salesops.web.targets.history import YEARS, sold_by_person
from salesops.web.targets.models import Goal, Plan, Stance
from salesops.web.targets.problems import NO_FESTIVAL
from salesops.web.targets.unfit import whole_goal


def fill_seasons(*, actor: Actor, plan_id: str) -> int:
    """Give every region and team the season of its own history, drawn to the one above it.

    Gives how many nodes have one now; people go by their team's. Raises Faulty without a year of
    history, and Refused.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        count = sum(_fill(actor, plan, goal) for goal in plan.goals.all())
        touch(plan)
        changing.note(actor, "season_plan", plan, details={"nodes": count})
    return count


def learn_festival(*, actor: Actor, plan_id: str, metric: str) -> Goal:
    """Count the days around Spring Festival for what they sold, so that they move with it.

    Seasons are of a working day then. Raises Refused without one whole festival in the ledger.
    """
    with transaction.atomic():
        goal = goal_seen(held_draft(actor, plan_id), metric)
        found = festivals_seen(actor, goal)
        if found is None:
            raise refused(NO_FESTIVAL)
        told = {str(offset): _text(weight) for offset, weight in found.weights.items()}
        values = {"festival": told, "by_workdays": True}
        return set_goal(actor=actor, plan_id=plan_id, metric=goal.metric, values=values)


def _fill(actor: Actor, plan: Plan, goal: Goal) -> int:
    parents = dict(plan.nodes.values_list("key", "parent_key"))
    tree = _families(parents)
    begins = month(plan.starts_on, -12 * YEARS)  # type: ignore[arg-type]
    weight = weight_of(goal, begins) if goal.by_workdays else None
    sales = _sales(actor, goal, parents, begins)
    found = profiles_seen(tree, sales, whole_goal(goal), weight)
    if isinstance(found, Problem):
        raise Faulty([found])
    top = tree.nodes[0].name
    values = {"seasons": [_text(index) for index in found[top].indices]}
    changing.change(actor=actor, record=goal, values=values, action="set_goal")
    return _keep(goal, {key: one for key, one in found.items() if key != top})


def _families(parents: Mapping[str, str]) -> Tree:
    """The tree without those who have nobody below."""
    above = set(parents.values())
    return ordered([TreeNode(k, p or None) for k, p in parents.items() if k in above or not p])


def _sales(actor: Actor, goal: Goal, parents: Mapping[str, str], begins: date) -> MonthlySales:
    """What those who stand below each region and team sold, month by month."""
    people = dict(goal.plan.nodes.filter(person__isnull=False).values_list("person_id", "key"))
    sales = MonthlySales()
    ends_before = goal.plan.starts_on
    for person, first, amount in sold_by_person(actor, goal.metric, begins, ends_before):  # type: ignore[arg-type]
        here = parents.get(people.get(person, ""), "")
        while here:
            key = (here, first)
            sales.amounts[key] = sales.amounts.get(key, Decimal(0)) + max(amount, Decimal(0))
            here = parents.get(here, "")
    return sales


def _keep(goal: Goal, found: Mapping[str, Profile]) -> int:
    stances = list(goal.stances.filter(node__key__in=found).select_related("node"))
    for stance in stances:
        profile = found[stance.node.key]
        stance.seasons = [_text(index) for index in profile.indices]
        stance.season_years = list(profile.years)
        stance.version += 1
    Stance.objects.bulk_update(stances, ["seasons", "season_years", "version"], batch_size=500)
    return len(stances)


def _text(index: Decimal) -> str:
    return f"{index.normalize():f}"
