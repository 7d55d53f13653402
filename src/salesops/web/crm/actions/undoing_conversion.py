"""A lead converted by mistake is a lead again: the same day, and while nobody built on it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.boundary import writable
from salesops.web.crm.actions.conversion import MADE
from salesops.web.crm.actions.leads import person_of
from salesops.web.crm.lead_moves import Status, moved
from salesops.web.crm.lead_problems import BUILT_ON, NOT_CONVERTED, TOO_LATE_TO_UNDO
from salesops.web.crm.models import (
    Account,
    Activity,
    Attachment,
    Contact,
    Deal,
    Lead,
    Note,
    Step,
    Task,
)
from salesops.web.problems import refused


def undo_conversion(*, actor: Actor, lead_id: str, version: int | None) -> Lead:
    """Make the lead a lead again and take away what converting made, the same day only.

    Refused when anything was built on it since: nothing somebody wrote is lost.
    """
    writable(actor, Lead, lead_id)
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        if lead.status != Status.CONVERTED or lead.converted_at is None:
            raise refused(NOT_CONVERTED)
        day = timezone.localtime(lead.converted_at).date()
        if day != timezone.localdate():
            raise refused(TOO_LATE_TO_UNDO, day=day)
        made = lead.extra.get(MADE, {})
        if built := _built_on(lead, made):
            raise refused(BUILT_ON, what="、".join(built))
        _undone(actor, lead, made)
    return lead


def _built_on(lead: Lead, made: Mapping[str, str]) -> list[str]:
    """What somebody added to what converting made, in words; nothing when it is untouched."""
    found = {**_written(made), **_beside(lead, made), **_touched(made)}
    return [name for name, records in found.items() if records.exists()]


def _written(made: Mapping[str, str]) -> dict[str, QuerySet]:
    about = _of("account_id", made.get("account")) | _of("deal_id", made.get("deal"))
    with_them = about | _of("contact_id", made.get("contact"))
    return {
        _("activities"): Activity.objects.filter(with_them),
        _("tasks"): Task.objects.filter(about),
        _("notes"): Note.objects.filter(about),
        _("files"): Attachment.objects.filter(about),
    }


def _of(name: str, pk: str | None) -> Q:
    return Q(**{name: pk}) if pk else Q(pk__in=[])


def _beside(lead: Lead, made: Mapping[str, str]) -> dict[str, QuerySet]:
    """Other records of the customer that was made."""
    of_account = _of("account_id", made.get("account"))
    return {
        _("contacts"): Contact.objects.filter(of_account).exclude(pk=made.get("contact")),
        _("deals"): Deal.objects.filter(of_account).exclude(pk=made.get("deal")),
        _("leads"): Lead.objects.filter(of_account).exclude(pk=lead.pk),
    }


def _touched(made: Mapping[str, str]) -> dict[str, QuerySet]:
    """Those of the records that somebody changed since."""
    since = Q(version__gt=1)
    return {
        _("the customer's data"): Account.objects.filter(since, pk=made.get("account")),
        _("the contact's data"): Contact.objects.filter(since, pk=made.get("contact")),
        _("the deal's data"): Deal.objects.filter(since, pk=made.get("deal")),
    }


def _undone(actor: Actor, lead: Lead, made: Mapping[str, str]) -> None:
    status = Status.WORKING if lead.first_contacted_at else Status.NEW
    changes = {
        "status": str(status), "account_id": made.get("linked") or None, "contact_id": None,
        "converted_at": None,
    }  # fmt: skip
    changed = changing.apply(lead, changes)
    lead.extra = {name: value for name, value in lead.extra.items() if name != MADE}
    changing.keep(lead, changed, "extra")
    moved(lead, at=timezone.now(), person_id=person_of(actor) or lead.owner_id)
    gone = {f"{kind}_removed": pk for kind, pk in made.items() if kind != "linked"}
    changing.note(actor, "undo_conversion", lead, changed, details=gone)
    if deal_id := made.get("deal"):
        Step.objects.filter(case_kind=Step.Kind.DEAL, case_id=deal_id).delete()
        Deal.objects.filter(pk=deal_id).delete()
    Contact.objects.filter(pk=made.get("contact")).delete()
    Account.objects.filter(pk=made.get("account")).delete()
