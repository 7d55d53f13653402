"""What it means that there are no rows: nothing happened, or nobody knows yet."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from salesops.ledger.ledger import Ledger
from salesops.ledger.views import NOW


def filled(ledger: Ledger, groups: ir.Table, zeros: Sequence[str], by: Sequence[str]) -> ir.Table:
    """A group without rows of things that happen had none, if its days have come to pass."""
    dated = [dimension for dimension in by if dimension.startswith("calendar.")]
    if not zeros:
        return groups
    if not dated:
        begun = ledger.window[0] is None or ledger.window[0] <= ledger.as_of
        return groups.mutate(**{n: groups[n].fill_null(0) for n in zeros}) if begun else groups
    calendar = ledger.parent("calendar")
    days = calendar.filter(calendar.day <= ledger.as_of)
    if "side" in calendar.columns:
        days = days.filter(days.side == NOW)
    past = days.select(**{f"_{d}": days[d.split(".")[1]] for d in dated}).distinct()
    past = past.mutate(_past=ibis.literal(True))
    rows = groups.left_join(past, [groups[d] == past[f"_{d}"] for d in dated])
    values = {n: rows["_past"].notnull().ifelse(rows[n].fill_null(0), rows[n]) for n in zeros}
    return rows.mutate(**values).select(*groups.columns)
