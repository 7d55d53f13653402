"""Working time: how many minutes of work lie between two moments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Hours:
    """The daily working window, in minutes after midnight: 9 to 18 o'clock unless told."""

    opens: int = 9 * 60
    closes: int = 18 * 60

    @property
    def minutes(self) -> int:
        """Working minutes of a whole workday."""
        return self.closes - self.opens


HOURS = Hours()


def work_minutes(
    start: datetime, end: datetime, is_workday: Callable[[date], bool], hours: Hours = HOURS
) -> int:
    """Whole working minutes from start to end; 0 where end is not after start."""
    total = timedelta()
    day = start.date()
    while day <= end.date():
        if is_workday(day):
            midnight = datetime.combine(day, time())
            opens = midnight + timedelta(minutes=hours.opens)
            closes = midnight + timedelta(minutes=hours.closes)
            total += max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return int(total.total_seconds() // 60)
