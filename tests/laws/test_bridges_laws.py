from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from salesops.causal.bridges import Sold, market_bridge, price_volume_mix
from salesops.causal.shortfall import Cell, Slice, TeamSeen, shortfall
from salesops.causal.shrinking import Estimate, between_variance, shrunken

UNITS = st.decimals(0, 10**5, places=3)
MONEY = st.decimals(-(10**7), 10**7, places=4)
SALES = st.dictionaries(st.sampled_from("abcde"), st.builds(Sold, UNITS, MONEY))
POSITIVE = st.decimals(1, 10**6, places=2)
RATIO = st.one_of(st.none(), st.floats(0.3, 2.0))
ESTIMATE = st.builds(
    lambda middle, half: Estimate(middle, middle - half, middle + half),
    st.floats(-0.5, 0.5), st.floats(0, 0.5),
)  # fmt: skip
SLICE = st.builds(Slice, st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
CELLS = st.lists(
    st.builds(
        Cell,
        place=st.sampled_from("xyz"), line=st.sampled_from("ab"),
        target=st.decimals(0, 10**7, places=4), actual=MONEY,
        usual=st.builds(lambda e: Estimate(1 + e.value, 1 + e.low, 1 + e.high), ESTIMATE),
        market=RATIO, elsewhere=RATIO, price=RATIO, noise=st.floats(0.01, 0.3),
        vacant=SLICE, ramping=SLICE, rival=st.sampled_from(["", "Rival"]),
    ),
    max_size=8,
)  # fmt: skip
MAYBE = st.one_of(st.none(), ESTIMATE)


@given(SALES, SALES)
def test_price_volume_mix_new_and_lost_sum_to_the_difference(
    base: dict[str, Sold], now: dict[str, Sold]
) -> None:
    bridge = price_volume_mix(base, now)
    before = sum(s.amount for s in base.values())
    assert before + sum(bridge.parts.values()) == sum(s.amount for s in now.values())


@given(SALES, SALES, POSITIVE, POSITIVE)
def test_size_share_mix_and_price_sum_to_the_difference(
    base: dict[str, Sold], now: dict[str, Sold], market: Decimal, then: Decimal
) -> None:
    planned = {**dict.fromkeys(now, Sold(Decimal(1), Decimal(2))), **base}
    planned["a"] = Sold(Decimal(3), Decimal(5))
    bridge = market_bridge(planned, now, market, then)
    before = sum(s.amount for s in planned.values())
    assert before + sum(bridge.parts.values()) == sum(s.amount for s in now.values())


@given(CELLS, MAYBE, MAYBE, MAYBE)
def test_the_parts_of_a_shortfall_sum_to_it_exactly(
    cells: list[Cell],
    effect: Estimate | None,
    activity: Estimate | None,
    conversion: Estimate | None,
) -> None:
    parts = shortfall(cells, TeamSeen(effect, activity, conversion))
    assert sum((p.amount for p in parts), Decimal(0)) == sum(
        (cell.actual - cell.target for cell in cells), Decimal(0)
    )


@given(st.floats(-2, 2), st.floats(1e-6, 4), st.floats(-2, 2), st.floats(0, 4))
def test_an_estimate_is_drawn_towards_what_is_usual_and_never_past_it(
    value: float, variance: float, usual: float, between: float
) -> None:
    found = shrunken(value, variance, usual, between)
    assert min(value, usual) - 1e-9 <= found.value <= max(value, usual) + 1e-9
    assert found.low <= found.value <= found.high


@given(st.lists(st.floats(-5, 5), min_size=5, max_size=20), st.floats(0, 1))
def test_one_group_with_a_cause_of_its_own_does_not_make_all_look_different(
    values: list[float], variance: float
) -> None:
    calm = between_variance([0.0] * len(values) + values[:1], [variance] * (len(values) + 1))
    assert calm == 0.0
