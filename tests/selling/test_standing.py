"""Columns sum exactly, in one currency, and a clock counts working days."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.standing import Clock, Total, Workdays, summed, together, total

CNY = [("CNY", Decimal("0.10")), ("CNY", Decimal("0.20")), ("CNY", None)]
money = st.integers(0, 10**17).map(lambda units: Decimal(units).scaleb(-4))


def test_a_column_sums_to_the_cent_and_weighs_by_chance() -> None:
    found = total(summed(CNY), Decimal("0.5"), "CNY", {})
    assert found == Total(3, Decimal("0.3000"), Decimal("0.1500"), 0)


def test_another_currency_is_converted_once_and_one_without_a_rate_left_out() -> None:
    rows = [*CNY, ("USD", Decimal(10)), ("USD", Decimal(5)), ("EUR", Decimal(1))]
    found = total(summed(rows), Decimal(1), "CNY", {"USD": Decimal("7.1")})
    assert found.amount == Decimal("106.8")
    assert (found.count, found.unrated) == (6, 1)


@given(st.lists(money, max_size=9), st.lists(money, max_size=9))
def test_two_columns_together_are_what_one_would_be(one, other) -> None:
    rows = [[("CNY", amount) for amount in column] for column in (one, other)]
    apart = together(total(summed(column), Decimal(1), "CNY", {}) for column in rows)
    assert apart == total(summed(rows[0] + rows[1]), Decimal(1), "CNY", {})


def test_a_clock_tells_by_colour_and_by_sign_how_long_is_left() -> None:
    paces = [Clock(days, 10).pace for days in (0, 7, 8, 10, 11)]
    assert paces == ["fresh", "fresh", "soon", "soon", "over"]
    assert Clock(99).pace == "free"
    assert len({Clock(days, 10).glyph for days in (0, 8, 11)} | {Clock(1).glyph}) == 4


def test_working_days_are_counted_after_the_first_and_with_the_last() -> None:
    # 2026-02-14 is a Saturday worked to make up for the festival.
    week = Workdays([date(2026, 2, day) for day in (9, 10, 11, 12, 13, 14)])
    assert week.after(date(2026, 2, 9), date(2026, 2, 9)) == 0
    assert week.after(date(2026, 2, 9), date(2026, 2, 10)) == 1
    assert week.after(date(2026, 2, 9), date(2026, 2, 15)) == 5
    assert week.after(date(2026, 2, 15), date(2026, 2, 9)) == 0
