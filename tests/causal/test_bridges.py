"""Bridges add up: the published vector, its negative twin, and what a market is needed for."""

from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.causal.bridges import Bridge, Sold, market_bridge, price_volume_mix
from salesops.causal.exact import rounded

# Planning note, vector T-42: contribution of 36 and 15 a unit, a market of 160,000 units.
PLANNED = {
    "deluxe": Sold(Decimal(10_000), Decimal(360_000)),
    "standard": Sold(Decimal(5_000), Decimal(75_000)),
}
MARKET = Decimal(160_000)


def sold(deluxe: int, standard: int) -> dict[str, Sold]:
    return {
        "deluxe": Sold(Decimal(deluxe), Decimal(deluxe * 36)),
        "standard": Sold(Decimal(standard), Decimal(standard * 15)),
    }


def test_all_of_the_quantity_variance_is_share_when_the_market_stood_still() -> None:
    bridge = market_bridge(PLANNED, sold(12_000, 4_000), MARKET, MARKET)
    assert bridge.parts["size"] == 0
    assert bridge.parts["share"] == Decimal("29000.00")
    assert bridge.parts["size"] + bridge.parts["share"] == 24_000 + 5_000
    assert bridge.parts["price"] == 0
    assert bridge.parts["mix"] == 12_000 * 36 + 4_000 * 15 - 16_000 * 29
    assert bridge.end - bridge.start == 57_000


def test_a_market_that_shrank_takes_its_part_and_share_the_other() -> None:
    bridge = market_bridge(PLANNED, sold(10_000, 5_000), MARKET, Decimal(120_000))
    assert bridge.parts["size"] == -Decimal(40_000) * 15_000 / 160_000 * 29
    assert bridge.parts["share"] == -bridge.parts["size"]
    assert sum(bridge.parts.values()) == 0


def test_parts_valued_at_mixed_margins_are_refused() -> None:
    # The negative twin: published as size and share of one variance, at two composite margins.
    with pytest.raises(ValueError, match="not to"):
        Bridge(
            Decimal(0),
            Decimal(-2_840_000),
            {"size": Decimal(-317_730), "share": Decimal(-1_793_170)},
        )


def test_a_share_needs_a_market() -> None:
    with pytest.raises(ValueError, match="market"):
        market_bridge(PLANNED, PLANNED, Decimal(0), MARKET)


def test_new_and_lost_products_are_no_change_of_price_or_mix() -> None:
    base = {
        "kept": Sold(Decimal(10), Decimal(100)),
        "gone": Sold(Decimal(5), Decimal(70)),
        "other": Sold(Decimal(10), Decimal(300)),
    }
    now = {
        "kept": Sold(Decimal(12), Decimal(132)),
        "fresh": Sold(Decimal(1), Decimal(40)),
        "other": Sold(Decimal(10), Decimal(300)),
    }
    bridge = price_volume_mix(base, now)
    assert bridge.parts == {
        "price": Decimal("12.00"),
        "volume": Decimal("40.00"),
        "mix": Decimal("-20.00"),
        "new": Decimal("40.00"),
        "lost": Decimal("-70.00"),
    }


def test_fractions_that_do_not_sum_to_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        rounded([Fraction(1, 3), Fraction(1, 3)], Decimal("0.67"))


def test_cents_go_to_the_largest_remainders_whatever_the_sign() -> None:
    thirds = [Fraction(-1, 3), Fraction(-1, 3), Fraction(5, 3)]
    assert rounded(thirds, Decimal("1.00")) == [
        Decimal("-0.33"), Decimal("-0.33"), Decimal("1.66"),
    ]  # fmt: skip
