from datetime import date

from salesops.kernel.yeargrid import Told, year_grid

SPRING = {
    date(2026, 2, 14): Told(is_workday=True),
    date(2026, 2, 16): Told(is_workday=False, holiday="春节"),
    date(2026, 2, 21): Told(is_workday=False, holiday="春节"),
    date(2026, 2, 22): Told(is_workday=False),
}


def test_a_day_is_of_the_kind_it_is_worked() -> None:
    february = year_grid(2026, SPRING)[1]
    kinds = {cell.day.day: cell.kind for week in february.weeks for cell in week if cell}
    assert (kinds[13], kinds[14], kinds[15]) == ("work", "makeup", "rest")
    assert (kinds[16], kinds[21], kinds[22]) == ("off", "off", "rest")


def test_a_day_the_calendar_says_nothing_of_is_provisional() -> None:
    february = year_grid(2026, SPRING)[1]
    days = {cell.day.day: cell for week in february.weeks for cell in week if cell}
    assert days[13].is_provisional and not days[14].is_provisional


def test_a_month_holds_all_its_days_in_weeks_from_monday_on() -> None:
    for month in year_grid(2024, {}):
        days = [cell.day for week in month.weeks for cell in week if cell]
        assert days[0].day == 1 and days[-1].day in (28, 29, 30, 31)
        assert all(len(week) == 7 for week in month.weeks)
        assert all(c is None or c.day.weekday() == n for w in month.weeks for n, c in enumerate(w))
    assert sum(month.workdays for month in year_grid(2024, {})) == 262
