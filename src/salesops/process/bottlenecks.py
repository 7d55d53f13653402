"""Where the process holds deals up, ranked three ways, which need not agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from salesops.process.allowed import Allowed, Longest
from salesops.process.counting import MICROSECONDS, Clock
from salesops.process.log import EventLog
from salesops.process.ordering import Numbers

Ranking = Literal["wait", "excess", "lost"]
RANKINGS: tuple[Ranking, ...] = ("wait", "excess", "lost")


@dataclass(frozen=True)
class Held:
    """How a stage holds cases up: all stays in it, ended ones and those that still last.

    `excess` is what stays lasted beyond their limit, None where the stage has none; `lost` is
    what the cases were worth that were lost from here, `lost_late` of those that had stayed too
    long (or, without a limit, longer than nine in ten). `is_worked` says that the excess is
    working time.
    """

    stage: str
    stays: int
    waiting: int
    seconds: float
    excess: float | None
    late: int
    lost_cases: int
    lost: Decimal
    lost_late: Decimal
    is_worked: bool = False

    def weight(self, by: Ranking) -> float | Decimal:
        """What a ranking goes by."""
        if by == "lost":
            return self.lost_late
        return self.seconds if by == "wait" else self.excess or 0.0


@dataclass(frozen=True)
class Outcome:
    """What became of each case, by its number: open, lost, and what it was worth."""

    is_open: Numbers
    is_lost: Numbers
    amounts: Sequence[Decimal | None]


def held(
    log: EventLog,
    outcome: Outcome,
    allowed: Allowed,
    until: int,
    clock: Clock | None = None,
) -> list[Held]:
    """How each stage holds cases up; open cases wait until a moment in microseconds.

    The stage in which a closed case ended is left out: nobody waits there. ValueError where an
    outcome is not told for each case.
    """
    if len(outcome.is_open) != log.cases:
        raise ValueError("an outcome for each case")
    ends_at = np.append(log.at[1:], until)
    lasts = log.bounds[1:] - 1
    ends_at[lasts] = np.maximum(until, log.at[lasts])
    counts = np.ones(log.events, dtype=bool)
    counts[lasts[~outcome.is_open]] = False
    passed = ends_at - log.at
    worked = clock(ends_at) - clock(log.at) if clock else None
    found = []
    for number, stage in enumerate(log.activities):
        here = np.flatnonzero(counts & (log.activity == number))
        if len(here):
            found.append(
                _held(log, outcome, stage, here, passed, worked, allowed.limits.get(stage))
            )
    return found


def _held(
    log: EventLog,
    outcome: Outcome,
    stage: str,
    here: Numbers,
    passed: Numbers,
    worked: Numbers | None,
    limit: Longest | None,
) -> Held:
    known = limit is not None and (worked is not None or not limit.is_worked)
    lengths = worked if known and limit and limit.is_worked and worked is not None else passed
    stayed = lengths[here]
    bound = limit.seconds * MICROSECONDS if known and limit else int(np.quantile(stayed, 0.9))
    over = np.maximum(stayed - bound, 0)
    last_before = np.isin(here + 2, log.bounds[1:])
    lost = last_before & outcome.is_lost[log.case[here]]
    return Held(
        stage,
        len(here),
        int(outcome.is_open[log.case[np.intersect1d(here, log.bounds[1:] - 1)]].sum()),
        int(passed[here].sum()) / MICROSECONDS,
        int(over.sum()) / MICROSECONDS if known else None,
        int((over > 0).sum()) if known else 0,
        int(lost.sum()),
        _worth(outcome, log.case[here[lost]]),
        _worth(outcome, log.case[here[lost & (over > 0)]]),
        known and limit is not None and limit.is_worked,
    )


def _worth(outcome: Outcome, cases: Numbers) -> Decimal:
    return sum((outcome.amounts[case] or Decimal(0) for case in cases.tolist()), Decimal(0))


def ranked(found: Sequence[Held], by: Ranking) -> list[Held]:
    """The stages that weigh anything, the heaviest first."""
    heavy = [one for one in found if one.weight(by) > 0]
    return sorted(heavy, key=lambda one: (-one.weight(by), one.stage))
