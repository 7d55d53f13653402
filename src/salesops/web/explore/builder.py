"""The Ask page's state: read from its address, and every change of it as another address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from salesops.kernel import glossary
from salesops.kernel.period import Period, period
from salesops.kernel.problem import Language, Problem
from salesops.metrics import METRICS
from salesops.metrics.query import base_metrics, table_of
from salesops.metrics.question import Question, Unanswerable
from salesops.metrics.wordings import BAD_DATE
from salesops.reports.asked import days, written

ALL = "all"
YEARS_OFFERED = 4
KEPT = ("period", "starts_on", "ends_before", "compare", "order", "limit", "across")

# What people group by; any other column works in the address as well.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "calendar": ("month", "quarter", "year", "week", "day", "weekday", "fiscal_month",
                 "fiscal_quarter", "fiscal_year"),
    "regions": ("area", "name"),
    "products": ("line", "category", "name"),
    "people": ("team", "name", "title"),
    "accounts": ("industry", "class", "size", "name"),
    "orders": ("channel",),
    "deals": ("stage", "status"),
    "leads": ("source", "status"),
    "activities": ("kind", "outcome"),
}  # fmt: skip


@dataclass(frozen=True)
class State:
    """Everything the address says, as it says it."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]

    def kept_as(self, name: str) -> str:
        """One of the single values, or nothing."""
        return dict(self.kept).get(name, "")

    @property
    def across(self) -> str:
        """The dimension that goes across; nothing where the answer is a list."""
        name = self.kept_as("across")
        return name if name in self.by and len(self.by) > 1 else ""

    def pairs(self, **changes: str | None) -> list[tuple[str, str]]:
        """The address as pairs, with single values changed; None takes one away."""
        single = {**dict(self.kept), **changes}
        several = [("metrics", self.metrics), ("by", self.by), ("where", self.where)]
        pairs = [(name, value) for name, values in several for value in values]
        return pairs + [(name, value) for name, value in single.items() if value]

    def query(self, **changes: str | None) -> str:
        """The address after its question mark."""
        return urlencode(self.pairs(**changes))

    def without(self, kind: str, value: str) -> str:
        """The address without one metric, dimension or filter; an order by it goes too."""
        left = tuple(one for one in getattr(self, kind) if one != value)
        order = self.kept_as("order").removeprefix("-")
        gone = ["order"] if kind != "where" and order.startswith(value) else []
        gone += ["across"] if value == self.kept_as("across") or len(left) < 2 else []
        return replace(self, **{kind: left}).query(**dict.fromkeys(gone))


def state(query: Mapping[str, Any], several: Any) -> State:
    """The state in an address; an empty one asks for this year's revenue by month."""
    metrics = tuple(dict.fromkeys(several("metrics")))
    by = tuple(dict.fromkeys(several("by")))
    if not query:
        metrics, by = ("net_revenue",), ("calendar.month",)
    kept = tuple((name, query[name]) for name in KEPT if query.get(name))
    if not query:
        kept = (("compare", "last_year"),)
    return State(metrics, by, tuple(dict.fromkeys(several("where"))), kept)


def span(now: State, as_of: date) -> Period | None:
    """The days of the address: a named period, two days, everything, or else the running year.

    ValueError for a period nobody can read.
    """
    text = now.kept_as("period")
    if text == ALL:
        return None
    if text:
        return period(text)
    return period(str(as_of.year))


def question(now: State, as_of: date) -> Question:
    """The question of the address; Unanswerable, with every problem, when it has any."""
    params: dict[str, Any] = {
        "metrics": now.metrics, "by": now.by, "where": now.where,
        "compare": now.kept_as("compare"), "limit": now.kept_as("limit"),
        "order": _order(now),
    }  # fmt: skip
    starts_on, ends_before = now.kept_as("starts_on"), now.kept_as("ends_before")
    if starts_on or ends_before:
        params |= {"starts_on": starts_on, "ends_before": ends_before}
    elif found := _readable_span(now, as_of):
        params |= {"starts_on": found.starts_on, "ends_before": found.ends_before}
    else:
        params["compare"] = None
    return Question.from_params(params)


def _order(now: State) -> list[str]:
    """As asked; else by time where there is time, and by the first figure where there is none."""
    asked_for = [name for name in now.kept_as("order").split(",") if name]
    timed = any(name.startswith("calendar.") for name in now.by)
    if asked_for or timed or not now.by:
        return asked_for
    return [f"-{name}" for name in now.metrics[:1]]


