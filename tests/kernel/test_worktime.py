from datetime import date, datetime, timedelta

from salesops.kernel.worktime import Hours, work_minutes

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
    eight = Hours(opens=9 * 60, closes=17 * 60)
    assert eight.minutes == 480
    assert minutes("2026-06-15 16:00", "2026-06-16 10:00", eight) == 120
    assert timedelta(minutes=eight.closes) == timedelta(hours=17)
