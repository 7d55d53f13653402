"""Times between two instants of a ledger, in seconds, as every engine has them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

DAY, MINUTES_AN_HOUR = 24 * 60 * 60, 60


def passed(start: Any, end: Any) -> Any:
    """Seconds from one instant to another; unknown where either is."""
    return end.epoch_seconds() - start.epoch_seconds()


def seconds_until(as_of: date) -> int:
    """The seconds of the instant at which a ledger's last day ends."""
    end = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), UTC)
    return int(end.timestamp())
