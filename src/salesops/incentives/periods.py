"""The periods statements are made for, and the intervals over which attainment accumulates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from salesops.incentives.exact import Array
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Accumulate
from salesops.kernel.period import Period, month_later

LENGTHS: dict[Accumulate, int] = {
    "transaction": 1, "month": 1, "quarter": 3, "half": 6, "year": 12,
}  # fmt: skip


@dataclass(frozen=True)
class Periods:
    """Periods one after the other, from the start of a fiscal year to the end of one.

    `starts` has one day more than there are periods; `open` is the place of the open period,
    and nothing after `as_of`, a day of it, is looked at.
    Fiscal years have twelve periods, whatever their lengths: a 4-4-5 year is its starts.
    """

    starts: tuple[date, ...]
    open: int
    as_of: date

    @property
    def count(self) -> int:
        """How many periods have begun."""
        return self.open + 1

    @property
    def all(self) -> int:
        """How many periods there are, with those to come."""
        return len(self.starts) - 1

    @cached_property
    def ordinals(self) -> Array:
        """The starts as day numbers."""
        return np.array([day.toordinal() for day in self.starts])

    def at(self, days: Array) -> Array:
        """The place of each day's period; −1 before the first, the number of all after the last."""
        return np.searchsorted(self.ordinals, days, side="right") - 1

    def label(self, place: int) -> str:
        """A period's name: 2026-01 where it is a calendar month, else its first day."""
        start, end = self.starts[place], self.starts[place + 1]
        if start.day == 1 and end == month_later(start):
            return f"{start:%Y-%m}"
        return start.isoformat()

    @cached_property
    def labels(self) -> Sequence[str]:
        """The names of all periods."""
        return [self.label(place) for place in range(self.all)]

    def span(self, place: int) -> Period:
        """The days of a period."""
        return Period(self.starts[place], self.starts[place + 1])

    def first(self, accumulate: Accumulate) -> list[int]:
        """For every period, the place of the first one of its interval."""
        length = LENGTHS[accumulate]
        return [place - place % length for place in range(self.all)]

    def to_date(self, of: Array, accumulate: Accumulate) -> Array:
        """Running totals along the periods, anew with every interval."""
        length = LENGTHS[accumulate]
        if length == 1:
            return of
        found = of.copy()
        for start in range(0, of.shape[1], length):
            found[:, start : start + length] = of[:, start : start + length].cumsum(axis=1)
        return found

    def whole(self, of: Array, accumulate: Accumulate) -> Array:
        """The whole interval's sum at each of its periods."""
        length = LENGTHS[accumulate]
        found = of.copy()
        for start in range(0, of.shape[1], length):
            part = of[:, start : start + length]
            found[:, start : start + length] = part.sum(axis=1)[:, None]
        return found

    def since_before(self, to_date: Array, accumulate: Accumulate) -> Array:
        """The totals to date one period earlier, 0 where the interval begins."""
        length = LENGTHS[accumulate]
        found = np.zeros_like(to_date)
        found[:, 1:] = to_date[:, :-1]
        found[:, ::length] = 0
        return found


def periods_of(plan: Plan, as_of: date) -> Periods:
    """The plan's periods up to the end of the fiscal year of `as_of`, which is in the open one."""
    starts = list(plan.period_starts) + ([plan.ends_before] if plan.period_starts else [])
    if not starts:
        first = plan.versions[0].starts_on
        back = (first.month - plan.year_starts_in) % 12
        starts = [month_later(first.replace(day=1), -back)]
        last = max(as_of, first)
        while starts[-1] <= last or (len(starts) - 1) % 12:
            starts.append(month_later(starts[0], len(starts)))
    place = int(np.searchsorted([d.toordinal() for d in starts], as_of.toordinal(), "right")) - 1
    return Periods(tuple(starts), min(max(place, 0), len(starts) - 2), as_of)
