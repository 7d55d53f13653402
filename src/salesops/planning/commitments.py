"""What somebody committed to before against what came, and what a new number is worth by that.

Source of quotient and blend: vector T-39 of the fact book on planning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

ENOUGH = 2
"""With fewer periods than these nothing can be said: one year proves no habit."""


@dataclass(frozen=True)
class Commitment:
    """What was committed to for one period that is over, and what came in it."""

    committed: Decimal
    actual: Decimal


@dataclass(frozen=True)
class TrackRecord:
    """Somebody's commitments of the past, a period each."""

    commitments: Sequence[Commitment] = ()

    @property
    def periods(self) -> int:
        """Over how many periods."""
        return len(self.commitments)

    @property
    def committed(self) -> Decimal:
        """All that was committed to."""
        return sum((one.committed for one in self.commitments), Decimal(0))

    @property
    def actual(self) -> Decimal:
        """All that came; a period with more returned than sold brought nothing."""
        return sum((max(one.actual, Decimal(0)) for one in self.commitments), Decimal(0))

    @property
    def quotient(self) -> Fraction | None:
        """What came for one that was committed to, over all periods together.

        Above 1 whoever says too little, below 1 whoever says too much; None, unknown, with too
        few periods or where nothing was ever committed to.
        """
        if self.periods < ENOUGH or self.committed <= 0:
            return None
        return Fraction(self.actual) / Fraction(self.committed)

    def adjusted(self, commitment: Decimal) -> Fraction | None:
        """What a new commitment comes to if it is kept as those before were; None for unknown."""
        quotient = self.quotient
        return None if quotient is None else Fraction(commitment) * quotient


def blended(one: Fraction, other: Fraction, part: Fraction = Fraction(1, 2)) -> Fraction:
    """An estimate between two: so large a part of the one, the rest of the other."""
    return part * one + (1 - part) * other
