"""A simulated year by month: nothing is lost, and independent months make the year's own luck."""

import numpy as np
import pytest

from salesops.planning.months import lucky, shares, split
from salesops.planning.seats import Seat


def test_amounts_are_split_without_a_rest():
    parts = np.array([[1.0, 1.0, 1.0], [0.0, 0.5, 0.5]])
    found = split(np.array([100, 7], np.int64), parts)
    assert found.tolist() == [[33, 34, 33], [0, 4, 3]]
    assert split(np.array([-5], np.int64), parts[:1]).sum() == -5


def test_a_seat_s_ordinary_year_says_its_parts():
    assert shares(Seat("s", "n", 1, (1.0, 3.0)), 2).tolist() == [0.25, 0.75]
    assert shares(Seat("s", "n", 1, (0.0, 0.0)), 2).tolist() == [0.5, 0.5]
    assert shares(Seat("s", "n", 1, (1.0, 3.0)), 4).tolist() == [0.25] * 4


def test_months_sum_to_the_year_and_only_luck_spreads_them():
    sales = np.array([[1200, 1200]], np.int64).repeat(50, axis=0)
    ordinary = np.full((2, 12), 1 / 12)
    found = lucky(sales, ordinary, np.array([0.0, 0.35]), np.random.default_rng(3))
    assert (found.sum(axis=-1) == sales).all()
    assert (found[:, 0] == 100).all() and found[:, 1].std() > 50


def test_the_months_of_gamma_years_are_as_spread_as_independent_ones():
    """Var(month) = share × Var(year) where months are independent and together make the year."""
    rng, spread, years = np.random.default_rng(5), 0.35, 20_000
    whole = 1 / np.expm1(spread**2)
    sales = np.rint(rng.gamma(whole, 1e6 / whole, (years, 1))).astype(np.int64)
    months = lucky(sales, np.full((1, 12), 1 / 12), np.array([spread]), rng)[:, 0]
    wanted = (1e6**2) * np.expm1(spread**2) / 12
    assert months.var(axis=0).mean() == pytest.approx(wanted, rel=0.05)
    assert abs(np.corrcoef(months[:, 0], months[:, 1])[0, 1]) < 0.03
