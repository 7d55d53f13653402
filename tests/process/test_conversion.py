"""Cohorts beside periods, mix beside rate, velocity, coverage and slippage."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.process.conversion import (
    Count,
    ages,
    answered_in_time,
    beside,
    cohorts,
    coverage,
    mix_and_rate,
    slippage,
    velocity,
)

ENTERED = {"2026-01": 100, "2026-02": 200, "2026-03": 50}
WINS = {
    ("2026-01", "2026-01"): 5, ("2026-01", "2026-02"): 10, ("2026-01", "2026-03"): 5,
    ("2026-02", "2026-02"): 10, ("2026-02", "2026-03"): 20, ("2026-02", "2026-04"): 10,
    ("2026-03", "2026-03"): 2, ("2026-03", "2026-04"): 4,
}  # fmt: skip


def test_the_period_gives_54_percent_where_the_cohort_has_12() -> None:
    # TV-22: the same wins by the month they came in, and by the month their deals began in.
    january, february, march, april = beside(ENTERED, WINS)
    assert [row.period_share for row in (january, february, march)] == [
        Fraction(5, 100), Fraction(20, 200), Fraction(27, 50),
    ]  # fmt: skip
    assert [row.cohort_share for row in (january, february, march)] == [
        Fraction(20, 100), Fraction(40, 200), Fraction(6, 50),
    ]  # fmt: skip
    assert (march.wins, march.from_before) == (27, 25)
    assert (april.wins, april.period_share) == (14, None)


def test_a_cohort_is_ripe_when_nine_wins_in_ten_would_have_come() -> None:
    counts = [Count("2026-01", day, "won", 1) for day in range(10, 110, 10)]
    counts += [Count("2026-03", 30, "open", 5), Count("2026-01", 20, "lost", 10)]
    found = cohorts(counts, ages(["2026-01", "2026-03"], date(2026, 5, 15)))
    assert ages(["2026-03"], date(2026, 5, 1)) == {"2026-03": 31}
    # Nine of the ten wins came by day 90, but those who look on beyond day 30 stand for more.
    assert found.ripe_after == 100
    assert [row.is_ripe for row in found.rows] == [True, False]
    later = cohorts(counts, ages(["2026-01", "2026-03"], date(2026, 7, 9)))
    assert [row.is_ripe for row in later.rows] == [True, True]
    assert found.rows[0].share == Fraction(1, 2)
    assert found.all.entered == 25


def test_without_a_win_nothing_is_ripe() -> None:
    found = cohorts([Count("2020-01", 9, "lost", 3)], {"2020-01": 2000})
    assert found.ripe_after is None and not found.rows[0].is_ripe


def test_harder_leads_are_told_from_doing_worse() -> None:
    same_rates = mix_and_rate(
        {"fair": (50, 10), "web": (50, 20)}, {"fair": (90, 18), "web": (10, 4)}
    )
    assert same_rates.total_rate == 0
    assert same_rates.total_mix == same_rates.after - same_rates.before == Fraction(-8, 100)
    same_mix = mix_and_rate({"fair": (50, 10), "web": (50, 20)}, {"fair": (50, 5), "web": (50, 20)})
    assert (same_mix.total_mix, same_mix.total_rate) == (0, Fraction(-5, 100))
    assert same_mix.rate["web"] == 0


SIDE = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda t: (max(t), min(t))),
)


@given(SIDE, SIDE)
def test_mix_and_rate_are_the_whole_change(before, after) -> None:
    if not all(sum(n for n, _ in side.values()) for side in (before, after)):
        with pytest.raises(ValueError, match="cases on both sides"):
            mix_and_rate(before, after)
        return
    change = mix_and_rate(before, after)
    assert change.total_mix + change.total_rate == change.after - change.before


def test_velocity_is_money_a_day() -> None:
    # TV-34.
    first = velocity(50, Decimal("0.20"), Decimal(10_000), Decimal(30))
    second = velocity(50, Decimal("0.25"), Decimal(25_000), Decimal(60))
    assert first is not None and round(first, 2) == Decimal("3333.33")
    assert second is not None and round(second, 2) == Decimal("5208.33")
    assert velocity(50, Decimal(1), Decimal(1), Decimal(0)) is None


def test_coverage_says_whether_what_is_won_is_taken_off() -> None:
    # TV-35.
    open_amount, quota = Decimal(1_200_000), Decimal(500_000)
    assert coverage(open_amount, quota) == Decimal("2.4")
    net = coverage(open_amount, quota, Decimal(150_000))
    assert net is not None and round(net, 2) == Decimal("3.43")
    assert coverage(open_amount, quota, quota) is None


def test_what_closed_did_not_slip_however_late_it_was_expected() -> None:
    end = date(2026, 4, 1)
    found = slippage(
        [
            (Decimal(100), date(2026, 4, 1), False),
            (Decimal(300), date(2026, 5, 1), True),
            (Decimal(100), date(2026, 3, 31), False),
            (Decimal(500), None, False),
        ],
        end,
    )
    assert (found.slipped, found.share) == (1, Fraction(1, 4))
    assert found.amount_share == Decimal("0.1")
    assert slippage([], end).share is None


def test_the_never_answered_are_below_the_line_once_the_limit_has_passed() -> None:
    hours = [(0.5, True), (2, True), (30, True), (48, False), (48, False)]
    assert answered_in_time(hours, 24) == Fraction(2, 5)
    assert answered_in_time([*hours, (3, False)], 24) == Fraction(2, 5)
    assert answered_in_time([(3, False)], 24) is None
