"""Credits of a ledger in the plan's own currency, at the rate the plan declares."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from salesops.incentives.credits import Credits
from salesops.incentives.exact import held, unscaled
from salesops.incentives.plan import Plan


def plan_rate(plan: Plan, currency: str) -> Decimal | None:
    """What one of the ledger's currency is worth in the plan's; None where none is told."""
    return Decimal(1) if currency == plan.currency else plan.plan_rates.get(currency)


def in_plan_currency(credits: Credits, rate: Decimal) -> Credits:
    """The credits at a rate, each rounded half up to a ten-thousandth."""
    if rate == 1:
        return credits
    exact = [Fraction(int(amount)) * Fraction(rate) for amount in credits.amount]
    return replace(credits, amount=held([_half_up(one) for one in exact]))


def _half_up(exact: Fraction) -> int:
    whole = (2 * abs(exact) + 1) // 2
    return int(-whole if exact < 0 else whole)


def sums(credits: Credits) -> Sequence[tuple[str, Decimal]]:
    """What each person is credited with in all."""
    found = np.zeros(len(credits.payee.values), dtype=object)
    known = credits.payee.codes >= 0
    np.add.at(found, credits.payee.codes[known], credits.amount[known].astype(object))
    return [
        (n, unscaled(amount)) for n, amount in zip(credits.payee.values, found, strict=True)
    ]  # fmt: skip
