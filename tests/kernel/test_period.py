from datetime import date

import pytest

from salesops.kernel.period import Period, month_later, period


def days(first: str, before: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(before))


@pytest.mark.parametrize(
    ("text", "first", "before"),
    [
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025H1", "2025-01-01", "2025-07-01"),
        ("2025-h2", "2025-07-01", "2026-01-01"),
        ("2025Q3", "2025-07-01", "2025-10-01"),
        ("2025-Q4", "2025-10-01", "2026-01-01"),
        ("2025-10", "2025-10-01", "2025-11-01"),
        (" 2025-12 ", "2025-12-01", "2026-01-01"),
        ("2025-W44", "2025-10-27", "2025-11-03"),
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2026-W53", "2026-12-28", "2027-01-04"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: str, before: str) -> None:
    assert period(text) == days(first, before)


@pytest.mark.parametrize("text", ["", "2025-13", "2025Q5", "2025-W54", "2025-1", "25", "2025-00"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - some are refused by the calendar itself
        period(text)


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        days("2025-02-01", "2025-01-01")


@pytest.mark.parametrize(
    ("text", "previous"), [("2025-01", "2024-12"), ("2025Q1", "2024Q4"), ("2025", "2024"),
                           ("2025H1", "2024H2"), ("2026-W01", "2025-W52")],
)  # fmt: skip
def test_the_previous_period_is_as_long_and_ends_where_this_begins(
    text: str, previous: str
) -> None:
    assert period(text).previous() == period(previous)


def test_the_period_before_ten_days_is_ten_days() -> None:
    assert days("2025-03-05", "2025-03-15").previous() == days("2025-02-23", "2025-03-05")


@pytest.mark.parametrize(
    ("text", "last_year"),
    [("2024-02", "2023-02"), ("2025Q3", "2024Q3"), ("2026-W44", "2025-W44"),
     ("2027-W01", "2026-W01"), ("2026-W53", "2025-W52")],
)  # fmt: skip
def test_last_year_is_the_same_period_a_year_before(text: str, last_year: str) -> None:
    before = period(text).last_year()
    if text == "2026-W53":
        assert before == days("2025-12-29", "2026-01-05")
    else:
        assert before == period(last_year)


def test_the_days_to_29_february_are_compared_with_the_days_to_28() -> None:
    assert days("2024-02-01", "2024-02-29").last_year() == days("2023-02-01", "2023-02-28")


def test_a_quarter_has_three_months_and_a_cut_one_keeps_its_ends() -> None:
    assert list(period("2025Q1").months()) == [period(f"2025-0{n}") for n in (1, 2, 3)]
    assert list(days("2025-01-20", "2025-02-03").months()) == [
        days("2025-01-20", "2025-02-01"),
        days("2025-02-01", "2025-02-03"),
    ]


def test_a_running_period_is_cut_after_the_day_it_is_known_to() -> None:
    october = period("2025-10")
    assert october.cut(date(2025, 10, 15)) == days("2025-10-01", "2025-10-16")
    assert october.cut(date(2025, 12, 1)) == october
    assert october.cut(date(2025, 9, 1)).days == 0


def test_a_month_later_stays_within_the_month() -> None:
    assert month_later(date(2025, 1, 31)) == date(2025, 2, 28)
    assert month_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert month_later(date(2025, 1, 15), -1) == date(2024, 12, 15)


def test_a_period_holds_its_first_day_and_not_the_day_it_ends_before() -> None:
    assert date(2025, 10, 1) in period("2025-10")
    assert date(2025, 11, 1) not in period("2025-10")
