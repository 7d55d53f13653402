"""Who is on a plan under which of its versions, by person and period."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from salesops.incentives.exact import Array
from salesops.incentives.periods import Periods
from salesops.incentives.plan import Plan, Version
from salesops.incentives.quotas import terms_of


def version_days(plan: Plan, version: Version) -> tuple[date, date]:
    """The days a version holds: late credits of a plan that ended are still the last one's."""
    later = [v.starts_on for v in plan.versions if v.starts_on > version.starts_on]
    return version.starts_on, min(later, default=date.max)


class Presence:
    """The days that people's times on a plan share with its versions and periods."""

    def __init__(self, plan: Plan, periods: Periods, people: Sequence[str]) -> None:
        self.plan, self.periods, self.people = plan, periods, people
        self._found: dict[date, Array] = {}

    def under(self, version: Version) -> Array:
        """Where somebody is on the plan on any day of a period under a version."""
        if version.starts_on not in self._found:
            self._found[version.starts_on] = self._made(version)
        return self._found[version.starts_on]

    def _made(self, version: Version) -> Array:
        first, last = version_days(self.plan, version)
        last = min(last, self.plan.ends_before)
        found = np.tile(self._shared(first, last), (len(self.people), 1))
        for row, name in enumerate(self.people):
            terms = self._dated.get(name)
            if terms:
                spans = [self._shared(max(a, first), min(b, last)) for a, b in terms]
                found[row] = np.logical_or.reduce(spans)
        return found

    @property
    def _dated(self) -> dict[str, list[tuple[date, date]]]:
        """The times of who came or left within the plan."""
        return {
            name: [(one.starts_on or date.min, one.ends_before or date.max) for one in terms]
            for name, terms in terms_of(self.plan).items()
            if any(one.starts_on or one.ends_before for one in terms)
        }

    def _shared(self, first: date, last: date) -> Array:
        """Which periods share a day with those from a first up to, not including, a last."""
        days, count = self.periods.ordinals, self.periods.count
        begins = np.maximum(days[:count], first.toordinal())
        return np.asarray(begins < np.minimum(days[1 : count + 1], last.toordinal()))
