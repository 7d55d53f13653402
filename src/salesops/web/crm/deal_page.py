"""What the page of one deal shows: its way through the stages, its changes, where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from salesops.kernel.worktime import HOURS, work_minutes
from salesops.selling.history import Entry, Stay, Visit, stays, visits
from salesops.selling.standing import Clock
from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.models import Contact, Deal, DealChange, Lead, Stage, Step
from salesops.web.crm.pace import clocks, workdays
from salesops.web.crm.stages import present_names

CHANGES_SHOWN = 50


@dataclass(frozen=True)
class Way:
    """A deal's way so far: every stage with the time spent there, and each visit."""

    stages: Sequence[tuple[Stage, Stay]]
    visits: Sequence[Visit]
    clock: Clock


def way(deal: Deal, now: datetime) -> Way:
    """The way of a deal as its steps tell it."""
    stages = list(deal.pipeline.stages.all()) if deal.pipeline else []
    made = visited(deal, now)
    pipelines = [deal.pipeline] if deal.pipeline else []
    present = {old: name for (_p, old), name in present_names(pipelines).items()}
    told = stays([stage.name for stage in stages], made, deal.stage, present)
    today = timezone.localtime(now).date()
    clock = clocks([deal], {stage.name: stage for stage in stages}, today)[deal.pk]
    return Way(list(zip(stages, told, strict=True)), made, clock)


def visited(deal: Deal, now: datetime) -> list[Visit]:
    """Every visit of a deal to a stage, with its working time on the company's calendar."""
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id=deal.pk)
    rows = steps.order_by("entered_at", "id").values_list(
        "to_stage", "entered_at", "person__name", "id"
    )
    entries = [
        Entry(name, timezone.localtime(at), person or "", number)
        for name, at, person, number in rows
    ]
    if not entries:
        return []
    until = timezone.localtime(_end(deal, entries) or now)
    worked = set(workdays(entries[0].entered_at.date(), until.date()).days)

    def minutes(start: datetime, end: datetime) -> int:
        # Both as the company's clocks show them: working hours have no zone.
        start, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
        return work_minutes(start, end, worked.__contains__, HOURS)

    return visits(entries, until, minutes)


def _end(deal: Deal, entries: Sequence[Entry]) -> datetime | None:
    """A closed deal waits in no stage any more."""
    return entries[-1].entered_at if deal.status != Deal.Status.OPEN else None


def changes(deal: Deal) -> QuerySet[DealChange]:
    """The newest changes of amount, expected close and owner."""
    return deal.changes.select_related("person").order_by("-at", "-id")[:CHANGES_SHOWN]


def people_there(actor: Actor, deal: Deal) -> list[Contact]:
    """The people at the customer, the deal's own contact first."""
    if not deal.account_id:
        return []
    found = seen(actor, Contact).filter(account=deal.account_id)[:50]
    return sorted(found, key=lambda contact: contact.pk != deal.contact_id)


def origin(actor: Actor, deal: Deal) -> Lead | None:
    """The lead it came from, with what was known then."""
    return seen(actor, Lead).filter(pk=deal.lead_id).first() if deal.lead_id else None
