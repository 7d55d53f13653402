from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from salesops.planning.achievability import Sliders, outlook
from salesops.planning.seats import Organisation, Seat, organisation

TREE = {"top": None, "north": "top", "south": "top", "harbour": "south"}
SEATS = st.lists(
    st.tuples(
        st.sampled_from(sorted(TREE)), st.integers(1, 400), st.integers(1, 400),
        st.sampled_from([0.0, 0.1, 0.35, 0.8]), st.booleans(),
    ),
    min_size=1, max_size=12,
)  # fmt: skip
SLIDERS = st.builds(
    Sliders,
    over_assignment=st.sampled_from([0.0, 0.1, 0.3]),
    shock_mean=st.sampled_from([-0.2, 0.0, 0.1]),
    shock_spread=st.sampled_from([0.0, 0.1]),
    hired_late=st.integers(0, 3),
)
Row = tuple[str, int, int, float, bool]


def company(rows: list[Row], asked: int = 1) -> Organisation:
    seats = [
        Seat(f"s{n}", node, Decimal(target * asked), (mean / 4,) * 4, spread, is_open=is_open)
        for n, (node, target, mean, spread, is_open) in enumerate(rows)
    ]
    return organisation(TREE, seats)


def lived(rows: list[Row], sliders: Sliders, asked: int = 1, seed: int = 3):
    return outlook(company(rows, asked), sliders, np.random.default_rng(seed), years=200)


@given(SEATS, SLIDERS)
def test_asking_for_more_never_makes_it_likelier(rows: list[Row], sliders: Sliders) -> None:
    before, after = lived(rows, sliders), lived(rows, sliders, asked=2)
    assert all(after.chances[node] <= before.chances[node] for node in TREE)
    assert all(after.seats[seat] <= before.seats[seat] for seat in before.seats)


@given(SEATS, SLIDERS, st.sampled_from([0.05, 0.5]))
def test_over_assignment_leaves_every_nodes_chance_as_it_is(
    rows: list[Row], sliders: Sliders, more: float
) -> None:
    before = lived(rows, sliders)
    wanted = Sliders(
        sliders.over_assignment + more,
        sliders.shock_mean,
        sliders.shock_spread,
        sliders.hired_late,
    )
    after = lived(rows, wanted)
    assert after.chances == before.chances
    assert after.share_at_target <= before.share_at_target


@given(SEATS, SLIDERS)
def test_a_nodes_sales_are_the_sum_of_those_below(rows: list[Row], sliders: Sliders) -> None:
    found = lived(rows, sliders).sales
    org = company(rows)
    own = [seat.mean(sliders.hired_late, sliders.ramp) for seat in org.seats]
    assert org.spans["top"] == (0, len(own))
    direct = sum(1 for seat in org.seats if seat.node == "top")
    inside = [org.spans[node] for node in ("north", "south")]
    assert direct + sum(high - low for low, high in inside) == len(own)
    low, high = org.spans["harbour"]
    assert org.spans["south"][0] <= low <= high <= org.spans["south"][1]
    assert found["top"].mean >= max(found["north"].mean, found["south"].mean) - 1e-6


@given(SEATS)
def test_hiring_later_never_helps(rows: list[Row]) -> None:
    soon, late = lived(rows, Sliders()), lived(rows, Sliders(hired_late=2))
    assert all(late.chances[node] <= soon.chances[node] for node in TREE)
