"""Which values a dimension has, as far as the ledger may be seen: what filters offer."""

from typing import Any

from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES
from salesops.metrics.asking import DIMENSIONS


def values(ledger: Ledger, dimension: str, limit: int | None = None) -> list[Any]:
    """The different values of a dimension in order, missing ones left out.

    A dimension nobody declared, or of a table that is closed, has none.
    """
    table, _, name = dimension.partition(".")
    if dimension not in DIMENSIONS or table in ledger.closed or name not in TABLES[table].columns:
        return []
    column = ledger[table].select(value=ledger[table][name])
    found = column.filter(column.value.notnull()).distinct().order_by("value")
    if limit is not None:
        found = found.limit(limit)
    listed: list[Any] = ledger.engine.fetch(found)["value"].to_pylist()
    return listed
