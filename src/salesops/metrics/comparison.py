"""With what a period is compared: which earlier days, under whose labels, and how many of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salesops.kernel.period import DAY, Period, month_count, month_later

Kind = Literal["last_year", "previous", "festival"]

_FINEST_FIRST = (
    "day",
    "week",
    "fiscal_month",
    "month",
    "fiscal_quarter",
    "quarter",
    "fiscal_year",
    "year",
)


@dataclass(frozen=True)
class Comparison:
    """The base of a comparison, as `ledger.views.beside` takes it.

    With `shift`, the base is the days that this calendar column moves into the window;
    without, the base is the days of the window. `cut_on` is the last day compared when the
    period is not over yet; the base would have gone on to `whole_until`.
    """

    starts_on: date
    ends_before: date
    shift: str | None
    cut_on: date | None
    whole_until: date


def comparison(kind: Kind, period: Period, by: Sequence[str], as_of: date) -> Comparison:
    """What a period is compared with; an unfinished one with as many days of the earlier one."""
    unfinished = period.starts_on <= as_of < period.ends_before - DAY
    compared = period.cut(as_of) if unfinished else period
    cut_on = as_of if unfinished else None
    shift = _shift(kind, by)
    if shift:
        end, whole = compared.ends_before, period.ends_before
        return Comparison(compared.starts_on, end, shift, cut_on, whole)
    before = period.previous()
    end = _same_day_before(period, as_of) if unfinished else before.ends_before
    whole = before.ends_before
    return Comparison(before.starts_on, min(end, whole), None, cut_on, whole)


def _shift(kind: Kind, by: Sequence[str]) -> str | None:
    units = {dimension.removeprefix("calendar.") for dimension in by if "calendar." in dimension}
    finest = next((unit for unit in _FINEST_FIRST if unit in units), None)
    if kind == "previous":
        return f"{finest}_later" if finest else None
    if kind == "festival":
        return "festival_year_later"
    if "week" in units:
        return "iso_year_later"
    return "fiscal_year_later" if finest and finest.startswith("fiscal_") else "year_later"


def _same_day_before(period: Period, as_of: date) -> date:
    if period.is_months:
        return month_later(as_of, -month_count(period)) + DAY
    return as_of + DAY - (period.ends_before - period.starts_on)
