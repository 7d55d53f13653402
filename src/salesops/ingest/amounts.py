"""What a person means by a number: ¥, 万, brackets, percentages, either decimal mark."""

import re
import unicodedata
from decimal import Decimal

NOTHING = frozenset({"", "-", "--", "—", "——", "–", "/", "n/a", "na", "null", "none", "无", "\\n"})
_NOT_FINITE = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "∞", "-∞"})
_EXCEL_ERRORS = re.compile(
    r"^#(REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|N/A|SPILL!|CALC!)$", re.IGNORECASE
)
_CURRENCY = r"(?:US\$|HK\$|NT\$|A\$|C\$|[$¥€£₩₹฿]|RMB|CNY|USD|EUR|GBP|JPY|HKD|人民币|美元|欧元|元)"
_AFFIX = re.compile(rf"^{_CURRENCY}|{_CURRENCY}$", re.IGNORECASE)
_UNITS = {
    "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8), "万": Decimal(10**4),
    "千": Decimal(10**3), "百": Decimal(100), "k": Decimal(10**3), "m": Decimal(10**6),
    "mn": Decimal(10**6), "bn": Decimal(10**9), "b": Decimal(10**9),
    "%": Decimal("0.01"), "‰": Decimal("0.001"),
}  # fmt: skip
_UNIT = re.compile(r"(百万|千万|亿|万|千|百|bn|mn|k|m|b|%|‰)$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")
_EXPONENT = re.compile(r"(\d+(?:\.\d*)?|\.\d+)e([+-]?\d{1,3})", re.IGNORECASE)
_GROUPED = {
    ",": re.compile(r"\d{1,4}(,\d{3,4})+(\.\d*)?"),
    ".": re.compile(r"\d{1,3}(\.\d{3})+(,\d*)?"),
}


def number(text: str, decimal: str = ".", *, shares: bool = False) -> Decimal | str | None:
    """The number a text means, None when it says nothing, or the code of what is wrong.

    Percentages are understood only where a share is meant: "12%" is no amount of money.
    """
    told = re.sub(r"[\s'’_]", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    if told.lower() in NOTHING:
        return None
    if told.lower() in _NOT_FINITE:
        return "not_finite"
    if _EXCEL_ERRORS.match(told):
        return None if told.lower() == "#n/a" else "excel_error"
    negative, told = _sign(told)
    told, factor = _unit(told)
    if factor is not None and factor < 1 and not shares:
        return "not_a_number"
    again, told = _sign(told)
    value = _digits(told, decimal)
    if value is None or (negative and again):
        return "not_a_number"
    value = value * factor if factor is not None else value
    if value.adjusted() > 40:
        return "too_large"
    return -value if negative or again else value


def _sign(told: str) -> tuple[bool, str]:
    """Whether a text is marked negative, and the text without the mark and the currency."""
    if len(told) > 2 and told[0] == "(" and told[-1] == ")":
        return True, _without_currency(told[1:-1])
    told = _without_currency(told)
    if told.startswith("-"):
        return True, _without_currency(told[1:])
    if told.endswith("-"):
        return True, told[:-1]
    return False, told.removeprefix("+")


def _without_currency(told: str) -> str:
    return _AFFIX.sub("", _AFFIX.sub("", told))


def _unit(told: str) -> tuple[str, Decimal | None]:
    found = _UNIT.search(told)
    if not found:
        return told, None
    rest = _without_currency(told[: found.start()])
    return rest, _UNITS[found.group(1).lower()]


def _digits(told: str, decimal: str) -> Decimal | None:
    """Digits with group and decimal marks as a number; None when they do not add up."""
    if not told.isascii() or not told:
        return None
    exponent = _EXPONENT.fullmatch(told)
    if exponent:
        return Decimal(f"{exponent.group(1)}e{exponent.group(2)}")
    group = "." if decimal == "," else ","
    if told.count(".") and told.count(","):
        decimal, group = (",", ".") if told.rfind(",") > told.rfind(".") else (".", ",")
    elif (told.count(decimal) > 1 and _GROUPED[decimal].fullmatch(told)) or (
        told.count(group) == 1 and not _GROUPED[group].fullmatch(told)
    ):
        decimal, group = group, decimal
    if group in told:
        if not _GROUPED[group].fullmatch(told):
            return None
        told = told.replace(group, "")
    told = told.replace(decimal, ".")
    return Decimal(told) if _PLAIN.fullmatch(told) else None
