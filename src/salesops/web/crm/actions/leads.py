"""What is done to leads: received, changed, given to somebody, found invalid, opened again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from salesops.kernel.problem import Language, Problem
from salesops.selling.assignment import Assignment
from salesops.selling.duplicates import Match
from salesops.selling.letters import OPERATIONS
from salesops.web import changing
from salesops.web.access import Actor, Owner, require
from salesops.web.boundary import WRITERS, covers, found, seen, writable
from salesops.web.crm import lead_matches
from salesops.web.crm.assigning import decide, sellers
from salesops.web.crm.keys import lead_keys, shard_of
from salesops.web.crm.lead_moves import OPEN, Status, moved
from salesops.web.crm.lead_problems import (
    CLOSED_LEAD,
    HAS_LEFT,
    ID_TAKEN,
    NAMELESS,
    NO_PERSON,
    NO_REASON,
    NOBODY_GETS,
    NOT_CLOSED,
    NOT_YOURS_TO_GIVE,
    UNKNOWN_PERSON,
    UNKNOWN_REGION,
)
from salesops.web.crm.models import Lead, Task
from salesops.web.ids import new_id
from salesops.web.market.models import Region
from salesops.web.notices.actions import About, notify
from salesops.web.people.models import Person, Role, User
from salesops.web.problems import refused
from salesops.web.process.arms import assign_arms
from salesops.web.process.enforcing import check_assigned, enter_lead
from salesops.web.text import clean_text
from salesops.web.workspace.models import Workspace

FIELDS = (
    "name", "company", "title", "phone", "email", "wechat", "source", "product_line", "need",
    "region_id",
)  # fmt: skip
KEYED = ("name", "company", "phone", "email")
RULE = "assignment"


@dataclass(frozen=True)
class Received:
    """A lead that came in: who got it and why, and who it may already be."""

    lead: Lead
    assignment: Assignment | None
    matches: list[Match]
    is_new: bool = True


def receive_lead(
    *,
    actor: Actor,
    values: Mapping[str, object],
    lead_id: str | None = None,
    received_at: datetime | None = None,
    owner_id: str | None = None,
) -> Received:
    """A new lead, given to its owner or to whom the rules choose, all or nothing.

    A seller's own find is theirs.
    A lead whose id is known already is answered as it stands: sending it twice makes one.
    Raises ValidationError by field, or Refused.
    """
    require(actor, *WRITERS)
    lead_id = clean_text(lead_id or "") or None
    if owner_id is None and isinstance(actor, User) and actor.role == Role.REP:
        owner_id = actor.person_id
    known = _known(actor, lead_id)
    if known:
        return Received(known, None, [], is_new=False)
    try:
        with transaction.atomic():
            return _received(actor, values, lead_id, received_at, owner_id)
    except IntegrityError:
        known = _known(actor, lead_id)
        if known is None:
            raise
        return Received(known, None, [], is_new=False)


def _known(actor: Actor, lead_id: str | None) -> Lead | None:
    if not lead_id or not Lead.objects.filter(pk=lead_id).exists():
        return None
    try:
        return found(actor, Lead, lead_id)
    except Http404:
        raise refused(ID_TAKEN, field="lead_id", lead_id=lead_id) from None


def _received(
    actor: Actor,
    values: Mapping[str, object],
    lead_id: str | None,
    received_at: datetime | None,
    owner_id: str | None,
) -> Received:
    now = timezone.now()
    lead = _new(values, lead_id, min(received_at or now, now))
    matched = lead_matches.found(lead_matches.candidate_of(lead), lead.lead_id)
    lead.account = lead_matches.account_of(lead_matches.candidate_of(lead), matched)
    chosen = _given(actor, owner_id) if owner_id else None
    decision = None if chosen else decide(lead)
    lead.owner_id = chosen or (decision.person_id if decision else None)
    lead.assigned_at = now if lead.owner_id else None
    changing.made(actor, "receive_lead", lead)
    assign_arms(lead)
    moved(lead, at=lead.received_at or now, person_id=person_of(actor) or lead.owner_id)
    enter_lead(lead, now)
    if decision and lead.owner_id is None:
        _tell_nobody_found(actor, lead, decision)
    return Received(lead, decision, matched)


def _new(values: Mapping[str, object], lead_id: str | None, received_at: datetime) -> Lead:
    told = changing.cleaned(Lead, _allowed(values))
    lead = Lead(
        lead_id=lead_id or new_id("L"),
        received_at=received_at,
        shard=shard_of(timezone.localtime(received_at)),
        **told,
    )
    if not any((lead.name, lead.company, lead.phone, lead.email, lead.wechat)):
        raise refused(NAMELESS, field="name")
    for name, value in _keys(lead).items():
        setattr(lead, name, value)
    return lead


def _allowed(values: Mapping[str, object]) -> dict[str, object]:
    told = {name: values[name] for name in FIELDS if name in values}
    if "region_id" in told:
        told["region_id"] = told["region_id"] or None
        _check_region(told["region_id"])
    return {name: "" if value is None and name != "region_id" else value
            for name, value in told.items()}  # fmt: skip


def _check_region(region_id: object) -> None:
    if region_id and not Region.objects.filter(pk=str(region_id).replace("\0", "")).exists():
        raise refused(UNKNOWN_REGION, field="region_id", region=region_id)


def _keys(lead: Lead) -> dict[str, str]:
    return lead_keys(lead.name, lead.company, lead.phone, lead.email, lead.lead_id)


def person_of(actor: Actor) -> str | None:
    """The person who acts, where the actor is one."""
    return actor.person_id if isinstance(actor, User) else None


def _given(actor: Actor, person_id: str) -> str:
    """The person, if the actor may give to them and they work here. Raises Refused."""
    person = Person.objects.filter(pk=person_id.replace("\0", "")).first()
    if person is None:
        raise refused(UNKNOWN_PERSON, field="owner_id", person=person_id)
    if not covers(actor, person.person_id):
        raise refused(NOT_YOURS_TO_GIVE, field="owner_id", person=person.name)
    if person.person_id not in sellers([person.person_id], timezone.localdate()):
        raise refused(HAS_LEFT, field="owner_id", person=person.name)
    return person.person_id


def _tell_nobody_found(actor: Actor, lead: Lead, decision: Assignment) -> None:
    """A task without an owner is sales operations' to do."""
    workspace = Workspace.objects.first()
    code = workspace.language if workspace else "zh-hans"
    with translation.override(code):
        title = _("Nobody gets this lead: %s") % lead
    said: Language = "zh" if code.startswith("zh") else "en"
    task = Task(
        task_id=new_id("T"),
        title=title[:300],
        details=f"{decision.why.reason(said)}\n{decision.why.remedy(said)}",
        due_at=timezone.now(),
        lead=lead,
        made_by_rule=RULE,
    )
    changing.made(actor, "make_task", task)
    about = About("leads", lead.pk, f"unassigned:{lead.pk}")
    words = Problem(NOBODY_GETS, values={"name": str(lead)})
    notify(to=OPERATIONS, kind="unassigned", words=words, about=about)


