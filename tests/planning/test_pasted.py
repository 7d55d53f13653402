"""Cells of a spreadsheet made amounts, and rows told anew only where something is another."""

from decimal import Decimal

import pytest

from salesops.kernel.problem import Problem
from salesops.planning.grid import MARK, marked, order_of, unlike
from salesops.planning.pasted import Pasted, changes_of, number, value_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1,200.50", "1200.5"), ("¥1.2万", "12000"), (" 3 M ", "3000000"), ("1，5亿", "1500000000"),
     ("0", "0"), ("２", "2")],
)  # fmt: skip
def test_amounts_are_read_as_spreadsheets_write_them(text: str, amount: str) -> None:
    assert number(text) == Decimal(amount)


def test_an_empty_cell_is_none_and_what_is_no_amount_is_told_with_its_node_and_column() -> None:
    assert number("  ") is None
    for text in ("-1", "abc", "NaN", "1.2.3", "∞"):
        found = value_of(Pasted("bo", "month:2027-03", text), "Bo")
        assert isinstance(found, Problem) and found.code == "pasted_no_number"
        assert found.values["column"] == "2027-03" and text in found.reason("zh")


def test_a_gate_takes_yes_and_no_and_a_column_of_numbers_shown_takes_nothing() -> None:
    told = {text: value_of(Pasted("bo", "is_gated", text), "Bo") for text in ("是", "0", "")}
    assert told == {"是": True, "0": False, "": False}
    for cell in (Pasted("bo", "is_gated", "maybe"), Pasted("bo", "target", "5")):
        assert isinstance(value_of(cell, "Bo"), Problem)


def test_a_pasted_pin_leaves_floor_and_cap_of_the_month() -> None:
    cells = {"month:2027-03": {"pin": "1", "cap": "9"}}
    assert changes_of("month:2027-03", Decimal(5), cells) == {"cap": "9", "pin": Decimal(5)}
    assert changes_of("month:2027-03", None, cells) == {"cap": "9"}


def test_only_rows_with_another_mark_are_told_anew() -> None:
    rows = [{"key": key, "parent": "", "target": n} for n, key in enumerate("abc")]
    before = "".join(row["mark"] for row in marked(rows))
    assert len(before) == 3 * MARK
    after = marked([{**row, "target": 7} if row["key"] == "b" else row for row in rows])
    assert [row["key"] for row in unlike(after, before)] == ["b"]
    assert order_of(rows) == order_of(after) != order_of(rows[::-1])


def test_an_amount_in_another_currency_is_no_amount_of_this_plan() -> None:
    found = value_of(Pasted("bo", "pin", "$500"), "Bo", "CNY")
    assert isinstance(found, Problem) and found.code == "currency_mix"
    assert value_of(Pasted("bo", "pin", "¥500"), "Bo", "CNY") == 500
