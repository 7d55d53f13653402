"""An alarm's arithmetic: the planning note's own probabilities, and simulation as a witness."""

from statistics import NormalDist

import numpy as np
import pytest

from salesops.insights.alarms import false_alarm_rate, run_probability, track
from salesops.insights.finding import DISPOSITIONS


@pytest.mark.parametrize(
    ("hit_rate", "expected"), [(0.5, 0.584), (0.6, 0.373), (0.7, 0.189), (0.8, 0.065)]
)
def test_three_misses_in_a_row_happen_to_healthy_teams(hit_rate: float, expected: float) -> None:
    assert run_probability(hit_rate) == pytest.approx(expected, abs=0.0005)


def test_a_run_of_one_in_one_month_is_a_miss() -> None:
    assert run_probability(0.6, run=1, months=1) == pytest.approx(0.4)
    assert run_probability(0.6, run=2, months=2) == pytest.approx(0.16)


def test_severity_makes_false_alarms_rare() -> None:
    assert false_alarm_rate(0.5) == pytest.approx(0.063, abs=0.001)
    assert false_alarm_rate(0.6) == pytest.approx(0.0157, abs=0.0005)
    assert false_alarm_rate(0.6) < run_probability(0.6) / 20


def test_the_rate_is_what_many_lucky_and_unlucky_years_show() -> None:
    rng, mean, years = np.random.default_rng(11), NormalDist().inv_cdf(0.55), 4_000
    alarmed = 0
    for _ in range(years):
        errors = rng.normal(mean, 1, 12).tolist()
        alarmed += any(track(errors[:month], 1.0).alarms() for month in range(1, 13))
    expected = false_alarm_rate(0.55)
    assert alarmed / years == pytest.approx(expected, abs=4 * (expected / years) ** 0.5)


def test_a_long_run_of_near_misses_does_not_alarm_and_a_short_crash_does_not_either() -> None:
    near = track([-0.01] * 6, 0.05)
    assert near.run == 6
    assert not near.alarms()
    crash = track([0.0, -0.5], 0.05)
    assert crash.severity > 3
    assert not crash.alarms()
    assert track([-0.1, -0.12, -0.09], 0.05).alarms()


def test_a_good_month_ends_the_run_and_pays_back_severity() -> None:
    errors = [-0.1, -0.1, -0.1, 0.3]
    after = track(errors, 0.05)
    assert (after.run, after.severity) == (0, 0.0)


def test_whoever_closes_an_alert_has_five_reasons_to_choose_from() -> None:
    assert [one.name for one in DISPOSITIONS] == ["market", "product", "team", "target", "data"]
    assert all(one.label.zh and one.label.en for one in DISPOSITIONS)
