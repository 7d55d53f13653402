"""Conversion and time in stage where some cases are still open."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.process.competing import OUTCOMES, incidence, naive, stay, tallied

ONE = Fraction(1)
EIGHT = tallied(
    [
        (2, "won"), (3, "lost"), (4, "won"), (5, "open"),
        (6, "lost"), (8, "won"), (10, "open"), (12, "open"),
    ]
)  # fmt: skip


def test_winning_and_losing_compete_and_open_cases_count_while_they_are_seen() -> None:
    # TV-23.
    curve = incidence(EIGHT, ONE)
    assert [curve.at(day).won for day in (2, 4, 8)] == [
        Fraction(1, 8), Fraction(1, 4), Fraction(13, 32),
    ]  # fmt: skip
    assert [curve.at(day).lost for day in (3, 6)] == [Fraction(1, 8), Fraction(9, 32)]
    assert curve.last.remaining == Fraction(5, 16)
    assert curve.at(1).won == 0


def test_the_wrong_ways_give_more() -> None:
    # TV-24.
    assert naive(EIGHT, ONE) == (Fraction(37, 72), Fraction(3, 8), Fraction(3, 5))


def test_losses_taken_for_open_cases_make_many_wins_of_few() -> None:
    # TV-27: the public BPI-2012 log, its 13,087 cases told by what is known of days 7 to 90.
    days = (7, 14, 30, 60, 90)
    won = (0.009628, 0.083001, 0.161889, 0.178855, 0.179924)
    other = (0.578055, 0.651348, 0.712811, 0.816034, 0.819922)
    cases = 13_087
    told = {(91.0, "open"): cases}
    for outcome, shares in (("won", won), ("lost", other)):
        before = 0
        for day, share in zip(days, shares, strict=True):
            told[float(day), outcome] = round(share * cases) - before
            told[91.0, "open"] -= told[float(day), outcome]
            before = round(share * cases)
    curve = incidence(told)
    for day, share in zip(days, won, strict=True):
        assert curve.at(day).won == pytest.approx(share, abs=1e-4)
    assert curve.at(90).lost == pytest.approx(other[-1], abs=1e-4)
    # One less Kaplan and Meier's share, losses called open, says three times as much even so
    # coarsely; day by day it is 0.894.
    assert naive(told)[0] > 3 * won[-1]


def test_what_was_won_of_all_and_of_closed_cases_of_that_log() -> None:
    # TV-27: 2,246 approved, 10,442 declined or cancelled, 399 open.
    told = {(1.0, "won"): 2_246, (1.0, "lost"): 10_442, (2.0, "open"): 399}
    assert naive(told)[1:] == pytest.approx((0.171621, 0.177018), abs=1e-6)


def test_time_in_a_stage_counts_those_still_there() -> None:
    # TV-25.
    days = [(1, True), (2, True), (2, False), (3, True), (5, False), (8, True), (9, False),
            (10, False)]  # fmt: skip
    found = stay(days, ONE)
    assert [share for _, _, share in found.points] == [
        Fraction(7, 8), Fraction(3, 4), Fraction(3, 5), Fraction(2, 5),
    ]  # fmt: skip
    assert (found.median, found.still_here, found.cases) == (8, 4, 8)
    assert found.low == 1 and found.high is None


def test_never_answered_leads_stay_in_the_median() -> None:
    # TV-29, by the days leads stay without an answer.
    hours = [(0.5, True), (2, True), (30, True), (48, False), (48, False)]
    assert stay(hours).median == 30
    assert stay(hours[:1] + hours[3:]).median is None


CASES = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(OUTCOMES)), min_size=1, max_size=60)


@given(CASES)
def test_won_lost_and_still_open_are_everything(cases) -> None:
    for point in incidence(tallied(cases), ONE).points:
        assert point.won + point.lost + point.remaining == 1
        assert 0 <= point.low <= float(point.won) + 1e-9 and float(point.won) <= point.high + 1e-9


@given(CASES)
def test_with_nothing_open_it_is_the_plain_share_with_the_plain_variance(cases) -> None:
    closed = [(day, outcome) for day, outcome in cases if outcome != "open"]
    for point in incidence(tallied(closed), ONE).points:
        share = Fraction(sum(d <= point.days and o == "won" for d, o in closed), len(closed))
        assert point.won == share
        assert point.variance == share * (1 - share) / len(closed)


@given(CASES)
def test_treating_losses_as_unknown_never_gives_less(cases) -> None:
    tally = tallied(cases)
    assert naive(tally, ONE)[0] >= incidence(tally, ONE).last.won


def test_the_interval_covers_as_often_as_it_says() -> None:
    narrow, wide = (incidence(EIGHT, confidence=level).last for level in (0.5, 0.95))
    assert wide.low < narrow.low < 13 / 32 < narrow.high < wide.high
    assert wide.variance == pytest.approx(float(incidence(EIGHT, ONE).last.variance))
