"""Which plans and nodes somebody may see, and which plan is held for a change."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from salesops.web import changing
from salesops.web.access import Actor, Owner, managed_teams, require
from salesops.web.boundary import ALL_SEEING, covered
from salesops.web.people.models import Role
from salesops.web.problems import refused
from salesops.web.targets.models import Goal, Node, Plan, new_stamp
from salesops.web.targets.problems import NO_SUCH_PLAN, PLAN_CLOSED

PLANNERS = (Role.OPS,)
APPROVERS = (Role.OPS, Role.EXECUTIVE)
Unseen = Http404
"""What is raised where there is nothing that the actor may see, for doors outside the web."""


def plans_seen(actor: Actor) -> QuerySet[Plan]:
    """The plans the actor may see: all of them, or those in which they or their people stand."""
    if covered(actor, timezone.localdate()) is None:
        return Plan.objects.all()
    published = Q(status=Plan.Status.PUBLISHED)
    open_to_offers = Q(status__in=(Plan.Status.DRAFT, Plan.Status.SUBMITTED))
    mine = nodes_seen(actor).values("plan")
    return Plan.objects.filter(published | open_to_offers, pk__in=mine)


def nodes_seen(actor: Actor) -> QuerySet[Node]:
    """The places in plans the actor may see: their own and those of people and teams they lead."""
    today = timezone.localdate()
    persons = covered(actor, today)
    if persons is None:
        return Node.objects.all()
    if persons == [] or isinstance(actor, Owner):
        return Node.objects.none()
    teams = managed_teams(actor, today) if actor.role == Role.MANAGER else []
    return Node.objects.filter(Q(person__in=persons) | Q(team__in=teams))


def plan_seen(actor: Actor, plan_id: str) -> Plan:
    """The plan of this id. Raises Http404 when there is none that the actor may see."""
    plan = plans_seen(actor).filter(pk=plan_id.replace("\0", "")[:200]).first()
    if plan is None:
        raise Http404
    return plan


def goal_seen(plan: Plan, metric: str = "") -> Goal:
    """The plan's goal in the metric, by default the first. Raises Http404."""
    goals = plan.goals.filter(metric=metric) if metric else plan.goals.all()
    goal = goals.select_related("plan").first()
    if goal is None:
        raise Http404
    return goal


def require_reader(actor: Actor) -> None:
    """Administrators have no targets. Raises PermissionDenied."""
    require(actor, *ALL_SEEING, Role.REP, Role.MANAGER)


def held(plan_id: str, version: int | None = None) -> Plan:
    """The plan, held until the transaction ends. Raises Refused, or Conflict by its version."""
    if not Plan.objects.filter(pk=plan_id).exists():
        raise refused(NO_SUCH_PLAN, field="plan_id", id=plan_id)
    return changing.locked(Plan, plan_id, version)


def held_draft(actor: Actor, plan_id: str) -> Plan:
    """A plan that is still a draft, held for a planner's change. Raises Refused."""
    require(actor, *PLANNERS)
    plan = held(plan_id)
    if plan.status != Plan.Status.DRAFT:
        raise refused(PLAN_CLOSED, plan=str(plan))
    return plan


def touch(plan: Plan) -> None:
    """What the plan is made from is another now: nothing worked out before holds."""
    plan.stamp = new_stamp()
    Plan.objects.filter(pk=plan.pk).update(stamp=plan.stamp)
