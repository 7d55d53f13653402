from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from salesops.kernel.rhythm import LONGEST_WAIT, Rhythm, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
MINUTELY = Rhythm(timedelta(minutes=1))
NIGHTLY = Rhythm(at=time(2))


def is_due(rhythm: Rhythm, now: datetime, last: datetime | None, **more: int) -> bool:
    return due(rhythm, now, known_since=NOON - timedelta(days=9), last=last, **more)


def test_what_was_never_done_is_due_at_once() -> None:
    assert is_due(MINUTELY, NOON, None)


def test_what_was_done_is_due_again_when_its_time_has_passed() -> None:
    assert not is_due(MINUTELY, NOON, NOON - timedelta(seconds=59))
    assert is_due(MINUTELY, NOON, NOON - timedelta(seconds=60))


def test_a_nightly_duty_waits_for_its_hour_and_is_done_once_a_night() -> None:
    one, three = NOON.replace(day=3, hour=1), NOON.replace(day=3, hour=3)
    assert not is_due(NIGHTLY, one, NOON)
    assert is_due(NIGHTLY, three, NOON)
    assert not is_due(NIGHTLY, three + timedelta(hours=9), three)
    assert is_due(NIGHTLY, three + timedelta(days=1), three)


def test_a_night_that_was_slept_through_is_made_up_for_once() -> None:
    assert is_due(NIGHTLY, NOON, NOON - timedelta(days=3))
    assert not is_due(NIGHTLY, NOON + timedelta(hours=1), NOON)


def test_a_nightly_duty_nobody_knew_last_night_waits_for_the_next_one() -> None:
    assert not due(NIGHTLY, NOON, known_since=NOON, last=None)
    assert due(NIGHTLY, NOON + timedelta(hours=15), known_since=NOON, last=None)


def test_the_hour_is_that_of_the_companys_own_clock() -> None:
    # Half past two in Shanghai is half past six the evening before in London.
    last, now = NOON, NOON + timedelta(hours=14, minutes=30)
    assert is_due(NIGHTLY, now, last)
    assert not is_due(NIGHTLY, now.astimezone(ZoneInfo("Europe/London")), last)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 2), (2, 4), (3, 8), (9, 512), (99, 900)])
def test_what_fails_again_and_again_is_tried_more_and_more_rarely(
    failures: int, seconds: int
) -> None:
    secondly = Rhythm(timedelta(seconds=1))
    wait = timedelta(seconds=seconds)
    assert not is_due(secondly, NOON + wait - timedelta(seconds=1), NOON, failures=failures)
    assert is_due(secondly, NOON + wait, NOON, failures=failures)
    assert wait <= LONGEST_WAIT


def test_what_failed_is_not_tried_more_often_than_what_went_well() -> None:
    assert not is_due(MINUTELY, NOON + timedelta(seconds=59), NOON, failures=1)


def test_a_nightly_duty_that_failed_is_tried_again_the_same_night() -> None:
    assert is_due(NIGHTLY, NOON + timedelta(seconds=2), NOON, failures=1)


def test_a_clock_that_was_set_back_silences_nothing() -> None:
    assert is_due(MINUTELY, NOON, NOON + timedelta(days=400))
