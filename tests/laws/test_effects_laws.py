"""What cannot change an effect: names, order, levels, and what happens to everybody alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesops.causal.declared import METHODS, Declared, Method
from salesops.causal.effects import effect
from salesops.causal.panel import Panel
from salesops.causal.placebos import mixed_gaps
from salesops.causal.simplex import shares
from salesops.causal.staggered import difference
from tests.causal.panels import noise

SEEDS = st.integers(0, 10_000)


@given(SEEDS, st.lists(st.floats(-1e3, 1e3), min_size=9, max_size=9))
def test_a_constant_for_each_unit_changes_no_difference(seed: int, levels: list[float]) -> None:
    before = noise(9, 8, 4, 5, seed)
    after = Panel(before.units, before.times, before.values + np.array(levels)[:, None],
                  before.starts)  # fmt: skip
    for one, other in zip(difference(before).by_cohort, difference(after).by_cohort, strict=True):
        assert one == pytest.approx(other, abs=1e-8)


@given(
    SEEDS,
    st.lists(st.floats(-1e3, 1e3), min_size=8, max_size=8),
    st.sampled_from([method for method in METHODS if method != "sdid"]),
)
@settings(max_examples=40)
def test_what_happens_to_everybody_changes_nothing(
    seed: int, common: list[float], method: Method
) -> None:
    """Synthetic difference-in-differences draws its shares together as changes are larger."""
    before = noise(9, 8, 2, 5, seed)
    after = Panel(before.units, before.times, before.values + np.array(common), before.starts)
    assert _size(before, method) == pytest.approx(_size(after, method), abs=1e-4)


@given(SEEDS, st.permutations(range(9)), st.sampled_from(METHODS))
@settings(max_examples=40)
def test_order_and_names_of_units_change_nothing(
    seed: int, order: list[int], method: Method
) -> None:
    before = noise(9, 8, 2, 5, seed)
    after = Panel(tuple(f"unit {n}" for n in order), before.times, before.values[order],
                  tuple(before.starts[n] for n in order))  # fmt: skip
    assert _size(before, method) == pytest.approx(_size(after, method), abs=1e-6)


def _size(panel: Panel, method: Method) -> float:
    if method == "did":
        return float(difference(panel).after())
    return float(mixed_gaps(panel, Declared(method=method))[0].after())


@given(SEEDS, st.integers(1, 6), st.integers(1, 8), st.floats(0, 10))
def test_no_other_shares_come_closer(seed: int, periods: int, donors: int, ridge: float) -> None:
    random = np.random.default_rng(seed)
    columns, target = random.normal(size=(periods, donors)), random.normal(size=periods)
    found = shares(columns, target, ridge)
    assert (found >= 0).all() and found.sum() == pytest.approx(1)
    others = random.dirichlet(np.ones(donors), 50)

    def off(weights: np.ndarray) -> float:
        return float(((columns @ weights - target) ** 2).sum() + ridge * (weights**2).sum())

    assert off(found) <= min(off(other) for other in others) + 1e-9


@given(SEEDS)
@settings(max_examples=15)
def test_the_same_panel_always_gets_the_same_verdict(seed: int) -> None:
    one, other = (effect(noise(12, 8, 4, 5, seed), Declared(draws=99)) for _ in range(2))
    assert (one.kind, one.estimate.low, one.estimate.p) == (
        other.kind, other.estimate.low, other.estimate.p,
    )  # fmt: skip
