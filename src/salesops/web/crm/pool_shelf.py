"""Customers in a pool as anybody it is open to may see them: masked, and why they are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.http import Http404

from salesops.selling.duplicates import masked_phone
from salesops.web.access import Actor
from salesops.web.crm.actions.pools import open_pools
from salesops.web.crm.models import Account, Contact, Holding, Pool
from salesops.web.crm.pooling import last_stretches
from salesops.web.crm.working_days import WorkingDays
from salesops.web.people.models import Position

ORDER = ("-pooled_at", "account_id")


@dataclass(frozen=True)
class Shelved:
    """One free customer: who they are, how they can be reached once claimed, why they are here."""

    account: Account
    phone: str
    contacts: int
    holders: int
    ended: str
    reason: str
    team: str

    @property
    def since(self) -> datetime | None:
        """Since when they are in the pool."""
        return self.account.pooled_at


def open_pool(actor: Actor, pool_id: str) -> Pool:
    """The pool of that id, if it is open to the actor. Raises Http404."""
    found = next((pool for pool in open_pools(actor) if pool.pk == pool_id), None)
    if found is None:
        raise Http404
    return found


def free(
    pools: Sequence[Pool], search: str = "", klass: str = "", region_id: str = ""
) -> QuerySet[Account]:
    """The free customers of these pools that pass the filters, in no order."""
    records = Account.objects.filter(pool__in=pools, owner__isnull=True, merged_into__isnull=True)
    for word in search.replace("\0", "").lower().split()[:6]:
        records = records.filter(search_text__holds=word)
    if klass:
        records = records.filter(klass=klass.replace("\0", ""))
    if region_id:
        records = records.filter(region_id=region_id.replace("\0", ""))
    return records.select_related("region", "pool").order_by()


def shelved(accounts: Sequence[Account]) -> list[Shelved]:
    """The customers with what anybody may know of them, in a few questions for all."""
    ids = [account.pk for account in accounts]
    last = last_stretches(ids)
    contacts = _counted(Contact.objects.filter(account_id__in=ids, left_on__isnull=True))
    holders = _counted(Holding.objects.filter(account_id__in=ids))
    teams = _teams(last.values())
    return [
        Shelved(
            account,
            masked_phone(account.phone) if account.phone else "",
            contacts.get(account.pk, 0),
            holders.get(account.pk, 0),
            last[account.pk].ended if account.pk in last else "",
            last[account.pk].reason if account.pk in last else "",
            teams.get(account.pk, ""),
        )
        for account in accounts
    ]


def _counted(records: QuerySet) -> Mapping[str, int]:
    rows = records.order_by().values_list("account_id")
    return dict(rows.annotate(count=Count("pk")))


def _teams(stretches: Iterable[Holding]) -> dict[str, str]:
    """By customer, the team of whoever held it last, on the day they lost it."""
    last = {one.account_id: one for one in stretches}
    people = {one.person_id for one in last.values()}
    held: dict[str, list[Position]] = {}
    for position in Position.objects.filter(person_id__in=people).select_related("team"):
        held.setdefault(position.person_id, []).append(position)
    days = WorkingDays()
    return {
        account_id: _team(held.get(one.person_id, []), _ended_on(one, days))
        for account_id, one in last.items()
    }  # fmt: skip


def _ended_on(stretch: Holding, days: WorkingDays) -> date | None:
    return days.day(stretch.person_id, stretch.ended_at) if stretch.ended_at else None


def _team(positions: Sequence[Position], day: date | None) -> str:
    for position in positions:
        begun = position.starts_on is None or day is None or position.starts_on <= day
        over = position.ends_before is not None and day is not None and position.ends_before <= day
        if begun and not over and position.team:
            return position.team.name
    return ""
