"""Experiments: the split, the leads needed, and what may be said however often one looks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.causal.experiments import (
    Design,
    Result,
    Tally,
    arm_of,
    detectable,
    fixed_size,
    needed,
    result,
    split_is_broken,
)

DESIGN = Design(base_rate=0.2, effect=0.05)


def test_a_lead_is_always_in_the_same_arm_and_the_arms_are_as_large_as_asked() -> None:
    leads = [f"L{n}" for n in range(4000)]
    treated = [lead for lead in leads if arm_of(lead, "quote-first", 0.3) == "treatment"]
    assert 0.27 < len(treated) / 4000 < 0.33
    assert all(arm_of(lead, "quote-first", 0.3) == "treatment" for lead in treated)
    both = sum(arm_of(lead, "another", 0.5) == "treatment" for lead in treated)
    assert 0.42 < both / len(treated) < 0.58


def test_a_single_look_needs_what_the_textbook_says() -> None:
    # Fleiss: 20 % against 25 %, 5 % two-sided, power 80 %, no continuity correction: 1,094 an arm.
    assert fixed_size(DESIGN) == pytest.approx(2 * 1094, abs=2)
    assert fixed_size(Design(0.2, 0.0)) is None
    assert fixed_size(Design(0.98, 0.05)) is None


def test_being_free_to_look_costs_leads_and_weeks_include_the_wait_for_the_last() -> None:
    found = needed(DESIGN, leads_a_week=500)
    assert found.leads is not None and found.fixed is not None
    assert 1.2 < found.leads / found.fixed < 2.2
    assert found.weeks == pytest.approx(found.leads / 500 + 30 / 7)
    assert needed(DESIGN, leads_a_week=0).weeks is None


@given(st.integers(200, 100_000))
def test_the_effect_that_leads_would_find_needs_just_these_leads(leads: int) -> None:
    effect = detectable(DESIGN, leads)
    assert effect is not None
    found = needed(Design(0.2, effect), 1).leads
    assert found == pytest.approx(leads, rel=0.01, abs=2)


def test_too_few_leads_find_nothing_possible() -> None:
    assert detectable(DESIGN, 3) is None


def test_it_worked_did_not_or_cannot_be_told_yet() -> None:
    worked = result(DESIGN, Tally(2500, 2500, 500), Tally(2500, 2500, 700))
    assert worked.kind == "worked" and worked.low > 0
    nothing = result(DESIGN, Tally(4000, 4000, 800), Tally(4000, 4000, 800))
    assert nothing.kind == "did_not" and nothing.high < 0.05 and not nothing.is_harmful
    worse = result(DESIGN, Tally(2500, 2500, 700), Tally(2500, 2500, 500))
    assert worse.kind == "did_not" and worse.is_harmful
    early = result(DESIGN, Tally(250, 100, 20), Tally(250, 100, 27))
    assert early.kind == "cannot_tell" and early.difference == pytest.approx(0.07)
    assert 0 < early.progress < 0.1


def test_a_handful_says_nothing_however_large_the_difference() -> None:
    assert result(DESIGN, Tally(19, 19, 0), Tally(19, 19, 19)).kind == "cannot_tell"
    assert result(DESIGN, Tally(10, 0, 0), Tally(10, 0, 0)).difference is None


def test_arms_of_the_wrong_size_forbid_a_verdict() -> None:
    lopsided = result(DESIGN, Tally(3000, 2500, 500), Tally(2600, 2500, 700))
    assert lopsided.split_is_broken and lopsided.kind == "cannot_tell"
    assert not split_is_broken(2550, 2450, 0.5)


def test_looking_every_day_finds_nothing_where_there_is_nothing() -> None:
    rng = np.random.default_rng(7)
    wins = (rng.random((2, 200, 1500)) < 0.2).cumsum(axis=2)
    fooled = [0, 0]
    for control, treatment in zip(*wins.tolist(), strict=True):
        looks = [
            result(DESIGN, Tally(n, n, control[n - 1]), Tally(n, n, treatment[n - 1]))
            for n in range(30, 1500, 15)
        ]
        fooled[0] += any(look.low > 0 or look.high < 0 for look in looks)
        fooled[1] += any(by_the_book(look, treatment, control) for look in looks)
    assert fooled[0] / 200 <= 0.05
    assert fooled[1] / 200 > 0.2


def by_the_book(look: Result, treatment: list[int], control: list[int]) -> bool:
    """Whether the test for a single look would have called a difference here."""
    n = look.decided // 2
    rates = [arm[n - 1] / n for arm in (treatment, control)]
    spread = sum(rate * (1 - rate) / n for rate in rates) ** 0.5
    return abs(rates[0] - rates[1]) > 1.96 * spread
