from decimal import Decimal

import pytest

from salesops.kernel.money import half_up, parts


def amounts(*said: str) -> list[Decimal]:
    return [Decimal(amount) for amount in said]


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("1.005", "1.01"), ("-1.005", "-1.01"), ("2.675", "2.68"), ("0.004", "0.00")],
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: str) -> None:
    assert half_up(Decimal(value)) == Decimal(rounded)


def test_a_value_is_rounded_to_a_multiple_of_any_unit() -> None:
    assert half_up(Decimal("12350"), Decimal("100")) == Decimal("12400")
    assert half_up(Decimal("0.13"), Decimal("0.05")) == Decimal("0.15")


def test_a_hundred_by_three_gives_the_odd_cent_to_the_first() -> None:
    shares = parts(Decimal(100), amounts("1", "1", "1"))
    assert shares == amounts("33.34", "33.33", "33.33")


def test_the_largest_remainder_gets_the_odd_unit() -> None:
    assert parts(Decimal(10), amounts("1", "1", "4"), Decimal(1)) == amounts("2", "2", "6")
    assert parts(Decimal(10), amounts("3.3", "3.3", "3.4"), Decimal(1)) == amounts("3", "3", "4")


def test_a_part_without_weight_gets_nothing() -> None:
    assert parts(Decimal("0.05"), amounts("0", "1", "1")) == amounts("0", "0.03", "0.02")


def test_weights_that_are_all_zero_share_equally() -> None:
    assert parts(Decimal("3.00"), amounts("0", "0")) == amounts("1.50", "1.50")


def test_a_negative_total_is_shared_like_a_positive_one() -> None:
    assert parts(Decimal(-100), amounts("1", "1", "1")) == amounts("-33.34", "-33.33", "-33.33")


@pytest.mark.parametrize("weights", [[], amounts("1", "-1")])
def test_nothing_to_share_among_is_a_mistake(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weight"):
        parts(Decimal(1), weights)
