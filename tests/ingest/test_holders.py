"""An order line without a seller goes to whoever held its region that day, exactly."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from salesops.ingest.holders import credited

DAY = date(2025, 6, 30)
SPAN = {
    "region_id": pl.String,
    "person_id": pl.String,
    "starts_on": pl.Date,
    "ends_before": pl.Date,
}
LINE = {"line_id": pl.String, "booked_on": pl.Date, "region_id": pl.String,
        "person_id": pl.String, "net_amount": pl.Decimal(18, 4)}  # fmt: skip


def shared(lines, spans):
    """By person what the lines' amounts come to."""
    orders = pl.DataFrame(lines, LINE, orient="row")
    found = credited(orders, pl.DataFrame(spans, SPAN, orient="row"))
    assert found["line_id"].n_unique() == len(found)
    return dict(found.group_by("person_id").agg(pl.col("net_amount").sum()).rows())


def test_a_move_takes_effect_on_its_day_and_two_holders_share() -> None:
    spans = [("N", "ada", None, DAY), ("N", "bo", DAY, None), ("N", "cy", None, None),
             ("S", "cy", None, None)]  # fmt: skip
    lines = [("1", DAY - timedelta(1), "N", None, Decimal("0.0003")),
             ("2", DAY, "N", None, Decimal(-10)), ("3", DAY, "S", None, Decimal(7)),
             ("4", DAY, "N", "di", Decimal(5)), ("5", DAY, "W", None, Decimal(1)),
             ("6", DAY, None, None, Decimal(2))]  # fmt: skip
    assert shared(lines, spans) == {
        "ada": Decimal("0.0002"), "bo": Decimal(-5), "cy": Decimal("2.0001"), "di": Decimal(5),
        None: Decimal(3),
    }  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 9)), min_size=1, max_size=9),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.integers(1, 9)), max_size=9),
)
def test_credited_and_uncredited_together_are_all_that_was_sold(amounts, moves) -> None:
    lines = [(str(n), DAY + timedelta(day), "N", None, Decimal(steps) / 10_000)
             for n, (steps, day) in enumerate(amounts)]  # fmt: skip
    spans = [("N", who, DAY + timedelta(first), DAY + timedelta(first + days))
             for who, first, days in moves]  # fmt: skip
    assert sum(shared(lines, spans).values()) == sum(line[-1] for line in lines)
