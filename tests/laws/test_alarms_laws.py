from hypothesis import given
from hypothesis import strategies as st

from salesops.insights.alarms import run_probability, track

ERRORS = st.lists(st.floats(-1, 1), max_size=24)


@given(ERRORS, st.floats(0.01, 0.5), st.integers(0, 23), st.floats(0, 0.5))
def test_selling_less_in_a_month_never_calms_an_alarm(
    errors: list[float], sigma: float, at: int, less: float
) -> None:
    worse = [e - less if n == at else e for n, e in enumerate(errors)]
    before, after = track(errors, sigma), track(worse, sigma)
    assert after.severity >= before.severity - 1e-9
    assert after.run >= before.run


@given(st.floats(0.01, 0.99), st.integers(1, 5), st.integers(1, 24))
def test_longer_runs_are_rarer_and_longer_years_see_more_of_them(
    rate: float, run: int, months: int
) -> None:
    assert run_probability(rate, run + 1, months) <= run_probability(rate, run, months) + 1e-12
    assert run_probability(rate, run, months + 1) >= run_probability(rate, run, months) - 1e-12
    assert 0 <= run_probability(rate, run, months) <= 1
