"""From the ledger to a panel: each unit's metric by whole month, of whoever was there all along."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q

from salesops.causal.panel import Panel
from salesops.kernel.period import DAY, month_later
from salesops.ledger.ledger import Ledger
from salesops.metrics import METRICS
from salesops.metrics.question import Question, answer
from salesops.web.explore.questions import cache_folder
from salesops.web.market.models import Product
from salesops.web.people.models import Person, Team

DIMENSIONS = {"team": "people.team_id", "person": "people.person_id"}
MONTH, LINE = "calendar.month", "products.line"
FISCAL_MONTH, WORKDAY = "calendar.fiscal_month", "calendar.workday_number"
MEASURED = (
    "net_revenue", "gross_profit", "units", "order_count", "buyers", "won_deals", "won_amount",
    "activity_count", "attainment", "win_rate",
)  # fmt: skip
"""What an intervention may be judged by."""


@dataclass(frozen=True)
class Asked:
    """Which figures: units at a level, a metric, months, and perhaps only some product lines."""

    level: str
    metric: str
    first: date
    months: int
    lines: tuple[str, ...] = ()

    @property
    def labels(self) -> list[str]:
        """The months, as the ledger writes them."""
        return [f"{month_later(self.first, n):%Y-%m}" for n in range(self.months)]

    @property
    def end(self) -> date:
        """The day after the last month."""
        return month_later(self.first, self.months)


def last_whole_month(as_of: date) -> date:
    """The first day of the last month that is over."""
    first = (as_of + DAY).replace(day=1)
    return month_later(first, -1)


def names_of(level: str, ids: Collection[str]) -> Mapping[str, str]:
    """What people call the units."""
    if level == "team":
        return dict(Team.objects.filter(pk__in=ids).values_list("pk", "path"))
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def every_unit(level: str) -> Mapping[str, str]:
    """The names of all units of a level, by id."""
    if level == "team":
        return dict(Team.objects.values_list("pk", "path"))
    return dict(Person.objects.values_list("pk", "name"))


def selling(ledger: Ledger, level: str) -> list[tuple[str, str]]:
    """The units that sold anything in the last year and are still there, with their names."""
    end = (ledger.as_of + DAY).replace(day=1)
    dimension = DIMENSIONS[level]
    question = Question(("net_revenue",), (dimension,), (), month_later(end, -12), end)
    sold = {row[dimension] for row in answer(ledger, question, cache_folder()).rows}
    names = names_of(level, sold & present(level, end - DAY, end))
    return sorted(names.items(), key=lambda pair: pair[1])


def present(level: str, first: date, end: date) -> set[str]:
    """The ids of the units that were there from the first day to the last."""
    if level == "team":
        lasting = Q(ends_before__isnull=True) | Q(ends_before__gte=end)
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=first)
        return set(Team.objects.filter(begun, lasting).values_list("pk", flat=True))
    lasting = Q(left_on__isnull=True) | Q(left_on__gte=end)
    begun = Q(hired_on__isnull=True) | Q(hired_on__lte=first)
    return set(Person.objects.filter(begun, lasting).values_list("pk", flat=True))


def history(ledger: Ledger, asked: Asked, only: Collection[str] = ()) -> Panel | None:
    """The panel with nobody treated; None where nobody has complete figures.

    A month without an order is 0; one whose ratio has nothing to divide by is unknown, and its
    unit left out, as are those who came or went in between.
    """
    dimension = DIMENSIONS[asked.level]
    where = ((LINE, asked.lines),) if asked.lines else ()
    question = Question((asked.metric,), (dimension, MONTH), where, asked.first, asked.end)
    cells = {
        (row[dimension], row[MONTH]): row[asked.metric]
        for row in answer(ledger, question, cache_folder()).rows
    }
    there = present(asked.level, asked.first, asked.end)
    found = sorted({unit for unit, _ in cells if unit in there and (not only or unit in only)})
    summed = is_summed(asked.metric)
    absent = 0.0 if summed else np.nan
    values = np.array(
        [[_number(cells.get((unit, month)), absent) for month in asked.labels] for unit in found]
    ).reshape(len(found), asked.months)
    # Who sold nothing in all these months does not sell; a rate of nothing is an answer.
    whole = ~np.isnan(values).any(axis=1) & ((np.abs(values).sum(axis=1) > 0) | (not summed))
    if not whole.any():
        return None
    units = tuple(unit for unit, ok in zip(found, whole, strict=True) if ok)
    return Panel(units, tuple(asked.labels), values[whole], (None,) * len(units))


def is_summed(name: str) -> bool:
    """Whether a month without rows is 0 of the metric."""
    metric = METRICS[name]
    return metric.absent == "zero" and metric.unit != "ratio"


def _number(value: object, absent: float) -> float:
    return absent if value is None else float(value)  # type: ignore[arg-type]  # a figure


def other_lines(line: str) -> tuple[str, ...]:
    """All product lines but this one."""
    lines = Product.objects.exclude(line__in=["", line]).order_by("line")
    return tuple(lines.values_list("line", flat=True).distinct())


def largest_lines(ledger: Ledger, first: date, end: date, most: int) -> tuple[str, ...]:
    """The product lines that sold most in these days, the largest first."""
    question = Question(("net_revenue",), (LINE,), (), first, end)
    sold = {
        row[LINE]: row["net_revenue"] or 0
        for row in answer(ledger, question, cache_folder()).rows
        if row[LINE]
    }
    return tuple(sorted(sold, key=lambda line: (-sold[line], line))[:most])


def with_starts(panel: Panel, starts: Mapping[str, date]) -> Panel:
    """The panel with the treated ones from their months on; who is not in it is left out."""
    months = {month: place for place, month in enumerate(panel.times)}
    found = {unit: months.get(f"{day:%Y-%m}") for unit, day in starts.items()}
    return panel.treated_from([found.get(unit) for unit in panel.units])


@dataclass(frozen=True)
class Workdays:
    """The numbers of a period's working days, in order, and the calendar month it ends in."""

    numbers: Sequence[int]
    last_month: str


def workdays_of(ledger: Ledger, period: str, first: date, end: date) -> dict[str, Workdays]:
    """The working days of each period on which the company sold anything, by its name.

    Fiscal periods that the first or last day cuts through are left out.
    """
    by = tuple(dict.fromkeys((period, MONTH, WORKDAY)))
    found = defaultdict[str, list[tuple[int, str]]](list)
    for row in answer(ledger, Question(("net_revenue",), by, (), first, end), cache_folder()).rows:
        if row[WORKDAY] and row[period]:
            found[row[period]].append((row[WORKDAY], row[MONTH]))
    names = sorted(found) if period == MONTH else sorted(found)[1:-1]
    return {
        name: Workdays(
            sorted({number for number, _ in found[name]}), max(month for _, month in found[name])
        )
        for name in names
    }  # fmt: skip


def days_of(
    ledger: Ledger, level: str, units: Sequence[str], first: date, end: date, period: str = MONTH
) -> list[tuple[str, list[float]]]:
    """What units sold together on each working day, by period; a day without orders is 0."""
    where = ((DIMENSIONS[level], tuple(units)),)
    question = Question(("net_revenue",), (period, WORKDAY), where, first, end)
    own = {
        (row[period], row[WORKDAY]): float(row["net_revenue"] or 0)
        for row in answer(ledger, question, cache_folder()).rows
        if row[WORKDAY]
    }
    # Working days are numbered through, not from 1 each month; the company's own say which are.
    return [
        (name, [own.get((name, day), 0.0) for day in days.numbers])
        for name, days in workdays_of(ledger, period, first, end).items()
    ]
