"""What earlier versions hold for the months before a re-plan: it stays as it is."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from salesops.planning.versions import months
from salesops.planning.worked import Cell, Past
from salesops.web.targets.models import Goal, Plan, Quota


def past_of(goal: Goal) -> Past:
    """What the versions before this one say of the months before it holds."""
    plan = goal.plan
    firsts = [first for first, _ in months(plan.starts_on, plan.periods)]  # type: ignore[arg-type]
    before = {first: n for n, first in enumerate(firsts) if first < plan.holds_from}  # type: ignore[operator]
    found: dict[str, dict[Cell, Decimal]] = {}
    for key, line, starts_on, amount in _in_force(plan, goal.metric, before):
        cells = found.setdefault(key, {})
        cell = before[starts_on], line
        cells[cell] = cells.get(cell, Decimal(0)) + amount
    return Past(len(before), found)


def _in_force(plan: Plan, metric: str, before: Mapping[date, int]) -> list[Any]:
    if not before or plan.based_on_id is None:
        return []
    quotas = Quota.objects.filter(
        plan__in=ancestors(plan), metric=metric, starts_on__in=before, replaced_by=None
    )
    return list(quotas.values_list("node_key", "product_line", "starts_on", "amount"))


def keys_past(plan: Plan) -> set[str]:
    """The nodes that must stay in the tree of a re-plan, since something of theirs is past."""
    older = ancestors(plan)
    quotas = Quota.objects.filter(plan__in=older, starts_on__lt=plan.holds_from, replaced_by=None)
    return set(quotas.order_by().values_list("node_key", flat=True).distinct())


def ancestors(plan: Plan) -> list[str]:
    """The ids of the versions this one is based on, the nearest first."""
    found: list[str] = []
    here = plan.based_on
    while here is not None and here.pk not in found:
        found.append(here.pk)
        here = here.based_on
    return found


def replaced_goal(goal: Goal) -> Goal | None:
    """The goal of the plan a re-plan takes over from: published, the nearest that holds earlier.

    None where there is none, or where it counts in another unit or currency.
    """
    plan, here = goal.plan, goal.plan.based_on
    seen = {plan.pk}
    while here is not None and here.pk not in seen:
        seen.add(here.pk)
        if here.status == Plan.Status.PUBLISHED and _holds_earlier(here, plan):
            same = {"metric": goal.metric, "unit": goal.unit, "currency": goal.currency}
            return here.goals.select_related("plan").filter(**same).first()
        here = here.based_on
    return None


def _holds_earlier(old: Plan, new: Plan) -> bool:
    """Whether the plan is for the same months and held before the new one does."""
    is_same = (old.starts_on, old.periods) == (new.starts_on, new.periods)
    return bool(is_same and old.holds_from and new.holds_from and old.holds_from < new.holds_from)
