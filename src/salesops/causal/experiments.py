"""Experiments: who gets which, how many are needed, and what may be said whenever one looks.

Who looks at a fixed-size test every day finds something in the end though nothing is there. The
interval here holds at all times at once: the asymptotic confidence sequence of Waudby-Smith,
Arbour, Sinha, Kennedy and Ramdas (Time-uniform central limit theory and asymptotic confidence
sequences, Annals of Statistics 2024), after Robbins' normal mixture (1970).
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import ceil, inf, log, sqrt
from statistics import NormalDist
from typing import Literal

Arm = Literal["control", "treatment"]
Kind = Literal["worked", "did_not", "cannot_tell"]

ALPHA, POWER = 0.05, 0.8
FEWEST = 20
"""An arm with fewer decided leads says nothing: the interval is one for many."""
FEWEST_EITHER = 5
"""So many must have succeeded, and so many failed, in both arms together."""
BROKEN_SPLIT = 0.001
WEEK_DAYS = 7
MOST_LEADS = 10_000_000


def arm_of(lead_id: str, key: str, share: float = 0.5) -> Arm:
    """The arm of a lead: by the hash of the experiment's key and its id, so always the same.

    `share` (0–1) of all leads get the treatment. Another key splits the same leads anew.
    """
    digest = sha256(f"{key}\0{lead_id}".encode()).digest()
    return "treatment" if int.from_bytes(digest[:8], "big") < share * 2**64 else "control"


@dataclass(frozen=True)
class Design:
    """What an experiment is to find: shares 0–1, `effect` in points of the share that succeed.

    `effect` is the smallest improvement that would be worth having; `horizon_days` is how long
    after its arrival a lead may succeed.
    """

    base_rate: float
    effect: float
    share: float = 0.5
    horizon_days: int = 30
    alpha: float = ALPHA
    power: float = POWER


@dataclass(frozen=True)
class Needed:
    """Leads in both arms together and weeks until they are decided; `fixed` for a single look.

    `leads` is None where no number of leads would do.
    """

    leads: int | None
    fixed: int | None
    weeks: float | None


def needed(design: Design, leads_a_week: float) -> Needed:
    """How many leads an experiment needs to find its effect, free to be looked at every day."""
    leads = _fewest(design, always_valid=True)
    weeks = None
    if leads is not None and leads_a_week > 0:
        weeks = leads / leads_a_week + design.horizon_days / WEEK_DAYS
    return Needed(leads, fixed_size(design), weeks)


def fixed_size(design: Design) -> int | None:
    """Leads in both arms for one look at the end: the two-sided test of two proportions.

    n = (z₁₋α⸝₂·√(p̄q̄(1/s + 1/(1−s))) + z_power·√(p₁q₁/s + p₀q₀/(1−s)))² ÷ effect² (Fleiss,
    Levin and Paik 2003, without continuity correction).
    """
    p0, p1 = design.base_rate, design.base_rate + design.effect
    if not (0 < p0 < 1 and 0 < p1 < 1) or design.effect == 0:
        return None
    s, normal = design.share, NormalDist()
    pooled = p0 * (1 - s) + p1 * s
    under_null = sqrt(pooled * (1 - pooled) * (1 / s + 1 / (1 - s)))
    under_effect = sqrt(_unit_variance(p0, p1, s))
    root = normal.inv_cdf(1 - design.alpha / 2) * under_null
    root += normal.inv_cdf(design.power) * under_effect
    return ceil(root**2 / design.effect**2)


def detectable(design: Design, leads: int) -> float | None:
    """The smallest improvement that so many leads would find, with the design's power."""
    low, high = 0.0, 1 - design.base_rate
    for _ in range(50):
        middle = (low + high) / 2
        found = middle - _reach(design, design.base_rate + middle, leads, always_valid=True)
        low, high = (low, middle) if found >= 0 else (middle, high)
    return high if high < 1 - design.base_rate - 1e-6 else None


@lru_cache(maxsize=1024)
def _fewest(design: Design, *, always_valid: bool) -> int | None:
    """The fewest leads with which the effect exceeds the interval's reach; None if none do."""
    p1 = design.base_rate + design.effect
    if not (0 < design.base_rate < 1 and 0 < p1 < 1) or design.effect == 0:
        return None
    low, high = 1, 2
    while _reach(design, p1, high, always_valid=always_valid) > abs(design.effect):
        low, high = high, high * 2
        if high > MOST_LEADS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        is_enough = _reach(design, p1, middle, always_valid=always_valid) <= abs(design.effect)
        low, high = (low, middle) if is_enough else (middle, high)
    return high


