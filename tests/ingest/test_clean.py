"""What people write for dates, amounts, shares and ids, and what it means."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from salesops.ingest.clean import Hints, cleaned


def one(text: str, type: str, hints: Hints | None = None) -> object:
    result = cleaned(pl.Series([text]), type, hints or Hints())  # type: ignore[arg-type]
    return result.reasons[0] or result.values[0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45717", date(2025, 3, 1)),
        ("2025/3/1", date(2025, 3, 1)),
        ("2025-03-01", date(2025, 3, 1)),
        ("2025.3.1", date(2025, 3, 1)),
        ("2025年3月1日", date(2025, 3, 1)),
        ("2025 年 3 月 1 日 星期六", date(2025, 3, 1)),
        ("20250301", date(2025, 3, 1)),
        ("01-Mar-25", date(2025, 3, 1)),
        ("1 March 2025", date(2025, 3, 1)),
        ("Mar 1, 2025", date(2025, 3, 1)),
        ("2025-03-01 14:05:00.000", date(2025, 3, 1)),
        ("2025/3/1 下午 3:05", date(2025, 3, 1)),
        ("２０２５/３/１", date(2025, 3, 1)),
        ("25/03/2025", date(2025, 3, 25)),
        ("03/25/2025", date(2025, 3, 25)),
        ("\u30002025-03-01 ", date(2025, 3, 1)),
        ("61", "not_a_date"),
        ("2025-02-30", "no_such_day"),
        ("2025年2月29日", "no_such_day"),
        ("2024-02-29", date(2024, 2, 29)),
        ("03/04/2025", "ambiguous_date"),
        ("1/2/25", "ambiguous_date"),
        ("31/31/2025", "no_such_day"),
        ("昨天", "not_a_date"),
        ("1066-10-14", "date_out_of_range"),
        ("9999-12-31", None),
        ("NULL", None),
        ("", None),
    ],
)
def test_a_date_is_understood_however_it_is_written(text: str, day: object) -> None:
    assert one(text, "date") == day


def test_a_mapping_says_which_of_two_numbers_is_the_month() -> None:
    assert one("03/04/2025", "date", Hints("%d/%m/%Y")) == date(2025, 4, 3)
    assert one("03/04/2025", "date", Hints("%m/%d/%Y")) == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-01 14:05:06", datetime(2025, 3, 1, 14, 5, 6)),
        ("2025-03-01T14:05:06.5", datetime(2025, 3, 1, 14, 5, 6, 500_000)),
        ("2025/3/1 14:05", datetime(2025, 3, 1, 14, 5)),
        ("2025年3月1日 下午3点05分", datetime(2025, 3, 1, 15, 5)),
        ("3 Mar 2025 12:00 AM", datetime(2025, 3, 3, 0, 0)),
        ("45717.5", datetime(2025, 3, 1, 12, 0)),
        ("2025-03-01", datetime(2025, 3, 1)),
        ("2025-03-01 25:00:00", "no_such_day"),
    ],
)
def test_a_moment_is_understood_however_it_is_written(text: str, moment: object) -> None:
    assert one(text, "timestamp") == moment


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.5"),
        ("¥1,234.50", "1234.5"),
        ("￥１，２３４．５０", "1234.5"),
        ("RMB 1,234", "1234"),
        ("1.234,50 €", "1234.5"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("1,234", "1234"),
        ("1 234,50", "1234.5"),
        ("1'234.50", "1234.5"),
        ("(1,234)", "-1234"),
        ("（1,234.5）", "-1234.5"),
        ("-¥5", "-5"),
        ("¥-5", "-5"),
        ("5-", "-5"),
        ("−5", "-5"),
        ("12.5万", "125000"),
        ("12.5万元", "125000"),
        ("3亿", "300000000"),
        ("-1.2万", "-12000"),
        ("5k", "5000"),
        ("1.5M", "1500000"),
        ("1e3", "1000"),
        ("2.00005", "2.0001"),
        ("-2.00005", "-2.0001"),
        ("0.1234567890123", "0.1235"),
        ("-", None),
        ("—", None),
        ("N/A", None),
        ("12%", "not_a_number"),
        ("1,23,4", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("一千", "not_a_number"),
        ("--5", "not_a_number"),
        ("NaN", "not_finite"),
        ("inf", "not_finite"),
        ("1e30", "too_large"),
        ("1e999", "too_large"),
        ("100000000000000", "too_large"),
        ("99999999999999.99995", "too_large"),
        ("#DIV/0!", "excel_error"),
        ("#REF!", "excel_error"),
    ],
)
def test_an_amount_is_understood_however_it_is_written(text: str, amount: str | None) -> None:
    found = one(text, "money")
    expected = amount
    if amount and amount[-1].isdigit():
        assert found == Decimal(amount)
    else:
        assert found == expected


def test_a_comma_is_the_decimal_mark_where_the_mapping_says_so() -> None:
    assert one("1.234", "money", Hints(decimal=",")) == Decimal(1234)
    assert one("1.234", "money") == Decimal("1.234")


def test_a_column_in_ten_thousands_is_scaled() -> None:
    assert one("12.5", "money", Hints(scale=Decimal(10_000))) == Decimal(125_000)
    assert one("¥1,000.5", "money", Hints(scale=Decimal(10_000))) == Decimal(10_005_000)


@pytest.mark.parametrize(
    ("text", "share"),
    [("12.5%", "0.125"), ("0.125", "0.125"), ("１２％", "0.12"), ("-3%", "-0.03"), ("5‰", "0.005")],
)
def test_a_percentage_is_a_share_of_one(text: str, share: str) -> None:
    assert one(text, "share") == Decimal(share)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("00123", "00123"),
        ("110101199003071234", "110101199003071234"),
        ("91310000MA1FL5E91X", "91310000MA1FL5E91X"),
        ("'00123", "00123"),
        ('="00123"', "00123"),
        (" A１２ ", "A12"),
        ("A\u200b1", "A1"),
        ("13085.0", "13085.0"),
        ("NULL", None),
        ("9.11E+17", "damaged_id"),
        ("9.11100001234568e+17", "damaged_id"),
        ("110101199003071000", "damaged_id"),
        ("客户\ufffd", "broken_text"),
    ],
)
def test_an_id_stays_the_text_it_was(text: str, id: str | None) -> None:
    assert one(text, "id") == id


def test_one_long_id_may_end_in_zeros_when_others_do_not() -> None:
    ids = pl.Series(["110101199003071000", "110101199003071234"])
    assert cleaned(ids, "id").reasons.null_count() == 2


@pytest.mark.parametrize(
    ("text", "truth"),
    [("是", True), ("否", False), ("Y", True), ("0", False), ("也许", "not_yes_or_no")],
)
def test_yes_and_no_are_understood(text: str, truth: object) -> None:
    result = cleaned(pl.Series([text]), "boolean")
    assert (result.values[0] if result.reasons[0] is None else result.reasons[0]) == truth
