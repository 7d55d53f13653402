"""Did it work? The verdict on a plan change, a spiff or an award, and why it is that one."""

from dataclasses import dataclass
from math import ceil, comb, isfinite
from typing import Literal

from salesops.causal.declared import Declared
from salesops.causal.estimates import Estimated, estimated
from salesops.causal.panel import Panel
from salesops.causal.sizes import are_unlike

Kind = Literal["worked", "did_not", "cannot_tell"]
Reason = Literal[
    "beyond_chance", "below_worth", "harmful", "not_worth", "few_units", "past_unknown",
    "past_differs", "unlike_size", "wide", "short_past",
]  # fmt: skip

PARTED = 0.05
POORLY_FITTED = 0.1
"""A past that fits worse than nine in ten placebos is no basis."""
FEWEST_BEFORE = 2
TIMES_AS_MANY = 3


@dataclass(frozen=True, eq=False)
class Effect:
    """The verdict, what it rests on, and the first reason for it among others."""

    kind: Kind
    reasons: tuple[Reason, ...]
    estimate: Estimated
    declared: Declared
    panel: Panel

    @property
    def usual(self) -> float:
        """What the treated would have reached a unit and period without it."""
        after = self.panel.exposure.astype(bool)
        return float(self.panel.values[after].mean()) - self.estimate.size

    @property
    def relative(self) -> float | None:
        """The effect as a share of what would have been; None where that is not above 0."""
        return self.estimate.size / self.usual if self.usual > 0 else None

    @property
    def total(self) -> float:
        """The effect over all treated units and periods that have a comparison."""
        return self.estimate.size * self.estimate.gaps.cells()

    @property
    def needed(self) -> int:
        """The fewest units never treated with which chance can be told apart at all."""
        return fewest_controls(self.panel.treated, self.declared)


def effect(panel: Panel, declared: Declared, found: Estimated | None = None) -> Effect:
    """What may be said of the effect. ValueError where nobody is left to compare with.

    `found` is the estimate of this very panel, where it was kept from an earlier time.
    """
    found = found or estimated(panel, declared)
    kind, reasons = _judged(found, declared)
    if not found.in_shares and are_unlike(panel):
        told = reasons if kind == "cannot_tell" and reasons != ("wide",) else ()
        kind, reasons = "cannot_tell", (*told, "unlike_size")
    after = len(panel.times) - min(panel.cohorts)
    if min(panel.cohorts) < TIMES_AS_MANY * after:
        reasons = (*reasons, "short_past")
    return Effect(kind, reasons, found, declared, panel)


def _judged(found: Estimated, declared: Declared) -> tuple[Kind, tuple[Reason, ...]]:
    doubts = tuple(_doubts(found, declared))
    if doubts:
        return "cannot_tell", doubts
    low, high = (found.low, found.high) if declared.higher_is_better else (-found.high, -found.low)
    if low > 0:
        return "worked", ("below_worth",) if high < declared.worth else ("beyond_chance",)
    if high < 0:
        return "did_not", ("harmful",)
    if high < declared.worth:
        return "did_not", ("not_worth",)
    return "cannot_tell", ("wide",)


def _doubts(found: Estimated, declared: Declared) -> list[Reason]:
    """What forbids a verdict, whatever the size: too few units, or a past that does not fit."""
    limit = PARTED if declared.method == "did" else POORLY_FITTED
    doubts: list[Reason] = []
    if not (isfinite(found.low) and isfinite(found.high)):
        doubts.append("few_units")
    if found.past.periods < FEWEST_BEFORE:
        doubts.append("past_unknown")
    elif found.past.p is not None and found.past.p < limit:
        doubts.append("past_differs")
    return doubts


def fewest_controls(treated: int, declared: Declared) -> int:
    """So many units never treated, and an effect can be told from chance if it is large enough."""
    rarest = ceil(1 / declared.alpha - 1e-9)
    if declared.method != "did":
        return next(n for n in range(treated + 2, 10_000) if comb(n, treated) + 1 >= rarest)
    # Where as many are treated as not, the mirror image of the actual assignment counts too.
    return next(
        n for n in range(1, 10_000)
        if comb(n + treated, treated) >= rarest * (2 if n == treated else 1)
    )  # fmt: skip
