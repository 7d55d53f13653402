"""Effects: recovered where they were planted, seldom found where there are none."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from salesops.causal import synthetic
from salesops.causal.chance import assignments, interval, p_value
from salesops.causal.declared import Declared
from salesops.causal.effect_record import record
from salesops.causal.effects import effect
from salesops.causal.estimate_kept import as_text, from_text, key_of
from salesops.causal.matched import incremental, nearest
from salesops.causal.panel import Panel
from salesops.causal.power import power
from salesops.causal.simplex import shares
from salesops.causal.staggered import difference
from tests.causal.panels import noise, panel

QUICK = Declared(draws=199)


def test_two_by_two_is_the_difference_of_differences() -> None:
    found = difference(panel([[10, 12, 20], [5, 7, 8], [1, 3, 4]], [2, None, None]))
    # 20 − 11 for the treated; 8 − 6 and 4 − 2 for the others.
    assert float(found.after()) == pytest.approx(9 - 2)


def test_units_treated_earlier_are_no_comparison() -> None:
    """Effects that grow with time: the usual regression subtracts them from later units'."""
    base, common = [5.0, 9.0, 1.0, 30.0], [0.0, 3.0, -1.0, 4.0, 8.0, 2.0]
    starts = [1, 3, None, None]
    values = np.add.outer(base, common)
    values[0, 1:] += [10, 20, 30, 40, 50]
    values[1, 3:] += [1, 2, 3]
    found = difference(panel(values.tolist(), starts))
    assert found.by_cohort[0, 1:] == pytest.approx([10, 20, 30, 40, 50])
    assert found.by_cohort[1, 3:] == pytest.approx([1, 2, 3])
    assert float(found.after()) == pytest.approx((150 + 6) / 8)
    assert {e: float(g) for e, g in found.events().items() if e >= 0} == pytest.approx(
        {0: 5.5, 1: 11.0, 2: 16.5, 3: 40.0, 4: 50.0}
    )


def test_without_anybody_untreated_the_late_periods_say_nothing() -> None:
    values = np.add.outer([1.0, 2.0], [0.0, 1.0, 2.0, 3.0])
    values[0, 1:] += 7
    found = difference(panel(values.tolist(), [1, 3]))
    assert float(found.by_cohort[0, 2]) == pytest.approx(7)
    assert np.isnan(found.by_cohort[:, 3]).all()
    assert found.cells() == 2


@pytest.mark.parametrize(("method", "treated", "units", "most"), [
    ("did", 6, 14, 11), ("sdid", 1, 21, 5),
])  # fmt: skip
def test_a_null_effect_is_seldom_called_one(
    method: str, treated: int, units: int, most: int
) -> None:
    """Two-sided at 5 %: it worked in 2.5 % of them, and more than `most` once in a thousand."""
    declared, tries = replace(QUICK, method=method), 120 if method == "did" else 30
    kinds = [effect(noise(units, 10, treated, 7, seed), declared).kind for seed in range(tries)]
    assert kinds.count("worked") <= most


@pytest.mark.parametrize(("method", "treated", "units"), [
    ("did", 6, 14), ("sc", 1, 21), ("sdid", 1, 21), ("matched", 2, 16),
])  # fmt: skip
def test_a_planted_effect_lies_in_the_interval(method: str, treated: int, units: int) -> None:
    declared = replace(QUICK, method=method)
    found = [effect(noise(units, 12, treated, 9, s, 6.0), declared).estimate for s in range(20)]
    assert sum(one.low <= 6 <= one.high for one in found) >= 16
    assert np.mean([one.size for one in found]) == pytest.approx(6, abs=1)


def test_a_large_effect_worked_and_its_opposite_did_harm() -> None:
    for size, kind, reason in ((9.0, "worked", "beyond_chance"), (-9.0, "did_not", "harmful")):
        found = effect(noise(20, 16, 8, 12, 3, size), QUICK)
        assert (found.kind, found.reasons[0]) == (kind, reason)
        down = effect(noise(20, 16, 8, 12, 3, size), replace(QUICK, higher_is_better=False))
        assert down.kind != kind


def test_what_is_smaller_than_worth_having_did_not_work() -> None:
    found = effect(noise(20, 16, 8, 12, 3), replace(QUICK, worth=20.0))
    assert (found.kind, found.reasons[0]) == ("did_not", "not_worth")
    assert effect(noise(20, 16, 8, 12, 3), replace(QUICK, worth=1.0)).kind == "cannot_tell"


def test_sides_that_part_before_the_start_forbid_a_verdict() -> None:
    tilted = noise(20, 16, 8, 12, 3)
    values = tilted.values + np.where(np.arange(20) < 8, 2.0, 0.0)[:, None] * np.arange(16)
    found = effect(Panel(tilted.units, tilted.times, values, tilted.starts), QUICK)
    assert found.kind == "cannot_tell" and "past_differs" in found.reasons
    assert found.estimate.low > 0


@pytest.mark.parametrize("method", ["did", "sc", "sdid"])
def test_with_few_units_no_effect_is_large_enough(method: str) -> None:
    declared = replace(QUICK, method=method)
    found = effect(noise(8, 12, 1, 9, 1, 1000.0), declared)
    assert found.kind == "cannot_tell" and found.reasons[0] == "few_units"
    enough = noise(found.needed + 1, 12, 1, 9, 1, 1000.0)
    assert "few_units" not in effect(enough, declared).reasons
    one_less = noise(found.needed, 12, 1, 9, 1, 1000.0)
    assert "few_units" in effect(one_less, declared).reasons


