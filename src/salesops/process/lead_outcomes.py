"""What became of leads: when each arrived, became a deal, and was won."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from salesops.ledger.ledger import Ledger

Goal = Literal["converted", "won"]


@dataclass(frozen=True)
class LeadOutcome:
    """The days on which a lead arrived, first became a deal, and was first won."""

    received_on: date
    converted_on: date | None
    won_on: date | None
    source: str | None = None

    def success_on(self, goal: Goal) -> date | None:
        """The day it reached the goal."""
        return self.converted_on if goal == "converted" else self.won_on


def lead_outcomes(ledger: Ledger, since: date) -> dict[str, LeadOutcome]:
    """Every lead that arrived since a day, by its id, as far as the ledger shows leads."""
    leads, deals = ledger["leads"], ledger["deals"]
    recent = leads.filter(leads.received_on >= since).select("lead_id", "received_on", "source")
    made = deals.filter(deals.lead_id.notnull()).group_by(of_lead="lead_id").agg(
        converted_on=deals.created_on.min(),
        won_on=deals.closed_on.min(where=deals.status == "won"),
    )  # fmt: skip
    rows = recent.left_join(made, recent.lead_id == made.of_lead).drop("of_lead")
    return {row.pop("lead_id"): LeadOutcome(**row) for row in ledger.engine.fetch(rows).to_pylist()}


def decided(
    outcomes: Mapping[str, LeadOutcome], leads: Iterable[str], goal: Goal, days: int, as_of: date
) -> tuple[int, int]:
    """How many of the leads had their days, and how many of these reached the goal within them.

    A lead is counted once its days are over, also where it succeeded early: otherwise successes
    would be known before failures, and any new thing would seem to work at first.
    """
    limit = timedelta(days=days)
    ripe = [
        outcomes[lead]
        for lead in leads
        if lead in outcomes and outcomes[lead].received_on + limit <= as_of
    ]
    reached = [lead.success_on(goal) for lead in ripe]
    hits = sum(
        day is not None and day - lead.received_on <= limit
        for lead, day in zip(ripe, reached, strict=True)
    )
    return len(ripe), hits
