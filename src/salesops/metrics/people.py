"""Who sells, and what they earn by it."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="count")
def headcount(people: Any) -> Any:
    """Number of different people who hold a position."""
    return people.person_id.nunique(where=people.ends_before.isnull() & people.left_on.isnull())


@metric(unit="money")
def earned_pay(earnings: Any) -> Any:
    """Sum of the incentive entries of the period."""
    return earnings.amount.sum()
