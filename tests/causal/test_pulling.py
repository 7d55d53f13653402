"""Orders pulled over period ends by some people and not by others."""

from dataclasses import replace

import numpy as np
import pytest

from salesops.causal.guardrails_told import timing_told
from salesops.causal.pulling import FEWEST, Ends, pulled
from salesops.causal.timing import Timing
from tests.causal.sellers import ends_of_sellers


def seen(ends: Ends) -> Timing:
    found = pulled(ends, draws=299)
    assert found is not None
    return found


def test_what_each_changed_is_weighed_by_a_usual_day() -> None:
    # Two with it: +6 and +3 in the last days, of usual days of 2 and 1; ten without it: nothing.
    still, usual = np.zeros((12, 2)), np.array([2.0, 1.0] + [1.0] * 10)
    excess, dip = still.copy(), still.copy()
    excess[0, 1], excess[1, 1], dip[0, 1] = 6, 3, 3
    copies = Ends(
        np.repeat(excess, 5, axis=0), np.repeat(dip, 5, axis=0), np.repeat(usual, 5),
        [1] * 10 + [None] * 50,
    )  # fmt: skip
    found = seen(copies)
    assert (found.excess, found.dip, found.share) == (
        pytest.approx(3), pytest.approx(1), pytest.approx(1 / 3)
    )  # fmt: skip
    assert (found.before, found.after, found.kind) == (1, 1, "pulled")


def test_where_nothing_moved_it_is_seldom_said() -> None:
    kinds = [seen(ends_of_sellers(seed)).kind for seed in range(60)]
    assert kinds.count("pulled") <= 4 and kinds.count("usual") >= 50


def test_orders_that_moved_are_found_and_the_dip_after_them_has_an_interval() -> None:
    found = [seen(ends_of_sellers(seed, moved=0.6)) for seed in range(30)]
    # Six tenths of three usual days, of which an order in the first days is a usual one.
    held = [one.dip_low <= 1.8 <= one.dip_high for one in found if one.dip_low and one.dip_high]
    assert sum(held) >= 25 and sum(one.kind == "pulled" for one in found) >= 15


def test_honest_effort_is_not_called_pulled() -> None:
    found = [seen(ends_of_sellers(seed, more=2.0)) for seed in range(30)]
    assert sum(one.kind == "pulled" for one in found) <= 3
    assert sum(one.excess > 0 and one.low > 0 for one in found) >= 25


def test_too_few_people_say_nothing() -> None:
    few = ends_of_sellers(1, people=30, treated=FEWEST - 1)
    assert pulled(few) is None
    later = replace(few, starts=[30] * 9 + [None] * 21)
    assert pulled(later) is None


def test_the_sentence_names_the_ends_and_the_interval_of_the_dip() -> None:
    one = Timing("pulled", 6, 2, 3.0, 1.0, 5.0, 0.01, 2.0, 0.66, 0.5, 3.5)
    assert timing_told(one, "zh", "季度末").startswith("提前签单：季度末多了 +3.0")
    assert "+2.0 (+0.5 to +3.5)" in timing_told(one, "en", "quarter ends")
    unclear = replace(one, kind="unclear", dip_low=-0.5)
    assert "cannot be told yet" in timing_told(unclear, "en", "quarter ends")
    assert "（−0.5 至 +3.5）" in timing_told(unclear, "zh", "季度末")
