"""What is watched beside an intervention's metric: other figures, and who is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from salesops.causal.declared import Declared
from salesops.causal.guardrails_told import LINES
from salesops.causal.panel import Panel
from salesops.kernel.period import month_later
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import (
    DIMENSIONS,
    LINE,
    MONTH,
    Asked,
    history,
    largest_lines,
    other_lines,
    with_starts,
)
from salesops.web.people.positions import holding

GUARDED: Mapping[str, bool] = {"margin": True, "discount_rate": False, "return_rate": False,
                               "activity_count": True}  # fmt: skip
"""What is watched beside the metric, and whether more of it is better."""
MOST_LINES = 6


@dataclass(frozen=True)
class Watch:
    """One thing to watch: its figures, and whether more of it is better."""

    asked: Asked
    is_more_better: bool


def months_of(panel: Panel) -> tuple[date, date]:
    """The first day of a panel, and the day after its last."""
    first = date.fromisoformat(f"{panel.times[0]}-01")
    return first, month_later(first, len(panel.times))


def watches(ledger: Ledger, one: Intervention, panel: Panel) -> dict[str, Watch]:
    """Everything that is watched, by name: ratios, work, and what else is sold.

    An incentive for one line is held against all the others together; one for everything against
    each of the largest lines, since a neglected one hides in the whole.
    """
    first, end = months_of(panel)
    months = len(panel.times)
    found = {
        name: Watch(Asked(one.level, name, first, months), better)
        for name, better in GUARDED.items() if name != one.metric
    }  # fmt: skip
    if one.product_line:
        parts = {LINES: other_lines(one.product_line)}
    else:
        lines = largest_lines(ledger, first, end, MOST_LINES)
        parts = {f"{LINES}:{line}": (line,) for line in lines} if len(lines) > 1 else {}
    for name, lines in parts.items():
        if lines:
            found[name] = Watch(Asked(one.level, "net_revenue", first, months, lines), True)
    return found


def watched_panels(
    ledger: Ledger, one: Intervention, panel: Panel
) -> dict[str, tuple[Panel, Declared]]:
    """The panels of what is watched, for the same units and months, and how they are judged."""
    starts = {unit: day for unit, day in one.starts.items() if f"{day:%Y-%m}" in panel.times}
    found = {}
    for name, watch in watches(ledger, one, panel).items():
        whole = history(ledger, watch.asked, panel.units)
        seen = with_starts(whole, starts) if whole else None
        if seen and seen.treated and seen.never >= 2:
            declared = replace(one.declared, higher_is_better=watch.is_more_better, worth=0.0)
            found[name] = seen, declared
    return found


def paid_people(one: Intervention) -> set[str]:
    """The persons who got it: those named, or who was in the teams named when it began."""
    if one.level != Intervention.Level.TEAM:
        return set(one.treated)
    there = holding(one.starts_on).filter(team__in=list(one.treated))
    return set(there.values_list("person_id", flat=True))


MOST_NAMED = 60
"""Units that an address may name; beyond, all are asked for."""


def opened(asked: Asked, units: Sequence[str]) -> Question:
    """The question whose figures a panel is made of, of these units."""
    return _by(asked, units, (DIMENSIONS[asked.level], MONTH))


def days_opened(asked: Asked, units: Sequence[str]) -> Question:
    """What was sold on each working day of each month."""
    return _by(asked, units, (MONTH, "calendar.workday_number"))


def _by(asked: Asked, units: Sequence[str], by: tuple[str, ...]) -> Question:
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    if 0 < len(units) <= MOST_NAMED:
        where = ((DIMENSIONS[asked.level], tuple(units)),)
    if asked.lines:
        where += ((LINE, asked.lines),)
    return Question((asked.metric,), by, where, asked.first, asked.end)
