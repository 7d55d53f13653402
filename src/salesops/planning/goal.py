"""A goal: how much of what, from when on, counted in whole units of what it is rounded to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from itertools import combinations, pairwise

from salesops.kernel.period import Period, month_later
from salesops.kernel.problem import Problem, Wording
from salesops.planning import allocate_words as w

# Amounts of 10^15 units with decimals have more digits than the default context keeps.
WIDE = Context(prec=60)
# Every whole number up to here is a float, so that fitting a table loses no unit.
LARGEST = 2**53


@dataclass(frozen=True)
class Goal:
    """An amount of a metric for so many fiscal months, one after the other from `starts_on`.

    `amount` counts units: 1,000,000,001 of unit 0.01 is 10,000,000.01. `products` are the lines
    it is split by; none is no split.
    """

    amount: int
    currency: str
    unit: Decimal
    starts_on: date
    periods: int = 12
    products: tuple[str, ...] = ()
    metric: str = "net_revenue"

    def units(self, amount: Decimal) -> int:
        """How many units an amount is; ValueError unless it is a whole number of them."""
        count = WIDE.divide(amount, self.unit)
        whole = int(count)
        if count != whole:
            raise ValueError(f"{amount} is no multiple of {self.unit}")
        return whole

    def money(self, units: int) -> Decimal:
        """The amount that so many units are, exactly."""
        return WIDE.multiply(Decimal(units), self.unit)

    @property
    def months(self) -> Sequence[Period]:
        """The goal's periods in order."""
        starts = [month_later(self.starts_on, n) for n in range(self.periods + 1)]
        return [Period(*pair) for pair in pairwise(starts)]

    @property
    def span(self) -> Period:
        """All days the goal is for."""
        return Period(self.starts_on, month_later(self.starts_on, self.periods))

    def label(self, period: int) -> str:
        """A period's name: `2026-01` where it is a calendar month, else the day it starts on."""
        starts_on = month_later(self.starts_on, period)
        return f"{starts_on:%Y-%m}" if self.starts_on.day == 1 else starts_on.isoformat()


def goal_problems(goals: Sequence[Goal]) -> list[Problem]:
    """What is wrong with the goals of one plan: amounts, units, currencies, two for one period."""
    found = [problem for goal in goals for problem in _of_one(goal)]
    for one, other in combinations(goals, 2):
        if one.currency != other.currency:
            found.append(_of_two(w.CURRENCY_MIX, one, other))
        days = (
            max(one.starts_on, other.starts_on),
            min(one.span.ends_before, other.span.ends_before),
        )
        if one.metric == other.metric and days[0] < days[1]:
            found.append(_of_two(w.TWO_PLANS, one, other))
    return found


def _of_one(goal: Goal) -> Iterator[Problem]:
    if goal.amount <= 0:
        yield Problem(w.NO_AMOUNT, values={"amount": goal.money(goal.amount)})
    elif goal.amount > LARGEST:
        yield Problem(
            w.TOO_MANY_UNITS, values={"amount": goal.money(goal.amount), "unit": goal.unit}
        )
    if goal.periods < 1:
        yield Problem(w.NO_PERIODS, values={"periods": goal.periods})


def _of_two(wording: Wording, one: Goal, other: Goal) -> Problem:
    values = {
        "metric": one.metric, "currency": one.currency, "other": other.currency,
        "starts_on": max(one.starts_on, other.starts_on), "node": "",
    }  # fmt: skip
    return Problem(wording, values=values)
