"""Due times and elapsed working times on China's calendar of 2026, and on others."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from salesops.cli.deadlines import china
from salesops.kernel.hours import hours_read
from salesops.process.calendars import Calendar, calendar_read
from salesops.process.deadlines import Pause, due_at, due_times, ran, working_times
from salesops.process.explaining import stretches
from salesops.process.limits import Limit, limit_read

SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def cn() -> Calendar:
    return china(datetime(2026, 6, 1, tzinfo=SHANGHAI))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def limit(text: str) -> Limit:
    found = limit_read(text)
    assert isinstance(found, Limit)
    return found


def due(start: str, long: str, calendar: Calendar | None = None) -> str:
    found = due_at(at(start), limit(long), calendar or cn())
    return f"{found.at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "long", "expected"),
    [
        ("2026-06-12 17:30", "1 working hour", "2026-06-15 09:30"),
        ("2026-06-13 15:00", "1 working hour", "2026-06-15 10:00"),
        ("2026-02-13 17:00", "2 working hours", "2026-02-14 10:00"),
        ("2026-09-30 16:00", "24 hours", "2026-10-01 16:00"),
        ("2026-09-30 16:00", "24 working hours", "2026-10-10 13:00"),
        ("2026-09-30 16:00", "1 working day", "2026-10-08 16:00"),
        ("2026-06-15 18:00", "1 working hour", "2026-06-16 10:00"),
        ("2026-06-15 09:00", "9 working hours", "2026-06-15 18:00"),
    ],
)
def test_work_goes_on_when_the_next_window_opens(start: str, long: str, expected: str) -> None:
    assert due(start, long) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-06-13 15:00", "2026-06-16 09:00"),
        ("2026-06-12 18:00", "2026-06-16 09:00"),
        ("2026-06-15 06:00", "2026-06-16 09:00"),
    ],
)
def test_a_working_day_that_begins_out_of_hours_begins_at_opening(
    start: str, expected: str
) -> None:
    assert due(start, "1 working day") == expected


LUNCH = Calendar(hours_read("09:00-12:00 13:30-18:00"))


def test_lunch_is_not_work() -> None:
    assert due("2026-06-15 11:30", "2 working hours", LUNCH) == "2026-06-15 15:00"
    assert due("2026-06-15 12:30", "1 working hour", LUNCH) == "2026-06-15 14:30"
    assert due("2026-06-15 12:30", "1 working day", LUNCH) == "2026-06-16 13:30"


def test_a_published_example_is_met() -> None:
    calendar = Calendar(hours_read("09:00-17:00"), told={date(2026, 6, 12): False})
    assert due("2026-06-11 15:00", "4 working hours", calendar) == "2026-06-15 11:00"


def test_a_pause_over_a_weekend_changes_nothing() -> None:
    four = limit("4 working hours")
    weekend = Pause(at("2026-06-12 20:00"), at("2026-06-14 10:00"))
    for pauses in ([], [weekend]):
        assert due_at(at("2026-06-12 16:00"), four, cn(), pauses).at == at("2026-06-15 11:00")


def test_a_pause_in_working_time_moves_what_is_due_by_as_much() -> None:
    four, start = limit("4 working hours"), at("2026-06-15 10:00")
    pauses = [Pause(at("2026-06-15 11:00"), at("2026-06-15 12:00")),
              Pause(at("2026-06-15 11:30"), at("2026-06-15 13:00"))]  # fmt: skip
    assert due_at(start, four, cn(), pauses).at == at("2026-06-15 16:00")
    assert ran(start, at("2026-06-15 14:00"), four, cn(), pauses) == timedelta(hours=2)
    night = [Pause(at("2026-06-15 12:00"), at("2026-06-16 11:00"))]
    assert due_at(start, four, cn(), night).at == at("2026-06-16 13:00")
    assert due_at(start, limit("24 hours"), cn(), night).at == at("2026-06-17 09:00")


def test_a_pause_that_is_on_lasts_until_now_and_one_that_ends_before_it_began_is_none() -> None:
    four, start = limit("4 working hours"), at("2026-06-15 10:00")
    still = [Pause(at("2026-06-15 11:00"))]
    assert due_at(start, four, cn(), still, at("2026-06-15 13:00")).at == at("2026-06-15 16:00")
    backwards = [Pause(at("2026-06-15 13:00"), at("2026-06-15 11:00"))]
    assert due_at(start, four, cn(), backwards).at == at("2026-06-15 14:00")


def test_hours_that_pass_are_hours_that_pass_when_clocks_are_put_forward() -> None:
    # TV-11.
    york = ZoneInfo("America/New_York")
    start = datetime(2026, 3, 7, 12, tzinfo=york)
    found = due_at(start, limit("24 hours"), Calendar(zone=york)).at
    assert f"{found:%Y-%m-%d %H:%M %Z}" == "2026-03-08 13:00 EDT"


def test_the_workdays_of_2026_are_those_announced() -> None:
    # TV-13.
    def workdays(first: date, before: date) -> int:
        days = (first + timedelta(days=n) for n in range((before - first).days))
        return sum(cn().is_workday(day) for day in days)

    assert workdays(date(2026, 1, 1), date(2027, 1, 1)) == 248
    assert workdays(date(2026, 2, 1), date(2026, 3, 1)) == 16
    assert workdays(date(2026, 10, 1), date(2026, 11, 1)) == 18


def test_what_is_due_after_the_last_announced_day_is_provisional() -> None:
    # TV-15.
    assert not due_at(at("2026-12-30 10:00"), limit("1 working day"), cn()).is_provisional
    assert due_at(at("2026-12-31 10:00"), limit("1 working day"), cn()).is_provisional
    assert not due_at(at("2026-12-31 10:00"), limit("24 hours"), cn()).is_provisional
    assert cn().is_provisional(at("2027-10-06 12:00"))


def test_a_calendar_without_work_is_refused() -> None:
    never = Calendar(weekdays=frozenset({7}), told={date(2026, 1, 4) + timedelta(days=7 * n): False
                                                    for n in range(120)})  # fmt: skip
    with pytest.raises(ValueError, match="no working day"):
        due_at(at("2026-01-05 10:00"), limit("1 working hour"), never)


def test_thousands_are_as_each_alone() -> None:
    starts = np.datetime64("2026-01-01T00:00", "us") + np.arange(2000) * np.timedelta64(317, "m")
    for long in ("24 hours", "7 working hours", "2 working days"):
        found = due_times(starts, limit(long), cn())
        for n in range(0, 2000, 97):
            alone = due_at(starts[n].item().replace(tzinfo=UTC), limit(long), cn())
            assert found[n].item().replace(tzinfo=UTC) == alone.at
    seven = due_times(starts, limit("7 working hours"), cn())
    assert set(working_times(starts, seven, cn()).astype("timedelta64[m]").astype(int)) == {420}
    assert working_times(seven, starts, cn()).max() == np.timedelta64(0)
    assert len(due_times(starts[:0], limit("7 working hours"), cn())) == 0


def test_every_minute_is_explained_and_what_counted_is_what_ran() -> None:
    start, long = at("2026-02-13 17:00"), limit("12 working hours")
    pause = Pause(at("2026-02-14 10:00"), at("2026-02-14 11:00"))
    end = due_at(start, long, cn(), [pause]).at
    found = stretches(start, end, long, cn(), [pause])
    assert [(f"{one.ends_at:%m-%d %H:%M}", one.said("en")) for one in found] == [
        ("02-13 18:00", "counted"), ("02-14 09:00", "out of hours"), ("02-14 10:00", "counted"),
        ("02-14 11:00", "paused"), ("02-14 18:00", "counted"), ("02-24 09:00", "春节"),
        ("02-24 12:00", "counted"),
    ]  # fmt: skip
    assert found[-1].total == ran(start, end, long, cn(), [pause]) == timedelta(hours=12)
    lunch = stretches(at("2026-06-15 11:00"), at("2026-06-15 14:00"), long, LUNCH)
    assert [one.kind for one in lunch] == ["counted", "break", "counted"]
    off = {date(2026, 6, 13): False, date(2026, 6, 14): False, date(2026, 6, 16): False}
    told = Calendar(told=off)
    days = stretches(at("2026-06-12 17:00"), at("2026-06-17 10:00"), long, told)
    assert [one.kind for one in days if one.kind != "counted"] == ["weekend", "holiday"]


def test_a_calendar_file_says_what_it_says() -> None:
    text = """