def _reach(design: Design, p1: float, leads: int, *, always_valid: bool) -> float:
    """How large a difference must be to be found with the design's power."""
    variance = _unit_variance(design.base_rate, p1, design.share) / leads
    normal = NormalDist()
    radius = (
        _radius(variance, leads, leads, design.alpha)
        if always_valid
        else normal.inv_cdf(1 - design.alpha / 2) * sqrt(variance)
    )
    return radius + normal.inv_cdf(design.power) * sqrt(variance)


def _unit_variance(p0: float, p1: float, share: float) -> float:
    return p1 * (1 - p1) / share + p0 * (1 - p0) / (1 - share)


def _radius(variance: float, seen: int, planned: int, alpha: float) -> float:
    """Half the interval that holds at all times, narrowest about when the planned leads are in.

    √(V·2(tρ²+1)/(tρ²)·log(√(tρ²+1)/α)) with ρ² = (−2 log α + log(1 − 2 log α))/planned.
    """
    tuned = seen * (-2 * log(alpha) + log(1 - 2 * log(alpha))) / planned
    return sqrt(variance * 2 * (tuned + 1) / tuned * log(sqrt(tuned + 1) / alpha))


@dataclass(frozen=True)
class Tally:
    """One arm: leads assigned, those whose time to succeed is over, and of these who did."""

    assigned: int
    decided: int
    succeeded: int

    @property
    def rate(self) -> float | None:
        """Succeeded of those decided."""
        return self.succeeded / self.decided if self.decided else None


@dataclass(frozen=True)
class Result:
    """What may be said now: the difference in points (0–1) with the interval valid at all times.

    `worked`: the whole interval is above nothing. `did_not`: all of it is below the smallest
    improvement worth having; `is_harmful` where it is below nothing. `planned` are the leads the
    design asked for, `split_is_broken` says that the arms are not as large as they should be.
    """

    kind: Kind
    difference: float | None
    low: float
    high: float
    decided: int
    planned: int
    is_harmful: bool = False
    split_is_broken: bool = False

    @property
    def progress(self) -> float:
        """How much of the planned leads are decided, at most all."""
        return min(self.decided / self.planned, 1.0) if self.planned else 0.0


def result(design: Design, control: Tally, treatment: Tally) -> Result:
    """What the leads decided so far say; asking every day costs no certainty."""
    planned = _fewest(design, always_valid=True) or MOST_LEADS
    decided = control.decided + treatment.decided
    broken = split_is_broken(control.assigned, treatment.assigned, design.share)
    if control.rate is None or treatment.rate is None:
        return Result("cannot_tell", None, -inf, inf, decided, planned, False, broken)
    difference = treatment.rate - control.rate
    # Half a success and half a failure more keep an arm without either from being certain.
    variance = sum(_variance(arm) for arm in (control, treatment))
    radius = _radius(variance, decided, planned, design.alpha)
    low, high = max(difference - radius, -1.0), min(difference + radius, 1.0)
    kind = "cannot_tell" if broken or _too_few(control, treatment) else _kind(design, low, high)
    harmful = kind == "did_not" and high < 0 < design.effect
    return Result(kind, difference, low, high, decided, planned, harmful, broken)


def _variance(arm: Tally) -> float:
    rate = (arm.succeeded + 0.5) / (arm.decided + 1)
    return rate * (1 - rate) / arm.decided


def _too_few(control: Tally, treatment: Tally) -> bool:
    succeeded = control.succeeded + treatment.succeeded
    failed = control.decided + treatment.decided - succeeded
    return (
        min(control.decided, treatment.decided) < FEWEST or min(succeeded, failed) < FEWEST_EITHER
    )


def _kind(design: Design, low: float, high: float) -> Kind:
    if low > 0:
        return "worked"
    return "did_not" if high < design.effect else "cannot_tell"


def split_is_broken(control: int, treatment: int, share: float) -> bool:
    """Whether arms of these sizes would come of the split less than once in a thousand times.

    The normal test of a share. Then leads were left out of one arm, and nothing may be compared.
    """
    assigned = control + treatment
    if assigned < 2 * FEWEST:
        return False
    off = abs(treatment - assigned * share) / sqrt(assigned * share * (1 - share))
    return 2 * (1 - NormalDist().cdf(off)) < BROKEN_SPLIT
