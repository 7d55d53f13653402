"""Pools and owned customers as the policy wants them, read from the records of today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, partial

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from salesops.selling import pool as policy
from salesops.selling.recycling import Turn, turn
from salesops.web.crm.assigning import standing
from salesops.web.crm.buying import last_orders
from salesops.web.crm.models import Account, Deal, Holding, Pool, Task
from salesops.web.crm.working_days import WorkingDays
from salesops.web.market.tree import RegionTree

WARNING = "pool"
"""How a task names the round that made it."""


@dataclass(frozen=True)
class Rules:
    """The pools in use with their rules, the calendar and the regions: read once for a request."""

    pools: Sequence[Pool]
    rules: Mapping[str, policy.PoolRule]
    tree: RegionTree

    @classmethod
    def read(cls) -> "Rules":
        """The pools as they are now."""
        pools = list(Pool.objects.filter(is_active=True).prefetch_related("regions"))
        return cls(pools, {one.pk: as_policy(one) for one in pools}, RegionTree.read())

    @cached_property
    def working_days(self) -> WorkingDays:
        """On which days each owner works: neglect and warnings are counted in those."""
        return WorkingDays()

    def pool_of(self, klass: str, region_id: str | None) -> Pool | None:
        """The first pool for customers of this class and region."""
        path = self.tree.path(region_id)
        return next((p for p in self.pools if policy.covers(self.rules[p.pk], klass, path)), None)

    def owned(self, account: Account, won_on: date | None) -> policy.Owned:
        """A held customer; one that came in a file is held since it is known here."""
        contact, day = account.last_contact_at, partial(self.working_days.day, account.owner_id)
        return policy.Owned(
            account.pk,
            day(account.owned_since or account.made_at),
            day(contact) if contact else None,
            won_on,
            account.klass,
            self.tree.path(account.region_id),
        )

    def claimant(self, person_id: str, rule: policy.PoolRule, pool: Pool) -> policy.Claimant:
        """Who wants a customer of this pool, with what they hold and have claimed today."""
        accounts = list(held(person_id).only(*HELD))
        wins = won_on(accounts, self.working_days)
        owned = [self.owned(account, wins.get(account.pk)) for account in accounts]
        return policy.Claimant(
            person_id,
            self.served_by(person_id),
            policy.holding(owned, rule),
            claims_today(person_id, pool, self.working_days),
        )

    def served_by(self, person_id: str | None) -> tuple[str, ...]:
        """Every region the person may work for today, by the position held."""
        here = standing(timezone.localdate()).filter(person_id=person_id, region__isnull=False)
        ids = here.values_list("region_id", flat=True)
        return tuple(dict.fromkeys(r for one in ids for r in self.tree.served(one)))

    def open_to(self, person_id: str | None) -> list[Pool]:
        """The pools whose regions the person works for."""
        served = self.served_by(person_id)
        return [
            one
            for one in self.pools
            if not self.rules[one.pk].regions or not self.rules[one.pk].regions.isdisjoint(served)
        ]


HELD = (
    "account_id", "name", "klass", "region_id", "owner_id", "owned_since", "made_at",
    "last_contact_at",
)  # fmt: skip


def as_policy(pool: Pool) -> policy.PoolRule:
    """One pool's rule."""
    return policy.PoolRule(
        name=pool.name,
        recycle_after_workdays=pool.recycle_after_workdays,
        warn_before_workdays=pool.warn_before_workdays,
        holding_cap=pool.holding_cap,
        claims_per_day=pool.claims_per_day,
        cool_down_workdays=pool.cool_down_workdays,
        keeps_won=pool.keeps_won,
        classes=frozenset(pool.classes),
        regions=frozenset(region.pk for region in pool.regions.all()),
        starts_on=pool.starts_on,
    )


def held(person_id: str) -> QuerySet[Account]:
    """The customers a person holds."""
    return Account.objects.filter(owner_id=person_id, merged_into__isnull=True)


