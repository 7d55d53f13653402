"""What is done to customers of the public pool: claimed, returned, given, moved, taken back."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.kernel.problem import Problem
from salesops.selling.pool import may_claim
from salesops.web import changing
from salesops.web.access import Actor, Owner, require
from salesops.web.boundary import covers, found, note_forged, writable
from salesops.web.crm import holding
from salesops.web.crm.actions.leads import person_of
from salesops.web.crm.assigning import sellers
from salesops.web.crm.models import Account, Holding, Pool, Task
from salesops.web.crm.pool_problems import (
    NO_CLAIMANT,
    NO_POOL_FITS,
    NO_RETURN_REASON,
    NO_SUCH_POOL,
    NOT_HELD,
    NOT_IN_POOL,
    NOT_THAT_POOL,
    UNFIT_RECEIVER,
)
from salesops.web.crm.pooling import WARNING, Rules, pooled
from salesops.web.people.models import Person, Role, User
from salesops.web.problems import Refused, refused

LATELY = timedelta(minutes=15)
"""How long somebody is told that a customer was claimed, instead of finding nothing."""


def claim_account(*, actor: Actor, account_id: str) -> Account:
    """Take a customer out of a pool that is open to the actor. Two at once: one gets it.

    Raises Refused with the reason, or Http404 for a customer of no pool open to them.
    """
    require(actor, Role.REP, Role.MANAGER, Role.OPS)
    person_id = person_of(actor)
    if person_id is None:
        raise refused(NO_CLAIMANT)
    require_in_pool(actor, account_id)
    with transaction.atomic():
        # One at a time for one person, so that no two claims pass one cap.
        Person.objects.select_for_update().get(pk=person_id)
        account = _in_pool(account_id)
        rules = Rules.read()
        objection = _objection(account, rules, person_id)
        if objection:
            raise Refused(objection)
        _taken(actor, account, person_id, holding.Began.CLAIMED, "claim_account")
    return account


def require_in_pool(actor: Actor, account_id: str) -> None:
    """Raises Http404 unless the customer is in a pool open to the actor, or was until just now.

    Outside any transaction: an attempt at somebody else's customer stays on record.
    """
    account = Account.objects.filter(pk=account_id.replace("\0", "")).first()
    is_open = account is not None and (
        _is_open_to(actor, account.pool_id) if _is_free(account) else _was_open_to(actor, account)
    )
    if not is_open:
        note_forged(actor, Account, account_id.replace("\0", ""))
        raise Http404


def _in_pool(account_id: str) -> Account:
    """The customer, held until the transaction ends. Raises Refused when it was just taken."""
    account = changing.locked(Account, account_id, None)
    if not _is_free(account):
        raise refused(NOT_IN_POOL, name=account.name)
    return account


def _is_free(account: Account) -> bool:
    """Whether it is in a pool and nobody's: a file may have named an owner since, or a merge."""
    is_held = account.owner_id is not None or account.merged_into_id is not None
    return account.pool_id is not None and not is_held


def _is_open_to(actor: Actor, pool_id: str | None) -> bool:
    return any(pool.pk == pool_id for pool in open_pools(actor))


def _was_open_to(actor: Actor, account: Account) -> bool:
    """Whether the actor could see it in a pool until somebody claimed it lately."""
    lately = Holding.objects.filter(
        account=account, began=Holding.Began.CLAIMED, ended_at__isnull=True,
        began_at__gte=timezone.now() - LATELY,
    ).order_by("-began_at").first()  # fmt: skip
    return lately is not None and _is_open_to(actor, lately.pool_id)


def _objection(account: Account, rules: Rules, person_id: str) -> Problem | None:
    pool = next((one for one in rules.pools if one.pk == account.pool_id), None)
    if pool is None:
        return None
    rule = rules.rules[pool.pk]
    claimant = rules.claimant(person_id, rule, pool)
    days = rules.working_days
    today, is_workday = days.day(person_id, timezone.now()), days.of(person_id)
    return may_claim(rule, claimant, pooled(account, days), today, is_workday)


def _taken(
    actor: Actor, account: Account, person_id: str, began: holding.Began, action: str
) -> None:
    now, pool = timezone.now(), account.pool
    values = {"owner_id": person_id, "pool_id": None}
    more = {"owned_since": now, "pooled_at": None}
    changing.change(actor=actor, record=account, values=values, action=action, more=more)
    holding.begin(account, at=now, began=began, pool=pool)


def open_pools(actor: Actor) -> list[Pool]:
    """The pools the actor may look into: of their regions; all of them for who sees everything."""
    if isinstance(actor, Owner):
        return list(Pool.objects.filter(is_active=True))
    if not actor.is_active or actor.role in ("", Role.ADMIN):
        return []
    if actor.role in (Role.OPS, Role.EXECUTIVE, Role.FINANCE):
        return list(Pool.objects.filter(is_active=True))
    return Rules.read().open_to(actor.person_id)


