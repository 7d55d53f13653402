"""Shares: several metrics mixed, nobody's answer told from the answer nothing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.planning.weights import (
    calls_an_hour,
    capacity,
    influence,
    potential,
    ramped_months,
    shares,
    whole_numbers,
)


def test_shares_are_mixed_by_lambda_and_both_are_kept() -> None:
    found = shares(
        {"potential": [30, 10], "last_year": [50, 50]},
        {"potential": 6, "last_year": 4},
        [True, True],
    )
    assert found.by_metric(0) == {"potential": Fraction(3, 4), "last_year": Fraction(1, 2)}
    assert found.by_metric(1) == {"potential": Fraction(1, 4), "last_year": Fraction(1, 2)}
    assert found.of(0) == Fraction(6, 10) * Fraction(3, 4) + Fraction(4, 10) * Fraction(1, 2)


def test_nobodys_answer_counts_as_the_average_and_zero_stays_zero() -> None:
    found = shares({"potential": [30, 10, None, 0]}, {"potential": 1}, [True] * 4)
    assert [found.of(n) for n in range(3)] == [Fraction(9, 16), Fraction(3, 16), Fraction(4, 16)]
    assert found.of(3) == 0
    assert found.by_metric(2) == {"potential": None} and found.by_metric(3) == {"potential": 0}


def test_a_metric_nobody_answered_is_left_out_of_the_mix() -> None:
    found = shares(
        {"potential": [3, 1], "last_year": [None, None]},
        {"potential": 1, "last_year": 9},
        [True, True],
    )
    assert found.of(0) == Fraction(3, 4) and "last_year" not in found.by_metric(0)


def test_a_shut_gate_takes_no_share() -> None:
    found = shares({"potential": [3, 1, None]}, {"potential": 1}, [True, False, True])
    assert [found.of(n) for n in range(3)] == [Fraction(1, 2), 0, Fraction(1, 2)]


def test_more_of_an_inverse_metric_deserves_less() -> None:
    answers, mix = {"saturation": [2, 1, None]}, {"saturation": 1}
    found = shares(answers, mix, [True] * 3, frozenset(["saturation"]))
    assert [float(found.of(n)) for n in range(3)] == pytest.approx([2 / 9, 4 / 9, 3 / 9])
    assert shares(answers, mix, [True] * 3).of(0) > Fraction(1, 3)


def test_weights_of_any_decimals_become_whole_numbers() -> None:
    values = [Decimal("1.25"), None, Decimal(3), Decimal("1E+3")]
    assert whole_numbers(values) == [125, None, 300, 100_000]


def test_weights_decide_as_much_as_t38_says() -> None:
    thirds = influence([Decimal("1.0"), Decimal("0.5"), Decimal(0)])
    assert [round(float(part) * 100, 1) for part in thirds] == [66.7, 33.3, 0]
    small = influence([Decimal("1.0"), Decimal("0.98"), Decimal("0.4"), Decimal("0.067")])
    assert round(float(small[3]) * 100, 1) == 2.7
    with pytest.raises(ValueError, match="at least 0"):
        influence([Decimal(0)])


def test_a_markets_potential_is_summed_over_its_segments_as_in_t41() -> None:
    assert potential([(6, Decimal(500)), (8, Decimal(700)), (2, Decimal(1000))]) == 10_600


def test_a_newcomer_counts_from_the_day_of_hiring_and_by_the_ramp() -> None:
    ramp = [Decimal("0.3"), Decimal("0.6")]
    months = ramped_months(date(2026, 3, 16), date(2026, 1, 1), 6, ramp)
    assert [str(part) for part in months] == ["0", "0", "0.3", "0.6", "1", "1"]
    assert capacity([None, date(2026, 3, 16)], date(2026, 1, 1), 6, ramp) == Decimal("8.9")


def test_denser_customers_make_more_calls_an_hour() -> None:
    city = calls_an_hour(Decimal(400), Decimal(100), Decimal(30), Decimal(3))
    county = calls_an_hour(Decimal(4), Decimal(100), Decimal(30), Decimal(3))
    assert city == Decimal("1.904762") and county == Decimal("1.333333")
    with pytest.raises(ValueError, match="density"):
        calls_an_hour(Decimal(0), Decimal(1), Decimal(1), Decimal(1))
