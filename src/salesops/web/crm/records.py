"""Customers and the crosswalk on their way out to the ledger."""

import pyarrow as pa
from django.utils import timezone

from salesops.web.crm.models import Account, AccountLink, Holding
from salesops.web.workspace.arrow import DATE, STRING, table


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
