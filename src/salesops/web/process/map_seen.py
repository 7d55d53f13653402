"""What really happened in one reader's ledger: which cases are asked for, what is said of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from salesops.kernel.period import month_later
from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.allowed import Allowed, allowed_by
from salesops.process.bottlenecks import Held, held
from salesops.process.casebook import Casebook, casebook, clock_of, ids_where
from salesops.process.compared import Difference, differences, usual_ends
from salesops.process.definition import Process
from salesops.process.flow import Flow, called
from salesops.process.live_drawing import steps_in_order
from salesops.process.moves import Kind, Sample, ledger_flow
from salesops.process.ordering import Numbers
from salesops.web.crm.models import Pipeline
from salesops.web.crm.stages import in_use
from salesops.web.process.called import (
    Names,
    leads_called,
    names_in,
    renamed,
    without_doubles,
)
from salesops.web.process.designs import design_of
from salesops.web.workdays import company_hours

MONTHS = (3, 6, 12, 0)
Groups = Literal["outcome", "team", "date", "version"]
GROUPS: tuple[Groups, ...] = ("outcome", "team", "date", "version")
TEAM, VERSION = "people.team", "steps.process_version"


@dataclass(frozen=True)
class Asked:
    """Which cases: deals of a pipeline or leads, begun in the last so many months, of a team.

    With a language their stages are called as the process calls them there, else as steps do.
    """

    kind: Kind = "deal"
    months: int = 12
    team: str = ""
    pipeline_id: str = ""
    language: Language | None = None

    @classmethod
    def read(cls, told: Mapping[str, str], language: Language | None = None) -> "Asked":
        """What an address asks for; what it does not say, or says wrongly, is as usual."""
        months = told.get("months", "")
        return cls(
            "lead" if told.get("kind") == "lead" else "deal",
            int(months) if months in {str(one) for one in MONTHS} else 12,
            told.get("team", "").replace("\0", "")[:200],
            told.get("pipeline", "").replace("\0", "")[:64],
            language,
        )

    @property
    def pipeline(self) -> Pipeline | None:
        """The pipeline asked for, else that of new deals; leads have none."""
        if self.kind == "lead":
            return None
        found = in_use()
        chosen = next((one for one in found if one.pk == self.pipeline_id), None)
        return chosen or next((one for one in found if one.is_default), found[0] if found else None)

    @cached_property
    def _of_deals(self) -> Names:
        return names_in(self.pipeline, self.language) if self.language else {}

    def names(self, stages: Iterable[str]) -> Names:
        """What those of these stages are called that steps call otherwise."""
        known, taken = self._of_deals, set(stages)
        if self.kind == "lead" and self.language is not None:
            known = without_doubles(leads_called(taken, self.language))
        return {name: told for name, told in known.items() if not {name, told} <= taken}

    def sample(self, as_of: date) -> Sample:
        """The cases of the ledger that are meant."""
        first = None
        if self.months:
            first = month_later(as_of.replace(day=1), -self.months)
        where: tuple[str, tuple[str, ...]] | None = (TEAM, (self.team,)) if self.team else None
        pipeline = self.pipeline
        if where is None and pipeline is not None and len(in_use()) > 1:
            where = ("steps.to_stage", tuple(stage.name for stage in pipeline.stages.all()))
        return Sample(self.kind, first, None, where)


@dataclass(frozen=True)
class Named:
    """A ledger known by its identity, so that what was said of it once is not worked out again."""

    identity: str | None
    ledger: Ledger = field(compare=False, hash=False)


def named(ledger: Ledger) -> Named:
    """The ledger with its name; one that has none is its own."""
    return Named(ledger.identity or str(id(ledger)), ledger)


def flow_of(ledger: Ledger, asked: Asked) -> Flow:
    """The flow of the cases asked for."""
    flow = _flow(named(ledger), asked.sample(ledger.as_of))
    return called(flow, asked.names(flow.activities))


@lru_cache(maxsize=64)
def _flow(told: Named, sample: Sample) -> Flow:
    return ledger_flow(told.ledger, sample)


def book_of(ledger: Ledger, asked: Asked) -> Casebook:
    """The cases asked for, one by one."""
    book = _book(named(ledger), asked.sample(ledger.as_of))
    names = asked.names(book.log.activities)
    told = tuple(names.get(one, one) for one in book.log.activities)
    return replace(book, log=replace(book.log, activities=told)) if names else book


@lru_cache(maxsize=8)
def _book(told: Named, sample: Sample) -> Casebook:
    return casebook(told.ledger, sample)


def designed(asked: Asked, flow: Flow) -> Process:
    """The process these cases are meant to follow; without one, the way most of them took."""
    pipeline = asked.pipeline
    if pipeline is None:
        return steps_in_order(flow)
    return renamed(design_of(pipeline), asked.names(flow.activities))


def allowed_of(asked: Asked, language: Language, flow: Flow) -> Allowed:
    """What the cases asked for are compared with."""
    return allowed_by(designed(asked, flow), "deal", language, company_hours())


def bottlenecks_of(ledger: Ledger, asked: Asked, allowed: Allowed) -> list[Held]:
    """What holds the cases up, stage by stage."""
    book = book_of(ledger, asked)
    clock = clock_of(ledger, company_hours())
    return held(book.log, book.outcome, allowed, book.until, clock)


def values_in(ledger: Ledger, dimension: str) -> list[str]:
    """The teams or versions of the steps that may be seen."""
    return _values(named(ledger), dimension)


@lru_cache(maxsize=32)
def _values(told: Named, dimension: str) -> list[str]:
    steps = columns(told.ledger, "steps", [dimension], ("case_id",))
    found = told.ledger.engine.fetch(steps.select(dimension).distinct())[dimension].to_pylist()
    return sorted(value for value in found if value)


@dataclass(frozen=True)
class Sides:
    """Two groups of cases by what they have in common, with how many each has."""

    names: tuple[str, str]
    sizes: tuple[int, int]
    found: list[Difference]


def sides_of(ledger: Ledger, asked: Asked, groups: Groups, values: tuple[str, str]) -> Sides:
    """Two groups of the cases beside each other; the values are teams, versions or a day.

    That the won were won and the lost lost is no finding: moves into the end are left out there.
    """
    log = book_of(ledger, asked).log
    first, second = (_side(ledger, asked, groups, values, place) for place in (0, 1))
    ends = usual_ends(log, first, second) if groups == "outcome" else set()
    return Sides(values, (len(first), len(second)), differences(log, first, second, ends))


def split(
    ledger: Ledger, asked: Asked, groups: Groups, first: str, second: str
) -> tuple[tuple[str, str], list[str]]:
    """What two groups are told by, as asked or else as usual, and what else there would be."""
    if groups == "outcome":
        return ("converted", "invalid") if asked.kind == "lead" else ("won", "lost"), []
    if groups == "date":
        try:
            day = date.fromisoformat(first)
        except ValueError:
            day = ledger.as_of - timedelta(days=30 * (asked.months or 12) // 2)
        return (day.isoformat(), day.isoformat()), []
    offered = values_in(ledger, TEAM if groups == "team" else VERSION)
    usual = [*offered[:2], "", ""]
    both = [one if one in offered else usual[n] for n, one in enumerate((first, second))]
    return (both[0], both[1]), offered


def _side(
    ledger: Ledger, asked: Asked, groups: Groups, values: tuple[str, str], place: int
) -> Numbers:
    book = book_of(ledger, asked)
    if groups == "outcome":
        return np.flatnonzero(np.array([one == values[place] for one in book.statuses], dtype=bool))
    if groups == "date":
        cut = np.datetime64(values[0], "us").astype(np.int64)
        began = book.log.at[book.log.bounds[:-1]]
        return np.flatnonzero((began >= cut) if place else (began < cut))
    return book.those(ids_where(ledger, TEAM if groups == "team" else VERSION, values[place]))
