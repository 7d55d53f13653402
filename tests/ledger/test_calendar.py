from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import pytest

from salesops.ledger.calendar import (
    DayKind,
    Pattern,
    calendar_rows,
    confirmed_until,
    festival_offset,
    festival_year_later,
    fiscal_months,
    iso_year_later,
    seed_days,
    spring_festival,
)
from salesops.ledger.schema import TABLES


@cache
def calendar(
    fiscal_start: int = 1, pattern: Pattern = "months"
) -> dict[date, Mapping[str, object]]:
    first, last = date(2023, 1, 1), date(2028, 12, 31)
    rows = calendar_rows(first, last, seed_days(first, last), fiscal_start, pattern)
    return {row["day"]: row for row in rows.to_pylist()}


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_rows_are_what_the_ledger_declares() -> None:
    rows = calendar_rows(day("2025-01-01"), day("2025-12-31"), {})
    assert rows.column_names == list(TABLES["calendar"].columns)
    assert rows.num_rows == 365


def test_a_day_knows_its_year_quarter_month_and_week() -> None:
    row = calendar()[day("2025-10-29")]
    names = ("year", "quarter", "month", "week", "weekday", "day_of_month")
    assert [row[n] for n in names] == ["2025", "2025-Q4", "2025-10", "2025-W44", 3, 29]


@pytest.mark.parametrize(
    ("year", "festival"),
    [(2023, "2023-01-22"), (2024, "2024-02-10"), (2025, "2025-01-29"), (2026, "2026-02-17"),
     (2027, "2027-02-06")],
)  # fmt: skip
def test_the_spring_festival_is_known(year: int, festival: str) -> None:
    assert spring_festival(year) == day(festival)


@pytest.mark.parametrize(
    ("base", "later", "shift"),
    [("2025-01-13", "2026-02-01", 384), ("2026-02-12", "2027-02-01", 354)],
)
def test_days_are_compared_at_the_same_distance_from_the_festival(
    base: str, later: str, shift: int
) -> None:
    assert festival_year_later(day(base)) == day(later)
    assert day(later) - day(base) == timedelta(days=shift)
    assert festival_offset(day(base)) == festival_offset(day(later))


def test_outside_the_first_quarter_the_festival_moves_nothing() -> None:
    assert festival_year_later(day("2025-10-01")) == day("2026-10-01")


def test_2026_has_a_week_53_which_2027_has_not() -> None:
    week = [row["day"] for row in calendar().values() if row["week"] == "2026-W53"]
    assert (week[0], week[-1], len(week)) == (day("2026-12-28"), day("2027-01-03"), 7)
    assert iso_year_later(day("2026-12-28")) is None
    assert iso_year_later(day("2025-12-29")) == day("2027-01-04")
    assert calendar()[day("2025-12-29")]["week"] == "2026-W01"


@pytest.mark.parametrize(
    ("said", "column", "later"),
    [
        ("2024-02-29", "year_later", "2025-02-28"),
        ("2025-01-31", "month_later", "2025-02-28"),
        ("2025-11-30", "quarter_later", "2026-02-28"),
        ("2025-12-31", "day_later", "2026-01-01"),
        ("2025-12-31", "week_later", "2026-01-07"),
        ("2025-03-31", "fiscal_month_later", "2025-04-30"),
        ("2025-11-28", "iso_year_later", "2026-11-27"),
    ],
)
def test_a_day_is_compared_with_the_same_day_one_unit_later(
    said: str, column: str, later: str
) -> None:
    assert calendar()[day(said)][column] == day(later)


def test_2026_has_as_many_workdays_as_announced() -> None:
    worked = [d for d, row in calendar().items() if row["is_workday"] and d.year == 2026]
    assert len(worked) == 248
    assert sum(d.month == 2 for d in worked) == 16
    assert sum(d.month == 10 for d in worked) == 18
    make_up = [d for d in worked if d.isoweekday() > 5]
    assert [f"{d:%m-%d}" for d in make_up] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_the_days_between_two_days_are_a_difference_of_workday_numbers() -> None:
    rows = calendar()
    before, after = rows[day("2026-09-30")], rows[day("2026-10-10")]
    assert int(str(after["workday_number"])) - int(str(before["workday_number"])) == 3
    assert rows[day("2026-10-01")]["workday_number"] == before["workday_number"]


def test_days_off_carry_the_name_of_their_holiday() -> None:
    rows = calendar()
    assert rows[day("2025-02-04")]["holiday"] == "春节"
    assert rows[day("2025-10-05")]["holiday"] == "国庆节、中秋节"
    assert rows[day("2025-10-11")]["holiday"] is None
    assert rows[day("2025-11-08")]["holiday"] is None


def test_a_year_nobody_has_announced_is_provisional() -> None:
    days = seed_days(day("2026-01-01"), day("2027-12-31"))
    assert confirmed_until(days) == day("2026-12-31")
    assert days[day("2027-10-06")].is_provisional
    assert calendar()[day("2027-10-06")]["is_provisional"]
    assert not calendar()[day("2026-10-06")]["is_provisional"]


def test_what_the_company_says_of_a_day_is_what_counts() -> None:
    said = {day("2025-05-06"): DayKind(is_workday=False, holiday="厂休")}
    rows = calendar_rows(day("2025-05-05"), day("2025-05-07"), said).to_pylist()
    assert [row["is_workday"] for row in rows] == [True, False, True]
    assert [row["is_provisional"] for row in rows] == [True, False, True]
    assert rows[1]["holiday"] == "厂休"


def test_a_fiscal_year_is_named_after_the_year_it_ends_in() -> None:
    rows = calendar(fiscal_start=4)
    for said, year, quarter, month in (
        ("2025-03-31", "FY2025", "FY2025-Q4", "FY2025-M12"),
        ("2025-04-01", "FY2026", "FY2026-Q1", "FY2026-M01"),
    ):
        row = rows[day(said)]
        assert row["fiscal_year"] == year
        assert (row["fiscal_quarter"], row["fiscal_month"]) == (quarter, month)


@pytest.mark.parametrize(
    ("pattern", "weeks"), [("445", [4, 4, 5]), ("454", [4, 5, 4]), ("544", [5, 4, 4])]
)
def test_a_quarter_of_weeks_has_the_months_of_its_pattern(
    pattern: Pattern, weeks: list[int]
) -> None:
    months = fiscal_months(2025, 1, pattern)
    assert [month.days // 7 for month in months[:3]] == weeks
    assert months[0].starts_on == day("2024-12-30")


def test_the_53rd_week_belongs_to_the_last_month_and_is_compared_with_its_end() -> None:
    assert [month.days for month in fiscal_months(2026, 1, "445")][-1] == 42
    rows = calendar(pattern="445")
    assert rows[day("2027-01-03")]["fiscal_month"] == "FY2026-M12"
    assert rows[day("2027-01-03")]["fiscal_year_later"] == day("2028-01-02")
    assert rows[day("2027-01-04")]["fiscal_month"] == "FY2027-M01"


def test_a_day_of_a_fiscal_month_is_compared_at_its_place_in_the_month() -> None:
    row = calendar(pattern="445")[day("2025-01-08")]
    assert row["fiscal_month_later"] == day("2025-02-05")
    assert row["fiscal_quarter_later"] == day("2025-04-09")
    assert row["fiscal_year_later"] == day("2026-01-07")
