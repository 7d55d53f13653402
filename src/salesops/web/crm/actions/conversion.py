"""A lead becomes customer, contact and deal, once, and can be made a lead again the same day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salesops.selling.conversion import proposal
from salesops.selling.duplicates import Candidate
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.boundary import found, writable
from salesops.web.crm import holding, lead_matches
from salesops.web.crm.actions.deals import open_deal
from salesops.web.crm.actions.leads import person_of
from salesops.web.crm.contacted import carry_over
from salesops.web.crm.duplicates import shown
from salesops.web.crm.keys import account_keys, contact_keys
from salesops.web.crm.lead_moves import OPEN, Status, moved
from salesops.web.crm.lead_problems import (
    ALREADY_CONVERTED,
    CLOSED_LEAD,
    LIKELY_DUPLICATE,
    NO_ACCOUNT_NAME,
)
from salesops.web.crm.models import Account, Contact, Deal, DealLine, Lead
from salesops.web.ids import new_id
from salesops.web.problems import refused
from salesops.web.process.enforcing import check_converted

MADE = "conversion"
"""Where a converted lead keeps which of its records the conversion made."""


@dataclass(frozen=True)
class Wanted:
    """What a lead is to become: a customer there is or a new one, and a deal or none.

    Empty names are taken from the lead. `anyway` makes a customer that may exist already.
    """

    account_id: str | None = None
    account_name: str = ""
    contact_name: str = ""
    with_contact: bool = True
    deal: Mapping[str, object] | None = field(default_factory=dict)
    anyway: bool = False


@dataclass(frozen=True)
class Converted:
    """What a lead became."""

    lead: Lead
    account: Account
    contact: Contact | None
    deal: Deal | None


def convert_lead(*, actor: Actor, lead_id: str, version: int | None, wanted: Wanted) -> Converted:
    """Make customer, contact and deal of a lead, which stays with its history and is shown there.

    Raises Refused, Conflict or ValidationError; then nothing was made.
    """
    before = writable(actor, Lead, lead_id)
    _require_convertible(before)
    # Outside the transaction: what was asked about somebody else's customers stays on record.
    there = found(actor, Account, wanted.account_id) if wanted.account_id else None
    if there is None and not wanted.anyway:
        _require_new(actor, before, _name(before, wanted))
    at = timezone.now()
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        _require_convertible(lead)
        check_converted(lead)
        made = {"linked": lead.account_id or ""}
        account = there or _account(actor, lead, wanted, at, made)
        contact = _contact(actor, lead, account, wanted, made)
        deal = None
        if wanted.deal is not None:
            deal = _deal(actor, lead, account, contact, wanted.deal, at)
            made["deal"] = deal.pk
        changes = {
            "status": str(Status.CONVERTED), "account_id": account.pk,
            "contact_id": contact.pk if contact else None, "converted_at": at,
        }  # fmt: skip
        more = {"extra": {**lead.extra, MADE: made}}
        changing.change(actor=actor, record=lead, values=changes, action="convert_lead", more=more)
        moved(lead, at=at, person_id=person_of(actor) or lead.owner_id)
        carry_over(lead, account.pk, deal.pk if deal else None)
    return Converted(lead, account, contact, deal)


def _require_convertible(lead: Lead) -> None:
    if lead.status == Status.CONVERTED:
        raise refused(ALREADY_CONVERTED)
    if lead.status not in OPEN:
        raise refused(CLOSED_LEAD, status=lead.get_status_display())


def _account(
    actor: Actor, lead: Lead, wanted: Wanted, at: datetime, made: dict[str, str]
) -> Account:
    name = _name(lead, wanted)
    if not name.strip():
        raise refused(NO_ACCOUNT_NAME, field="account_name")
    account = Account(
        account_id=new_id("A"), name=name, region_id=lead.region_id, phone=_company_phone(lead),
        owner_id=lead.owner_id or person_of(actor), owned_since=at,
        created_on=timezone.localtime(at).date(),
    )  # fmt: skip
    keys = account_keys(account.name, account.phone, account.credit_code, account.account_id)
    for key, value in keys.items():
        setattr(account, key, value)
    changing.made(actor, "create_account", account)
    holding.begin(account, at=at, began=holding.Began.CONVERTED)
    made["account"] = account.pk
    return account


def _name(lead: Lead, wanted: Wanted) -> str:
    return wanted.account_name or proposal(lead.company, lead.name, "").account


def _company_phone(lead: Lead) -> str:
    """A lead without a person's name has the company's number."""
    return "" if lead.name else lead.phone


def _require_new(actor: Actor, lead: Lead, name: str) -> None:
    candidate = Candidate(name, lead.phone, "", lead.email)
    matched = lead_matches.found(candidate, lead.lead_id)
    likely = [match for match in matched if match.known.table != "leads"]
    if likely:
        names = "、".join(dict.fromkeys(hit.name for hit in shown(actor, candidate, likely)))
        raise refused(LIKELY_DUPLICATE, field="account_name", names=names)


def _contact(
    actor: Actor, lead: Lead, account: Account, wanted: Wanted, made: dict[str, str]
) -> Contact | None:
    name = wanted.contact_name or lead.name
    if not wanted.with_contact or not name.strip():
        return None
    keys = contact_keys(name, lead.phone, lead.email)
    same = _same_contact(account, name, keys)
    if same:
        return same
    contact = Contact(
        contact_id=new_id("C"), account=account, name=name, title=lead.title, phone=lead.phone,
        email=lead.email, wechat=lead.wechat,
        is_primary=not Contact.objects.filter(account=account).exists(), **keys,
    )  # fmt: skip
    changing.made(actor, "create_contact", contact)
    made["contact"] = contact.pk
    return contact


def _same_contact(account: Account, name: str, keys: Mapping[str, str]) -> Contact | None:
    """Somebody there of that name who shares the number or the mail, or has neither."""
    told = {key: keys[key] for key in ("phone_key", "email_key")}
    for contact in Contact.objects.filter(account=account, name=name).order_by("pk"):
        shared = any(value and value == getattr(contact, key) for key, value in told.items())
        if shared or not any(told.values()):
            return contact
    return None


def _deal(
    actor: Actor,
    lead: Lead,
    account: Account,
    contact: Contact | None,
    told: Mapping[str, object],
    at: datetime,
) -> Deal:
    """The deal of the lead, with its product line as the first line of it."""
    name = str(told.get("name") or "") or proposal(account.name, "", lead.product_line).deal
    values = {
        "name": name, "account_id": account.pk, "contact_id": contact.pk if contact else None,
        "lead_id": lead.pk, "owner_id": lead.owner_id or account.owner_id,
        "amount": told.get("amount"), "expected_close_on": told.get("expected_close_on"),
    }  # fmt: skip
    deal = open_deal(actor=actor, values={k: v for k, v in values.items() if v is not None}, at=at)
    if lead.product_line:
        DealLine.objects.create(deal=deal, product_line=lead.product_line, amount=deal.amount)
    return deal
