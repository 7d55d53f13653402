"""Counting in working days, on whatever calendar the caller knows."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

IsWorkday = Callable[[date], bool]

DAY, A_YEAR = timedelta(days=1), 366
# No calendar rests longer; one that seems to is no calendar.
LONGEST_REST_DAYS = 366


@lru_cache(maxsize=16_384)
def workday_after(day: date, count: int, is_workday: IsWorkday) -> date:
    """The count-th working day after the day, which itself does not count; 0 is the day itself.

    Many customers share a day, so each answer of one calendar is kept. ValueError for a calendar
    without a working day in a whole year.
    """
    here, left, rested = day, count, 0
    while left > 0:
        here += DAY
        rested += 1
        if is_workday(here):
            left, rested = left - 1, 0
        elif rested > LONGEST_REST_DAYS:
            raise ValueError(f"no working day within a year of {here}")
    return here


def workdays_between(after: date, before: date, is_workday: IsWorkday) -> int:
    """How many whole working days lie strictly between two days; none where they touch or cross."""
    days = (before - after).days
    return _behind(before, -(-days // A_YEAR), is_workday)[days - 1] if days > 0 else 0


@lru_cache(maxsize=1024)
def _behind(before: date, years: int, is_workday: IsWorkday) -> Sequence[int]:
    """The same for every day of so many years before one: many deals ask about the same day."""
    days = (is_workday(before - number * DAY) for number in range(1, years * A_YEAR))
    return tuple(accumulate(days, initial=0))


def last_day_before(before: date, count: int, is_workday: IsWorkday) -> date:
    """The latest day with at least so many whole working days strictly between it and another.

    So a day has as many exactly when it is this one or an earlier one. ValueError for a calendar
    without a working day in a whole year.
    """
    here, left, rested = before - DAY, count, 0
    while left > 0:
        rested += 1
        if is_workday(here):
            left, rested = left - 1, 0
        elif rested > LONGEST_REST_DAYS:
            raise ValueError(f"no working day within a year before {here}")
        here -= DAY
    return here
