"""Courses and campaigns against a shortfall: proposed, decided over, carried out."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from salesops.insights.measures import may_go, open_steps
from salesops.web import changing
from salesops.web.access import Actor, Owner, require
from salesops.web.boundary import covered
from salesops.web.crm.about import person_for
from salesops.web.ids import new_id
from salesops.web.people.models import Role, User
from salesops.web.problems import refused
from salesops.web.text import clean_text
from salesops.web.tracking.models import Measure
from salesops.web.tracking.problems import NO_SUCH_KIND, NO_SUCH_STEP, TITLE_NEEDED

PROPOSERS = (Role.MANAGER, Role.OPS)


def measures_seen(actor: Actor) -> QuerySet[Measure]:
    """The measures of those whose records the actor sees, and those the actor proposed."""
    every = Measure.objects.select_related("owner", "made_by__person")
    persons = covered(actor, timezone.localdate())
    if persons is None:
        return every
    if persons == [] or not isinstance(actor, User):
        return every.none()
    return every.filter(Q(owner__in=persons) | Q(made_by=actor))


def propose_measure(
    *, actor: Actor, kind: str, title: str, details: str = "", owner_id: str | None = None,
    answers: Mapping[str, str] | None = None, impact: Decimal | None = None,
) -> Measure:  # fmt: skip
    """Propose a course or campaign; `answers` says to what: why, node, cause. Raises Refused."""
    require(actor, *PROPOSERS)
    if kind not in Measure.Kind.values:
        raise refused(NO_SUCH_KIND, field="kind", kind=kind, known=", ".join(Measure.Kind.values))
    if not clean_text(title):
        raise refused(TITLE_NEEDED, field="title")
    told = {name: (answers or {}).get(name, "") for name in ("why", "node", "cause")}
    measure = Measure(
        measure_id=new_id("M"), kind=kind, title=clean_text(title)[:300], details=details,
        impact=impact, owner_id=person_for(actor, owner_id),
        made_by=None if isinstance(actor, Owner) else actor, **told,
    )  # fmt: skip
    with transaction.atomic():
        changing.made(actor, "propose_measure", measure)
    return measure


def steps_of(actor: Actor, measure: Measure) -> tuple[str, ...]:
    """Where the actor may take the measure now."""
    decides = isinstance(actor, Owner) or actor.role in PROPOSERS
    owns = isinstance(actor, User) and actor.person_id == measure.owner_id is not None
    return open_steps(measure.status, decides=decides, owns=owns)


def step_measure(
    *, actor: Actor, measure_id: str, to: str, outcome: str = "", version: int | None = None
) -> Measure:
    """Accept, reject, finish or drop it, with what came of it. Raises Refused and Conflict."""
    found = measures_seen(actor).filter(pk=measure_id.replace("\0", "")[:32]).first()
    if found is None:
        raise Http404
    with transaction.atomic():
        measure = changing.locked(Measure, found.pk, version)
        if not may_go(measure.status, to):
            said = {"title": measure.title, "status": measure.get_status_display(), "to": to}
            raise refused(NO_SUCH_STEP, field="to", **said)
        if to not in steps_of(actor, measure):
            raise PermissionDenied
        values = {"status": to, "outcome": clean_text(outcome) or measure.outcome}
        changing.change(actor=actor, record=measure, values=values, action="step_measure")
    return measure
