"""When things are due, and how long they took: by the thousand, a look-up and a subtraction each.

The open windows of a calendar lie in order on one line; the working time behind each is summed
once. What was worked up to a moment is then one look-up, an elapsed time one subtraction, and a
due time one look-up the other way round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from salesops.process.calendars import Calendar
from salesops.process.limits import Limit

Moments: TypeAlias = NDArray[np.datetime64]
Lengths: TypeAlias = NDArray[np.timedelta64]
Whole: TypeAlias = NDArray[np.int64]

DAY, SECOND = timedelta(days=1), 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# No calendar rests longer; one that seems to is no calendar.
LONGEST_REST_DAYS = 366
ROOM = timedelta(days=30)


@dataclass(frozen=True)
class Pause:
    """A time in which a clock did not run; one that is still on has no end."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """The last moment in time, and whether the calendar up to then may still change."""

    at: datetime
    is_provisional: bool = False


class Ruler:
    """A calendar laid out over some days: its open windows in order, and the work behind each."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self.calendar, self.first, self.last = calendar, first, last
        workdays = list(_workdays(calendar, first, last))
        windows = [
            (_micro(calendar.moment(day, opens)), _micro(calendar.moment(day, closes)))
            for day in workdays
            for opens, closes in calendar.hours.windows
        ]
        self.opens: Whole = np.array([opens for opens, _ in windows], np.int64)
        self.lengths: Whole = np.array([closes - opens for opens, closes in windows], np.int64)
        self.behind: Whole = np.concatenate([[0], np.cumsum(self.lengths)])

    def worked(self, at: Whole) -> Whole:
        """The working time from the ruler's beginning up to each moment."""
        if not len(self.opens):
            return np.zeros_like(at)
        here = np.searchsorted(self.opens, at, side="right") - 1
        inside = np.clip(at - self.opens[here], 0, self.lengths[here])
        return np.where(here < 0, 0, self.behind[here] + inside)

    def moment(self, worked: Whole) -> Whole:
        """When so much had been worked; what ends exactly with a window ends there."""
        here = np.searchsorted(self.behind[1:], worked, side="left")
        return self.opens[here] + worked - self.behind[here]

    def days_later(self, at: Whole, days: int) -> Whole:
        """The same time so many working days later; what begins out of hours begins at opening."""
        begun = np.searchsorted(self.opens + self.lengths, at, side="right")
        inside = np.maximum(at - self.opens[begun], 0)
        return self.opens[begun + days * len(self.calendar.hours.windows)] + inside

    def reaches(self, at: Whole, limit: Limit) -> bool:
        """Whether the ruler is long enough for what begins at those moments."""
        if limit.unit == "working_days":
            begun = np.searchsorted(self.opens + self.lengths, at.max(), side="right")
            needed = begun + int(limit.amount) * len(self.calendar.hours.windows)
            return bool(needed < len(self.opens))
        return bool(self.worked(at.max()) + limit.microseconds <= self.behind[-1])


def _workdays(calendar: Calendar, first: date, last: date) -> Iterable[date]:
    """The days worked; ValueError for a calendar without one in a whole year."""
    rested = 0
    for number in range((last - first).days + 1):
        day = first + number * DAY
        rested = 0 if calendar.is_workday(day) else rested + 1
        if rested > LONGEST_REST_DAYS:
            raise ValueError(f"no working day within a year before {day}")
        if rested == 0:
            yield day


