"""Conformance of each case to its own version of the process, by groups and in total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import numpy as np

from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.casebook import Casebook
from salesops.process.conform import Conformance, Total
from salesops.process.log import EventLog
from salesops.process.moves import Sample, steps_of
from salesops.process.ordering import Numbers

VERSION = "steps.process_version"
COUNTED = ("cases", "conforming", "edges", "allowed_edges", "late_cases")


@dataclass(frozen=True)
class Fitting:
    """Of the cases of one group: how many can be judged, and kept to their version throughout."""

    name: str | None
    cases: int
    fitting: int

    @property
    def share(self) -> float | None:
        """Those that kept to it as a share of those that can be judged."""
        return self.fitting / self.cases if self.cases else None


def fittings(ledger: Ledger, sample: Sample, by: str) -> list[Fitting]:
    """How cases keep to the version each goes by, as the engine counts it, worst groups first.

    A case belongs to the group of its last step, such as `people.team`.
    """
    kept = steps_of(ledger, sample).select("case_id").distinct()
    rows = columns(ledger, "steps", [by], ("case_id", "case_kind", "sequence", "fits"))
    rows = rows.filter(rows.case_kind == sample.kind, rows.case_id.isin(kept.case_id))
    case = ibis.window(group_by="case_id")
    rows = rows.mutate(
        last=rows["sequence"].max().over(case),
        judged=rows.fits.count().over(case),
        bad=ibis.ifelse(rows.fits, 0, 1).sum().over(case),
    )
    last = rows.filter(rows["sequence"] == rows["last"], rows.judged > 0)
    counted = last.group_by(by).agg(cases=last.count(), fitting=last.count(where=last.bad == 0))
    found = [
        Fitting(row[by], row["cases"], row["fitting"])
        for row in ledger.engine.fetch(counted).to_pylist()
    ]
    return sorted(found, key=lambda one: (one.share or 0, -one.cases, one.name or ""))


def versions_of(ledger: Ledger, sample: Sample) -> Mapping[str, str]:
    """The version each case's last step names; those that name none are left out."""
    steps = columns(ledger, "steps", [], ("case_id", "case_kind", "left_at", "process_version"))
    steps = steps.filter(
        steps.case_kind == sample.kind, steps.left_at.isnull(), steps.process_version.notnull()
    )
    told = ledger.engine.fetch(steps.select("case_id", "process_version")).to_pylist()
    return {row["case_id"]: row["process_version"] for row in told}


def of_cases(log: EventLog, cases: Numbers) -> EventLog:
    """The log of some of its cases only."""
    kept = np.zeros(log.cases, dtype=bool)
    kept[cases] = True
    sizes = np.diff(log.bounds)
    events = np.repeat(kept, sizes)
    return replace(
        log,
        activity=log.activity[events],
        at=log.at[events],
        bounds=np.concatenate([[0], np.cumsum(sizes[kept])]),
        case_ids=log.case_ids.filter(kept),
        who=None if log.who is None else log.who[events],
    )


def parted(book: Casebook, versions: Mapping[str, str], known: Iterable[str]) -> dict[str, Numbers]:
    """The cases by the version they go by; those of no known version under nothing."""
    wanted = set(known)
    codes = np.array(
        [code if (code := versions.get(case, "")) in wanted else "" for case in
         book.ids(range(book.log.cases))]
    )  # fmt: skip
    return {str(code): np.flatnonzero(codes == code) for code in sorted(set(codes))}


def together(parts: Sequence[Conformance]) -> Conformance:
    """Several groups of cases as one, the same violation of different versions added up."""
    totals: dict[tuple[object, ...], Total] = {}
    for total in (total for part in parts for total in part.totals):
        one = total.violation
        key = (one.kind, one.source, one.target, one.skipped, one.is_worked)
        there = totals.get(key)
        totals[key] = Total(
            replace(one, seconds=one.seconds + (there.violation.seconds if there else 0)),
            total.cases + (there.cases if there else 0),
            total.events + (there.events if there else 0),
        )
    order = sorted(
        totals.values(), key=lambda t: (-t.cases, t.violation.source, t.violation.target)
    )
    counted = {name: sum(getattr(part, name) for part in parts) for name in COUNTED}
    return Conformance(**counted, totals=tuple(order))