def give_pooled(*, actor: Actor, account_id: str, person_id: str) -> Account:
    """Give a customer out of the pool to somebody, without their asking and whatever their cap."""
    require(actor, Role.MANAGER, Role.OPS)
    receiver = _receiver(actor, person_id)
    require_in_pool(actor, account_id)
    with transaction.atomic():
        account = _in_pool(account_id)
        _taken(actor, account, receiver, holding.Began.ASSIGNED, "give_pooled")
    return account


def _receiver(actor: Actor, person_id: str) -> str:
    person = Person.objects.filter(pk=person_id.replace("\0", "")).first()
    known = sellers([person_id], timezone.localdate()) if person else {}
    if person is None or person.pk not in known or not covers(actor, person.pk):
        raise refused(
            UNFIT_RECEIVER, field="person_id", person=person.name if person else person_id
        )
    return person.pk


def return_account(
    *,
    actor: Actor,
    account_id: str,
    reason: str,
    version: int | None = None,
    pool_id: str | None = None,
) -> Account:
    """Give a customer back to the pool it belongs to, and say why."""
    writable(actor, Account, account_id)
    why = changing.cleaned(Holding, {"reason": reason})["reason"]
    if not why:
        raise refused(NO_RETURN_REASON, field="reason")
    with transaction.atomic():
        account = changing.locked(Account, account_id, version)
        if account.owner_id is None:
            raise refused(NOT_HELD, name=account.name)
        if not covers(actor, account.owner_id):
            raise PermissionDenied(_("Your role does not allow this."))
        pool = _pool(pool_id) if pool_id else fitting_pool(account, Rules.read())
        to_pool(actor, account, pool, holding.Ended.RETURNED, str(why), "return_account")
    return account


def _pool(pool_id: str) -> Pool:
    pool = Pool.objects.filter(pk=pool_id.replace("\0", ""), is_active=True).first()
    if pool is None:
        raise refused(NO_SUCH_POOL, field="pool_id", pool=pool_id)
    return pool


def fitting_pool(account: Account, rules: Rules) -> Pool:
    """The pool the customer belongs to. Raises Refused when none takes it."""
    pool = rules.pool_of(account.klass, account.region_id)
    if pool is None:
        region = rules.tree.names.get(account.region_id or "", "—")
        raise refused(NO_POOL_FITS, klass=account.klass or "—", region=region)
    return pool


def to_pool(
    actor: Actor, account: Account, pool: Pool, ended: holding.Ended, reason: str, action: str
) -> None:
    """Put a customer that is held, in an open transaction, into a pool."""
    now, owner = timezone.now(), account.owner_id
    holding.end(account, owner, at=now, ended=ended, reason=reason, pool=pool)
    values = {"owner_id": None, "pool_id": pool.pk}
    more = {"owned_since": None, "pooled_at": now}
    changing.change(actor=actor, record=account, values=values, action=action, more=more)
    call_off(actor, Task.objects.filter(account=account, made_by_rule=WARNING))


def call_off(actor: Actor, tasks: QuerySet[Task]) -> None:
    """Warnings that no longer hold are done with."""
    for task in tasks.filter(done_at__isnull=True):
        values = {"done_at": timezone.now()}
        held = changing.locked(Task, task.pk, None)
        changing.change(actor=actor, record=held, values=values, action="finish_task")


def move_pooled(*, actor: Actor, account_id: str, pool_id: str) -> Account:
    """Move a customer nobody holds from one pool to another."""
    require(actor, Role.OPS)
    pool = _pool(pool_id)
    found(actor, Account, account_id)
    with transaction.atomic():
        account = changing.locked(Account, account_id, None)
        if account.pool_id is None:
            raise refused(NOT_THAT_POOL, name=account.name)
        values = {"pool_id": pool.pk}
        changing.change(actor=actor, record=account, values=values, action="move_pooled")
    return account


def fill_pools(*, actor: Actor) -> int:
    """Put every customer nobody holds into the pool that takes it; gives how many there were."""
    require(actor, Role.OPS)
    rules, filled = Rules.read(), 0
    for pk in list(loose().values_list("pk", flat=True)):
        with transaction.atomic():
            account = changing.locked(Account, pk, None)
            pool = rules.pool_of(account.klass, account.region_id)
            if pool is None or account.owner_id or account.pool_id:
                continue
            values, more = {"pool_id": pool.pk}, {"pooled_at": timezone.now()}
            changing.change(
                actor=actor, record=account, values=values, action="fill_pool", more=more
            )
            filled += 1
    return filled


def loose() -> QuerySet[Account]:
    """The customers nobody holds that are in no pool."""
    return Account.objects.filter(
        owner__isnull=True, pool__isnull=True, merged_into__isnull=True
    ).order_by("pk")


def may_claim_at_all(actor: Actor) -> bool:
    """Whether the actor is a seller who can hold customers."""
    return isinstance(actor, User) and bool(actor.person_id) and actor.role in (
        Role.REP, Role.MANAGER, Role.OPS,
    )  # fmt: skip
