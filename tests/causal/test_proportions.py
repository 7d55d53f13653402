"""Two shares compared, and how many of many finds to keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.causal.proportions import Share, difference, discoveries, wilson


def test_newcombes_own_example() -> None:
    found = difference(Share(56, 70), Share(48, 80))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-4)
    assert found.p == pytest.approx(0.0081, abs=5e-4)


def test_none_and_all_have_an_interval_too() -> None:
    low, high = wilson(Share(0, 10))
    assert low == 0 and high == pytest.approx(0.2775, abs=5e-4)
    assert wilson(Share(0, 0)) == (0, 1)
    assert difference(Share(0, 0), Share(5, 10)).p == 1
    assert difference(Share(3, 3), Share(5, 5)).p == 1


def test_benjamini_and_hochbergs_own_example() -> None:
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
          0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert discoveries(ps) == [True] * 4 + [False] * 11
    assert discoveries([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_what_is_kept_is_what_is_least_likely_chance(ps: list[float]) -> None:
    kept = discoveries(ps)
    dropped = [p for p, keep in zip(ps, kept, strict=True) if not keep]
    assert all(p <= min(dropped, default=1) for p, keep in zip(ps, kept, strict=True) if keep)
    assert all(p <= 0.05 for p, keep in zip(ps, kept, strict=True) if keep)
