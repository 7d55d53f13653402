"""A whole of units over parts and months."""

import pytest

from salesops.planning.rounding import cumulative, largest_remainder


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (5, [70, 30], [4, 1]),
        (5, [30, 70], [2, 3]),
        (800, [1, 1, 1], [267, 267, 266]),
        (34, [1, 1, 1, 1], [9, 9, 8, 8]),
    ],
)
def test_units_are_split_as_t36_has_it(total: int, weights: list[int], parts: list[int]) -> None:
    assert largest_remainder(total, weights) == parts


def test_the_odd_cents_may_go_to_the_last_as_in_t36() -> None:
    assert largest_remainder(830, [1, 1, 1, 1], ties=[3, 2, 1, 0]) == [207, 207, 208, 208]


def test_equal_remainders_are_decided_by_name_and_not_by_place() -> None:
    assert largest_remainder(1, [1, 1], ties=["bo", "ada"]) == [0, 1]


def test_a_weight_of_zero_gets_nothing_however_many_units_are_left() -> None:
    assert largest_remainder(7, [0, 1, 0, 1]) == [0, 4, 0, 3]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_nothing_is_split_by_weights_that_say_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights of at least 0"):
        largest_remainder(1, weights)
    with pytest.raises(ValueError, match="weights of at least 0"):
        cumulative(1, weights)


def test_months_alike_take_turns_with_the_odd_unit() -> None:
    assert cumulative(1_000_000_001, [1] * 12)[:3] == [83333333, 83333334, 83333333]
    assert cumulative(6, [1] * 12) == [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]


def test_amounts_beyond_the_reach_of_floats_are_split_exactly() -> None:
    total = 10**15 + 1
    assert largest_remainder(total, [1, 1]) == [500_000_000_000_001, 500_000_000_000_000]
    assert sum(cumulative(total, [7, 11, 13])) == total
