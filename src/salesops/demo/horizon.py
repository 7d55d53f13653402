"""The demo's time: its months, working days, Spring Festivals, and how busy each day is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from salesops.demo.draws import Floats
from salesops.ledger.calendar import DayKind, seed_days, spring_festival

Times = NDArray[np.datetime64]


@dataclass(frozen=True)
class Horizon:
    """At least three years up to and including `until`, from a first of January on."""

    until: date

    @cached_property
    def starts_on(self) -> date:
        """The first of January at least three years before `until`, so that years compare whole."""
        ended = self.until + timedelta(days=1)
        return date(ended.year - 3, 1, 1)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first day of every month, the running one last."""
        count = (self.until.year - self.starts_on.year) * 12 + self.until.month
        return tuple(later(self.starts_on, n) for n in range(count))

    @property
    def last(self) -> int:
        """The index of the running month."""
        return len(self.months) - 1

    def month(self, back: int) -> date:
        """The first day of the month so many months before the running one."""
        return later(self.months[-1], -back)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years it touches."""
        return tuple(range(self.starts_on.year, self.until.year + 1))

    @cached_property
    def days(self) -> Mapping[date, DayKind]:
        """What kind of day each one is in China, make-up workdays included."""
        return seed_days(self.starts_on, date(self.until.year + 1, 12, 31))

    @cached_property
    def festivals(self) -> tuple[date, ...]:
        """New Year's Day of the lunar calendar, each year and the next."""
        return tuple(spring_festival(year) for year in (*self.years, self.until.year + 1))

    def is_workday(self, day: date) -> bool:
        """Whether offices are open."""
        return self.days[day].is_workday

    @cached_property
    def days_off(self) -> Times:
        """The days on which offices are closed."""
        off = [day for day, kind in self.days.items() if not kind.is_workday]
        return np.array(off, "datetime64[D]")

    def in_office(self, at: Times, *, every_day: bool = False) -> Times:
        """The same moments, those outside office hours put off to the next morning at work.

        With `every_day` somebody is on duty at weekends and on holidays too.
        """
        day = at.astype("datetime64[D]")
        seconds = (at - day).astype("timedelta64[s]").astype(np.float64)
        known = ~np.isnat(at)
        late = known & (seconds > 70_200)
        asked = np.where(known, day + late.astype("timedelta64[D]"), np.datetime64(self.until))
        # A make-up Saturday is a workday that NumPy's week cannot say: it is passed over.
        rolled = np.busday_offset(asked, 0, roll="forward", holidays=self.days_off)
        opened = asked if every_day else rolled
        moved = late | (opened != day) | (seconds < 30_600)
        minutes = np.nan_to_num(seconds % 1800)
        morning = opened.astype("datetime64[s]") + np.round(32_400 + minutes).astype(
            "timedelta64[s]"
        )
        return np.where(known & moved, morning, at)

    def day_weights(self, first: date, festival: bool) -> Floats:
        """How much business each day of a month sees; without the festival it is worked through."""
        weights = np.array([self._weight(day, festival) for day in days_of(first)])
        open_days = weights > 0.2
        days_left = np.cumsum(open_days[::-1])[::-1]
        closing = open_days & (days_left <= 6)
        return np.where(closing, weights * (1.55 if first.month % 3 == 0 else 1.15), weights)

    def _weight(self, day: date, festival: bool) -> float:
        offset = min(((day - new_year).days for new_year in self.festivals), key=abs)
        near = -12 <= offset <= 16
        if not festival and near:
            return 1.0 if day.weekday() < 5 else 0.12
        base = 1.0 if self.is_workday(day) else 0.03 if self.days[day].holiday else 0.12
        if not near or base < 0.5:
            return base
        return 0.25 + 0.06 * -offset if offset < 0 else min(1.0, 0.4 + 0.05 * (offset - 6))


def later(first: date, months: int) -> date:
    """The first of the month so many months later (or, negative, earlier)."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def days_of(first: date) -> list[date]:
    """Every day of the month that begins on `first`."""
    return [first + timedelta(days=n) for n in range((later(first, 1) - first).days)]
