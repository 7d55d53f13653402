"""Since when a ledger knows of something: before that it is unknown, which is not nothing."""

from datetime import date

from salesops.kernel.period import Period
from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES


def recorded_from(ledger: Ledger, table: str) -> date | None:
    """The first day any row of a table falls on; None where it has none.

    It is the whole snapshot's, also for whoever sees a part of it: that somebody sold nothing
    is told by what others sold.
    """
    rows, clock = ledger.parent(table), TABLES[table].clock
    if clock is None:
        return None
    found: date | None = ledger.engine.fetch(rows.aggregate(first=rows[clock].min()))["first"][
        0
    ].as_py()
    return found


def is_recorded(ledger: Ledger, table: str, period: Period) -> bool:
    """Whether anything of a table was on record before the period was over."""
    since = recorded_from(ledger, table)
    return since is not None and period.ends_before > since
