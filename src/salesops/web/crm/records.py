"""Customers and the crosswalk on their way out to the ledger."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
from django.utils import timezone

from salesops.web.crm.models import Account, AccountLink, DealChange, Holding
from salesops.web.workspace.arrow import DATE, MOMENT, MONEY, STRING, table


def accounts() -> pa.Table:
    """Every customer as its source knows it, as the snapshot wants them."""
    columns = {
        "account_id": STRING, "name": STRING, "industry": STRING, "size": STRING, "class": STRING,
        "region_id": STRING, "owner_id": STRING, "created_on": DATE, "credit_code": STRING,
    }  # fmt: skip
    names = ["klass" if name == "class" else name for name in columns]
    return table(Account.objects.order_by("pk").values_list(*names), **columns)


def holdings() -> pa.Table:
    """Who became the owner of the customers that changed hands, and on which day."""
    changed = Holding.objects.filter(ended_at__isnull=False).values("account")
    rows = Holding.objects.filter(account__in=changed).order_by("account_id", "began_at", "id")
    values = rows.values_list("account_id", "person_id", "began_at")
    began = [(a, person, timezone.localtime(at).date()) for a, person, at in values]
    return table(began, account_id=STRING, person_id=STRING, began_on=DATE)


def crosswalk() -> pa.Table:
    """Which customer each source id means now, where it does not mean itself."""
    newest = dict(AccountLink.objects.order_by("id").values_list("source_account_id", "account_id"))
    rows = sorted((source, account) for source, account in newest.items() if source != account)
    return table(rows, source_account_id=STRING, account_id=STRING)


def postponements() -> pa.Table:
    """The days deals were expected to close before they were moved to a later one."""
    changes = DealChange.objects.filter(field="expected_close_on").exclude(before="")
    rows = changes.order_by("id").values_list("deal_id", "before", "after")
    later = ((deal, *map(date.fromisoformat, days)) for deal, *days in rows if days[0] < days[1])
    return table(later, deal_id=STRING, expected_on=DATE, moved_to=DATE)


def amount_changes() -> pa.Table:
    """What deals were worth before and after each change, as far as both are known."""
    changes = DealChange.objects.filter(field="amount").exclude(before="").exclude(after="")
    rows = changes.order_by("id").values_list("deal_id", "at", "before", "after")
    told = (
        (deal, timezone.localtime(at).replace(tzinfo=None), Decimal(before), Decimal(after))
        for deal, at, before, after in rows
    )
    return table(told, deal_id=STRING, changed_at=MOMENT, before=MONEY, after=MONEY)
