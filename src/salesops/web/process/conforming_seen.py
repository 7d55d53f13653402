"""How the cases asked for keep to the process: each by its own version, in total and by group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.process.allowed import Allowed, allowed_by
from salesops.process.by_version import (
    VERSION,
    Fitting,
    fittings,
    of_cases,
    parted,
    together,
    versions_of,
)
from salesops.process.casebook import Casebook, clock_of
from salesops.process.conform import Conformance, astray, conformance, said, violations
from salesops.process.log import EventLog
from salesops.process.moves import Sample
from salesops.process.ordering import Numbers
from salesops.web.process import map_seen as data
from salesops.web.process.called import Names, renamed
from salesops.web.process.designs import of_version
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import PUBLISHED
from salesops.web.workdays import company_hours

SHOWN_CASES = 50
GROUPS = ("people.team", "people.name", VERSION)


@dataclass(frozen=True)
class Strayed:
    """A case that left the process, and how."""

    case_id: str
    said: list[str]
    moves: int


@dataclass(frozen=True)
class Judged:
    """Cases of one version with what it allows, and which of them are still open."""

    code: str
    log: EventLog
    allowed: Allowed
    is_open: Numbers


def judged(ledger: Ledger, asked: data.Asked, language: Language) -> list[Judged]:
    """The cases asked for by the version each goes by; what names none goes by today's design.

    Who began before there was any version is judged by its moves, not by what it left out after
    it was won or lost: nobody had asked for that.
    """
    book = data.book_of(ledger, asked)
    flow = data.flow_of(ledger, asked)
    known = _known(asked, language, asked.names(flow.activities))
    usual = data.allowed_of(asked, language, flow)
    before = replace(usual, finals=frozenset()) if known else usual
    versions = versions_of(ledger, asked.sample(ledger.as_of)) if known else {}
    return [
        _of(book, code, cases, known.get(code, before))
        for code, cases in parted(book, versions, known).items()
    ]


def _of(book: Casebook, code: str, cases: Numbers, allowed: Allowed) -> Judged:
    return Judged(code, of_cases(book.log, cases), allowed, book.outcome.is_open[cases])


def _known(asked: data.Asked, language: Language, names: Names) -> dict[str, Allowed]:
    """What every published version of the pipeline allows, by its code."""
    pipeline = asked.pipeline
    if pipeline is None:
        return {}
    versions = ProcessVersion.objects.filter(pipeline=pipeline, state=PUBLISHED)
    designs = {one.code: of_version(one.process, pipeline) for one in versions}
    return {
        code: allowed_by(renamed(design, names), "deal", language, company_hours())
        for code, design in designs.items()
    }


def conformance_of(
    ledger: Ledger, asked: data.Asked, language: Language
) -> tuple[Conformance, list[Strayed]]:
    """How far the cases keep to their versions, and those that strayed most."""
    clock, found, cases = clock_of(ledger, company_hours()), [], []
    for part in judged(ledger, asked, language):
        found.append(conformance(part.log, part.allowed, part.is_open, clock))
        for case in astray(part.log, part.allowed, part.is_open, SHOWN_CASES):
            told = violations(part.log, part.allowed, case, part.is_open, clock)
            words = [said(one, language, company_hours()) for one in told]
            moves = sum(one.kind != "late" for one in told)
            cases.append(Strayed(str(part.log.case_ids[case]), words, moves))
    cases.sort(key=lambda one: -one.moves)
    return together(found), cases[:SHOWN_CASES]


def fittings_of(ledger: Ledger, asked: data.Asked) -> dict[str, Sequence[Fitting]]:
    """The same by team, owner and version, counted by the engine; leads have no process there."""
    if asked.kind != "deal":
        return {}
    sample = asked.sample(ledger.as_of)
    return {by: _fittings(data.named(ledger), sample, by) for by in GROUPS}


@lru_cache(maxsize=64)
def _fittings(told: data.Named, sample: Sample, by: str) -> Sequence[Fitting]:
    return fittings(told.ledger, sample, by)
