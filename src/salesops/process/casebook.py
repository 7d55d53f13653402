"""The steps of a sample of the ledger as a log, with what became of each case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesops.kernel.worktime import HOURS, Hours
from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.bottlenecks import Outcome
from salesops.process.calendars import Calendar
from salesops.process.counting import Clock
from salesops.process.deadlines import Ruler
from salesops.process.log import EPOCH, EventLog, event_log
from salesops.process.moves import Sample, steps_of
from salesops.process.ordering import Numbers

# A ledger's times have no zone: they are on the company's clock, which is taken for UTC here.
NOWHERE = ZoneInfo("UTC")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Casebook:
    """A log of the ledger, the outcome of its cases, and until when open ones have waited."""

    log: EventLog
    outcome: Outcome
    statuses: Sequence[str | None]
    until: int

    def ids(self, cases: Sequence[int]) -> list[str]:
        """What these cases are called."""
        return [
            str(name) for name in self.log.case_ids.take(pa.array(cases, pa.int64())).to_pylist()
        ]

    def those(self, ids: Sequence[str]) -> Numbers:
        """The numbers of the cases that are called so, as far as they are here."""
        wanted = pa.array(ids, pa.string())
        inside = pc.is_in(self.log.case_ids.cast(pa.string()), wanted)
        return np.flatnonzero(inside.to_numpy(zero_copy_only=False))


def casebook(ledger: Ledger, sample: Sample | None = None) -> Casebook:
    """The log of a sample of leads or deals, as far as its steps may be seen."""
    asked = sample or Sample()
    steps = steps_of(ledger, asked)
    told = ledger.engine.fetch(
        steps.select("case_id", "sequence", "to_stage", "entered_at", "status")
    ).sort_by([("case_id", "ascending"), ("sequence", "ascending")])
    table = told.select(["case_id", "to_stage", "entered_at"])
    log = event_log(table.rename_columns(["case", "activity", "at"]))
    firsts = pa.array(log.bounds[:-1])
    statuses = told["status"].take(firsts).to_pylist() if log.cases else []
    until = datetime.combine(ledger.as_of, time(), UTC) + DAY
    outcome = Outcome(
        np.array([status == "open" for status in statuses], dtype=bool),
        np.array([status in ("lost", "invalid") for status in statuses], dtype=bool),
        _amounts(ledger, log) if asked.kind == "deal" else [None] * log.cases,
    )
    return Casebook(log, outcome, statuses, (until - EPOCH) // timedelta(microseconds=1))


def _amounts(ledger: Ledger, log: EventLog) -> list[Decimal | None]:
    deals = ledger.parent("deals")
    worth = ledger.engine.fetch(deals.select("deal_id", "amount"))
    place = pc.index_in(log.case_ids.cast(pa.string()), worth["deal_id"].combine_chunks())
    found: list[Decimal | None] = worth["amount"].combine_chunks().take(place).to_pylist()
    return found


def ids_where(ledger: Ledger, dimension: str, value: str | None) -> list[str]:
    """The cases whose last step has this value of a dimension of the steps, such as a team."""
    steps = columns(ledger, "steps", [dimension], ("case_id", "left_at"))
    here = steps[dimension]
    last = steps.filter(steps.left_at.isnull(), here.isnull() if value is None else here == value)
    return [
        str(name) for name in ledger.engine.fetch(last.select("case_id"))["case_id"].to_pylist()
    ]


def clock_of(ledger: Ledger, hours: Hours = HOURS) -> Clock:
    """Working time along the ledger's own calendar."""
    days = ledger["calendar"].select("day", "is_workday")
    told = {row["day"]: row["is_workday"] for row in ledger.engine.fetch(days).to_pylist()}
    return Ruler(Calendar(hours, NOWHERE, told), min(told), max(told)).worked
