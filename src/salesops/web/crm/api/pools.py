"""REST: public pools, the free customers in them, claiming, returning and giving them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Router, Schema, Status

from salesops.web.access import EDITORS, require
from salesops.web.crm import pool_shelf, replaying
from salesops.web.crm.actions import pool_rules, pools
from salesops.web.crm.api.leads import Version, require_reader
from salesops.web.crm.models import Account, Pool
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.paging import page
from salesops.web.signed_in import SignedIn

router = Router(tags=["pools"])


class PoolIn(Schema):
    """A pool's rule; whatever is left out stays as it is. Days are working days."""

    name: str | None = None
    is_active: bool | None = None
    recycle_after_workdays: int | None = None
    warn_before_workdays: int | None = None
    holding_cap: int | None = None
    claims_per_day: int | None = None
    cool_down_workdays: int | None = None
    keeps_won: bool | None = None
    classes: list[str] | None = None
    regions: list[str] | None = None
    version: int | None = None


class PoolOut(Schema):
    """A pool, its rule, and how many customers are free in it."""

    pool_id: str
    name: str
    is_active: bool
    recycle_after_workdays: int | None
    warn_before_workdays: int
    starts_on: date | None
    holding_cap: int | None
    claims_per_day: int | None
    cool_down_workdays: int
    keeps_won: bool
    classes: list[str]
    regions: list[str]
    customers: int
    version: int

    @staticmethod
    def resolve_regions(pool: Pool) -> list[str]:
        """The ids of its regions."""
        return sorted(region.pk for region in pool.regions.all())

    @staticmethod
    def resolve_customers(pool: Pool) -> int:
        """How many are free."""
        return pool_shelf.free([pool]).count()


class FreeOut(Schema):
    """A free customer: what is known of it until it is claimed."""

    account_id: str
    name: str
    industry: str
    size: str
    klass: str
    region_id: str | None
    phone: str
    contacts: int
    held_before: int
    pooled_at: datetime | None
    came_by: str
    reason: str
    last_team: str


class FreePage(Schema):
    """Some free customers, and where the next ones begin."""

    items: list[FreeOut]
    next: str | None


class HeldOut(Schema):
    """Who has a customer now, or in which pool it is."""

    account_id: str
    name: str
    owner_id: str | None
    pool_id: str | None
    version: int


class Returned(Version):
    """Why a customer is given back, and into which pool if not its own."""

    reason: str
    pool_id: str | None = None


class Receiver(Schema):
    """Who gets a customer."""

    person_id: str


class Target(Schema):
    """The pool a customer goes to."""

    pool_id: str


class ReplayOut(Schema):
    """What a rule would have done in the last days."""

    days: int
    held: int
    recycled: int
    later_won: int
    said: dict[str, Any]


def _told(body: PoolIn) -> dict[str, Any]:
    told = body.dict(exclude_unset=True)
    told.pop("version", None)
    return {k: v for k, v in told.items() if v is not None or k in pool_rules.NUMBERS}


@router.get("/pools", response=list[PoolOut])
def every_pool(request: SignedIn) -> Any:
    """The pools open to one."""
    require_reader(request)
    return pools.open_pools(request.user)


@router.post("/pools", response={201: PoolOut})
def make(request: SignedIn, body: PoolIn) -> Any:
    """A new pool; its rule counts from today."""
    values = {"name": "", **_told(body)}
    return Status(201, pool_rules.make_pool(actor=request.user, values=values))


@router.post("/pools/replay", response=ReplayOut)
def replay(request: SignedIn, body: PoolIn, days: int = replaying.REPLAYED_DAYS) -> Any:
    """What such a rule would have taken back in the last days; nothing is kept."""
    require(request.user, *EDITORS)
    length = min(max(days, 1), 3 * 366)
    found = replaying.replayed(pool_rules.draft(_told(body)), length)
    return {
        "days": length, "held": found.spells, "recycled": len(found.recycled),
        "later_won": len(found.later_won), "said": problem_shown(found.said(), spoken()),
    }  # fmt: skip


@router.patch("/pools/{pool_id}", response=PoolOut)
def change(request: SignedIn, pool_id: str, body: PoolIn) -> Pool:
    """Change a pool's rule; a stricter one counts from today."""
    return pool_rules.change_pool(
        actor=request.user, pool_id=pool_id, version=body.version, values=_told(body)
    )


@router.get("/pools/{pool_id}/accounts", response=FreePage)
def free(
    request: SignedIn, pool_id: str, *, q: str = "", cursor: str | None = None, limit: int = 100
) -> Any:
    """The free customers of a pool, the newest there first, with masked contact data."""
    pool = pool_shelf.open_pool(request.user, pool_id)
    found = page(pool_shelf.free([pool], q), pool_shelf.ORDER, cursor, limit)
    return {"items": [_free(one) for one in pool_shelf.shelved(found.items)], "next": found.next}


def _free(one: pool_shelf.Shelved) -> dict[str, Any]:
    account = one.account
    return {
        "account_id": account.pk, "name": account.name, "industry": account.industry,
        "size": account.size, "klass": account.klass, "region_id": account.region_id,
        "phone": one.phone, "contacts": one.contacts, "held_before": one.holders,
        "pooled_at": one.since, "came_by": one.ended, "reason": one.reason, "last_team": one.team,
    }  # fmt: skip


@router.post("/pools/accounts/{path:account_id}/claim", response=HeldOut)
def claim(request: SignedIn, account_id: str) -> Account:
    """Take a free customer."""
    return pools.claim_account(actor=request.user, account_id=account_id)


@router.post("/pools/accounts/{path:account_id}/give", response=HeldOut)
def give(request: SignedIn, account_id: str, body: Receiver) -> Account:
    """Give a free customer to somebody."""
    return pools.give_pooled(actor=request.user, account_id=account_id, person_id=body.person_id)


@router.post("/pools/accounts/{path:account_id}/move", response=HeldOut)
def move(request: SignedIn, account_id: str, body: Target) -> Account:
    """Move a free customer to another pool."""
    return pools.move_pooled(actor=request.user, account_id=account_id, pool_id=body.pool_id)


@router.post("/accounts/{path:account_id}/return", response=HeldOut)
def give_back(request: SignedIn, account_id: str, body: Returned) -> Account:
    """Give a customer back to its pool, and say why."""
    return pools.return_account(
        actor=request.user, account_id=account_id, reason=body.reason, version=body.version,
        pool_id=body.pool_id,
    )  # fmt: skip
