"""A plan's version: drafted, based on another, taken from step to step, published."""

from collections.abc import Callable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.planning.versions import (
    PUBLISHED_TWICE,
    Held,
    Step,
    after,
    month,
    months,
    replan_problems,
)
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.ids import new_id
from salesops.web.people.models import User
from salesops.web.problems import Faulty, Refused, refused
from salesops.web.targets.copying import copy_inputs
from salesops.web.targets.held import APPROVERS, PLANNERS, held, held_draft
from salesops.web.targets.models import Plan, Quota
from salesops.web.targets.past import ancestors
from salesops.web.targets.problems import NOTHING_TO_PLAN, PLAN_ID_TAKEN, REPLAN_LATE
from salesops.web.targets.publishing import publish_quotas
from salesops.web.targets.working import problems_of
from salesops.web.text import clean_text

MOST_PERIODS = 60


def draft_plan(
    *, actor: Actor, name: str, starts_on: date, periods: int = 12, plan_id: str = ""
) -> Plan:
    """A new plan with nothing in it yet. Raises Refused and ValidationError."""
    require(actor, *PLANNERS)
    plan_id = clean_text(plan_id)[:200] or new_id("P")
    if Plan.objects.filter(pk=plan_id).exists():
        raise refused(PLAN_ID_TAKEN, field="plan_id", id=plan_id)
    plan = Plan(
        plan_id=plan_id, name=name, status=Plan.Status.DRAFT, starts_on=starts_on,
        holds_from=starts_on, periods=_periods(periods), made_by=_user(actor),
    )  # fmt: skip
    changing.made(actor, "draft_plan", plan)
    return plan


def _periods(periods: int) -> int:
    if not 1 <= periods <= MOST_PERIODS:
        raise ValidationError({"periods": f"1–{MOST_PERIODS}"})
    return periods


def _user(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) else None


def copy_plan(
    *, actor: Actor, plan_id: str, name: str, holds_from: date | None = None, reason: str = ""
) -> Plan:
    """Another version with the same goals and tree: a scenario, or a re-plan from a later day.

    Raises Refused, and Faulty with why the re-plan cannot hold from the day.
    """
    require(actor, *PLANNERS)
    with transaction.atomic():
        old = held(plan_id)
        if old.starts_on is None:
            raise refused(NOTHING_TO_PLAN, plan=str(old))
        day = holds_from or old.holds_from or old.starts_on
        why = clean_text(reason) if holds_from else old.reason
        if holds_from and (found := replan_problems(old.starts_on, old.periods, day, reason)):
            raise Faulty(found)
        plan = Plan(
            plan_id=new_id("P"), name=name, status=Plan.Status.DRAFT, starts_on=old.starts_on,
            holds_from=day, periods=old.periods, based_on=old, reason=why,
            made_by=_user(actor),
        )  # fmt: skip
        changing.made(actor, "copy_plan", plan)
        copy_inputs(old, plan)
    return plan


def change_plan(
    *, actor: Actor, plan_id: str, values: Mapping[str, object], version: int | None = None
) -> Plan:
    """Another name. Raises Refused, Conflict and ValidationError."""
    with transaction.atomic():
        held_draft(actor, plan_id)
        plan = held(plan_id, version)
        given = {name: values[name] for name in ("name",) if name in values}
        changing.change(actor=actor, record=plan, values=given, action="change_plan")
    return plan


def drop_plan(*, actor: Actor, plan_id: str) -> None:
    """Throw a draft away, with all that is in it. Raises Refused."""
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        changing.note(actor, "drop_plan", plan)
        plan.delete()


def submit_plan(*, actor: Actor, plan_id: str, version: int | None = None) -> Plan:
    """Hand a draft in for approval. Raises Faulty with everything that is wrong with it."""
    require(actor, *PLANNERS)
    with transaction.atomic():
        plan = held(plan_id, version)
        found = problems_of(plan)
        if found:
            raise Faulty(found)
        by = {"submitted_by_id": _user_id(actor), "returned_why": ""}
        return _step(actor, plan, "submit", by)


def return_plan(
    *, actor: Actor, plan_id: str, reason: str = "", version: int | None = None
) -> Plan:
    """Give a submitted plan back to be changed, with why. Raises Refused."""
    require(actor, *APPROVERS)
    with transaction.atomic():
        plan = held(plan_id, version)
        return _step(actor, plan, "return", {"returned_why": clean_text(reason)})


def approve_plan(*, actor: Actor, plan_id: str, version: int | None = None) -> Plan:
    """Agree to a submitted plan; never by whoever submitted it. Raises Refused."""
    require(actor, *APPROVERS)
    with transaction.atomic():
        plan = held(plan_id, version)
        return _step(actor, plan, "approve", {"approved_by_id": _user_id(actor)})


def publish_plan(*, actor: Actor, plan_id: str, version: int | None = None) -> Plan:
    """Make an approved plan what everybody is measured by, from the day it holds. Raises Refused.

    What earlier versions say of those months is replaced; months before the day stay theirs.
    """
    require(actor, *PLANNERS)
    with transaction.atomic():
        plan = held(plan_id, version)
        plan = _step(actor, plan, "publish", {"published_at": timezone.now()})
        _refuse_late(plan)
        _refuse_twice(plan)
        publish_quotas(plan)
    return plan


def _step(actor: Actor, plan: Plan, step: Step, values: Mapping[str, object]) -> Plan:
    now = Held(str(plan), plan.status, plan.submitted_by_id)  # type: ignore[arg-type]
    status = after(step, now, _user_id(actor) or object())
    if isinstance(status, Problem):
        raise Refused(status)
    changing.change(
        actor=actor, record=plan, values={"status": status, **values}, action=f"{step}_plan"
    )
    return plan


def _user_id(actor: Actor) -> int | None:
    user = _user(actor)
    return user.pk if user else None


def _refuse_late(plan: Plan) -> None:
    """Refuse a re-plan from a month that is over: nobody's past target changes."""
    ends_before = month(plan.holds_from, 1)  # type: ignore[arg-type]
    if plan.reason and ends_before <= timezone.localdate():
        told = f"{plan.holds_from:%Y-%m}"
        raise refused(REPLAN_LATE, holds_from=plan.holds_from, month=told)


def _refuse_twice(plan: Plan) -> None:
    """Refuse a second plan for the same months and metric that is not a re-plan of the first."""
    days = [first for first, _ in months(plan.starts_on, plan.periods) if first >= plan.holds_from]  # type: ignore[arg-type,operator]
    replaced = ancestors(plan) if plan.reason else []
    for goal in plan.goals.all():
        standing = Quota.objects.exclude(plan__in=[plan.pk, *replaced]).filter(
            metric=goal.metric, starts_on__in=days, replaced_by=None
        )
        other = standing.order_by().select_related("plan").first()
        if other:
            raise refused(PUBLISHED_TWICE, other=str(other.plan), metric=goal.metric)


STEPS: Mapping[str, Callable[..., Plan]] = {
    "submit": submit_plan, "return": return_plan, "approve": approve_plan, "publish": publish_plan,
}  # fmt: skip
"""The actions that take a plan from step to step, by the step's name."""
