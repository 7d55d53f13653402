"""Moments as event logs write them: with or without an offset, day first or year first."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from salesops.ingest.dates import moment

OFFSET = r"(?i)(?:z|[+-]\d{2}:?\d{2})$"
_OFFSET = re.compile(OFFSET)
_CLOCKED = r"\d:\d"
_ISO = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_DAY_FIRST = ("%d-%m-%Y %H:%M:%S%.f", "%d-%m-%Y %H:%M", "%d-%m-%Y")
_MONTH_FIRST = ("%m-%d-%Y %H:%M:%S%.f", "%m-%d-%Y %H:%M", "%m-%d-%Y")


class Moments(NamedTuple):
    """Moments in UTC where `aware`, else as the clock on the wall showed; None for unreadable.

    `ambiguous` is a text whose day and month nothing in the column tells apart.
    """

    at: pl.Series
    aware: pl.Series
    ambiguous: str | None = None


def moments(texts: pl.Series, pattern: str | None = None) -> Moments:
    """The moments that texts mean, all in one pattern where one is given."""
    told = texts.str.strip_chars()
    clocked = told.str.contains(_CLOCKED).fill_null(value=False)
    aware = told.str.contains(OFFSET).fill_null(value=False) & clocked
    if pattern:
        return _patterned(told, pattern)
    plain = told.str.replace_all("/", "-", literal=True).str.replace(r"[Tt](\d)", " $1")
    bare = plain.str.replace(OFFSET, "").str.strip_chars_end()
    bare = pl.select(pl.when(aware).then(bare).otherwise(plain)).to_series()
    at = _read(bare, _ISO)
    left = at.is_null() & told.is_not_null()
    if left.any():
        at, doubtful = _others(bare, at)
        if doubtful is not None:
            return Moments(at, aware, doubtful)
    return Moments(_in_utc(at, told, aware), aware)


def _patterned(told: pl.Series, pattern: str) -> Moments:
    zoned = "%z" in pattern
    at = told.str.to_datetime(pattern, strict=False, time_unit="us")
    if zoned:
        at = at.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return Moments(at, pl.select(pl.repeat(zoned, len(told))).to_series())


def _read(texts: pl.Series, patterns: tuple[str, ...]) -> pl.Series:
    """The moments of whatever pattern fits, the first that does."""
    at = texts.str.to_datetime(patterns[0], strict=False, time_unit="us")
    for pattern in patterns[1:]:
        if not (at.is_null() & texts.is_not_null()).any():
            break
        kind = texts.str.to_date if "%H" not in pattern else None
        more = (
            kind(pattern, strict=False).cast(pl.Datetime("us"))
            if kind
            else texts.str.to_datetime(pattern, strict=False, time_unit="us")
        )
        at = at.fill_null(more)
    return at


def _others(texts: pl.Series, at: pl.Series) -> tuple[pl.Series, str | None]:
    """What the usual pattern left unread: day or month first as the whole column tells, or odd."""
    left = at.is_null() & texts.is_not_null()
    rest = texts.filter(left)
    slashed = rest.str.replace_all(".", "-", literal=True)
    day, month = _read(slashed, _DAY_FIRST), _read(slashed, _MONTH_FIRST)
    by_day, by_month = day.is_not_null().sum(), month.is_not_null().sum()
    if by_day and by_day == by_month and (day != month).any():
        return at, str(rest.filter((day != month).fill_null(value=False))[0])
    found = day if by_day >= by_month else month
    odd = found.is_null()
    if odd.any():
        known = {text: _odd(text) for text in rest.filter(odd).unique()}
        more = [known.get(text) for text in rest]
        found = found.fill_null(pl.Series(more, dtype=pl.Datetime("us")))
    return at.scatter(left.arg_true(), found), None


def _odd(text: str) -> datetime | None:
    read = moment(text)
    return read if isinstance(read, datetime) else None


def _in_utc(at: pl.Series, told: pl.Series, aware: pl.Series) -> pl.Series:
    """Moments with an offset moved to UTC by it."""
    if not aware.any():
        return at
    offsets = told.str.extract(OFFSET.replace("(?:", "(", 1))
    known = {text: _offset(text) for text in offsets.filter(aware).unique()}
    by = offsets.replace_strict(known, default=None, return_dtype=pl.Duration("us"))
    moved = at - by
    return pl.select(pl.when(aware).then(moved).otherwise(at)).to_series()


def _offset(text: str) -> timedelta:
    if text in "zZ":
        return timedelta()
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text[0] == "-" else size
