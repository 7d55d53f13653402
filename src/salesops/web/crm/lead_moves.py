"""Every move of a lead's status, kept as a row: from its creation on, who moved it and when."""

from datetime import datetime

from django.utils import timezone

from salesops.web.crm.keys import shard_of
from salesops.web.crm.models import Lead, Step
from salesops.web.process.versions import code_for_lead

Status = Lead.Status
OPEN = (Status.NEW, Status.WORKING)
"""The states in which somebody is still to do something about a lead."""


def moved(lead: Lead, *, at: datetime, person_id: str | None) -> None:
    """Write down that the lead is in its status from now on."""
    Step.objects.create(
        case_kind=Step.Kind.LEAD,
        case_id=lead.lead_id,
        to_stage=lead.status,
        entered_at=at,
        person_id=person_id,
        shard=shard_of(timezone.localtime(at)),
        changed_at=timezone.now(),
        process_version=code_for_lead(lead),
    )


def reached(lead_id: str, *, at: datetime, person_id: str | None) -> bool:
    """Take a contact of ours into account: a new lead somebody reached is being worked on.

    Nobody's edit of the lead fails because of it, so its version stays.
    """
    new = Lead.objects.filter(pk=lead_id, status=Status.NEW)
    if not new.update(status=Status.WORKING, changed_at=timezone.now()):
        return False
    lead = Lead.objects.get(pk=lead_id)
    moved(lead, at=max(at, lead.received_at or at), person_id=person_id or lead.owner_id)
    return True
