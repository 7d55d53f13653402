"""A lead is answered in time by the customer's clock and by the owner's, which are two."""

from datetime import UTC, datetime, timedelta

from salesops.process.clocks import customers_clock, owners_clock

CAME = datetime(2026, 2, 13, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_lead_is_in_time_until_a_whole_day_has_passed() -> None:
    states = [customers_clock(CAME, None, CAME + n * HOUR).state for n in (0, 18, 24, 25)]
    assert states == ["running", "warned", "warned", "late"]


def test_the_answer_stops_the_clock_and_says_whether_it_was_in_time() -> None:
    soon = customers_clock(CAME, CAME + 3 * HOUR, CAME + 99 * HOUR)
    assert (soon.state, soon.ran, soon.left) == ("met", 3 * HOUR, 21 * HOUR)
    late = customers_clock(CAME, CAME + 30 * HOUR, CAME + 99 * HOUR)
    assert (late.state, late.is_late, late.share) == ("missed", True, 1.0)


def test_a_lead_without_an_arrival_has_no_clock() -> None:
    assert customers_clock(None, None, CAME) is None
    assert owners_clock(None, None, CAME) is None


def test_reassigning_begins_the_owners_clock_and_leaves_the_customers() -> None:
    now, given = CAME + 30 * HOUR, CAME + 26 * HOUR
    assert customers_clock(CAME, None, now).state == "late"
    owners = owners_clock(given, None, now)
    assert (owners.state, owners.due_at) == ("running", given + 24 * HOUR)


def test_who_gets_a_lead_that_was_answered_before_owes_no_first_answer() -> None:
    assert owners_clock(CAME + 5 * HOUR, CAME + HOUR, CAME + 9 * HOUR) is None


def test_a_lead_closed_without_a_contact_runs_no_more() -> None:
    clock = customers_clock(CAME, None, CAME + 99 * HOUR, closed_at=CAME + 2 * HOUR)
    assert (clock.state, clock.ran, clock.is_late) == ("stopped", 2 * HOUR, False)


def test_an_answer_before_the_arrival_is_an_answer_at_once() -> None:
    assert customers_clock(CAME, CAME - HOUR, CAME).ran == timedelta()