def won_on(accounts: Iterable[Account], days: WorkingDays) -> dict[str, date]:
    """The day each of them last bought, by won deals and by orders."""
    ids = [account.pk for account in accounts]
    rows = (
        Deal.objects.filter(_about(ids), status=Deal.Status.WON).order_by()
        .values_list("account_id").annotate(last=Max("closed_on"), made=Max("changed_at"))
    )  # fmt: skip
    won = {str(pk): closed or days.day(None, made) for pk, closed, made in rows}
    ordered = last_orders()
    for pk in ids:
        if pk in ordered:
            won[pk] = max(won.get(pk, ordered[pk]), ordered[pk])
    return won


def _about(ids: Sequence[str]) -> Q:
    """A few are named; more are looked up among all that are held."""
    if len(ids) <= 500:
        return Q(account_id__in=ids)
    return Q(account__owner__isnull=False)


def claims_today(person_id: str, pool: Pool, days: WorkingDays) -> int:
    """How many customers the person has claimed from the pool since midnight, as they count it."""
    midnight = days.at(person_id, days.day(person_id, timezone.now()), time())
    return Holding.objects.filter(
        person_id=person_id, pool=pool, began=Holding.Began.CLAIMED, began_at__gte=midnight
    ).count()


def pooled(account: Account, days: WorkingDays) -> policy.Pooled:
    """A customer in the pool, and who gave it up last."""
    last = last_stretches([account.pk]).get(account.pk)
    if last is None or last.ended_at is None:
        return policy.Pooled(account.pk)
    return policy.Pooled(account.pk, last.person_id, days.day(last.person_id, last.ended_at))


def last_stretches(account_ids: Sequence[str]) -> dict[str, Holding]:
    """By customer, the last time somebody held it."""
    found: dict[str, Holding] = {}
    ended = Holding.objects.filter(account_id__in=account_ids, ended_at__isnull=False)
    for one in ended.select_related("person").order_by("ended_at", "pk"):
        found[one.account_id] = one
    return found


def warnings(accounts: Sequence[Account]) -> dict[str, Task]:
    """By customer, the warning to its owner that still stands."""
    ids = [account.pk for account in accounts]
    tasks = standing_warnings()
    if len(ids) <= 500:
        tasks = tasks.filter(account_id__in=ids)
    return {str(task.account_id): task for task in tasks}


def standing_warnings() -> QuerySet[Task]:
    """The warnings not yet heeded, to whoever still owns the customer; the newest come last."""
    tasks = Task.objects.filter(made_by_rule=WARNING, done_at__isnull=True)
    return tasks.filter(owner=F("account__owner")).order_by("made_at")


def turns(accounts: Sequence[Account], rules: Rules, now: datetime) -> dict[str, Turn]:
    """What the rules say of each held customer; those in no pool's range are left out.

    Days are those of whoever holds it: they end when the owner's do.
    """
    days = rules.working_days
    wins, told = won_on(accounts, days), warnings(accounts)
    found = {}
    for account in accounts:
        pool = rules.pool_of(account.klass, account.region_id)
        if pool is None:
            continue
        task = told.get(account.pk)
        day = partial(days.day, account.owner_id)
        warned_on = day(task.made_at) if task else None
        customer = rules.owned(account, wins.get(account.pk))
        found[account.pk] = turn(
            customer, rules.rules[pool.pk], warned_on, day(now), days.of(account.owner_id)
        )
    return found


def marks(accounts: Sequence[Account]) -> dict[str, Turn]:
    """The held customers that are about to go back to a pool: the mark on lists and pages."""
    held_ones = [a for a in accounts if a.owner_id and not a.merged_into_id]
    if not held_ones:
        return {}
    found = turns(held_ones, Rules.read(), timezone.now())
    return {pk: one for pk, one in found.items() if one.is_warned}
