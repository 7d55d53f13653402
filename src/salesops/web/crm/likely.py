"""Customers that are likely one, among those somebody sees: groups that share a key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.models import Account

KEYS = ("credit_code", "name_key", "phone_key")
MOST_GROUPS = 100
MOST_IN_GROUP = 5


@dataclass(frozen=True)
class Group:
    """Some customers and what they share."""

    why: str
    value: str
    accounts: Sequence[Account]

    @property
    def query(self) -> str:
        """The address of the page that compares them."""
        from urllib.parse import urlencode

        return urlencode([("id", account.pk) for account in self.accounts])


def likely_pairs(actor: Actor) -> list[Group]:
    """Groups of customers that share a credit code, a name or a telephone, the surest first."""
    groups: list[Group] = []
    told: set[frozenset[str]] = set()
    for key in KEYS:
        for group in _sharing(actor, key, MOST_GROUPS - len(groups)):
            ids = frozenset(account.pk for account in group.accounts)
            if ids not in told:
                told.add(ids)
                groups.append(group)
    return groups


def _sharing(actor: Actor, key: str, most: int) -> Iterator[Group]:
    if most <= 0:
        return
    records = seen(actor, Account).filter(merged_into__isnull=True).exclude(**{key: ""}).order_by()
    shared = records.values(key).annotate(n=Count("pk")).filter(n__gt=1).order_by("-n", key)
    values = [row[key] for row in shared[:most]]
    found: dict[str, list[Account]] = {value: [] for value in values}
    rows = records.filter(**{f"{key}__in": values}).select_related("owner").order_by("name", "pk")
    for account in rows:
        kept = found[getattr(account, key)]
        if len(kept) < MOST_IN_GROUP:
            kept.append(account)
    words = {
        "credit_code": _("same credit code"),
        "name_key": _("same name but for brackets and legal form"),
        "phone_key": _("same phone"),
    }
    for value, accounts in found.items():
        yield Group(words[key], value, accounts)
