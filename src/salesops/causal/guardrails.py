"""What an incentive must not harm: other products, margin, discounts, returns, by the same test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from salesops.causal.effects import Effect
from salesops.causal.proportions import discoveries

Kind = Literal["harmed", "held", "cannot_tell"]
TOLERANCE = 0.05
"""Harm below this share of the usual is no harm."""


@dataclass(frozen=True)
class Guard:
    """One thing that was watched, and what became of it.

    `worst` is the end of the interval that would be harm, as a share of the usual.
    """

    name: str
    kind: Kind
    effect: Effect
    worst: float | None


def guards(
    effects: Mapping[str, Effect], alpha: float = 0.05, tolerance: float = TOLERANCE
) -> Sequence[Guard]:
    """What is said of everything watched; looking at many finds no more by chance (BH).

    Each effect knows which direction is good for it.
    """
    found = discoveries([one.estimate.p for one in effects.values()], alpha)
    return [
        _guard(name, one, tolerance, is_sure=sure)
        for (name, one), sure in zip(effects.items(), found, strict=True)
    ]


def _guard(name: str, one: Effect, tolerance: float, *, is_sure: bool) -> Guard:
    of = one.estimate
    low, high = (of.low, of.high) if one.declared.higher_is_better else (-of.high, -of.low)
    is_known = isfinite(low) and isfinite(high) and "past_differs" not in one.reasons
    worst = low / one.usual if isfinite(low) and one.usual > 0 else None
    if is_known and high < 0 and is_sure:
        return Guard(name, "harmed", one, worst)
    if is_known and low >= -tolerance * max(one.usual, 0.0):
        return Guard(name, "held", one, worst)
    return Guard(name, "cannot_tell", one, worst)
