"""Whose statements, disputes and runs somebody may see, and who may run the pay."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.ledger.permission import Part, scope_of
from salesops.web import audit
from salesops.web.access import Actor, Owner, reader, require
from salesops.web.changing import table_of
from salesops.web.pay.models import Adjustment, Dispute, PayRun, Statement
from salesops.web.people.models import Role, User

RUNNERS = (Role.OPS, Role.FINANCE)
READERS = (Role.REP, Role.MANAGER, Role.OPS, Role.FINANCE, Role.EXECUTIVE)


def pay_part(actor: Actor) -> Part | None:
    """Whose pay the actor may see; None is everybody's. Standing in for somebody adds nothing."""
    if isinstance(actor, Owner):
        return None
    return scope_of(reader(actor, timezone.localdate())).pay


def sees_all_pay(actor: Actor) -> bool:
    """Whether the actor sees what everybody is paid."""
    return pay_part(actor) is None


def may_run(actor: Actor) -> bool:
    """Whether the actor calculates, approves and adjusts: finance, and operations if granted."""
    is_runner = isinstance(actor, Owner) or (actor.is_active and actor.role in RUNNERS)
    return is_runner and sees_all_pay(actor)


def require_runner(actor: Actor) -> None:
    """Refuse whoever may not run the pay."""
    require(actor, *RUNNERS)
    if not sees_all_pay(actor):
        raise PermissionDenied(_("Your role does not allow this."))


def require_overseer(actor: Actor) -> None:
    """Refuse whoever does not see everybody's pay."""
    if not sees_all_pay(actor):
        raise PermissionDenied(_("Your role does not allow this."))


def statements_seen(actor: Actor) -> QuerySet[Statement]:
    """The statements the actor may see; before they are issued only who sees everybody's pay."""
    part = pay_part(actor)
    # What stands out in a run of ten thousand is a megabyte, and is not read with each of them.
    every = Statement.objects.select_related("run", "person", "team").defer("run__anomalies")
    if part is None:
        return every
    whose = Q(person__in=part.persons) | Q(team__in=part.teams)
    return every.filter(whose).exclude(status=Statement.Status.DRAFT)


def statement_seen(actor: Actor, statement_id: str) -> Statement:
    """The statement of this id. Raises Http404 when there is none or it is not theirs to see.

    Asking for somebody else's goes on record.
    """
    require(actor, *READERS)
    pk = statement_id.replace("\0", "")[:32]
    found = statements_seen(actor).filter(pk=pk).first()
    if found is None:
        if Statement.objects.filter(pk=pk).exists():
            why = {"why": "not theirs"}
            audit.note(actor, "refuse", pk, why, table=table_of(Statement), record_id="")
        raise Http404
    return found


def run_seen(actor: Actor, run_id: str) -> PayRun:
    """The run of this id, for who sees everybody's pay. Raises PermissionDenied and Http404."""
    require_overseer(actor)
    found = PayRun.objects.filter(pk=run_id.replace("\0", "")[:32]).first()
    if found is None:
        raise Http404
    return found


def disputes_seen(actor: Actor) -> QuerySet[Dispute]:
    """The disputes about statements the actor may see."""
    every = Dispute.objects.select_related("statement__run", "adjustment")
    every = every.defer("statement__run__anomalies")
    if sees_all_pay(actor):
        return every
    return every.filter(statement__in=statements_seen(actor).order_by().values("pk"))


def adjustments_seen(actor: Actor) -> QuerySet[Adjustment]:
    """The adjustments, for who sees everybody's pay, or the approved ones of one's own."""
    every = Adjustment.objects.select_related("person", "dispute__statement")
    part = pay_part(actor)
    if part is None:
        return every
    return every.filter(person__in=part.persons, status=Adjustment.Status.APPROVED)


def waiting_first(of: QuerySet[Any], waits: str, *then: str) -> QuerySet[Any]:
    """Those that wait for somebody before all others."""
    return of.order_by(Case(When(status=waits, then=0), default=1), *then)


def is_own(actor: Actor, person_id: str) -> bool:
    """Whether the pay is the actor's own."""
    return isinstance(actor, User) and actor.person_id == person_id
