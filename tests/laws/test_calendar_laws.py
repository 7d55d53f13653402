from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.ledger.calendar import (
    Pattern,
    calendar_rows,
    festival_year_later,
    fiscal_months,
    iso_year_later,
    spring_festival,
)

DAYS = st.dates(date(1995, 1, 1), date(2045, 12, 31))
YEARS = st.integers(1995, 2045)
PATTERNS: st.SearchStrategy[Pattern] = st.sampled_from(["months", "445", "454", "544"])


@given(YEARS, st.integers(1, 12), PATTERNS)
def test_fiscal_months_follow_one_another_without_gap(
    year: int, start_month: int, pattern: Pattern
) -> None:
    months = fiscal_months(year, start_month, pattern)
    following = fiscal_months(year + 1, start_month, pattern)[0]
    starts = [month.starts_on for month in (*months[1:], following)]
    assert [month.ends_before for month in months] == starts


@given(YEARS, st.integers(1, 12), st.sampled_from(["445", "454", "544"]))
def test_a_year_of_weeks_has_52_or_53_of_them_and_starts_near_its_month(
    year: int, start_month: int, pattern: Pattern
) -> None:
    months = fiscal_months(year, start_month, pattern)
    assert sum(month.days for month in months) in {364, 371}
    nominal = date(year - (start_month > 1), start_month, 1)
    assert abs(months[0].starts_on - nominal) <= timedelta(days=3)
    assert months[0].starts_on.isoweekday() == 1


@given(YEARS)
def test_a_year_of_weeks_from_january_is_the_iso_year(year: int) -> None:
    assert fiscal_months(year, 1, "445")[0].starts_on == date.fromisocalendar(year, 1, 1)


@given(DAYS)
def test_the_festival_aligned_day_lies_next_year_and_in_the_same_quarter(day: date) -> None:
    later = festival_year_later(day)
    assert later.year == day.year + 1
    assert (later.month + 2) // 3 == (day.month + 2) // 3


@given(YEARS, st.integers(-20, 35))
def test_days_around_the_festival_keep_their_distance_to_it(year: int, offset: int) -> None:
    day = spring_festival(year) + timedelta(days=offset)
    assert festival_year_later(day) - spring_festival(year + 1) == timedelta(days=offset)


@given(YEARS)
def test_the_festival_turns_a_first_quarter_without_losing_a_day(year: int) -> None:
    here, there = date(year, 1, 1), date(year + 1, 1, 1)
    first, later = (date(d.year, 4, 1) - d for d in (here, there))
    reached = {festival_year_later(here + timedelta(days=n)) for n in range(first.days)}
    assert len(reached) == min(first.days, later.days)


@given(DAYS)
def test_the_same_iso_day_keeps_week_and_weekday(day: date) -> None:
    later = iso_year_later(day)
    if later is None:
        assert day.isocalendar().week == 53
    else:
        assert later.isocalendar()[:] == (day.isocalendar().year + 1, *day.isocalendar()[1:])


@pytest.mark.parametrize("pattern", ["months", "445", "454", "544"])
def test_no_day_is_lost_under_any_comparison(pattern: Pattern) -> None:
    rows = calendar_rows(date(2023, 1, 1), date(2028, 12, 31), {}, 4, pattern).to_pylist()
    later = [name for name in rows[0] if name.endswith("_later") and name != "iso_year_later"]
    for row in rows:
        for name in later:
            assert row[name] > row["day"], name
    assert {type(row["day"]) for row in rows} == {date} != {datetime}
