from datetime import date, datetime

import pytest

from salesops.kernel.worktime import Hours, moment_after, work_minutes

# Friday 13 February 2026 is followed by a make-up workday; then comes the Spring Festival.
MAKE_UP = date(2026, 2, 14)


def is_workday(day: date) -> bool:
    return day == MAKE_UP or (
        day.isoweekday() <= 5 and not date(2026, 2, 15) <= day < date(2026, 2, 24)
    )


def minutes(start: str, end: str, hours: Hours | None = None) -> int:
    moments = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return work_minutes(*moments, is_workday, *([hours] if hours else []))


def test_only_working_hours_count() -> None:
    assert minutes("2026-06-12 17:30", "2026-06-15 09:30") == 60
    assert minutes("2026-06-13 15:00", "2026-06-15 10:00") == 60


def test_a_make_up_saturday_is_work_and_a_holiday_monday_is_not() -> None:
    assert minutes("2026-02-13 17:00", "2026-02-14 10:00") == 120
    assert minutes("2026-02-14 18:00", "2026-02-24 09:00") == 0


def test_after_hours_and_before_hours_are_nothing() -> None:
    assert minutes("2026-06-15 18:00", "2026-06-16 10:00") == 60
    assert minutes("2026-06-15 06:00", "2026-06-15 08:00") == 0


def test_an_end_before_the_start_is_nothing() -> None:
    assert minutes("2026-06-16 10:00", "2026-06-15 10:00") == 0


def test_a_company_may_work_other_hours() -> None:
    eight = Hours(((9 * 60, 17 * 60),))
    assert eight.minutes == 480
    assert minutes("2026-06-15 16:00", "2026-06-16 10:00", eight) == 120


# A lunch hour and a half: 9 to 12, half past one to six.
LUNCH = Hours(((540, 720), (810, 1080)))


def test_lunch_is_not_work() -> None:
    assert LUNCH.minutes == 450
    assert minutes("2026-06-15 11:30", "2026-06-15 14:00", LUNCH) == 60
    assert minutes("2026-06-15 12:00", "2026-06-15 13:30", LUNCH) == 0
    assert minutes("2026-06-15 17:00", "2026-06-16 09:30", LUNCH) == 90


@pytest.mark.parametrize(
    "windows", [(), ((600, 540),), ((540, 540),), ((540, 720), (700, 800)), ((540, 1500),)]
)
def test_hours_that_cannot_be_worked_are_refused(windows: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"follow|works"):
        Hours(windows)


def after(start: str, hours: float, windows: Hours | None = None, worked=is_workday) -> str:
    moment = datetime.fromisoformat(start)
    given = [windows] if windows else []
    return f"{moment_after(moment, int(hours * 60), worked, *given):%Y-%m-%d %H:%M}"


# The numbers are those of the test vectors in the field's fact book.
@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-12 17:30", 1, "2026-06-15 09:30"),  # TV-01: over a weekend
        ("2026-06-13 15:00", 1, "2026-06-15 10:00"),  # TV-02: begun on a Saturday
        ("2026-02-13 17:00", 2, "2026-02-14 10:00"),  # TV-03: a make-up Saturday
        ("2026-06-15 18:00", 1, "2026-06-16 10:00"),  # TV-08: begun at closing time
        ("2026-06-15 09:00", 9, "2026-06-15 18:00"),  # TV-08: a whole day ends with the day
        ("2026-06-12 16:00", 4, "2026-06-15 11:00"),  # TV-10: a pause over the weekend is nothing
    ],
)
def test_work_goes_on_when_the_next_window_opens(start: str, hours: int, due: str) -> None:
    assert after(start, hours) == due


def test_work_goes_on_after_lunch() -> None:
    assert after("2026-06-15 11:30", 2, LUNCH) == "2026-06-15 15:00"  # TV-07
    assert after("2026-06-15 12:30", 1, LUNCH) == "2026-06-15 14:30"
    assert after("2026-06-15 11:00", 1, LUNCH) == "2026-06-15 12:00"


def test_twenty_four_working_hours_over_the_national_holiday() -> None:
    # TV-05: 1 to 7 October 2026 are off, Saturday the 10th makes up for one of them.
    def golden(day: date) -> bool:
        if date(2026, 10, 1) <= day <= date(2026, 10, 7):
            return False
        return day.isoweekday() <= 5 or day == date(2026, 10, 10)

    assert after("2026-09-30 16:00", 24, worked=golden) == "2026-10-10 13:00"


def test_a_public_example_of_a_friday_holiday() -> None:
    # TV-16: 9 to 17 o'clock, four hours from Thursday 15:00, Friday off.
    def holiday(day: date) -> bool:
        return day.isoweekday() <= 5 and day != date(2026, 6, 19)

    nine_to_five = Hours(((540, 1020),))
    assert after("2026-06-18 15:00", 4, nine_to_five, holiday) == "2026-06-22 11:00"


def test_going_so_many_minutes_on_and_counting_them_agree() -> None:
    start = datetime.fromisoformat("2026-02-11 11:17")
    for count in (1, 89, 90, 450, 451, 3000):
        end = moment_after(start, count, is_workday, LUNCH)
        assert work_minutes(start, end, is_workday, LUNCH) == count


def test_a_calendar_without_work_is_no_calendar() -> None:
    with pytest.raises(ValueError, match="no working day"):
        after("2026-06-15 11:30", 1, worked=lambda _: False)
