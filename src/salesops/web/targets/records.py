"""Plans and quotas: in from imports, out to the ledger."""

from collections.abc import Sequence
from hashlib import blake2b

import pyarrow as pa

from salesops.web.targets.models import Plan, Quota
from salesops.web.workspace.arrow import DATE, MONEY, STRING, table
from salesops.web.workspace.upsert import Row, upsert

KEY = ("plan", "person_id", "region_id", "product_line", "starts_on")


def quota_id(row: Row) -> str:
    """The id of the quota that these five make: the same whenever they are met again."""
    text = "\x1f".join("" if row.get(name) is None else str(row.get(name)) for name in KEY)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def put_quotas(rows: Sequence[Row]) -> int:
    """Take quotas in, with the plans they belong to; gives how many were already so."""
    plans = sorted({str(row["plan"]) for row in rows})
    upsert(Plan, [{"plan_id": plan} for plan in plans], ["plan_id"])
    touched = upsert(Quota, [_quota(row) for row in rows], ["quota_id"], plan_id__in=plans)
    return sum((quota_id(row),) not in touched for row in rows)


def _quota(row: Row) -> dict[str, object]:
    rest = {k: v for k, v in row.items() if k not in ("plan", "quota_id")}
    return {"quota_id": quota_id(row), "plan_id": row["plan"], **rest}


def quotas() -> pa.Table:
    """The quotas that hold: those a later re-plan replaced stay out."""
    columns = {
        "quota_id": STRING, "plan": STRING, "starts_on": DATE, "ends_before": DATE,
        "person_id": STRING, "region_id": STRING, "product_line": STRING, "metric": STRING,
        "amount": MONEY,
    }  # fmt: skip
    names = ["plan_id" if name == "plan" else name for name in columns]
    return table(
        Quota.objects.filter(replaced_by=None).order_by("pk").values_list(*names), **columns
    )
