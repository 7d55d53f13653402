"""Currency signs as people write them beside a number, and whose they are."""

import re

OWN = {
    "US$": ("USD",), "HK$": ("HKD",), "NT$": ("TWD",), "A$": ("AUD",), "C$": ("CAD",),
    "¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"), "€": ("EUR",), "£": ("GBP",), "₩": ("KRW",),
    "₹": ("INR",), "฿": ("THB",), "RMB": ("CNY",), "人民币": ("CNY",), "美元": ("USD",),
    "欧元": ("EUR",), "元": ("CNY", "TWD", "HKD"), "CNY": ("CNY",), "USD": ("USD",),
    "EUR": ("EUR",), "GBP": ("GBP",), "JPY": ("JPY",), "HKD": ("HKD",),
}  # fmt: skip
DOLLARS = ("$", "＄")
"""Any currency's whose code ends with D; and of those without a sign of their own, such as MXN."""
_SIGN = re.compile("|".join(map(re.escape, (*OWN, *DOLLARS))), re.IGNORECASE)
_OWNED = frozenset(code for codes in OWN.values() for code in codes)


def foreign_sign(text: str, currency: str) -> str:
    """The sign in a written amount that cannot stand for the currency; "" where there is none."""
    found, mine = _SIGN.search(text), currency.upper()
    if found is None or not mine:
        return ""
    sign = found.group()
    if sign in DOLLARS:
        return "" if mine.endswith("D") or mine not in _OWNED else sign
    return "" if mine in OWN[sign.upper()] else sign
