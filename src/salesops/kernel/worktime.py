"""Working time: how many minutes of work lie between two moments, and when so many have passed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Window = tuple[int, int]
IsWorkday = Callable[[date], bool]

NINE, SIX = 9 * 60, 18 * 60
MIDNIGHT = 24 * 60
# No calendar rests longer; one that seems to is no calendar.
LONGEST_REST_DAYS = 366


@dataclass(frozen=True)
class Hours:
    """When people work on a workday: windows in minutes after midnight, 9 to 18 unless told.

    A window holds its first minute and not its last. ValueError unless there is one and each
    begins no earlier than the one before it ends.
    """

    windows: tuple[Window, ...] = ((NINE, SIX),)

    def __post_init__(self) -> None:
        if not self.windows:
            raise ValueError("nobody ever works")
        ended = 0
        for opens, closes in self.windows:
            if not ended <= opens < closes <= MIDNIGHT:
                raise ValueError(f"{opens}-{closes} does not follow {ended}")
            ended = closes

    @property
    def minutes(self) -> int:
        """Working minutes of a whole workday."""
        return sum(closes - opens for opens, closes in self.windows)


HOURS = Hours()


def work_minutes(
    start: datetime, end: datetime, is_workday: IsWorkday, hours: Hours = HOURS
) -> int:
    """Whole working minutes from start to end; 0 where end is not after start."""
    total = timedelta()
    day = start.date()
    while day <= end.date():
        if is_workday(day):
            for opens, closes in _open(day, hours):
                total += max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return int(total.total_seconds() // 60)


def moment_after(
    start: datetime, minutes: int, is_workday: IsWorkday, hours: Hours = HOURS
) -> datetime:
    """The moment when so many working minutes have passed since start, on the company's clock.

    Work goes on when the next window opens, never a day later at the same time. Minutes that end
    exactly with a window end there. ValueError for a calendar without a workday in a whole year.
    """
    left, day, rested = timedelta(minutes=minutes), start.date(), 0
    while rested <= LONGEST_REST_DAYS:
        rested = 0 if is_workday(day) else rested + 1
        for opens, closes in _open(day, hours) if rested == 0 else ():
            begun = max(start, opens)
            if begun >= closes:
                continue
            if begun + left <= closes:
                return begun + left
            left -= closes - begun
        day += timedelta(days=1)
    raise ValueError(f"no working day within a year of {day}")


def _open(day: date, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    midnight = datetime.combine(day, time())
    for opens, closes in hours.windows:
        yield midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
