"""Working hours as people write them."""

import re

from salesops.kernel.worktime import Hours

WINDOW = re.compile(r"^(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})$")
BETWEEN = re.compile(r"[,，、;；\n]+|\s+(?=\d{1,2}[:：]\d{2}\s*[-–—~～至到])")


def hours_read(text: str) -> Hours:
    """`09:00-12:00 13:30-18:00` as hours; ValueError when they cannot be worked."""
    windows = [_window(part.strip()) for part in BETWEEN.split(text.strip()) if part.strip()]
    return Hours(tuple(windows))


def hours_written(hours: Hours) -> str:
    """The hours as they are read again."""
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in hours.windows)


def _window(text: str) -> tuple[int, int]:
    found = WINDOW.match(text)
    if not found:
        raise ValueError(text)
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    if opens_minute > 59 or closes_minute > 59:
        raise ValueError(text)
    return opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