time_zone = "Europe/Berlin"
hours = "08:00-12:00 13:00-17:00"
weekdays = [1, 2, 3, 4]
holidays = {2026-05-14 = "Himmelfahrt"}
workdays = [2026-05-15]
confirmed_until = 2026-12-31
"""
    found = calendar_read(text)
    assert isinstance(found, Calendar)
    assert [found.is_workday(date(2026, 5, n)) for n in (13, 14, 15, 22)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert (str(found.zone), found.names) == ("Europe/Berlin", {date(2026, 5, 14): "Himmelfahrt"})
    assert found.is_provisional(at("2027-01-01 12:00"))


@pytest.mark.parametrize(
    "text",
    ["hours =", "lunch = 1", 'hours = "18:00-09:00"', 'time_zone = "Mars/Crater"',
     "weekdays = []", "weekdays = [8]", 'holidays = ["soon"]', "workdays = 3"],
)  # fmt: skip
def test_a_calendar_file_that_cannot_be_is_refused_with_what_to_do(text: str) -> None:
    found = calendar_read(text, "mine.toml")
    assert not isinstance(found, Calendar)
    assert found.reason("en") and found.remedy("zh")


@pytest.mark.parametrize(
    ("text", "code"),
    [("24", "limit_unclear"), ("2 days", "limit_unclear"), ("soon", "limit_unclear"),
     ("0 hours", "limit_zero"), ("1.5 working days", "limit_broken_day"),
     ("99999 working days", "limit_too_long")],
)  # fmt: skip
def test_a_limit_that_cannot_be_is_refused(text: str, code: str) -> None:
    found = limit_read(text)
    assert not isinstance(found, Limit)
    assert found.code == code


def test_limits_are_read_in_both_languages_as_they_are_said() -> None:
    for text in ("24 hours", "2 working hours", "1 working day", "1.5 hours"):
        found = limit(text)
        assert found.said("en") == text
        assert limit_read(found.said("zh")) == found