def change_lead(
    *, actor: Actor, lead_id: str, version: int | None, values: Mapping[str, object]
) -> Lead:
    """Other words for a lead; what it is found by follows. Raises Conflict or ValidationError."""
    writable(actor, Lead, lead_id)
    told = _allowed(values)
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        kept = {name: getattr(lead, name) for name in KEYED}
        kept |= {name: str(value) for name, value in told.items() if name in KEYED}
        keys = lead_keys(kept["name"], kept["company"], kept["phone"], kept["email"], lead_id)
        more = keys if set(told) & set(KEYED) else None
        changing.change(actor=actor, record=lead, values=told, action="change_lead", more=more)
    return lead


def assign_lead(*, actor: Actor, lead_id: str, version: int | None, person_id: str) -> Lead:
    """Give a lead to somebody: their clock begins, the customer's runs on, history stays."""
    writable(actor, Lead, lead_id)
    chosen = _given(actor, person_id)
    return _owned(actor, lead_id, version, chosen)


def _owned(actor: Actor, lead_id: str, version: int | None, person_id: str) -> Lead:
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        _require_open(lead)
        check_assigned(lead)
        given = {"owner_id": person_id}
        since = {"assigned_at": timezone.now()}
        changed = changing.change(
            actor=actor, record=lead, values=given, action="assign_lead", more=since
        )
        if changed:
            _close_asking(actor, lead)
            enter_lead(lead, since["assigned_at"])
    return lead


