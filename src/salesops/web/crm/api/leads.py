"""REST: leads in and out, given to somebody, closed, converted; and the rules that give them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status

from salesops.web.access import require
from salesops.web.boundary import found, seen
from salesops.web.crm import lead_matches
from salesops.web.crm.actions import leads as actions
from salesops.web.crm.actions.conversion import Converted, Wanted, convert_lead
from salesops.web.crm.actions.undoing_conversion import undo_conversion
from salesops.web.crm.duplicates import hits, shown
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.models import Lead
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.paging import page
from salesops.web.people.models import Role
from salesops.web.process.clocks import customers_clocks
from salesops.web.signed_in import SignedIn

router = Router(tags=["leads"])
ORDER = ("-received_at", "lead_id")
CLOCKS = "clocks"
"""Where the clocks of a page's leads are kept, so that each is not asked for by itself."""
MOMENT = datetime


class LeadIn(Schema):
    """What is told of a lead; whatever is left out stays as it is."""

    name: str | None = None
    company: str | None = None
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    wechat: str | None = None
    source: str | None = None
    product_line: str | None = None
    need: str | None = None
    region_id: str | None = None


class NewLead(LeadIn):
    """A lead that comes in; without an owner the rules choose one."""

    lead_id: str | None = None
    received_at: datetime | None = None
    owner_id: str | None = None


class ChangedLead(LeadIn):
    """Other words for a lead, and the version they were written over."""

    version: int | None = None


class LeadOut(Schema):
    """A lead as it stands."""

    lead_id: str
    name: str
    company: str
    title: str
    phone: str
    email: str
    wechat: str
    source: str
    product_line: str
    need: str
    region_id: str | None
    owner_id: str | None
    account_id: str | None
    contact_id: str | None
    status: str
    invalid_reason: str
    received_at: datetime | None
    assigned_at: datetime | None
    first_contacted_at: datetime | None
    last_contact_at: datetime | None
    converted_at: datetime | None
    first_response: str | None
    version: int
    changed_at: datetime

    @staticmethod
    def resolve_first_response(lead: Lead) -> str | None:
        """How the customer's clock stands: running, warned, late, met, missed or stopped."""
        told = getattr(lead, CLOCKS, None)
        clock = (customers_clocks([lead], timezone.now()) if told is None else told).get(lead.pk)
        return clock.state if clock else None


class LeadPage(Schema):
    """Some leads, and where the next ones begin."""

    items: list[LeadOut]
    next: str | None


class DuplicateOut(Schema):
    """A record the lead may already be; masked and without an id where it is somebody else's."""

    table: str
    record_id: str
    name: str
    reason: str
    strength: float
    is_masked: bool
    whose: str


class ReceivedOut(Schema):
    """A lead that came in: what became of it, who got it and why, and who it may already be."""

    lead: LeadOut
    is_new: bool
    assigned_by: str | None
    why: dict[str, Any] | None
    duplicates: list[DuplicateOut]


class Version(Schema):
    """The version of the record as it was seen; without one nobody has looked at it."""

    version: int | None = None


class LeadGiven(Version):
    """Whom to give a lead to; without anybody the rules choose."""

    person_id: str | None = None


class Closed(Version):
    """Why a lead comes to nothing."""

    reason: str


class DealOfLead(Schema):
    """The deal a lead becomes."""

    name: str = ""
    amount: Decimal | None = None
    expected_close_on: date | None = None


class ConvertIn(Version):
    """What a lead is to become; with `deal: null` no deal is made."""

    account_id: str | None = None
    account_name: str = ""
    contact_name: str = ""
    with_contact: bool = True
    deal: DealOfLead | None = DealOfLead()
    anyway: bool = False


class ConvertedOut(Schema):
    """What a lead became."""

    lead: LeadOut
    account_id: str
    contact_id: str | None
    deal_id: str | None


def _told(body: LeadIn) -> dict[str, Any]:
    names = set(actions.FIELDS)
    return {k: v for k, v in body.dict(exclude_unset=True).items() if k in names}


def _received(request: SignedIn, made: actions.Received) -> dict[str, Any]:
    found_ones = shown(request.user, lead_matches.candidate_of(made.lead), made.matches)
    decision = made.assignment
    return {
        "lead": made.lead,
        "is_new": made.is_new,
        "assigned_by": decision.rule if decision else None,
        "why": problem_shown(decision.why, spoken()) if decision else None,
        "duplicates": [vars(hit) for hit in found_ones],
    }


