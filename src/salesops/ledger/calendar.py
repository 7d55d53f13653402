"""The calendar as rows: labels, workdays, fiscal periods, and the day each day is compared with."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import pyarrow as pa

from salesops.kernel.period import month_later
from salesops.ledger.schema import TABLES

Pattern = Literal["months", "445", "454", "544"]

DAY = timedelta(days=1)
FIRST_QUARTER_ENDS = (3, 31)
DAY_OFF = "休息日"
HOLIDAY_NAMES = {"农历除夕": "春节", "春节延长假期": "春节"}


@dataclass(frozen=True)
class DayKind:
    """What is known of one day: whether people work, which holiday it is, and if that is final."""

    is_workday: bool
    holiday: str | None = None
    is_provisional: bool = False


@dataclass(frozen=True)
class FiscalMonth:
    """One fiscal month: the how-many-eth of which fiscal year, and its days."""

    year: int
    number: int
    starts_on: date
    ends_before: date

    @property
    def quarter(self) -> int:
        """Which quarter of the fiscal year the month belongs to."""
        return (self.number + 2) // 3

    @property
    def days(self) -> int:
        """How many days the month has."""
        return (self.ends_before - self.starts_on).days


def calendar_rows(
    first: date,
    last: date,
    days: Mapping[date, DayKind],
    fiscal_start_month: int = 1,
    pattern: Pattern = "months",
) -> pa.Table:
    """The ledger's calendar from first to last, both included.

    A day missing from `days` is taken for a workday from Monday to Friday, provisionally.
    A fiscal year carries the number of the calendar year in which it ends. A day's `…_later`
    is the day under which its rows stand when they are compared one unit later: the same day,
    or the last where the later unit is shorter, so that no row is lost.
    """
    return _calendar_rows(first, last, frozenset(days.items()), fiscal_start_month, pattern)


# Forty years of days take half a second, and every snapshot of a company asks for the same.
@lru_cache(maxsize=4)
def _calendar_rows(
    first: date,
    last: date,
    said: frozenset[tuple[date, DayKind]],
    fiscal_start_month: int,
    pattern: Pattern,
) -> pa.Table:
    days = dict(said)
    fiscal = _FiscalYears(first, last, fiscal_start_month, pattern)
    rows = []
    number = 0
    for day in _days(first, last):
        kind = days.get(day) or DayKind(day.isoweekday() <= 5, None, True)
        number += kind.is_workday
        rows.append({**_plain(day), **fiscal.labels(day), **_kind(kind, number), **_later(day)})
    return pa.Table.from_pylist(rows, schema=_schema())


def seed_days(first: date, last: date) -> dict[date, DayKind]:
    """Every day from first to last as China works it, make-up workdays included.

    Days after `confirmed_until` are provisional: their holidays follow the law, but nobody has
    yet announced which days are moved.
    """
    import holidays

    years = range(first.year - 1, last.year + 2)
    china = holidays.country_holidays("CN", years=years, language="zh_CN")
    confirmed = max(china.weekend_workdays, default=date.min)
    confirmed_year_end = date(confirmed.year, 12, 31)
    names = {day: _holiday_name(name) for day, name in china.items()}
    return {
        day: DayKind(china.is_working_day(day), _named(day, names, china), day > confirmed_year_end)
        for day in _days(first, last)
    }


def confirmed_until(days: Mapping[date, DayKind]) -> date | None:
    """The last day of which nothing can change any more."""
    return max((day for day, kind in days.items() if not kind.is_provisional), default=None)


@lru_cache(maxsize=512)
def spring_festival(year: int) -> date:
    """The first day of the lunar year that begins in this year."""
    import holidays

    china = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    return min(china.get_named("Chinese New Year (Spring Festival)", lookup="exact"))


def festival_offset(day: date) -> int:
    """Days since the nearest Spring Festival; negative before it."""
    offsets = [(day - spring_festival(year)).days for year in (day.year, day.year + 1)]
    return min(offsets, key=abs)


def festival_year_later(day: date) -> date:
    """The day next year with which this one is compared so that Spring Festivals meet.

    Within the first quarter the days turn like a wheel until both festivals lie on each other,
    so every day is used and the quarter keeps its sum; other days keep their date.
    """
    if (day.month, day.day) > FIRST_QUARTER_ENDS:
        return month_later(day, 12)
    here, there = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    length = (date(day.year + 1, 4, 1) - there).days
    festival = (spring_festival(day.year) - here).days
    festival_later = (spring_festival(day.year + 1) - there).days
    return there + timedelta(days=((day - here).days + festival_later - festival) % length)


def iso_year_later(day: date) -> date | None:
    """The same weekday of the same ISO week a year later; None where there is no such week."""
    year, week, weekday = day.isocalendar()
    try:
        return date.fromisocalendar(year + 1, week, weekday)
    except ValueError:
        return None


def fiscal_months(year: int, start_month: int, pattern: Pattern) -> list[FiscalMonth]:
    """The twelve months of the fiscal year that ends in that calendar year.

    A year of weeks starts on the Monday nearest to the first of its start month; when it has
    53, the last month takes the odd week.
    """
    if pattern == "months":
        start = _nominal_start(year, start_month)
        starts = [month_later(start, n) for n in range(13)]
    else:
        starts = [_monday_near(_nominal_start(year, start_month))]
        for weeks in [int(digit) for digit in pattern] * 4:
            starts.append(starts[-1] + timedelta(weeks=weeks))
        starts[-1] = _monday_near(_nominal_start(year + 1, start_month))
    return [FiscalMonth(year, n, starts[n - 1], starts[n]) for n in range(1, 13)]


class _FiscalYears:
    """The fiscal months around a range of days, to be looked up by day."""

    def __init__(self, first: date, last: date, start_month: int, pattern: Pattern) -> None:
        years = range(first.year - 1, last.year + 4)
        self.months = [m for year in years for m in fiscal_months(year, start_month, pattern)]
        self.starts = [month.starts_on for month in self.months]

    def labels(self, day: date) -> dict[str, object]:
        here = bisect_right(self.starts, day) - 1
        month = self.months[here]
        position = (day - month.starts_on).days

        def later(count: int) -> date:
            there = self.months[here + count]
            return there.starts_on + timedelta(days=min(position, there.days - 1))

        return {
            "fiscal_year": f"FY{month.year}",
            "fiscal_quarter": f"FY{month.year}-Q{month.quarter}",
            "fiscal_month": f"FY{month.year}-M{month.number:02}",
            "fiscal_month_later": later(1),
            "fiscal_quarter_later": later(3),
            "fiscal_year_later": later(12),
        }


def _plain(day: date) -> dict[str, object]:
    iso = day.isocalendar()
    return {
        "day": day,
        "year": f"{day.year:04}",
        "quarter": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "month": f"{day.year:04}-{day.month:02}",
        "week": f"{iso.year:04}-W{iso.week:02}",
        "weekday": iso.weekday,
        "day_of_month": day.day,
        "festival_offset": festival_offset(day),
    }


def _kind(kind: DayKind, number: int) -> dict[str, object]:
    return {
        "is_workday": kind.is_workday,
        "workday_number": number,
        "holiday": kind.holiday,
        "is_provisional": kind.is_provisional,
    }


def _later(day: date) -> dict[str, object]:
    return {
        "day_later": day + DAY,
        "week_later": day + 7 * DAY,
        "month_later": month_later(day, 1),
        "quarter_later": month_later(day, 3),
        "year_later": month_later(day, 12),
        "iso_year_later": iso_year_later(day),
        "festival_year_later": festival_year_later(day),
    }


def _schema() -> pa.Schema:
    kinds = {"date": pa.date32(), "string": pa.string(), "int64": pa.int64(), "boolean": pa.bool_()}
    return pa.schema([(name, kinds[kind]) for name, kind in TABLES["calendar"].columns.items()])


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _nominal_start(year: int, start_month: int) -> date:
    return date(year if start_month == 1 else year - 1, start_month, 1)


def _monday_near(day: date) -> date:
    back = day - timedelta(days=day.weekday())
    return back if day - back <= timedelta(days=3) else back + timedelta(days=7)


def _holiday_name(name: str) -> str | None:
    """The holiday's plain name; None for a day off that only stands in for a weekend."""
    parts = [part.split("（")[0] for part in name.split("; ")]
    plain = [HOLIDAY_NAMES.get(part, part) for part in parts if part != DAY_OFF]
    return "、".join(sorted(plain, reverse=True)) or None


def _named(day: date, names: Mapping[date, str | None], china: Mapping[date, str]) -> str | None:
    """The name of the holiday whose unbroken run of days off holds the day."""
    if china.is_working_day(day):  # type: ignore[attr-defined]
        return None
    run = [day]
    for step in (-DAY, DAY):
        at = day + step
        while not china.is_working_day(at):  # type: ignore[attr-defined]
            run.append(at)
            at += step
    found = sorted(at for at in run if names.get(at))
    return "、".join(dict.fromkeys(n for at in found for n in str(names[at]).split("、"))) or None
