"""Timing games, bunching at thresholds, and what else an incentive may have harmed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from salesops.causal.bunching import bunching
from salesops.causal.declared import Declared
from salesops.causal.effects import effect
from salesops.causal.guardrails import guards
from salesops.causal.guardrails_told import bunching_told, guard_told, remedy_told, timing_told
from salesops.causal.timing import PeriodEnd, period_ends, timing
from tests.causal.panels import noise

DECLARED = Declared(draws=199)


def test_excess_and_dip_are_told_in_usual_days() -> None:
    july, august = [12.0] * 15 + [12.0, 22.0, 32.0], [5.0, 5.0, 8.0] + [8.0] * 15
    (end,) = period_ends([("2026-07", july), ("2026-08", august)])
    # A usual day is 10: 12 in July, 8 in August.
    assert end == PeriodEnd("2026-07", pytest.approx(3), pytest.approx(0.6))


def test_a_period_without_a_usual_day_is_left_out() -> None:
    assert period_ends([("a", [1.0] * 8), ("b", [1.0] * 20)]) == []
    assert period_ends([("b", [0.0] * 20), ("c", [0.0] * 20)]) == []


def ends(count: int, seed: int, excess: float = 0.0, dip: float = 0.0) -> list[PeriodEnd]:
    random = np.random.default_rng(seed)
    return [PeriodEnd(str(n), excess + e, dip + d)
            for n, (e, d) in enumerate(random.normal(0, 0.3, (count, 2)))]  # fmt: skip


@pytest.mark.parametrize(("excess", "dip", "kind"), [
    (2.0, 1.5, "pulled"), (2.0, 0.0, "end_heavy"), (0.0, 0.0, "usual"), (-2.0, 0.0, "usual"),
])  # fmt: skip
def test_orders_that_only_moved_are_missing_afterwards(
    excess: float, dip: float, kind: str
) -> None:
    found = timing(ends(18, 1), ends(6, 2, excess, dip))
    assert found.kind == kind
    assert found.low <= excess <= found.high
    assert found.dip == pytest.approx(dip, abs=0.35)


def test_ends_that_did_not_change_are_seldom_called_pulled() -> None:
    kinds = [timing(ends(12, seed), ends(4, 1000 + seed)).kind for seed in range(100)]
    assert kinds.count("pulled") + kinds.count("end_heavy") <= 8


def test_without_ends_on_both_sides_nothing_is_said() -> None:
    assert timing([], ends(3, 1)).kind == "cannot_tell"
    assert timing(ends(2, 1), ends(2, 2, 50.0)).kind == "cannot_tell"


def attained(moved: int, seed: int = 4) -> Sequence[float]:
    """Attainments of 1,500 people and months; so many just below the target are lifted to it."""
    values = np.random.default_rng(seed).normal(0.98, 0.2, 1500)
    below = np.flatnonzero((values > 0.92) & (values < 1.0))[:moved]
    values[below] = 1.0
    return values.tolist()


def test_bunching_at_the_threshold_is_counted() -> None:
    found = bunching(attained(80), 1.0, 0.02)
    assert found.is_found()
    assert found.excess == pytest.approx(80, abs=25)
    assert found.low is not None and found.high is not None
    assert 0 < found.low < 80 < found.high
    assert found.missing == pytest.approx(80, abs=35)
    assert sum(found.counts) == found.results


def test_a_smooth_curve_has_no_bunching() -> None:
    found = [bunching(attained(0, seed), 1.0, 0.02, draws=39) for seed in range(30)]
    assert sum(one.is_found() for one in found) <= 5
    assert bunching([1.0] * 20, 1.0, 0.02).excess is None


def test_what_is_harmed_is_told_and_what_merely_varies_is_not() -> None:
    watched = {
        "other_lines": effect(noise(24, 16, 8, 12, 1, -12.0), DECLARED),
        "discount": effect(noise(24, 16, 8, 12, 2, 12.0),
                           replace(DECLARED, higher_is_better=False)),
        "margin": effect(noise(24, 16, 8, 12, 3), DECLARED),
        "few": effect(noise(6, 16, 1, 12, 3, -50.0), DECLARED),
    }  # fmt: skip
    found = {guard.name: guard.kind for guard in guards(watched)}
    assert found == {"other_lines": "harmed", "discount": "harmed", "margin": "held",
                     "few": "cannot_tell"}  # fmt: skip
    wide = {g.name: g.kind for g in guards({"margin": watched["margin"]}, tolerance=0.0001)}
    assert wide == {"margin": "cannot_tell"}


def test_the_sentences_say_what_to_change() -> None:
    pulled = timing(ends(18, 1), ends(6, 2, 2.0, 1.5))
    assert "滚动期间" in timing_told(pulled, "zh") and "rolling" in timing_told(pulled, "en")
    piled = bunching_told(bunching(attained(80), 1.0, 0.02), "100%", "en", is_found=True)
    assert piled.startswith("Bunching at 100%") and "marginal" in piled
    assert "95% 区间" in timing_told(pulled, "zh") and "95% interval" in piled
    line = effect(noise(24, 16, 8, 12, 1, -12.0), DECLARED)
    (neglected,) = guards({"lines:阀门": line})
    assert "忽略" in remedy_told(neglected, "zh") and "quota" in remedy_told(neglected, "en")
    (held,) = guards({"margin": effect(noise(24, 16, 8, 12, 3), DECLARED)})
    assert remedy_told(held, "en") == ""
    (guard,) = guards({"lines": line})
    assert guard_told(guard, "money", "CNY", "zh").startswith("受损：−¥1")
