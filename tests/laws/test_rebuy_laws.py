"""Laws of buying again: the gap lies between the customer's and everybody's, and days move it."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.rebuy import FEWEST_PURCHASES, occasions, rebuy

FIRST = date(2024, 1, 1)
DAYS = st.lists(st.integers(0, 700), max_size=12).map(
    lambda offsets: [FIRST + timedelta(days=n) for n in offsets]
)
GAPS = st.none() | st.integers(4, 400)
TODAY = date(2026, 6, 1)


@given(DAYS, GAPS)
def test_the_gap_lies_between_the_customers_own_and_everybodys(
    days: list[date], everybodys: int | None
) -> None:
    told = rebuy("泵", days, everybodys, TODAY)
    assert told.is_known is (len(occasions(days)) >= FEWEST_PURCHASES)
    if told.gap_days is None or told.own_gap_days is None:
        return
    bounds = sorted([told.own_gap_days, everybodys or told.own_gap_days])
    assert bounds[0] - 1 <= told.gap_days <= bounds[1] + 1


@given(DAYS, GAPS, st.integers(0, 100))
def test_a_history_moved_by_some_days_moves_the_expected_day_by_as_many(
    days: list[date], everybodys: int | None, shift: int
) -> None:
    moved = timedelta(days=shift)
    here = rebuy("泵", days, everybodys, TODAY)
    there = rebuy("泵", [day + moved for day in days], everybodys, TODAY + moved)
    assert (here.gap_days, here.overdue_days) == (there.gap_days, there.overdue_days)
    if here.expected_on:
        assert there.expected_on == here.expected_on + moved


@given(DAYS, GAPS, st.integers(0, 300))
def test_waiting_never_makes_it_less_overdue(
    days: list[date], everybodys: int | None, wait: int
) -> None:
    now = rebuy("泵", days, everybodys, TODAY)
    later = rebuy("泵", days, everybodys, TODAY + timedelta(days=wait))
    assert later.overdue_days >= now.overdue_days
    assert later.expected_on == now.expected_on


@given(DAYS)
def test_occasions_lie_more_than_three_days_apart_and_begin_with_the_first_day(
    days: list[date],
) -> None:
    found = occasions(days)
    assert found[:1] == sorted(days)[:1]
    assert all((b - a).days > 3 for a, b in pairwise(found))
    assert occasions(found) == found
