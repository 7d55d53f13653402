"""Whether orders moved over the ends of what plans add up, by everybody's own working days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from salesops.causal.panel import Array, Panel
from salesops.causal.pulling import Ends, pulled
from salesops.causal.timing import (
    LEAST_MIDDLE,
    WINDOW,
    PeriodEnd,
    Timing,
    period_ends,
    timing,
)
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.web.effects.boundaries import Boundary, boundaries
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import DIMENSIONS, WORKDAY, Workdays, days_of, workdays_of
from salesops.web.effects.watching import months_of
from salesops.web.explore.questions import cache_folder

MOST_DRAWN = 1000
"""So many units are drawn from at most; of more, every so manieth."""


@dataclass(frozen=True)
class Moved:
    """What happened at one kind of end; `ends` are the treated's beyond the others'.

    Those of the periods in `since` had begun.
    """

    boundary: Boundary
    timing: Timing
    ends: Sequence[PeriodEnd]
    since: Collection[str]


def moved(ledger: Ledger, one: Intervention, panel: Panel, persons: Collection[str]) -> list[Moved]:
    """Whether orders moved over each kind of end that the plans of these people have."""
    _, end = months_of(panel)
    found, seen = [], dict[str, Around]()
    for boundary in boundaries(persons, one.starts_on, end):
        of = boundary.dimension
        if of not in seen:
            seen[of] = Around(ledger, one, panel, of)
        found.append(seen[of].at(boundary))
    return found


class Around:
    """The ends of all periods of one kind: of everybody together and of each."""

    def __init__(self, ledger: Ledger, one: Intervention, panel: Panel, period: str) -> None:
        self.ledger, self.one, self.panel, self.period = ledger, one, panel, period
        self.first, self.end = months_of(panel)
        long = LEAST_MIDDLE + 2 * WINDOW
        told = workdays_of(ledger, period, self.first, self.end)
        self.days = {label: days for label, days in told.items() if len(days.numbers) >= long}
        self.together, self.each = self._together(), self._each()

    def at(self, boundary: Boundary) -> Moved:
        """What happened at the ends that are of this kind."""
        own = [end for end in self.together if boundary.is_end(end.period)]
        start = f"{self.one.starts_on:%Y-%m}"
        since = {label for label, days in self.days.items() if days.last_month >= start}
        found = self._by_people(boundary) or timing(
            [end for end in own if end.period not in since],
            [end for end in own if end.period in since],
        )
        return Moved(boundary, found, own, since)

    def _by_people(self, boundary: Boundary) -> Timing | None:
        """By people drawn again; None where they or the ends are too few."""
        at = [n for n, label in enumerate(list(self.days)[:-1]) if boundary.is_end(label)]
        if self.each is None or not at:
            return None
        starts = [None if s is None else int(np.searchsorted(at, s)) for s in self.each.starts]
        return pulled(replace(
            self.each, excess=self.each.excess[:, at], dip=self.each.dip[:, at], starts=starts
        ))  # fmt: skip

    def _together(self) -> list[PeriodEnd]:
        panel = self.panel
        never = [u for u, start in zip(panel.units, panel.starts, strict=True) if start is None]
        own, others = (
            period_ends(days_of(
                self.ledger, self.one.level, units, self.first, self.end, self.period
            ))
            for units in (tuple(self.one.treated), never)
        )  # fmt: skip
        by = {e.period: e for e in others}
        return [
            PeriodEnd(e.period, e.excess - by[e.period].excess, e.dip - by[e.period].dip)
            for e in own if e.period in by
        ]  # fmt: skip

    def _each(self) -> Ends | None:
        if len(self.days) < 2:
            return None
        step = -(-len(self.panel.units) // MOST_DRAWN)
        units, months = self.panel.units[::step], list(self.days.values())
        starts = [self._place(start, months) for start in self.panel.starts[::step]]
        firsts = [number for days in months for number in days.numbers[:WINDOW]]
        lasts = [number for days in months for number in days.numbers[-WINDOW:]]
        whole, head, tail = (self._sold(units, numbers) for numbers in ([], firsts, lasts))
        count = np.array([len(days.numbers) for days in months]) - 2 * WINDOW
        middle = (whole - head - tail) / count
        excess, dip = (tail - WINDOW * middle)[:, :-1], (WINDOW * middle - head)[:, 1:]
        return Ends(excess, dip, middle.mean(axis=1), starts)

    def _place(self, start: int | None, months: Sequence[Workdays]) -> int | None:
        """The first end that lies in the month somebody began in, or after it."""
        if start is None:
            return None
        begun = (n for n, days in enumerate(months) if days.last_month >= self.panel.times[start])
        return next(begun, len(months))

    def _sold(self, units: Sequence[str], numbers: Sequence[int]) -> Array:
        """What every unit sold in every period, on these working days or on all."""
        by = DIMENSIONS[self.one.level]
        where = ((WORKDAY, tuple(numbers)),) if numbers else ()
        question = Question(("net_revenue",), (by, self.period), where, self.first, self.end)
        cells: Mapping[tuple[str, str], float] = {
            (row[by], row[self.period]): float(row["net_revenue"] or 0)
            for row in answer(self.ledger, question, cache_folder()).rows
        }
        return np.array([[cells.get((unit, label), 0.0) for label in self.days] for unit in units])
