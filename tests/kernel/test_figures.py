"""Numbers as people read them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.kernel import figures


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Decimal("31204567.89"), "¥3,120.5 万", "¥31.2 M"),
        (Decimal("321000000"), "¥3.21 亿", "¥321.0 M"),
        (Decimal("99999999"), "¥1.00 亿", "¥100.0 M"),
        (Decimal("999960"), "¥100.0 万", "¥1.0 M"),
        (Decimal("9870"), "¥9,870", "¥9,870"),
        (Decimal("12.5"), "¥12.50", "¥12.50"),
        (Decimal("-12345678"), "−¥1,234.6 万", "−¥12.3 M"),
        (Decimal("-0.001"), "¥0.00", "¥0.00"),
        (0, "¥0", "¥0"),
        (None, "—", "—"),
        (float("nan"), "—", "—"),
    ],
)
def test_an_amount_is_short_in_the_steps_of_the_language(value, zh, en):
    assert figures.short(value, "money", "CNY", "zh") == zh
    assert figures.short(value, "money", "CNY", "en") == en


def test_every_unit_has_its_own_way_of_being_written():
    assert figures.short(Decimal("0.9644"), "ratio") == "96.4%"
    assert figures.short(12345, "count") == "12,345"
    assert figures.short(1234567, "count") == "123.5 万"
    assert figures.short(Decimal("2.50"), "quantity") == "2.5"
    assert figures.short(Decimal("3.25"), "days", language="en") == "3.3 days"
    assert figures.short(Decimal("1234.5"), "price", "USD", "en") == "$1,234.50"
    assert figures.short(5, "money", "CHF", "en") == "CHF 5"


def test_the_exact_figure_keeps_its_cents_and_nothing_else():
    assert figures.exact(Decimal("31204567.8900"), "money", "CNY") == "¥31,204,567.89"
    assert figures.exact(Decimal("1.2345"), "money", "CNY") == "¥1.2345"
    assert figures.exact(Decimal("-5"), "money", "CNY") == "−¥5.00"
    assert figures.exact(Decimal("0.96441"), "ratio") == "96.441%"
    assert figures.exact(Decimal("3.0000"), "quantity") == "3"


def test_a_change_has_a_sign_and_a_ratio_moves_in_points():
    assert figures.change(Decimal("0.083")) == "+8.3%"
    assert figures.change(Decimal("-1")) == "−100.0%"
    assert figures.change(Decimal("0.00001")) == "0.0%"
    assert figures.change(Decimal("12.345")) == "+1,235%"
    assert figures.change(Decimal("-0.012"), "ratio", "zh") == "−1.2 百分点"
    assert figures.change(Decimal("-0.012"), "ratio", "en") == "−1.2 pp"
    assert figures.change(None) == "—"
    assert figures.difference(Decimal("-3200000"), "money", "CNY") == "−¥320.0 万"
    assert figures.difference(Decimal("3200000"), "money", "CNY") == "+¥320.0 万"


def test_more_cost_is_not_good_news():
    assert figures.tone(Decimal("0.1")) == "good"
    assert figures.tone(Decimal("0.1"), lower_is_better=True) == "bad"
    assert figures.tone(Decimal("0.0001")) == "neutral"
    assert figures.arrow(Decimal("-0.1")) == "▼"


def test_a_month_is_named_in_words():
    assert figures.month(date(2025, 10, 1), "zh") == "2025 年 10 月"
    assert figures.month(date(2025, 10, 1), "en") == "October 2025"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**24), max_value=10**24))
def test_no_amount_is_ever_written_with_two_signs_or_none_where_there_is_one(value):
    text = figures.short(value, "money", "CNY")
    assert text.count("−") <= 1 and "-" not in text
    assert figures.short(-value, "money", "CNY").lstrip("−") == text.lstrip("−")
