"""Which days of a range are worked, as the ledger's own calendar has it."""

from datetime import date

from salesops.kernel.period import DAY, Period
from salesops.ledger.ledger import Ledger


def workdays(ledger: Ledger, span: Period) -> list[date]:
    """The working days of the span, in order; all its days where the calendar knows none."""
    days = ledger["calendar"]
    inside = days.filter((days.day >= span.starts_on) & (days.day < span.ends_before))
    rows = ledger.engine.fetch(inside.select("day", "is_workday")).to_pylist()
    known = sorted(row["day"] for row in rows if row["is_workday"])
    return known or [span.starts_on + n * DAY for n in range(span.days)]
