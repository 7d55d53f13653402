"""A year of days as twelve months of weeks, each day of the kind it is worked."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["work", "makeup", "rest", "off"]


@dataclass(frozen=True)
class Told:
    """What a calendar says of a day."""

    is_workday: bool
    holiday: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True)
class Cell:
    """A day of the grid; one the calendar says nothing of is as its weekday, provisionally."""

    day: date
    kind: Kind
    holiday: str
    is_provisional: bool


@dataclass(frozen=True)
class Month:
    """A month of the grid, its weeks from Monday on; None before the first and after the last."""

    first: date
    weeks: list[list[Cell | None]]

    @property
    def workdays(self) -> int:
        """How many days of it are worked."""
        return sum(cell.kind in ("work", "makeup") for week in self.weeks for cell in week if cell)


def year_grid(year: int, told: Mapping[date, Told]) -> list[Month]:
    """The twelve months of a year."""
    return [_month(date(year, number, 1), told) for number in range(1, 13)]


def _month(first: date, told: Mapping[date, Told]) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        [[_cell(day, told) if day.month == first.month else None for day in w] for w in weeks],
    )


def _cell(day: date, told: Mapping[date, Told]) -> Cell:
    is_weekday = day.isoweekday() <= 5
    said = told.get(day) or Told(is_weekday, is_confirmed=False)
    kind: Kind = ("work" if is_weekday else "makeup") if said.is_workday else "rest"
    if not said.is_workday and (is_weekday or said.holiday):
        kind = "off"
    return Cell(day, kind, said.holiday, not said.is_confirmed)
