"""The periods people are paid for: months, quarters, halves, fortnights, or fiscal ones."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from salesops.kernel.period import Period, month_later, period
from salesops.ledger.calendar import FiscalMonth, Pattern, fiscal_months

CALENDAR = re.compile(r"\d{4}-(?:\d{2}|Q[1-4]|H[12])")
FISCAL = re.compile(r"FY(?P<year>\d{4})-(?P<kind>[MQ])(?P<number>\d{1,2})")
FORTNIGHT = re.compile(r"(?P<year>\d{4})-W(?P<week>\d{2})x2")
TWO_WEEKS = timedelta(days=14)
EARLIEST, LATEST = 1990, 2190


@dataclass(frozen=True)
class PayCalendar:
    """How a company counts its fiscal year; its periods are called as its figures call them.

    2026-10, 2026-Q4 and 2026-H2 are of the calendar, FY2026-M10 and FY2026-Q4 of the fiscal year.
    2026-W41x2 is the fortnight from the Monday of that week (ISO 8601) on: the first one that is
    paid is what all later ones are counted from.
    """

    starts_in: int = 1
    pattern: Pattern = "months"

    def span(self, name: str) -> Period | None:
        """The days of the period of this name; None where it is no pay period's."""
        fiscal, begins = FISCAL.fullmatch(name), _monday(name)
        if begins:
            return Period(begins, begins + TWO_WEEKS)
        if fiscal:
            return self._fiscal(int(fiscal["year"]), fiscal["kind"], fiscal["number"])
        if not CALENDAR.fullmatch(name):
            return None
        try:
            return period(name)
        except ValueError:
            return None

    def _fiscal(self, year: int, kind: str, number: str) -> Period | None:
        if not EARLIEST <= year <= LATEST:
            return None
        months = [
            month for month in self._months(year)
            if number == (f"{month.number:02}" if kind == "M" else f"{month.quarter}")
        ]  # fmt: skip
        return Period(months[0].starts_on, months[-1].ends_before) if months else None

    def _months(self, year: int) -> list[FiscalMonth]:
        return fiscal_months(year, self.starts_in, self.pattern)

    def holding(self, day: date, like: str = "") -> str:
        """The name of the period that a day lies in, of the same kind as another one.

        Where there is none: a fiscal month where the company counts in weeks, else a month.
        """
        begins = _monday(like)
        if begins:
            return _fortnight(day - (day - begins) % TWO_WEEKS)
        if FISCAL.fullmatch(like) or (not like and self.pattern != "months"):
            return self._fiscal_name(day, "Q" if "-Q" in like else "M")
        if "-Q" in like:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        if "-H" in like:
            return f"{day.year}-H{(day.month + 5) // 6}"
        return f"{day:%Y-%m}"

    def _fiscal_name(self, day: date, kind: str) -> str:
        years = (day.year - 1, day.year, day.year + 1)
        found = next(
            month for year in years for month in self._months(year)
            if month.starts_on <= day < month.ends_before
        )  # fmt: skip
        number = f"M{found.number:02}" if kind == "M" else f"Q{found.quarter}"
        return f"FY{found.year}-{number}"

    def last_over(self, day: date) -> str:
        """The last period that is over on a day: what a company that has paid nobody pays first."""
        running = self.span(self.holding(day))
        before = running.starts_on if running else month_later(day.replace(day=1))
        return self.holding(date.fromordinal(before.toordinal() - 1))


def _monday(name: str) -> date | None:
    """The first day of the fortnight of this name; None where it is none."""
    found = FORTNIGHT.fullmatch(name)
    if not found or not EARLIEST <= int(found["year"]) <= LATEST:
        return None
    try:
        return date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    except ValueError:
        return None


def _fortnight(begins: date) -> str:
    year, week, _ = begins.isocalendar()
    return f"{year}-W{week:02}x2"
