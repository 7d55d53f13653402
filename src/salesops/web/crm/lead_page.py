"""What the page of one lead shows: its clocks, all that happened, and what it may become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from salesops.process.clocks import Clock, customers_clock, owners_clock
from salesops.selling.conversion import Proposal, proposal
from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.duplicate_hits import Hit
from salesops.web.crm.duplicates import hits
from salesops.web.crm.lead_matches import candidate_of
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.models import Account, Deal, Lead
from salesops.web.language import spoken
from salesops.web.people.models import Person
from salesops.web.process.calendars import calendar_for
from salesops.web.process.clocks import contact_limit, pauses_of
from salesops.web.workspace.models import AuditEntry


@dataclass(frozen=True)
class Giving:
    """One time somebody else got the lead, by the people's names."""

    at: datetime
    before: str
    after: str
    by: str


@dataclass(frozen=True)
class Clocks:
    """The customer's clock and the owner's, as far as they run."""

    customers: Clock | None
    owners: Clock | None

    @property
    def limit_said(self) -> str:
        """How soon the first contact is due, in words."""
        clock = self.customers or self.owners
        return clock.limit.said(spoken()) if clock else ""


def clocks(lead: Lead, now: datetime) -> Clocks:
    """Both clocks of a lead."""
    closed_at = None if lead.status in OPEN else lead.converted_at or lead.changed_at
    answered = lead.first_contacted_at
    limit, calendar = contact_limit(lead)
    return Clocks(
        customers_clock(lead.received_at, answered, now, limit, calendar, closed_at=closed_at),
        owners_clock(
            lead.assigned_at, answered, now, limit, calendar_for(lead.owner_id, calendar),
            closed_at=closed_at, pauses=pauses_of("lead", lead.pk),
        ),
    )  # fmt: skip


def givings(lead: Lead) -> list[Giving]:
    """Every time somebody else got it, newest first: what the audit holds, with names for ids."""
    entries = list(
        AuditEntry.objects.filter(table="leads", record_id=lead.pk, action="assign_lead")
    )
    ids = {pk for entry in entries for pk in entry.changes.get("owner_id", [])}
    names = dict(Person.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
    told = [(entry, *entry.changes.get("owner_id", (None, None))) for entry in entries]
    return [
        Giving(entry.at, names.get(a, "—"), names.get(b, "—"), entry.actor_name)
        for entry, a, b in told
    ]


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
