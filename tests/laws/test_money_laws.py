from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from salesops.kernel.money import half_up, parts

MONEY = st.decimals(-(10**9), 10**9, places=2)
WEIGHTS = st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=30)
UNITS = st.sampled_from([Decimal("0.01"), Decimal("1"), Decimal("100")])


@given(MONEY, WEIGHTS, UNITS)
def test_parts_always_sum_to_the_whole(
    total: Decimal, weights: list[Decimal], unit: Decimal
) -> None:
    assert sum(parts(total, weights, unit)) == total


@given(MONEY, WEIGHTS)
def test_no_part_is_further_from_its_share_than_a_unit(
    total: Decimal, weights: list[Decimal]
) -> None:
    whole = sum(weights)
    for part, weight in zip(parts(total, weights), weights, strict=True):
        fair = total * weight / whole if whole else total / len(weights)
        assert abs(part - fair) < Decimal("0.01") + Decimal("1e-15")


@given(MONEY, UNITS)
def test_rounding_twice_is_rounding_once(value: Decimal, unit: Decimal) -> None:
    once = half_up(value, unit)
    assert half_up(once, unit) == once
    assert abs(once - value) <= unit / 2
