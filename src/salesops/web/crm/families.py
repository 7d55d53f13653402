"""Customers that are one: the kept one and those merged into it, shown together everywhere."""

from collections.abc import Iterable

from salesops.web.crm.models import Account
from salesops.web.prepared import Prepared


def head_id(account: Account) -> str:
    """The id of the customer it counts as: merged ones count as the one they went into."""
    return account.merged_into_id or account.pk


def family(account: Account | str) -> list[str]:
    """The ids of all customers that are one with this one, the kept one first."""
    if isinstance(account, Account):
        head = head_id(account)
    else:
        found = Account.objects.filter(pk=account).values_list("merged_into", flat=True).first()
        head = found or account
    return [head, *(one["pk"] for one in _merged([head]))]


_merged = Prepared(
    lambda heads: Account.objects.filter(merged_into=heads[0]).order_by("pk").values("pk")
)


def families(ids: Iterable[str]) -> dict[str, list[str]]:
    """The same for many kept customers, in one query."""
    found: dict[str, list[str]] = {pk: [pk] for pk in ids}
    merged = Account.objects.filter(merged_into__in=list(found)).order_by("pk")
    for pk, head in merged.values_list("pk", "merged_into"):
        found[str(head)].append(pk)
    return found
