"""Customers and the crosswalk on their way out to the ledger."""

import pyarrow as pa

from salesops.web.crm.models import Account, AccountLink
from salesops.web.workspace.arrow import DATE, STRING, table


def accounts() -> pa.Table:
    """Every customer as its source knows it, as the snapshot wants them."""
    columns = {
        "account_id": STRING, "name": STRING, "industry": STRING, "size": STRING, "class": STRING,
        "region_id": STRING, "owner_id": STRING, "created_on": DATE, "credit_code": STRING,
    }  # fmt: skip
    names = ["klass" if name == "class" else name for name in columns]
    return table(Account.objects.order_by("pk").values_list(*names), **columns)


def crosswalk() -> pa.Table:
    """Which customer each source id means now, where it does not mean itself."""
    newest = dict(AccountLink.objects.order_by("id").values_list("source_account_id", "account_id"))
    rows = sorted((source, account) for source, account in newest.items() if source != account)
    return table(rows, source_account_id=STRING, account_id=STRING)
