"""What an address asks of tracking: by what, up to which month; and of why: which node, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from salesops.insights.panel import Where
from salesops.insights.period_ends import MONTHS, Span, period_of
from salesops.kernel.period import DAY, Period, month_later
from salesops.web.workspace.models import Workspace

TEAM, REGION, PERSON, LINE = (
    "people.team_path", "regions.name", "people.person_id", "products.line",
)  # fmt: skip
DIMENSIONS = (TEAM, "regions.area", REGION, PERSON, LINE)
MOST_MONTHS = 24


@dataclass(frozen=True)
class Why:
    """A node and whole months, all that a diagnosis needs; no node is everybody."""

    dimension: str
    node: str
    period: Period

    @property
    def where(self) -> Where:
        """The filter that is the node."""
        return ((self.dimension, (self.node,)),) if self.node else ()

    @property
    def last_month(self) -> str:
        """The last of its months, as a month input has it."""
        return f"{self.period.ends_before - DAY:%Y-%m}"


def dimension_of(query: Mapping[str, str]) -> str:
    """What to track by: teams where the address says nothing. Raises Http404 for anything else."""
    name = query.get("by") or TEAM
    if name not in DIMENSIONS:
        raise Http404
    return name


def month_of(text: str, otherwise: date) -> date:
    """The first day of a month such as `2026-10`. Raises Http404 for what is none."""
    if not text:
        return otherwise.replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def until_of(query: Mapping[str, str], as_of: date) -> date:
    """The last day looked at: the end of the month in the address, never after the snapshot's."""
    first = month_of(query.get("until", ""), as_of)
    return min(month_later(first) - DAY, as_of)


def span_of(query: Mapping[str, str]) -> Span:
    """Month, quarter or year; the quarter where the address says nothing. Raises Http404."""
    for span in MONTHS:
        if span == (query.get("span") or "quarter"):
            return span
    raise Http404


def running_period(query: Mapping[str, str], until: date) -> Period:
    """The month, quarter or fiscal year of the address that the day lies in."""
    workspace = Workspace.objects.first()
    return period_of(until, span_of(query), workspace.fiscal_start_month if workspace else 1)


def why_of(query: Mapping[str, str], as_of: date) -> Why:
    """The node and months of the address; the last three whole months where it names none."""
    this = as_of.replace(day=1) if as_of + DAY != month_later(as_of.replace(day=1)) else as_of + DAY
    last = month_of(query.get("until", ""), month_later(this, -1))
    first = month_of(query.get("from", ""), month_later(last, -2))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= months <= MOST_MONTHS or last > as_of:
        raise Http404
    return Why(dimension_of(query), query.get("node", ""), Period(first, month_later(last)))