def _micro(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _datetime(micro: int, calendar: Calendar) -> datetime:
    return (EPOCH + timedelta(microseconds=int(micro))).astimezone(calendar.zone)


def _whole(moments: Moments) -> Whole:
    return moments.astype("datetime64[us]").astype(np.int64)


def _day(micro: int, calendar: Calendar) -> date:
    return _datetime(micro, calendar).date()


def ruler_for(calendar: Calendar, at: Whole, limit: Limit | None = None) -> Ruler:
    """A ruler that holds these moments, and what is due such a limit after them."""
    first, last = _day(int(at.min()), calendar) - DAY, _day(int(at.max()), calendar) + ROOM
    found = Ruler(calendar, first, last)
    while limit is not None and not found.reaches(at, limit):
        found = Ruler(calendar, first, last := last + 2 * (last - _day(int(at.max()), calendar)))
    return found


def due_times(starts: Moments, limit: Limit, calendar: Calendar) -> Moments:
    """When each of what began at these moments (UTC) is due, in UTC.

    Work goes on when the next window opens, never a day later at the same time; a day of work is
    the same time of the next working day. ValueError for a calendar without work in a year.
    """
    at = _whole(starts)
    if not len(at):
        return at.view("datetime64[us]")
    return _due(at, limit, calendar).astype("datetime64[us]")


def _due(at: Whole, limit: Limit, calendar: Calendar) -> Whole:
    if limit.unit == "hours":
        return at + limit.microseconds
    ruler = ruler_for(calendar, at, limit)
    if limit.unit == "working_days":
        return ruler.days_later(at, int(limit.amount))
    return ruler.moment(ruler.worked(at) + limit.microseconds)


def working_times(starts: Moments, ends: Moments, calendar: Calendar) -> Lengths:
    """The working time between each two moments (UTC); nothing where the end comes first."""
    begun, ended = _whole(starts), _whole(ends)
    if not len(begun):
        return begun.view("timedelta64[us]")
    ruler = ruler_for(calendar, np.array([min(begun.min(), ended.min()), ended.max()]))
    return np.maximum(ruler.worked(ended) - ruler.worked(begun), 0).astype("timedelta64[us]")


def due_at(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = (),
    now: datetime | None = None,
) -> Due:  # fmt: skip
    """When what began then is due, by the calendar's clock; a pause that is on lasts until now.

    What is left is the limit less what was worked outside of pauses, so a pause in which nobody
    works moves nothing.
    """
    at = np.array([_micro(start)], np.int64)
    found = int(_due(at, limit, calendar)[0])
    for pause in joined(pauses, now):
        found = _moved(start, found, pause, limit, calendar)
    due = _datetime(found, calendar)
    return Due(due, limit.unit != "hours" and calendar.is_provisional(due))


def _moved(
    start: datetime, due: int, pause: tuple[datetime, datetime], limit: Limit, calendar: Calendar
) -> int:
    """The due time once a pause before it is taken into account."""
    began, ended = max(_micro(pause[0]), _micro(start)), _micro(pause[1])
    if began >= due or ended <= began:
        return due
    if limit.unit == "hours":
        return due + ended - began
    told = np.array([began, due, ended], np.int64)
    room = Limit(Decimal((ended - began) // (3600 * SECOND) + 1), "working_hours")
    ruler = ruler_for(calendar, told, room)
    before, then, after = ruler.worked(told)
    return int(ruler.moment(np.array([then + after - before], np.int64))[0])


def joined(pauses: Iterable[Pause], now: datetime | None) -> list[tuple[datetime, datetime]]:
    """The pauses in order, those that touch as one; one that is on lasts until now.

    One that ends before it began is none, and one that is on while nobody says what time it is
    has not begun.
    """
    found: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: pause.began_at):
        ended = pause.ended_at or now
        if ended is None or ended <= pause.began_at:
            continue
        if found and pause.began_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((pause.began_at, ended))
    return found


def ran(
    start: datetime, end: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> timedelta:
    """How long a clock has run against its limit: time that passed, or time worked, less pauses."""
    spans = [(start, end), *joined(pauses, end)]
    lengths = [
        _length(max(begun, start), min(ended, end), limit, calendar) for begun, ended in spans
    ]
    return lengths[0] - sum(lengths[1:], timedelta())


def _length(start: datetime, end: datetime, limit: Limit, calendar: Calendar) -> timedelta:
    if end <= start:
        return timedelta()
    if limit.unit == "hours":
        return end - start
    both = np.array([_micro(start), _micro(end)], np.int64)
    worked = ruler_for(calendar, both).worked(both)
    return timedelta(microseconds=int(worked[1] - worked[0]))
