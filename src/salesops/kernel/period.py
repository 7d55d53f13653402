"""Periods: half-open ranges of days, as people write them, and their neighbours."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SHORTEST_MONTH = 28

WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-?(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|W(?P<week>\d{2}))"
    r"|-(?P<month>\d{2}))?"
)


@dataclass(frozen=True, order=True)
class Period:
    """The days from `starts_on` up to, and not including, `ends_before`."""

    starts_on: date
    ends_before: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.ends_before < self.starts_on:
            raise ValueError(f"a period cannot end before it starts: {self}")

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.starts_on <= day < self.ends_before

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.ends_before - self.starts_on).days

    @property
    def is_months(self) -> bool:
        """Whether the period is made of whole calendar months."""
        return self.days > 0 and self.starts_on.day == self.ends_before.day == 1

    def previous(self) -> "Period":
        """The period of the same length just before: as many months, or as many days."""
        if self.is_months:
            return Period(month_later(self.starts_on, -month_count(self)), self.starts_on)
        return Period(self.starts_on - timedelta(days=self.days), self.starts_on)

    def last_year(self) -> "Period":
        """The same period one year before; an ISO week becomes the week of the same number.

        Week 53 becomes the 52 weeks earlier where last year had none.
        """
        if self.days == 7 and self.starts_on.isoweekday() == 1:
            return _week_last_year(self.starts_on)
        return Period(month_later(self.starts_on, -12), month_later(self.ends_before, -12))

    def months(self) -> Iterator["Period"]:
        """The calendar months the period touches, each cut to the period."""
        start = self.starts_on
        while start < self.ends_before:
            end = min(month_later(start.replace(day=1), 1), self.ends_before)
            yield Period(start, end)
            start = end

    def cut(self, as_of: date) -> "Period":
        """The part of the period that is over once `as_of` is over; may be empty."""
        end = min(self.ends_before, max(as_of + DAY, self.starts_on))
        return Period(self.starts_on, end)


def period(text: str) -> Period:
    """The period written as 2025, 2025H1, 2025Q3 or 2025-Q3, 2025-10, or 2025-W44.

    ValueError for anything else.
    """
    found = WRITTEN.fullmatch(text.strip().upper())
    if not found:
        raise ValueError(f"not a period: {text!r}")
    year = int(found["year"])
    if found["week"]:
        start = date.fromisocalendar(year, int(found["week"]), 1)
        return Period(start, start + WEEK)
    first, months = 1, 12
    for name, length in (("half", 6), ("quarter", 3), ("month", 1)):
        if found[name]:
            first, months = (int(found[name]) - 1) * length + 1, length
    start = date(year, first, 1)
    return Period(start, month_later(start, months))


def month_later(day: date, months: int = 1) -> date:
    """The same day some months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_count(span: Period) -> int:
    """How many months lie between the month of the start and the month of the end."""
    start, end = span.starts_on, span.ends_before
    return (end.year - start.year) * 12 + end.month - start.month


def _week_last_year(monday: date) -> Period:
    year, week, _ = monday.isocalendar()
    try:
        start = date.fromisocalendar(year - 1, week, 1)
    except ValueError:
        start = monday - 52 * WEEK
    return Period(start, start + WEEK)
