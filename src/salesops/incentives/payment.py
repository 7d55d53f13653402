"""From what is earned in each period to what is paid in it: instalments, holdback, caps, draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from salesops.incentives.exact import Array, rounded

FOR_EVER = 10_000
DrawKind = Literal["guarantee", "advance", "fixed_guarantee", "fixed_advance"]


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Money before it is earned, for the periods from `starts` up to `ends` (counted from 0).

    `guarantee` fills up to the amount and takes the difference back from later earnings above
    it; `advance` pays on top and takes it back once the draw is over; the `fixed_` kinds do the
    same without taking anything back. What is still owed in period `forgiven_in` is forgiven.
    """

    kind: DrawKind
    amount: Decimal
    periods: int = FOR_EVER
    forgiven_in: int | None = None

    def paid(self, earned: Array, unit: Decimal, first: Array, last: Array) -> Array:
        """What the draw adds to (or takes from) each period of what was earned, in units.

        `first` and `last` are the places of the periods in which each person came and left.
        """
        amount, owed = int(Fraction(self.amount) / Fraction(unit)), earned[:, 0] * 0
        added = np.zeros_like(earned)
        for period in range(earned.shape[1]):
            since = period - first
            runs = (since >= 0) & (since < self.periods) & (period <= last)
            owed = np.where(since == self.forgiven_in, 0, owed)
            given, back = self._of_period(earned[:, period], owed, amount, runs)
            added[:, period] = given - back
            owed = owed + (given - back) * self.is_recoverable
        return added

    @property
    def is_recoverable(self) -> int:
        """1 where what was advanced is owed, 0 where it was given."""
        return int(not self.kind.startswith("fixed"))

    def _of_period(
        self, earned: Array, owed: Array, amount: int, runs: Array
    ) -> tuple[Array, Array]:
        if self.kind.endswith("guarantee"):
            given = np.where(runs, np.maximum(amount - earned, 0), 0)
            spare = np.where(runs, earned - amount, earned)
        else:
            given = np.where(runs, amount, 0)
            spare = np.where(runs, 0, earned)
        return given, np.minimum(np.maximum(spare, 0), owed)


def capped(earned: Array, at_most: int, *, refundable: bool) -> Array:
    """What a cap on a period's payment takes from each, and gives back later if refundable."""
    changed, held = np.zeros_like(earned), earned[:, 0] * 0
    for period in range(earned.shape[1]):
        wanted = earned[:, period] + held
        paid = np.minimum(wanted, at_most)
        changed[:, period] = paid - earned[:, period]
        held = wanted - paid if refundable else held
    return changed


def in_instalments(earned: Array, count: int) -> Array:
    """Each period's earning paid in so many equal parts from that period on, to the cent."""
    return _spread(earned, [Fraction(1, count)] * count)


def held_back(earned: Array, share: Decimal, periods: int, left_in: Array | None = None) -> Array:
    """Each period's earning less a share that is paid so many periods later.

    Who left in a period (`left_in`, −1 for those who stay) has all that was held back then.
    """
    kept = rounded(earned * Fraction(share), 1) if earned.dtype == object else rounded(
        earned.astype(object) * Fraction(share), 1
    ).astype(np.int64)  # fmt: skip
    paid = earned - kept
    for period in range(earned.shape[1]):
        due = np.full(len(earned), period + periods)
        if left_in is not None:
            due = np.where(left_in >= 0, np.minimum(due, np.maximum(left_in, period)), due)
        people = np.flatnonzero(due < earned.shape[1])
        paid[people, due[people]] += kept[people, period]
    return paid


def _spread(earned: Array, shares: Sequence[Fraction]) -> Array:
    """Each column shared over itself and the ones after it; running shares are rounded."""
    paid, reached = np.zeros_like(earned), Fraction(0)
    before = np.zeros_like(earned)
    for lag, share in enumerate(shares):
        reached += share
        to_date = rounded(earned.astype(object) * reached, 1).astype(earned.dtype)
        part = to_date - before
        before = to_date
        paid[:, lag:] += part[:, : earned.shape[1] - lag]
    return paid
