"""Laws of deadlines: the look-up says what going through the days says."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from salesops.kernel.worktime import Hours, moment_after, work_minutes
from salesops.process.calendars import SHANGHAI, Calendar
from salesops.process.deadlines import Pause, due_at, ran
from salesops.process.limits import Limit

DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
CALENDARS = st.builds(
    lambda hours, told: Calendar(Hours(hours), told=told),
    st.sampled_from([((540, 1080),), ((540, 720), (810, 1080)), ((0, 1440),), ((30, 150),)]),
    st.dictionaries(DAYS, st.booleans(), max_size=20),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 90))
def test_a_due_time_is_where_going_through_the_days_ends(
    calendar: Calendar, start: datetime, hours: int
) -> None:
    limit = Limit(Decimal(hours), "working_hours")
    found = due_at(start.replace(tzinfo=SHANGHAI), limit, calendar).at.replace(tzinfo=None)
    assert found == moment_after(start, hours * 60, calendar.is_workday, calendar.hours)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, MOMENTS)
def test_what_ran_is_what_going_through_the_days_counts(
    calendar: Calendar, start: datetime, end: datetime
) -> None:
    one = Limit(Decimal(1), "working_hours")
    found = ran(start.replace(tzinfo=SHANGHAI), end.replace(tzinfo=SHANGHAI), one, calendar)
    assert found == timedelta(minutes=work_minutes(start, end, calendar.is_workday, calendar.hours))


@settings(max_examples=50, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 100), st.lists(st.tuples(MOMENTS, MOMENTS), max_size=3))
def test_the_whole_limit_has_run_when_it_is_due_however_it_was_paused(
    calendar: Calendar, start: datetime, hours: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    limit = Limit(Decimal(hours), "working_hours")
    told = [Pause(*(at.replace(tzinfo=SHANGHAI) for at in pause)) for pause in pauses]
    begun = start.replace(tzinfo=SHANGHAI)
    due = due_at(begun, limit, calendar, told).at
    assert ran(begun, due, limit, calendar, told) == timedelta(hours=hours)
