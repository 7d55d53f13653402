"""What holds for every log: nothing is lost between events, edges, variants and repeats."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from salesops.process.counting import edges, flow, quantiles
from salesops.process.log import event_log, table_of
from tests.process.cases import START, log, log_of, rows

PATHS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=7), min_size=1, max_size=8)


def text(paths: list[list[str]]) -> str:
    return "\n".join(f"c{n} {' '.join(path)}" for n, path in enumerate(paths))


@given(PATHS)
def test_the_flow_is_that_of_counting_by_hand(paths: list[list[str]]) -> None:
    found = flow(log(text(paths)))
    by_hand = Counter(pair for path in paths for pair in pairwise(path))
    assert {edge.pair: edge.events for edge in found.edges} == by_hand
    assert {one.activities: one.cases for one in found.variants} == Counter(map(tuple, paths))
    again = Counter[str]()
    for path in paths:
        again.update({name: n - 1 for name, n in Counter(path).items() if n > 1})
    assert {one.activity: one.repeats for one in found.rework} == again
    pairs = {pair: sum(pair in set(pairwise(path)) for path in paths) for pair in by_hand}
    assert {edge.pair: edge.cases for edge in found.edges} == pairs


@given(PATHS, st.randoms(use_true_random=False))
def test_it_matters_only_which_event_of_a_case_came_first(paths, chance) -> None:  # type: ignore[no-untyped-def]
    events = rows(text(paths))
    shuffled = events.copy()
    chance.shuffle(shuffled)
    assert flow(log_of(shuffled)) == flow(log_of(events))


@given(PATHS)
def test_waits_add_up_to_the_time_from_the_first_event_to_the_last(paths: list[list[str]]) -> None:
    total = sum(edge.seconds.total for edge in edges(log(text(paths))))
    assert total == sum(3600 * (len(path) - 1) for path in paths)


@given(PATHS)
def test_a_log_made_a_table_is_the_same_log_again(paths: list[list[str]]) -> None:
    once = log(text(paths))
    assert flow(event_log(table_of(once))) == flow(once)
    assert once.at.min() == int(START.timestamp() * 1_000_000)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_a_quantile_lies_between_the_values_and_the_median_in_the_middle(values: list[int]) -> None:
    import numpy as np

    ordered = sorted(values)
    low, median, high = quantiles(np.array(values), (0.0, 0.5, 1.0))
    assert (low, high) == (ordered[0], ordered[-1])
    middle = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2
    assert median == middle
