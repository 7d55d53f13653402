"""Nobody loses a customer without having been warned in time, whatever happened to the clock."""

from datetime import date, timedelta

import pytest

from salesops.selling.pool import Owned, PoolRule
from salesops.selling.recycling import turn

# China, February 2026: the festival from the 15th to the 23rd, the 14th and 28th made up.
CLOSED = {date(2026, 2, 15) + timedelta(days=n) for n in range(9)}
MADE_UP = {date(2026, 2, 14), date(2026, 2, 28)}
RULE = PoolRule("全国", recycle_after_workdays=5, warn_before_workdays=2)


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in CLOSED)


def feb(day: int) -> date:
    return date(2026, 2, day)


CLAIMED = Owned("A", feb(11))  # to be contacted by the 25th, warned from the 14th


def act(today: date, warned_on: date | None = None, rule: PoolRule = RULE) -> str:
    return turn(CLAIMED, rule, warned_on, today, works).act


def test_the_warning_comes_on_a_made_up_saturday_and_lasts_over_the_festival() -> None:
    assert [act(feb(13)), act(feb(14)), act(feb(15), feb(14))] == ["keep", "warn", "keep"]
    assert [act(feb(25), feb(14)), act(feb(26), feb(14))] == ["keep", "take"]


def test_a_warning_that_no_longer_holds_is_called_off() -> None:
    called = Owned("A", feb(11), last_contact_on=feb(24))
    assert turn(called, RULE, feb(14), feb(25), works).act == "call_off"
    assert turn(called, RULE, None, feb(25), works).act == "keep"


def test_whoever_was_not_warned_gets_the_days_of_a_warning_first() -> None:
    late = turn(CLAIMED, RULE, None, feb(26), works)
    assert (late.act, late.contact_by, late.is_warned) == ("warn", feb(28), True)
    assert late.reason.code == "warned_late"
    assert [act(feb(28), feb(26)), act(date(2026, 3, 1), feb(26))] == ["keep", "take"]


def test_a_rule_without_warnings_takes_without_one() -> None:
    silent = PoolRule("无", recycle_after_workdays=5, warn_before_workdays=0)
    assert act(feb(26), rule=silent) == "take"


def test_a_warning_can_be_no_longer_than_the_limit_itself() -> None:
    hasty = PoolRule("急", recycle_after_workdays=1, warn_before_workdays=9)
    assert act(feb(11), rule=hasty) == "warn"
    assert act(feb(13), feb(11), hasty) == "take"


@pytest.mark.parametrize("warned_on", [None, feb(11)])
def test_a_pool_that_takes_nothing_back_warns_nobody(warned_on: date | None) -> None:
    kept = turn(CLAIMED, PoolRule("留"), warned_on, feb(26), works)
    assert kept.act == ("call_off" if warned_on else "keep") and not kept.is_warned
