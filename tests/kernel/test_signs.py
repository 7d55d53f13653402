"""A sign beside a number names a currency; another's is noticed."""

import pytest

from salesops.kernel.signs import foreign_sign


@pytest.mark.parametrize(
    ("text", "currency", "other"),
    [
        ("¥1.2万", "CNY", ""), ("$5", "CNY", "$"), ("$5", "USD", ""), ("$5", "SGD", ""),
        ("US$5", "HKD", "US$"), ("100 usd", "CNY", "usd"), ("5元", "CNY", ""),
        ("5美元", "CNY", "美元"),
        ("¥5", "EUR", "¥"), ("$5", "MXN", ""), ("€5", "", ""), ("1,200", "CNY", ""),
    ],
)  # fmt: skip
def test_the_sign_of_another_currency_is_noticed(text: str, currency: str, other: str) -> None:
    assert foreign_sign(text, currency) == other