@router.get("/leads", response=LeadPage)
def leads(
    request: SignedIn,
    *,
    status: Literal["new", "working", "converted", "invalid", "open"] | None = None,
    owner_id: str | None = None,
    unassigned: bool = False,
    source: str | None = None,
    changed_since: datetime | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = 100,
) -> Any:
    """The leads one may see, newest first."""
    records = seen(request.user, Lead)
    if status:
        records = records.filter(status__in=OPEN if status == "open" else [status])
    if owner_id:
        records = records.filter(owner_id=owner_id.replace("\0", ""))
    if unassigned:
        records = records.filter(owner__isnull=True)
    if source:
        records = records.filter(source=source.replace("\0", ""))
    if changed_since:
        records = records.filter(changed_at__gte=aware(changed_since))
    for word in q.replace("\0", "").lower().split()[:6]:
        records = records.filter(search_text__holds=word)
    found_page = page(records, ORDER, cursor, limit)
    clocks = customers_clocks(found_page.items, timezone.now())
    for one in found_page.items:
        setattr(one, CLOCKS, clocks)
    return found_page


def aware(moment: MOMENT) -> MOMENT:
    """A moment without a zone is the company's."""
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


@router.post("/leads", response={200: ReceivedOut, 201: ReceivedOut})
def receive(request: SignedIn, body: NewLead) -> Any:
    """Take a lead in and give it to somebody; 200 when its id is known already."""
    came = aware(body.received_at) if body.received_at else None
    made = actions.receive_lead(
        actor=request.user, values=_told(body), lead_id=body.lead_id, received_at=came,
        owner_id=body.owner_id,
    )  # fmt: skip
    return Status(201 if made.is_new else 200, _received(request, made))


@router.get("/leads/{path:lead_id}/duplicates", response=list[DuplicateOut])
def duplicates(request: SignedIn, lead_id: str) -> Any:
    """Who the lead may already be."""
    one = found(request.user, Lead, lead_id)
    found_ones = hits(request.user, lead_matches.candidate_of(one), leave_out=[one.pk])
    return [vars(hit) for hit in found_ones]


@router.post("/leads/{path:lead_id}/assign", response=ReceivedOut)
def assign(request: SignedIn, lead_id: str, body: LeadGiven) -> Any:
    """Give a lead to somebody, or let the rules choose."""
    if body.person_id is None:
        chosen = actions.apply_rules(actor=request.user, lead_id=lead_id, version=body.version)
        return _received(request, chosen)
    given = actions.assign_lead(
        actor=request.user, lead_id=lead_id, version=body.version, person_id=body.person_id
    )
    return _received(request, actions.Received(given, None, [], is_new=False))


@router.post("/leads/{path:lead_id}/take", response=LeadOut)
def take(request: SignedIn, lead_id: str, body: Version) -> Lead:
    """Take a lead oneself."""
    return actions.take_lead(actor=request.user, lead_id=lead_id, version=body.version)


@router.post("/leads/{path:lead_id}/invalidate", response=LeadOut)
def invalidate(request: SignedIn, lead_id: str, body: Closed) -> Lead:
    """Say that a lead comes to nothing, and why."""
    return actions.invalidate_lead(
        actor=request.user, lead_id=lead_id, version=body.version, reason=body.reason
    )


@router.post("/leads/{path:lead_id}/reopen", response=LeadOut)
def reopen(request: SignedIn, lead_id: str, body: Version) -> Lead:
    """Work on an invalid lead again."""
    return actions.reopen_lead(actor=request.user, lead_id=lead_id, version=body.version)


@router.post("/leads/{path:lead_id}/convert", response={201: ConvertedOut})
def convert(request: SignedIn, lead_id: str, body: ConvertIn) -> Any:
    """Make customer, contact and deal of a lead, once."""
    wanted = Wanted(
        body.account_id, body.account_name, body.contact_name, body.with_contact,
        body.deal.dict() if body.deal else None, body.anyway,
    )  # fmt: skip
    made = convert_lead(actor=request.user, lead_id=lead_id, version=body.version, wanted=wanted)
    return Status(201, _converted(made))


def _converted(made: Converted) -> dict[str, Any]:
    return {
        "lead": made.lead,
        "account_id": made.account.pk,
        "contact_id": made.contact.pk if made.contact else None,
        "deal_id": made.deal.pk if made.deal else None,
    }


@router.post("/leads/{path:lead_id}/undo-conversion", response=LeadOut)
def undo(request: SignedIn, lead_id: str, body: Version) -> Lead:
    """Make a converted lead a lead again, the same day."""
    return undo_conversion(actor=request.user, lead_id=lead_id, version=body.version)


@router.get("/leads/{path:lead_id}", response=LeadOut)
def lead(request: SignedIn, lead_id: str) -> Lead:
    """One lead."""
    return found(request.user, Lead, lead_id)


@router.patch("/leads/{path:lead_id}", response=LeadOut)
def change(request: SignedIn, lead_id: str, body: ChangedLead) -> Lead:
    """Change what a lead says."""
    return actions.change_lead(
        actor=request.user, lead_id=lead_id, version=body.version, values=_told(body)
    )


READERS = (Role.REP, Role.MANAGER, Role.OPS, Role.EXECUTIVE, Role.FINANCE)


def require_reader(request: SignedIn) -> None:
    """Refuse whoever sees no records at all."""
    require(request.user, *READERS)
