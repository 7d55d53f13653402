"""Leads nobody answered stand in every figure."""

from datetime import timedelta

from salesops.process.answering import Wait, median_wait, share_in_time


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


# TV-29: five leads, of which two are not answered after 48 hours.
NEVER = Wait(hours(48), is_answered=False)
WAITS = [Wait(hours(n), is_answered=True) for n in (0.5, 2, 30)] + [NEVER, NEVER]


def test_the_share_in_time_counts_whoever_was_never_answered() -> None:
    assert share_in_time(WAITS, hours(24)) == (2, 5)


def test_of_who_waits_but_not_too_long_yet_nothing_can_be_said() -> None:
    assert share_in_time([*WAITS, Wait(hours(3), is_answered=False)], hours(24)) == (2, 5)


def test_the_median_wait_is_that_of_all_and_not_of_the_answered_alone() -> None:
    assert median_wait(WAITS) == hours(30)


def test_while_fewer_than_half_were_answered_nobody_knows_the_median() -> None:
    assert median_wait([Wait(hours(1), is_answered=True), NEVER, NEVER]) is None
    assert median_wait([]) is None
