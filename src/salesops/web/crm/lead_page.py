"""What the page of one lead shows: its clocks, all that happened, and what it may become."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.selling.contact import kind_label, outcome_label
from salesops.selling.conversion import Proposal, proposal
from salesops.selling.response import Clock, customers_clock, owners_clock
from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.duplicates import Hit, hits
from salesops.web.crm.lead_matches import candidate_of
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.models import Account, Activity, Deal, Lead, Note, Step, Task
from salesops.web.language import spoken
from salesops.web.people.models import Person
from salesops.web.workspace.models import AuditEntry

ICONS = {
    "call": "phone", "visit": "map-pin", "meeting": "users", "message": "message-circle",
    "mail": "mail", "service": "wrench",
}  # fmt: skip
STATUS_ICONS = {
    "new": "sparkles", "working": "phone-outgoing", "converted": "circle-check", "invalid": "ban",
}  # fmt: skip
MOST_EVENTS = 200


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    at: datetime
    icon: str
    title: str
    text: str = ""
    who: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Clocks:
    """The customer's clock and the owner's, as far as they run."""

    customers: Clock | None
    owners: Clock | None


def clocks(lead: Lead, now: datetime) -> Clocks:
    """Both clocks of a lead."""
    closed_at = None if lead.status in OPEN else lead.converted_at or lead.changed_at
    answered = lead.first_contacted_at
    return Clocks(
        customers_clock(lead.received_at, answered, now, closed_at=closed_at),
        owners_clock(lead.assigned_at, answered, now, closed_at=closed_at),
    )


def events(actor: Actor, lead: Lead) -> list[Event]:
    """All that happened with a lead, newest first, as far as the actor may see it."""
    found = [
        *_activities(seen(actor, Activity).filter(lead=lead)),
        *_notes(seen(actor, Note).filter(lead=lead)),
        *_tasks(seen(actor, Task).filter(lead=lead)),
        *_moves(lead),
        *_givings(lead),
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)[:MOST_EVENTS]


def _activities(records: Iterable[Activity]) -> Iterable[Event]:
    language = spoken()
    for one in records.select_related("person")[:MOST_EVENTS]:  # type: ignore[attr-defined]
        theirs = one.direction == Activity.Direction.IN
        kind = kind_label(one.kind, language)
        title = _("%s from them") % kind if theirs else kind
        if one.outcome:
            title = f"{title} · {outcome_label(one.outcome, language)}"
        icon = ICONS.get(one.kind, "message-square")
        yield Event(one.happened_at, icon, title, one.summary, _named(one.person))


def _notes(records: Iterable[Note]) -> Iterable[Event]:
    for one in records:
        yield Event(one.made_at, "sticky-note", _("Note"), one.body, one.made_by_name)


def _tasks(records: Iterable[Task]) -> Iterable[Event]:
    for one in records.select_related("owner"):  # type: ignore[attr-defined]
        icon = "square-check" if one.done_at else "square"
        due = one.due_at and timezone.localtime(one.due_at).strftime("%Y-%m-%d")
        text = _("due %s") % due if due and not one.done_at else ""
        yield Event(one.done_at or one.made_at, icon, one.title, text, _named(one.owner))


def _moves(lead: Lead) -> Iterable[Event]:
    labels = dict(Lead.Status.choices)
    steps = Step.objects.filter(case_kind=Step.Kind.LEAD, case_id=lead.pk).select_related("person")
    for one in steps:
        label = str(labels.get(one.to_stage, one.to_stage))
        icon = STATUS_ICONS.get(one.to_stage, "arrow-right")
        reason = lead.invalid_reason if one.to_stage == Lead.Status.INVALID else ""
        yield Event(one.entered_at, icon, label, reason, _named(one.person), "move")


def _givings(lead: Lead) -> Iterable[Event]:
    """Every time somebody else got it: what the audit holds, by the people's names."""
    entries = list(
        AuditEntry.objects.filter(table="leads", record_id=lead.pk, action="assign_lead")
    )
    ids = {pk for entry in entries for pk in entry.changes.get("owner_id", [])}
    names = dict(Person.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
    for entry in entries:
        before, after = entry.changes.get("owner_id", [None, None])
        said = f"{names.get(before, '—')} → {names.get(after, '—')}"
        yield Event(entry.at, "user-check", _("Given"), said, entry.actor_name)


def _named(person: Person | None) -> str:
    return person.name if person else ""


@dataclass(frozen=True)
class Becoming:
    """What a lead may become: proposed names, customers to choose from, and what it became."""

    proposed: Proposal
    customers: Sequence[Account]
    likely: Sequence[Hit]


def becoming(actor: Actor, lead: Lead) -> Becoming:
    """The names to propose, the likely customers the actor sees, and all likely duplicates."""
    likely = hits(actor, candidate_of(lead), leave_out=[lead.pk])
    ids = [hit.record_id for hit in likely if hit.table == "accounts" and not hit.is_masked]
    if lead.account_id:
        ids.append(lead.account_id)
    customers = seen(actor, Account).filter(pk__in=ids, merged_into__isnull=True)
    return Becoming(proposal(lead.company, lead.name, lead.product_line), list(customers), likely)


def became(actor: Actor, lead: Lead) -> dict[str, object]:
    """The customer and the deals a converted lead became, as far as the actor sees them."""
    return {
        "account": seen(actor, Account).filter(pk=lead.account_id).first(),
        "deals": list(seen(actor, Deal).filter(lead=lead)),
    }