def _readable_span(now: State, as_of: date) -> Period | None:
    try:
        return span(now, as_of)
    except ValueError as error:
        values = {"name": _("Period"), "text": now.kept_as("period")}
        raise Unanswerable([Problem(BAD_DATE, values=values)]) from error


def asked(now: State, as_of: date) -> tuple[Question | None, Sequence[Problem]]:
    """The question, or why it cannot be asked."""
    try:
        return question(now, as_of), ()
    except Unanswerable as refusal:
        return None, refusal.problems


@dataclass(frozen=True)
class Choice:
    """One thing to pick: its name, what it is called, whether it is picked, where picking leads."""

    name: str
    label: str
    hint: str = ""
    picked: bool = False
    query: str = ""


def metric_groups(now: State, language: Language) -> list[tuple[str, list[Choice]]]:
    """Every metric under the table it rests on first."""
    groups: dict[str, list[Choice]] = {}
    for name in METRICS:
        table = table_of(base_metrics([name])[0])
        choice = _choice(name, now.metrics, language)
        groups.setdefault(glossary.label(table, language), []).append(choice)
    return list(groups.items())


def dimension_groups(now: State, language: Language) -> list[tuple[str, list[Choice]]]:
    """The dimensions people group by, under their tables."""
    return [
        (
            glossary.label(table, language),
            [_choice(f"{table}.{name}", now.by, language) for name in names],
        )
        for table, names in OFFERED.items()
    ]


def filter_groups(language: Language) -> list[tuple[str, list[Choice]]]:
    """The dimensions people filter by: those with values to pick from."""
    offered = {table: names for table, names in OFFERED.items() if table != "calendar"}
    return [
        (
            glossary.label(table, language),
            [_choice(f"{table}.{name}", (), language) for name in names],
        )
        for table, names in offered.items()
    ]


def _choice(name: str, picked: Iterable[str], language: Language) -> Choice:
    return Choice(
        name, glossary.label(name, language), glossary.definition(name, language), name in picked
    )


def chips(now: State, kind: str, language: Language) -> list[Choice]:
    """What is picked, each with the address without it."""
    return [
        Choice(value, _chip(value, language), glossary.definition(value, language),
               query=now.without(kind, value))
        for value in getattr(now, kind)
    ]  # fmt: skip


def _chip(value: str, language: Language) -> str:
    dimension, equals, wanted = value.partition("=")
    name = glossary.label(dimension, language)
    return f"{name} = {wanted or _('(not recorded)')}" if equals else name


def comparisons(now: State) -> list[Choice]:
    """No comparison and the three there are."""
    offered = [
        ("", _("No comparison")),
        ("last_year", _("Year on year")),
        ("previous", _("Previous period")),
        ("festival", _("Aligned on Spring Festival")),
    ]
    current = now.kept_as("compare")
    return [
        Choice(name, label, picked=name == current, query=now.query(compare=name or None))
        for name, label in offered
    ]


def layouts(now: State, language: Language) -> list[Choice]:
    """A list, or one of the dimensions across; nothing to choose with fewer than two."""
    if len(now.by) < 2:
        return []
    listed = Choice("", _("List"), picked=not now.across, query=now.query(across=None))
    # The last dimension first: it is the one people mean to go across.
    across = [
        Choice(name, _("%s across") % glossary.label(name, language), picked=name == now.across,
               query=now.query(across=name))
        for name in reversed(now.by)
    ]  # fmt: skip
    return [listed, *across]


@dataclass(frozen=True)
class Periods:
    """What the period picker offers."""

    label: str
    years: list[Choice]
    quarters: list[Choice]
    months: list[Choice]
    everything: Choice


def periods(now: State, as_of: date, asked_question: Question | None) -> Periods:
    """The last years, and the quarters and months of the year in view."""
    found = asked_question.period if asked_question else None
    here = written(found) if found else ""
    year = found.starts_on.year if found else as_of.year

    def choice(name: str, label: str) -> Choice:
        query = now.query(period=name, starts_on=None, ends_before=None)
        return Choice(name, label, picked=name == here, query=query)

    years = [choice(str(y), str(y)) for y in range(as_of.year, as_of.year - YEARS_OFFERED, -1)]
    return Periods(
        label=_label(asked_question, here),
        years=years,
        quarters=[choice(f"{year}-Q{q}", f"Q{q}") for q in range(1, 5)],
        months=[choice(f"{year}-{m:02d}", f"{year}-{m:02d}") for m in range(1, 13)],
        everything=choice(ALL, _("All time")),
    )


def _label(asked_question: Question | None, here: str) -> str:
    if asked_question is None:
        return _("Period")
    return here or days(asked_question) or _("All time")
