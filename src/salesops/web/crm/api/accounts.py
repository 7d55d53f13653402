"""REST: customers, their tags and relations, who they may already be, merged and apart again."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from salesops.selling.duplicates import Candidate
from salesops.web.access import require
from salesops.web.boundary import WRITERS, found, seen
from salesops.web.crm.account_problems import SURE_DUPLICATE
from salesops.web.crm.actions import accounts as actions
from salesops.web.crm.actions.merging import merge_accounts, unmerge_account
from salesops.web.crm.duplicate_hits import Hit
from salesops.web.crm.duplicates import hits
from salesops.web.crm.families import family
from salesops.web.crm.listings.accounts import ACCOUNTS
from salesops.web.crm.models import Account, AccountRelation
from salesops.web.foreseen import foreseeing, foreseen
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.lists.rest import documented, listed, one, one_asked
from salesops.web.prepared import Rows
from salesops.web.problems import Conflict, Refused
from salesops.web.signed_in import SignedIn

router = Router(tags=["customers"])
NAMES = {"class": "klass"}


class AccountFacts(Schema):
    """What may be said of a customer; what is left out stays as it is."""

    name: str | None = None
    industry: str | None = None
    size: str | None = None
    class_: str | None = Field(None, alias="class")
    region_id: str | None = None
    created_on: date | None = None
    credit_code: str | None = None
    phone: str | None = None
    website: str | None = None
    address: str | None = None
    note: str | None = None
    tags: list[str] | None = None


class NewAccount(AccountFacts):
    """A new customer; with `confirm_duplicate` and a reason even where it seems to be there."""

    name: str
    account_id: str = ""
    owner_id: str | None = None
    confirm_duplicate: bool = False
    reason: str = ""


class AccountChange(AccountFacts):
    """A change; `version` is the one that was read, so that nobody's change is overwritten."""

    version: int


class Given(Schema):
    """Who gets the customer."""

    person_id: str
    reason: str = ""
    version: int | None = None


class TagIn(Schema):
    """One tag."""

    tag: str


class RelationIn(Schema):
    """How another customer stands to this one."""

    other_id: str
    kind: Literal["parent", "subsidiary", "group", "supplier", "customer", "partner"]
    note: str = ""


class RelationOut(RelationIn):
    """A relation as it is kept."""

    relation_id: int


class MergeIn(Schema):
    """Which customers are to count as this one, and values chosen for it."""

    other_ids: list[str]
    values: AccountFacts | None = None
    version: int | None = None


class CheckIn(Schema):
    """What is known so far of a customer, lead or contact."""

    name: str = ""
    phone: str = ""
    credit_code: str = ""
    email: str = ""


class HitOut(Schema):
    """A likely match; one the reader may not see is masked and has no id."""

    table: str
    record_id: str
    name: str
    reason: str
    strength: float
    is_sure: bool
    is_masked: bool
    whose: str


def facts(body: Schema, names: tuple[str, ...] = actions.FIELDS) -> dict[str, object]:
    """What was said, by the names the records have; null empties a field."""
    said = {name.removesuffix("_"): value for name, value in body.dict(exclude_unset=True).items()}
    told = {NAMES.get(name, name): value for name, value in said.items()}
    nullable = ("region_id", "created_on", "left_on")
    return {
        name: "" if value is None and name not in nullable else value
        for name, value in told.items()
        if name in names
    }


@router.get("/accounts", openapi_extra=documented(ACCOUNTS))
def accounts(request: HttpRequest) -> Any:
    """The customers one may see, filtered and in order like the page, a page at a time."""
    return listed(request, "accounts")  # type: ignore[arg-type]  # whoever is here is signed in


@router.get("/accounts/{path:account_id}/family", response=list[str])
def account_family(request: SignedIn, account_id: str) -> list[str]:
    """The ids of all customers that are one with this one, the kept one first."""
    return family(found(request.user, Account, account_id))


@router.get("/accounts/{path:account_id}/relations", response=list[RelationOut])
def relations(request: SignedIn, account_id: str) -> Any:
    """The companies related to a customer, of those one may see."""
    account = found(request.user, Account, account_id)
    visible = seen(request.user, Account)
    return [_relation(r) for r in account.relations.filter(other__in=visible)]


def _relation(relation: AccountRelation) -> dict[str, Any]:
    return {
        "relation_id": relation.pk, "other_id": relation.other_id, "kind": relation.kind,
        "note": relation.note,
    }  # fmt: skip


MORE = ("note", "merged_into_id", "pool_id")


def _shown(request: SignedIn, pk: str, known: Rows | None = None) -> dict[str, Any]:
    return one(request.user, ACCOUNTS, pk, *MORE, known=known)


