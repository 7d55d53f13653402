"""One series ahead: long histories with a season, short ones honestly."""

from math import inf, sin

import pytest

from salesops.forecast.models import ahead


def seasonal(months: int) -> list[float]:
    return [1000 + 10 * n + 300 * (n % 12 == 11) + 5 * sin(n * 7) for n in range(months)]


def test_three_years_show_a_season() -> None:
    found = ahead(seasonal(36), 12)
    assert found.method == "seasonal"
    assert found.means[11] == max(found.means)
    assert found.means[11] - found.means[10] == pytest.approx(310, abs=60)
    assert found.means[0] == pytest.approx(1360, abs=40)
    assert all(sigma > 0 for sigma in found.sigmas)


def test_a_year_and_a_half_is_too_short_for_a_season_and_says_so() -> None:
    found = ahead(seasonal(18), 3)
    assert found.method == "level"
    assert "25" in found.said("en")
    assert "不含季节" in found.said("zh")


def test_a_few_months_give_their_mean_and_a_wide_interval() -> None:
    found = ahead([90.0, 110.0, 100.0, 100.0], 2)
    assert found.method == "mean"
    assert found.means == (100.0, 100.0)
    # Standard deviation 8.16, of a new month around the mean of four, by Student's t.
    assert found.sigmas[0] == pytest.approx(8.165 * 1.25**0.5 * 1.6, rel=1e-3)


def test_nothing_is_made_up_of_two_months() -> None:
    found = ahead([90.0, 110.0], 2)
    assert found.method == "unknown"
    assert found.sigmas == (inf, inf)


def test_a_series_that_never_changes_goes_on_like_that() -> None:
    assert ahead([0.0] * 30, 2).means == (0.0, 0.0)
    assert ahead([0.0] * 30, 2).sigmas == (0.0, 0.0)


def test_the_unit_of_money_changes_nothing_but_the_unit() -> None:
    series = seasonal(36)
    small, large = ahead(series, 3), ahead([value * 1e7 for value in series], 3)
    assert large.means == pytest.approx([mean * 1e7 for mean in small.means], rel=1e-6)
    assert large.sigmas == pytest.approx([sigma * 1e7 for sigma in small.sigmas], rel=1e-6)
