"""Units of very different size: judged by shares where swings grow with size, or not at all."""

import numpy as np
import pytest

from salesops.causal.declared import Declared, Method
from salesops.causal.effects import effect
from salesops.causal.effects_told import told
from salesops.causal.panel import Panel
from salesops.causal.sizes import growth, in_shares
from tests.causal.panels import noise, panel

UNITS, TIMES, START = 40, 24, 18


def sellers(seed: int, treated: int, gain: float = 0.0, power: float = 1.0) -> Panel:
    """A few large and many small, a season in proportion; the largest are treated.

    Noise is a tenth of the size to this power.
    """
    random = np.random.default_rng(seed)
    sizes = np.sort(random.lognormal(0, 0.7, (UNITS, 1)), axis=0)[::-1]
    season = 10 * (1 + 0.2 * np.sin(np.arange(TIMES) / 12 * 2 * np.pi))
    values = sizes**power * (season + random.normal(size=(UNITS, TIMES)))
    values[:treated, START:] += gain
    return panel(values.tolist(), [START] * treated + [None] * (UNITS - treated))


def test_by_which_power_of_the_size_swings_grow_is_read_from_the_past() -> None:
    assert growth(sellers(1, 4)) == pytest.approx(1, abs=0.2)
    assert growth(noise(24, 16, 8, 12, 1)) == pytest.approx(0, abs=0.3)
    assert growth(sellers(1, 4, gain=1000)) == growth(sellers(1, 4))
    assert growth(panel([[1.0, 2.0, 3.0]] * 12, [1] + [None] * 11)) is None


def test_a_cohort_is_compared_by_what_it_sold_together_as_a_share_of_before() -> None:
    made = sellers(1, 4)
    shares = in_shares(made)
    raw = made.values[:4].sum(axis=0)
    assert shares.path(0) == pytest.approx(raw / raw[:START].mean())
    assert shares.factors[0] == pytest.approx(raw[:START].mean() / 4)


@pytest.mark.parametrize(("method", "treated"), [("did", 8), ("sc", 1), ("sdid", 4),
                                                 ("matched", 6)])  # fmt: skip
def test_where_the_largest_are_treated_the_interval_holds_the_truth(
    method: Method, treated: int
) -> None:
    held = 0
    for seed in range(12):
        found = effect(sellers(seed, treated, 6.0), Declared(method=method, draws=199)).estimate
        assert found.in_shares
        held += found.low <= 6.0 <= found.high
    assert held >= 10


def test_the_sentence_says_that_shares_were_compared() -> None:
    found = effect(sellers(3, 8, 6.0), Declared(draws=199))
    assert found.kind == "worked"
    assert "share of its own level before" in told(found, "en")[1]
    assert "按各自之前水平的比例比较" in told(found, "zh")[1]


def test_who_is_larger_than_all_others_is_not_judged_where_swings_only_somewhat_grow() -> None:
    random = np.random.default_rng(5)
    sizes = np.append(random.lognormal(0, 0.5, 30), [30.0, 32.0])[::-1]
    values = 10 * sizes[:, None] + (sizes[:, None] ** 0.4) * random.normal(size=(32, TIMES))
    values[:2, START:] += 50
    found = effect(panel(values.tolist(), [START] * 2 + [None] * 30), Declared(draws=199))
    assert not found.estimate.in_shares
    assert (found.kind, "unlike_size" in found.reasons) == ("cannot_tell", True)
    assert any("larger (or smaller) than all others" in one for one in told(found, "en"))
