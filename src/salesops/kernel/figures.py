"""How a number is written for people: short, exactly, or as a change, in Chinese or English."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from salesops.kernel.problem import Language

Unit = Literal["money", "count", "quantity", "ratio", "days", "hours", "price"]
Direction = Literal["up", "down", "flat"]
Tone = Literal["good", "bad", "neutral"]
Number = Decimal | int | float | None

NONE = "—"
MINUS = "\N{MINUS SIGN}"

# The yen shares ¥ with the renminbi; in one product both cannot be written alike.
SYMBOLS: Mapping[str, str] = {
    "CNY": "¥", "RMB": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$",
    "TWD": "NT$", "SGD": "S$", "AUD": "A$", "CAD": "C$", "KRW": "₩", "INR": "₹", "VND": "₫",
    "THB": "฿",
}  # fmt: skip

# (size of the step, how it is written, decimals), smallest first.
STEPS: Mapping[Language, tuple[tuple[Decimal, str, int], ...]] = {
    "zh": ((Decimal(10_000), " 万", 1), (Decimal(100_000_000), " 亿", 2)),
    "en": (
        (Decimal(1_000), " k", 1),
        (Decimal(1_000_000), " M", 1),
        (Decimal(1_000_000_000), " B", 2),
    ),
}

LASTING: Mapping[Language, Mapping[str, str]] = {
    "zh": {"days": " 天", "hours": " 小时"},
    "en": {"days": " days", "hours": " h"},
}

# Below this a number is written out: 9,870 reads better than 9.9 k, and 12,345 orders than 1.2 万.
WRITTEN_OUT = {"money": Decimal(10_000), "price": Decimal(1_000_000)}
WRITTEN_OUT_ELSE = Decimal(100_000)

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


# The same figures stand on page after page, and writing one takes as long as drawing its row.
@lru_cache(maxsize=8192)
def short(
    value: Number, unit: str = "money", currency: str | None = None, language: Language = "zh"
) -> str:
    """The figure as a tile or table shows it: `¥1,234.5 万`, `$12.3 M`, `96.4%`; none is `—`."""
    number = _decimal(value)
    if number is None:
        return NONE
    if unit == "ratio":
        return _signed(number, lambda size: f"{_fixed(size * 100, 1)}%")
    if word := LASTING[language].get(unit):
        return _signed(number, lambda size: _fixed(size, 1) + word)
    symbol = symbol_of(currency) if unit in ("money", "price") else ""
    return _signed(number, lambda size: symbol + _scaled(size, unit, language))


@lru_cache(maxsize=8192)
def exact(
    value: Number, unit: str = "money", currency: str | None = None, language: Language = "zh"
) -> str:
    """The figure with every digit the ledger holds, for hovering and copying."""
    number = _decimal(value)
    if number is None:
        return NONE
    if unit == "ratio":
        return _signed(number, lambda size: f"{_trimmed(size * 100, 4)}%")
    if unit in ("money", "price"):
        symbol = symbol_of(currency)
        return _signed(number, lambda size: symbol + _at_least_cents(size))
    word = LASTING[language].get(unit, "")
    return _signed(number, lambda size: _trimmed(size, 4) + word)


def change(value: Number, unit: str = "money", language: Language = "zh") -> str:
    """A change of a metric of this unit: `+8.3%`; a ratio moves in points, `−1.2 百分点`."""
    number = _decimal(value)
    if number is None:
        return NONE
    if unit == "ratio":
        return points(number, language)
    percent = number * 100
    decimals = 1 if abs(percent) < 1000 else 0
    return _with_plus(percent, lambda size: f"{_fixed(size, decimals)}%", decimals)


def points(value: Number, language: Language = "zh") -> str:
    """A signed share (0–1) in points: a contribution to growth, a change of a ratio."""
    number = _decimal(value)
    if number is None:
        return NONE
    word = " 百分点" if language == "zh" else " pp"
    return _with_plus(number * 100, lambda size: _fixed(size, 1) + word, 1)


def difference(
    value: Number, unit: str = "money", currency: str | None = None, language: Language = "zh"
) -> str:
    """A difference between two figures of this unit, always with its sign: `+¥320.0 万`."""
    number = _decimal(value)
    if number is None:
        return NONE
    if unit == "ratio":
        return points(number, language)
    text = short(number, unit, currency, language)
    return f"+{text}" if number > 0 and any(digit in text for digit in "123456789") else text


def direction(value: Number, decimals: int = 3) -> Direction:
    """Whether a change goes up, down or, at the digits that are shown, nowhere."""
    number = _decimal(value)
    rounded = _round(number, decimals) if number is not None else Decimal(0)
    return "flat" if rounded == 0 else "up" if rounded > 0 else "down"


def tone(value: Number, *, lower_is_better: bool = False) -> Tone:
    """Whether a change is good news: colour it so, but never without its sign or an arrow."""
    way = direction(value)
    if way == "flat":
        return "neutral"
    return "good" if (way == "up") != lower_is_better else "bad"


def arrow(value: Number) -> str:
    """▲, ▼ or nothing, so that colour never speaks alone."""
    return {"up": "▲", "down": "▼", "flat": ""}[direction(value)]


def symbol_of(currency: str | None) -> str:
    """What stands before an amount in this currency: its sign, or its code and a space."""
    if not currency:
        return ""
    return SYMBOLS.get(currency.upper(), f"{currency.upper()} ")


def month(day: date, language: Language = "zh") -> str:
    """The month of a day in words: `2025 年 10 月`, `October 2025`."""
    return (
        f"{day.year} 年 {day.month} 月"
        if language == "zh"
        else f"{MONTHS[day.month - 1]} {day.year}"
    )


def _decimal(value: Number) -> Decimal | None:
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None


def _round(number: Decimal, decimals: int) -> Decimal:
    # Sums of decimal(38,4) have more digits than the default context would quantize.
    if number.adjusted() + decimals > 24:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _fixed(size: Decimal, decimals: int) -> str:
    return f"{_round(size, decimals):,.{decimals}f}"


def _trimmed(size: Decimal, decimals: int) -> str:
    text = _fixed(size, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _at_least_cents(size: Decimal) -> str:
    whole, _, cents = _fixed(size, 4).partition(".")
    return f"{whole}.{cents.rstrip('0').ljust(2, '0')}"


def _scaled(size: Decimal, unit: str, language: Language) -> str:
    if size < WRITTEN_OUT.get(unit, WRITTEN_OUT_ELSE):
        return _written_out(size, unit)
    steps = STEPS[language]
    at = max((i for i, (step, _, _) in enumerate(steps) if size >= step), default=0)
    step, word, decimals = steps[at]
    if at + 1 < len(steps) and _round(size / step, decimals) * step >= steps[at + 1][0]:
        step, word, decimals = steps[at + 1]  # 9,999.96 万 is 1.00 亿, not 10,000.0 万
    return _fixed(size / step, decimals) + word


def _written_out(size: Decimal, unit: str) -> str:
    if unit == "price":
        return _fixed(size, 2)
    if unit == "money":
        is_whole = size >= 100 or size == size.to_integral_value()
        return _fixed(size, 0 if is_whole else 2)
    return _fixed(size, 0) if size >= 100 else _trimmed(size, 2)


def _signed(number: Decimal, write: Callable[[Decimal], str]) -> str:
    text = write(abs(number))
    is_zero = not any(digit in text for digit in "123456789")
    return f"{MINUS}{text}" if number < 0 and not is_zero else text


def _with_plus(number: Decimal, write: Callable[[Decimal], str], decimals: int) -> str:
    if _round(number, decimals) == 0:
        return write(Decimal(0))
    return ("+" if number > 0 else MINUS) + write(abs(number))