def test_one_period_before_is_no_past() -> None:
    assert "past_unknown" in effect(noise(20, 3, 8, 1, 1, 50.0), QUICK).reasons


@pytest.mark.parametrize("sizes", [[1, 19], [3, 4], [2, 2, 3]])
def test_the_interval_holds_what_the_test_does_not_reject(sizes: list[int]) -> None:
    random = np.random.default_rng(sum(sizes))
    labels, is_all = assignments(sizes, 999, 1)
    assert is_all
    others, part = random.normal(size=len(labels)), random.uniform(-0.9, 0.9, len(labels))
    others[0], part[0] = 2.0, 1.0
    low, high = interval(2.0, others, part, 0.1, is_all=True)

    def p(tau: float) -> float:
        return p_value(2.0 - tau, others - tau * part, is_all=True)

    for end, way in ((low, -1), (high, 1)):
        if np.isfinite(end):
            assert p(end + way * 1e-6) <= 0.1 < p(end - way * 1e-6)


def test_every_assignment_stands_there_once() -> None:
    labels, is_all = assignments([2, 1, 2], 999, 1)
    assert is_all and len({tuple(row) for row in labels}) == len(labels) == 30
    drawn, is_all = assignments([5, 15], 99, 1)
    assert not is_all and (drawn == 0).sum(axis=1).tolist() == [5] * 99


def test_shares_of_a_path_between_two_columns() -> None:
    columns = np.array([[0.0, 10.0, 50.0], [0.0, 20.0, -50.0]])
    assert shares(columns, np.array([2.5, 5.0])) == pytest.approx([0.75, 0.25, 0.0])
    assert shares(columns, np.array([90.0, -99.0])) == pytest.approx([0, 0, 1])
    assert shares(np.ones((3, 4)), np.ones(3)).sum() == pytest.approx(1)
    assert shares(columns, np.array([2.5, 5.0]), ridge=1e12) == pytest.approx([1 / 3] * 3, rel=1e-6)


def test_synthetic_control_of_an_exact_mix_has_no_gap_but_the_effect() -> None:
    rows = np.random.default_rng(5).normal(10, 3, (5, 12))
    rows[0] = 0.3 * rows[1] + 0.7 * rows[4]
    rows[0, 8:] += 2.5
    found = panel(rows.tolist(), [8, None, None, None, None])
    (mix,) = mixes = synthetic.mixes(found, synthetic.control)
    assert mix.units == pytest.approx([0.3, 0, 0, 0.7], abs=1e-4)
    assert float(synthetic.gaps(found, mixes).after()) == pytest.approx(2.5, abs=1e-3)


@pytest.mark.parametrize("method", ["did", "sc", "sdid", "matched"])
def test_an_estimate_that_was_kept_says_what_it_said(method: str) -> None:
    declared, made = replace(QUICK, method=method), noise(8, 10, 2, 7, 4, 3.0)
    found = effect(made, declared)
    again = effect(made, declared, from_text(as_text(found.estimate)))
    assert record(again) == record(found)
    assert (again.estimate.low, again.estimate.high) == (found.estimate.low, found.estimate.high)


def test_what_an_estimate_is_kept_by_is_all_it_depends_on() -> None:
    made = noise(8, 10, 2, 7, 4)
    key = key_of(made, QUICK)
    others = [
        (made, replace(QUICK, worth=1.0)),
        (made, replace(QUICK, method="sc")),
        (made.treated_from([6, 7, *[None] * 6]), QUICK),
        (Panel(made.units, made.times, made.values + 1e-9, made.starts), QUICK),
    ]
    assert key not in {key_of(*other) for other in others}
    assert key == key_of(Panel(tuple("abcdefgh"), made.times, made.values, made.starts), QUICK)


def test_shares_of_many_columns_are_found_through_the_few_periods() -> None:
    random = np.random.default_rng(2)
    columns, target = random.normal(size=(6, 90)), random.normal(size=6)
    found = shares(columns, target, 3.0)
    # The slope is the same wherever a share is held, and no smaller anywhere else.
    slope = (columns @ found - target) @ columns + 3.0 * found
    assert found.sum() == pytest.approx(1)
    assert slope[found > 0] == pytest.approx(slope[found > 0].mean(), abs=1e-7)
    assert slope[found == 0].min() >= slope[found > 0].mean() - 1e-7


def test_incremental_lift_against_the_matched_control() -> None:
    """T-43."""
    lift = incremental(Decimal("0.18"), Decimal("0.08"), Decimal(10_000_000))
    assert lift == Decimal(1_000_000)


def test_the_nearest_have_the_most_similar_past() -> None:
    donors = np.array([[0.0, 0, 9], [5, 5, 0], [1, 1, 50], [1, 2, 3]])
    assert nearest(np.array([[1.0, 1, 7], [5, 4, 0]]), donors, 2, 2).tolist() == [[2, 3], [1, 3]]


def test_power_before_launch_is_kept_after_it() -> None:
    history = panel(noise(24, 20, 1, 19, 8).values.tolist(), [None] * 24)
    found = power(history, 8, 4, QUICK)
    assert found.effect is not None
    hits = [
        effect(noise(24, 20, 8, 16, seed, found.effect), QUICK).estimate.low > 0
        for seed in range(60)
    ]
    assert 0.6 <= np.mean(hits) <= 0.97
    assert power(panel(history.values[:5].tolist(), [None] * 5), 1, 4, QUICK).effect is None
    with pytest.raises(ValueError, match="too short"):
        power(history, 8, 19, QUICK)
