"""What a person means by a date: Excel serials, 2025年3月1日, 01-Mar-25, 2025Q1."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

NOTHING = frozenset(
    {"", "-", "--", "—", "/", "n/a", "na", "null", "none", "nat", "无", "#n/a", "\\n", "0000-00-00"}
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
_EPOCH = datetime(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"),
            ("may",), ("jun", "june"), ("jul", "july"), ("aug", "august"),
            ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_CLOCK = (
    r"(?:[T\s]*(上午|下午|晚上|AM|PM)?\s*(\d{1,2})[:时点](\d{1,2})"
    r"(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?分?\s*(AM|PM)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY = r"(?:\s*(?:星期|周|礼拜)[一二三四五六日天]|\s*\((?:星期|周)?[一二三四五六日天]\))?"
_TAIL = _WEEKDAY + r"\s*" + _CLOCK + r"\s*"
_YMD = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?号?" + _TAIL, re.IGNORECASE
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TAIL, re.IGNORECASE)
_DMONY = re.compile(
    r"(\d{1,2})[-/. ]([A-Za-z]{3,9})\.?[-/., ]+(\d{4}|\d{2})" + _TAIL, re.IGNORECASE
)
_MONDY = re.compile(
    r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _TAIL, re.IGNORECASE
)
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TAIL, re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5,6})(?:\.(\d+))?")
_PERIODS = (
    (re.compile(r"(\d{4})年?"), "year"),
    (re.compile(r"(\d{4})[-年]?(?:H|h|HY)([12])"), "half"),
    (re.compile(r"(\d{4})年?(上|下)半年"), "half"),
    (re.compile(r"(\d{4})[-年/ ]?(?:Q|q)([1-4])"), "quarter"),
    (re.compile(r"(?:Q|q)([1-4])[-/ ]?(\d{4})"), "turned"),
    (re.compile(r"(\d{4})年?第?([1-4一二三四])季度?"), "quarter"),
    (re.compile(r"(\d{4})[-/.年](\d{1,2})月?份?"), "month"),
    (re.compile(r"(\d{4})(\d{2})"), "month"),
)
_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_LENGTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def moment(text: str, pattern: str | None = None) -> datetime | str | None:
    """The moment a text means, None when it says nothing, or the code of what is wrong."""
    told = unicodedata.normalize("NFKC", text).strip()
    if told.lower() in NOTHING or told.startswith("9999-12-31"):
        return None
    if pattern:
        try:
            return _checked(datetime.strptime(told, pattern))
        except ValueError:
            pass
    for read in (_year_first, _month_named, _slashed, _serial):
        found = read(told)
        if found is not None:
            return found if isinstance(found, str) else _checked(found)
    return "not_a_date"


def span(text: str) -> tuple[date, date] | None:
    """First day and first day after of a period such as 2025-01, 2025Q1, 2025年; else None."""
    told = unicodedata.normalize("NFKC", text).strip().removeprefix("FY")
    for pattern, kind in _PERIODS:
        found = pattern.fullmatch(told)
        if found:
            return _span(kind, found.groups())
    return None


def _span(kind: str, groups: tuple[str, ...]) -> tuple[date, date] | None:
    if kind == "turned":
        kind, groups = "quarter", (groups[1], groups[0])
    months = _LENGTHS[kind]
    ordinal = 1 if kind == "year" else _ORDINALS.get(groups[1]) or int(groups[1])
    year, month = int(groups[0]), (ordinal - 1) * months + 1
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    end = month - 1 + months
    return date(year, month, 1), date(year + end // 12, end % 12 + 1, 1)


def _checked(when: datetime) -> datetime | str:
    return when if FIRST_YEAR <= when.year <= LAST_YEAR else "date_out_of_range"


def _year_first(told: str) -> datetime | str | None:
    found = _YMD.fullmatch(told) or _COMPACT.fullmatch(told)
    if not found:
        return None
    year, month, day, *clock = found.groups()
    return _moment(int(year), int(month), int(day), clock)


def _month_named(told: str) -> datetime | str | None:
    found = _DMONY.fullmatch(told)
    if found:
        day, name, year, *clock = found.groups()
    else:
        found = _MONDY.fullmatch(told)
        if not found:
            return None
        name, day, year, *clock = found.groups()
    month = _MONTHS.get(name.lower())
    return None if month is None else _moment(_full_year(year), month, int(day), clock)


def _slashed(told: str) -> datetime | str | None:
    found = _SLASHED.fullmatch(told)
    if not found:
        return None
    first, _, second, year, *clock = found.groups()
    if len(year) == 2:
        return "ambiguous_date"
    a, b = int(first), int(second)
    if a > 12 >= b:
        return _moment(int(year), b, a, clock)
    if b > 12 >= a:
        return _moment(int(year), a, b, clock)
    if a == b:
        return _moment(int(year), a, b, clock)
    return "ambiguous_date" if a <= 12 else "no_such_day"


def _serial(told: str) -> datetime | str | None:
    """Days since Excel's epoch; serials up to 60 are off by its imaginary 29 February 1900."""
    found = _SERIAL.fullmatch(told)
    if not found or not 10_000 <= int(found.group(1)) <= 109_574:
        return None
    seconds = round(float(f"0.{found.group(2) or 0}") * 86400)
    return _EPOCH + timedelta(days=int(found.group(1)), seconds=seconds)


def _full_year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year) - (100 if int(year) >= 70 else 0)


def _moment(year: int, month: int, day: int, clock: list[str | None]) -> datetime | str:
    try:
        when = date(year, month, day)
        return datetime.combine(when, _clock(clock))
    except ValueError:
        return "no_such_day"


def _clock(parts: list[str | None]) -> time:
    before, hour, minute, second, fraction, after = parts
    if hour is None:
        return time()
    half = (before or after or "").upper()
    hours = int(hour)
    if half in ("下午", "晚上", "PM") and hours < 12:
        hours += 12
    if half in ("上午", "AM") and hours == 12:
        hours = 0
    micro = int((fraction or "0").ljust(6, "0")[:6])
    return time(hours % 24 if hours == 24 else hours, int(minute or 0), int(second or 0), micro)