@router.post("/accounts", response={201: Any, 409: Any})
def create(request: SignedIn, body: NewAccount) -> Any:
    """A new customer; 409 with the matches when it is there already."""
    try:
        made = actions.create_account(
            actor=request.user, values=facts(body), owner_id=body.owner_id,
            account_id=body.account_id, tags=body.tags or (),
            confirm_duplicate=body.confirm_duplicate, reason=body.reason,
        )  # fmt: skip
    except Refused as refusal:
        if refusal.problem.code != SURE_DUPLICATE.code:
            raise
        matched = hits(request.user, Candidate(body.name, body.phone or "", body.credit_code or ""))
        problems = [problem_shown(refusal.problem, spoken())]
        return Status(409, {"problems": problems, "duplicates": [_hit(hit) for hit in matched]})
    return Status(201, _shown(request, made.pk))


def _hit(hit: Hit) -> dict[str, Any]:
    return {name: getattr(hit, name) for name in HitOut.model_fields}


def conflicting(conflict: Conflict, current: dict[str, Any]) -> dict[str, Any]:
    """A conflict as REST tells it: who changed what, and the record as it is now."""
    since = [{"who": one.who, "at": one.at, "changes": one.changes} for one in conflict.since]
    problems = [problem_shown(conflict.problem, spoken())]
    return {
        "problems": problems, "version": conflict.version, "since": since, "current": current,
    }  # fmt: skip


@router.post("/accounts/{path:account_id}/give", response=Any)
def give(request: SignedIn, account_id: str, body: Given) -> Any:
    """Give a customer to somebody else; the past stays the last owner's."""
    given = actions.give_account(
        actor=request.user, account_id=account_id, person_id=body.person_id, reason=body.reason,
        version=body.version,
    )  # fmt: skip
    return _shown(request, given.pk)


@router.post("/accounts/{path:account_id}/tags", response=Any)
def tag(request: SignedIn, account_id: str, body: TagIn) -> Any:
    """Put a tag on a customer."""
    actions.tag_account(actor=request.user, account_id=account_id, tag=body.tag)
    return _shown(request, account_id)


@router.post("/accounts/{path:account_id}/untag", response=Any)
def untag(request: SignedIn, account_id: str, body: TagIn) -> Any:
    """Take a tag off a customer."""
    actions.untag_account(actor=request.user, account_id=account_id, tag=body.tag)
    return _shown(request, account_id)


@router.post("/accounts/{path:account_id}/relations", response={201: RelationOut})
def relate(request: SignedIn, account_id: str, body: RelationIn) -> Any:
    """Say how another customer stands to this one."""
    made = actions.relate_accounts(
        actor=request.user, account_id=account_id, other_id=body.other_id, kind=body.kind,
        note=body.note,
    )  # fmt: skip
    return Status(201, _relation(made))


@router.post("/accounts/{path:account_id}/unrelate/{relation_id}", response={204: None})
def unrelate(request: SignedIn, account_id: str, relation_id: int) -> Any:
    """Take a relation back."""
    actions.unrelate_accounts(actor=request.user, account_id=account_id, relation_id=relation_id)
    return Status(204, None)


@router.post("/accounts/{path:account_id}/merge", response=Any)
def merge(request: SignedIn, account_id: str, body: MergeIn) -> Any:
    """Let other customers count as this one; nothing of theirs is moved."""
    kept = merge_accounts(
        actor=request.user, keep_id=account_id, other_ids=body.other_ids,
        values=facts(body.values) if body.values else None, version=body.version,
    )  # fmt: skip
    return _shown(request, kept.pk) | {"family": family(kept)}


@router.post("/accounts/{path:account_id}/unmerge", response=Any)
def unmerge(request: SignedIn, account_id: str) -> Any:
    """Make a merged customer one of its own again."""
    return _shown(request, unmerge_account(actor=request.user, account_id=account_id).pk)


@router.post("/duplicates", response=list[HitOut])
def check(request: SignedIn, body: CheckIn) -> Any:
    """Who a customer, lead or contact may already be, among all there are; strangers' masked."""
    require(request.user, *WRITERS)
    candidate = Candidate(body.name[:300], body.phone[:50], body.credit_code[:50], body.email[:254])
    return [_hit(hit) for hit in hits(request.user, candidate)]


# The whole rest of an address may be an id, so these come after all others.
@router.get("/accounts/{path:account_id}")
@foreseeing(lambda account_id: one_asked(ACCOUNTS, account_id, *MORE))
def account(request: SignedIn, account_id: str) -> Any:
    """One customer."""
    return _shown(request, account_id, foreseen(request))


@router.patch("/accounts/{path:account_id}", response={200: Any, 409: Any})
def change(request: SignedIn, account_id: str, body: AccountChange) -> Any:
    """Change what was said; 409 with the record as it is now when somebody else was first."""
    try:
        changed = actions.change_account(
            actor=request.user, account_id=account_id, values=facts(body), version=body.version,
            tags=body.tags,
        )  # fmt: skip
    except Conflict as conflict:
        return Status(409, conflicting(conflict, _shown(request, account_id)))
    return Status(200, _shown(request, changed.pk))