def _close_asking(actor: Actor, lead: Lead) -> None:
    """Nobody needs to be found any more."""
    asking = Task.objects.filter(lead=lead, made_by_rule=RULE, done_at__isnull=True)
    for task in asking.select_for_update():
        done = {"done_at": timezone.now()}
        changing.change(actor=actor, record=task, values=done, action="finish_task")


def take_lead(*, actor: Actor, lead_id: str, version: int | None) -> Lead:
    """Take a lead one sees oneself."""
    writable(actor, Lead, lead_id)
    own = person_of(actor)
    if own is None:
        raise refused(NO_PERSON)
    return _owned(actor, lead_id, version, own)


def apply_rules(*, actor: Actor, lead_id: str, version: int | None) -> Received:
    """Let the rules choose once more, for instance when they were changed."""
    require(actor, Role.OPS, Role.MANAGER)
    writable(actor, Lead, lead_id)
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        _require_open(lead)
        decision = decide(lead)
        if decision.person_id and decision.person_id != lead.owner_id:
            lead = _owned(actor, lead_id, lead.version, decision.person_id)
    return Received(lead, decision, [], is_new=False)


def _require_open(lead: Lead) -> None:
    if lead.status not in OPEN:
        raise refused(CLOSED_LEAD, status=lead.get_status_display())


def invalidate_lead(*, actor: Actor, lead_id: str, version: int | None, reason: str) -> Lead:
    """The lead will come to nothing, and why."""
    writable(actor, Lead, lead_id)
    if not changing.cleaned(Lead, {"invalid_reason": reason})["invalid_reason"]:
        raise refused(NO_REASON, field="reason")
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        _require_open(lead)
        _move(actor, lead, Status.INVALID, "invalidate_lead", invalid_reason=reason)
    return lead


def reopen_lead(*, actor: Actor, lead_id: str, version: int | None) -> Lead:
    """An invalid lead is worked on again."""
    writable(actor, Lead, lead_id)
    with transaction.atomic():
        lead = changing.locked(Lead, lead_id, version)
        if lead.status == Status.CONVERTED:
            raise refused(CLOSED_LEAD, status=lead.get_status_display())
        if lead.status != Status.INVALID:
            raise refused(NOT_CLOSED)
        status = Status.WORKING if lead.first_contacted_at else Status.NEW
        _move(actor, lead, status, "reopen_lead", invalid_reason="")
    return lead


def _move(actor: Actor, lead: Lead, status: Status, action: str, **values: object) -> None:
    changes = {"status": str(status), **values}
    changing.change(actor=actor, record=lead, values=changes, action=action)
    moved(lead, at=timezone.now(), person_id=person_of(actor) or lead.owner_id)


def may_assign(actor: Actor) -> bool:
    """Whether the actor gives leads to others."""
    return isinstance(actor, Owner) or actor.role in (Role.OPS, Role.MANAGER)


def unassigned(actor: Actor) -> int:
    """How many open leads nobody has, of those the actor sees."""
    return seen(actor, Lead).filter(owner__isnull=True, status__in=OPEN).count()
