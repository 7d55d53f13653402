"""The days around Spring Festival: what each sold in the ledger, and what a goal counts it for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesops.kernel.period import DAY
from salesops.ledger.calendar import festival_offset, spring_festival
from salesops.planning.seasons import DayWeight, day_weight, festival_weights
from salesops.planning.versions import month
from salesops.web.access import Actor, NoLedger
from salesops.web.explore.questions import ask
from salesops.web.targets.history import YEARS
from salesops.web.targets.models import Goal
from salesops.web.workdays import company_calendar

WINDOW = range(-21, 28)
"""Three weeks before the festival, its own week, and three after it."""
PLACES = Decimal("0.001")


@dataclass(frozen=True)
class Seen:
    """What a day so many days after the festival is worth in ordinary working days."""

    weights: Mapping[int, Decimal]
    festivals: int


def weight_of(goal: Goal, since: date) -> DayWeight:
    """What a day counts for in a goal's seasons; days before `since` are not asked about."""
    around = {int(offset): Fraction(str(told)) for offset, told in goal.festival.items()}
    return day_weight(company_calendar(since), festival_offset, around)


def festivals_seen(actor: Actor, goal: Goal) -> Seen | None:
    """The weights of up to three years before the plan; None without one whole festival.

    A day without sales sold nothing. Only festivals with all their weeks in the ledger count.
    """
    ends_before: date = goal.plan.starts_on  # type: ignore[assignment]
    begins = month(ends_before, -12 * YEARS)
    daily = _daily(actor, goal.metric, begins, ends_before)
    if not daily:
        return None
    first, last = min(daily), max(daily)
    whole = [
        day
        for day in map(spring_festival, range(first.year, last.year + 1))
        if first <= day + WINDOW.start * DAY and day + (WINDOW.stop - 1) * DAY <= last
    ]
    if not whole:
        return None
    days = {first + n * DAY: Decimal(0) for n in range((last - first).days + 1)} | daily
    kept = {
        day: max(amount, Decimal(0))
        for day, amount in days.items()
        if (offset := festival_offset(day)) not in WINDOW or day - offset * DAY in whole
    }
    found = festival_weights(kept, company_calendar(begins), festival_offset, WINDOW)
    return Seen({offset: _rounded(weight) for offset, weight in found.items()}, len(whole))


def _daily(actor: Actor, metric: str, begins: date, ends_before: date) -> dict[date, Decimal]:
    params = {
        "metrics": [metric], "by": ["calendar.day"], "starts_on": begins.isoformat(),
        "ends_before": ends_before.isoformat(),
    }  # fmt: skip
    try:
        rows = ask(actor, params).rows
    except NoLedger:
        return {}
    return {
        _day(row["calendar.day"]): Decimal(str(row[metric]))
        for row in rows
        if row["calendar.day"] and row[metric] is not None
    }


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _rounded(weight: Fraction) -> Decimal:
    return (Decimal(weight.numerator) / Decimal(weight.denominator)).quantize(PLACES)


def kept_weights(goal: Goal) -> dict[int, Decimal]:
    """What the goal counts these days for now."""
    return {int(offset): Decimal(str(told)) for offset, told in goal.festival.items()}


@dataclass(frozen=True)
class Week:
    """A week around the festival: the how-many-eth, what it counts for, what the calendar says."""

    number: int
    days: float
    by_calendar: int


def weeks(weights: Mapping[int, Decimal], plan_starts_on: date) -> list[Week]:
    """The weeks before, of and after the plan's own festival; the ordinary week has five days."""
    festival = spring_festival(plan_starts_on.year)
    if festival < plan_starts_on:
        festival = spring_festival(plan_starts_on.year + 1)
    is_workday = company_calendar(festival + WINDOW.start * DAY)
    return [
        Week(
            first // 7,
            float(sum((weights.get(first + n, Decimal(0)) for n in range(7)), Decimal(0))),
            sum(is_workday(festival + (first + n) * DAY) for n in range(7)),
        )
        for first in range(WINDOW.start, WINDOW.stop, 7)
    ]
