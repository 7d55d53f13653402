"""Everything a plan is paid from: the plan, the credits, the quotas, the periods, the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from salesops.incentives.credits import Credits
from salesops.incentives.exact import Array
from salesops.incentives.periods import Periods
from salesops.incentives.plan import Plan
from salesops.incentives.presence import Presence
from salesops.incentives.quotas import Against, terms_of


@dataclass(frozen=True)
class World:
    """Everything a calculation is made from, with people in the order of their names.

    Nothing is paid to, or taken from, who is `left_out`.
    """

    plan: Plan
    credits: Credits
    against: Against
    periods: Periods
    left_out: frozenset[str] = frozenset()

    @property
    def people(self) -> Sequence[str]:
        """Everybody who may be paid."""
        return self.credits.payee.values

    @property
    def shape(self) -> tuple[int, int]:
        """People and periods that have begun."""
        return len(self.people), self.periods.count

    @cached_property
    def left_in(self) -> Array:
        """The place of the period in which each person left; −1 for who is still there."""
        found = np.full(len(self.people), -1)
        told = {name: terms[-1].ends_before for name, terms in terms_of(self.plan).items()}
        for row, name in enumerate(self.people):
            day = told.get(name)
            if day is not None:
                place = int(self.periods.at(np.array([day.toordinal() - 1]))[0])
                found[row] = place if place < self.periods.count else -1
        return found

    @cached_property
    def presence(self) -> Presence:
        """Who is on the plan, and under which version."""
        return Presence(self.plan, self.periods, self.people)
