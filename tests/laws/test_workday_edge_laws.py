"""A day is too long ago exactly when it lies on the edge or before it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.workdays import last_day_before, workdays_between

FIRST = date(2026, 1, 1)
DAYS = st.lists(st.booleans(), min_size=60, max_size=60)


@given(DAYS, st.integers(0, 10), st.integers(0, 100))
def test_so_many_working_days_lie_behind_the_edge_and_fewer_before_it(
    worked: list[bool], count: int, ago: int
) -> None:
    before = FIRST + timedelta(days=60)

    def is_workday(day: date) -> bool:
        at = (day - FIRST).days
        return worked[at] if 0 <= at < len(worked) else day.weekday() < 5

    edge, day = last_day_before(before, count, is_workday), before - timedelta(days=ago + 1)
    assert (workdays_between(day, before, is_workday) >= count) == (day <= edge)
