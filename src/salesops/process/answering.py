"""How soon leads are answered, with those nobody ever answered in every figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Wait:
    """How long somebody waited until answered; or has waited so far, when nobody answered yet."""

    length: timedelta
    is_answered: bool


def share_in_time(waits: Iterable[Wait], limit: timedelta) -> tuple[int, int]:
    """How many were answered within the limit, and of how many that can be said.

    It can be said of whoever was answered and whoever waits longer than the limit; of somebody
    who waits but not too long yet, it cannot.
    """
    told = [wait for wait in waits if wait.is_answered or wait.length > limit]
    return sum(wait.is_answered and wait.length <= limit for wait in told), len(told)


def median_wait(waits: Sequence[Wait]) -> timedelta | None:
    """The time within which half are answered, those still waiting counted as far as they waited.

    Kaplan and Meier's estimate; None while fewer than half were answered. An average over the
    answered ones alone leaves out exactly those who wait longest.
    """
    at_risk, waiting_share = len(waits), 1.0
    for wait in sorted(waits, key=lambda wait: (wait.length, not wait.is_answered)):
        if wait.is_answered:
            waiting_share *= 1 - 1 / at_risk
            if waiting_share <= 0.5 + 1e-12:
                return wait.length
        at_risk -= 1
    return None
