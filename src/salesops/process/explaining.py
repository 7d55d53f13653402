"""Why something is due when it is: every stretch of its time, what it was, and what it counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from salesops.kernel.problem import Language
from salesops.process.calendars import Calendar
from salesops.process.deadlines import DAY, Pause, joined
from salesops.process.limits import Limit

Kind = Literal["counted", "paused", "break", "closed", "weekend", "holiday"]
SAID: dict[Kind, tuple[str, str]] = {
    "counted": ("计时", "counted"),
    "paused": ("暂停", "paused"),
    "break": ("午休", "break"),
    "closed": ("非工作时间", "out of hours"),
    "weekend": ("周末", "weekend"),
    "holiday": ("假日", "holiday"),
}


@dataclass(frozen=True)
class Stretch:
    """From when to when, what it was, its name where it has one, and the count at its end."""

    starts_at: datetime
    ends_at: datetime
    kind: Kind
    counted: timedelta
    total: timedelta
    name: str = ""

    def said(self, language: Language) -> str:
        """What the stretch was, in words."""
        return self.name or SAID[self.kind][0 if language == "zh" else 1]


def stretches(
    start: datetime, end: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> list[Stretch]:
    """Every stretch from start to end in order; what they counted sums to the time that ran."""
    here, there = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    stops = joined(pauses, end)
    open_ = [(here, there)] if limit.unit == "hours" else list(_windows(here, there, calendar))
    edges = sorted({here, there, *_edges(open_, here, there), *_edges(stops, here, there)})
    found: list[Stretch] = []
    for begun, ended in pairwise(edges):
        kind, name = _kind(begun, ended, open_, stops, calendar)
        before = found[-1].total if found else timedelta()
        counted = ended - begun if kind == "counted" else timedelta()
        if found and (found[-1].kind, found[-1].name) == (kind, name):
            found[-1] = replace(
                found[-1], ends_at=ended, counted=found[-1].counted + counted,
                total=before + counted,
            )  # fmt: skip
        else:
            found.append(Stretch(begun, ended, kind, counted, before + counted, name))
    return found


def _windows(
    start: datetime, end: datetime, calendar: Calendar
) -> Iterator[tuple[datetime, datetime]]:
    day = start.date()
    while day <= end.date():
        for opens, closes in calendar.hours.windows if calendar.is_workday(day) else ():
            yield calendar.moment(day, opens), calendar.moment(day, closes)
        day += DAY


def _edges(
    spans: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime
) -> Iterator[datetime]:
    for span in spans:
        yield from (at.astimezone(start.tzinfo) for at in span if start < at < end)


def _within(begun: datetime, ended: datetime, spans: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(opens <= begun and ended <= closes for opens, closes in spans)


def _kind(
    begun: datetime,
    ended: datetime,
    windows: Sequence[tuple[datetime, datetime]],
    pauses: Sequence[tuple[datetime, datetime]],
    calendar: Calendar,
) -> tuple[Kind, str]:
    if _within(begun, ended, windows):
        return ("paused" if _within(begun, ended, pauses) else "counted"), ""
    rested = [day for day in _days(begun, ended) if not calendar.is_workday(day)]
    names = list(dict.fromkeys(calendar.names[day] for day in rested if day in calendar.names))
    if names:
        return "holiday", "、".join(names)
    if rested:
        # A calendar may tell of weekends too; only a weekday that is off is a holiday.
        off = any(day.isoweekday() in calendar.weekdays for day in rested)
        return ("holiday" if off else "weekend"), ""
    return (
        "break" if begun.date() == ended.date() and _is_break(begun, calendar) else "closed"
    ), ""


def _is_break(at: datetime, calendar: Calendar) -> bool:
    """Whether the company works both before and after that moment of the day."""
    minute = at.hour * 60 + at.minute
    windows = calendar.hours.windows
    return windows[0][0] <= minute < windows[-1][0]


def _days(begun: datetime, ended: datetime) -> Iterator[date]:
    day, last = begun.date(), (ended - timedelta(microseconds=1)).date()
    while day <= last:
        yield day
        day += DAY
