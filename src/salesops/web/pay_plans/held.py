"""Which pay plans, assignments and amounts somebody may see, and what is held for a change."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from salesops.ledger.permission import scope_of
from salesops.web import changing
from salesops.web.access import Actor, Owner, reader, require
from salesops.web.pay_plans.models import PayAssignment, PayPlan, PayPlanVersion
from salesops.web.pay_plans.problems import NO_SUCH_PAY_PLAN, NOT_FROM_HERE
from salesops.web.people.models import Role
from salesops.web.people.positions import holding
from salesops.web.problems import refused

DESIGNERS = (Role.OPS, Role.FINANCE)
APPROVERS = (Role.OPS, Role.FINANCE, Role.EXECUTIVE)
READERS = (Role.OPS, Role.FINANCE, Role.EXECUTIVE)
"""Who reads every plan's text; what somebody is paid is another matter (`persons_paid`)."""


def persons_paid(actor: Actor) -> Sequence[str] | None:
    """The people whose pay the actor may see: their own, their team's; None for everybody's."""
    if isinstance(actor, Owner):
        return None
    today = timezone.localdate()
    part = scope_of(reader(actor, today)).pay
    if part is None:
        return None
    members = holding(today).filter(team_id__in=part.teams) if part.teams else None
    found = set(members.values_list("person_id", flat=True)) if members is not None else set()
    return sorted(found | set(part.persons))


def sees_pay_of(actor: Actor, person_id: str) -> bool:
    """Whether the actor may see what this person is paid."""
    persons = persons_paid(actor)
    return persons is None or person_id in persons


def reads_all(actor: Actor) -> bool:
    """Whether the actor reads every plan's text."""
    return isinstance(actor, Owner) or (actor.is_active and actor.role in READERS)


def plans_seen(actor: Actor) -> QuerySet[PayPlan]:
    """The plans the actor may read: every one, or those of whose pay they may see.

    Raises PermissionDenied for whoever has nothing to do with pay.
    """
    require(actor, *READERS, Role.REP, Role.MANAGER)
    if reads_all(actor):
        return PayPlan.objects.all()
    approved = Q(versions__status=PayPlanVersion.Status.APPROVED)
    own = Q(assignments__person__in=persons_paid(actor) or [])
    return PayPlan.objects.filter(own).filter(approved).distinct()


def versions_seen(actor: Actor) -> QuerySet[PayPlanVersion]:
    """The versions the actor may read: drafts are for those who read everything."""
    found = PayPlanVersion.objects.select_related("pay_plan")
    if reads_all(actor):
        return found
    approved = found.filter(status=PayPlanVersion.Status.APPROVED)
    return approved.filter(pay_plan__in=plans_seen(actor).values("pk"))


def assignments_seen(actor: Actor) -> QuerySet[PayAssignment]:
    """Who is on which plan: everybody for readers; for others, of those whose pay they see."""
    require(actor, *READERS, Role.REP, Role.MANAGER)
    found = PayAssignment.objects.select_related("person", "pay_plan")
    if reads_all(actor):
        return found
    return found.filter(person__in=persons_paid(actor) or [])


def plan_seen(actor: Actor, plan_id: str) -> PayPlan:
    """The plan of this id. Raises Http404 when there is none the actor may read."""
    found = plans_seen(actor).filter(pk=plan_id.replace("\0", "")[:32]).first()
    if found is None:
        raise Http404
    return found


def version_seen(actor: Actor, version_id: str) -> PayPlanVersion:
    """The version of this id. Raises Http404 when there is none the actor may read."""
    require(actor, *READERS, Role.REP, Role.MANAGER)
    found = versions_seen(actor).filter(pk=version_id.replace("\0", "")[:32]).first()
    if found is None:
        raise Http404
    return found


def assignment_seen(actor: Actor, assignment_id: str) -> PayAssignment:
    """The assignment of this id. Raises Http404 when there is none the actor may see."""
    found = assignments_seen(actor).filter(pk=assignment_id.replace("\0", "")[:32]).first()
    if found is None:
        raise Http404
    return found


def held_plan(plan_id: str, version: int | None = None) -> PayPlan:
    """The plan, held until the transaction ends. Raises Refused, or Conflict by its version."""
    if not PayPlan.objects.filter(pk=plan_id.replace("\0", "")).exists():
        raise refused(NO_SUCH_PAY_PLAN, field="plan_id", id=plan_id)
    return changing.locked(PayPlan, plan_id, version)


def held_version(
    actor: Actor, version_id: str, version: int | None, *states: str
) -> PayPlanVersion:
    """The version in one of these states, held for a change. Raises Refused and Conflict."""
    seen = version_seen(actor, version_id)
    held = changing.locked(PayPlanVersion, seen.pk, version)
    if held.status not in states:
        raise refused(NOT_FROM_HERE, name=str(held), status=held.get_status_display())
    return held
