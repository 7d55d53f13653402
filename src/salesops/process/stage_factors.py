"""What was done about the cases that entered a stage, counted by what became of them.

A factor is a yes or no, or the name of a talk track, known on the day a case enters the stage:
what is done later goes with cases that last longer, and would seem to help or to harm by that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from salesops.kernel.period import month_later
from salesops.ledger.ledger import Ledger
from salesops.ledger.views import columns
from salesops.process.counted import stage_cases
from salesops.process.known_then import (
    days_between,
    with_activities,
    with_competitor,
    with_offers,
    with_prices,
)

LATE_HOURS = 24
HISTORY_MONTHS, RECENT_MONTHS, USUAL_MONTHS = 24, 6, 12
LEAD_RIPE_DAYS = 45
"""A lead that is no deal so many days after its arrival is taken as one that will be none."""
RECENT, USUAL, OLDER = "recent", "usual", "older"
LEAD_FACTORS = ("late",)
DEAL_FACTORS = (
    "late",
    "slow",
    "met",
    "many",
    "material",
    "requoted",
    "raised",
    "competitor",
    "version",
)


@dataclass(frozen=True)
class Cell:
    """So many cases with these factors: `won` went on to a later stage, `lost` did not.

    `factors` hold True, False or a name; None where it is not known. `when` is recent, usual
    (the year before) or older. `amount` is what the cases brought in the end.
    """

    segment: tuple[str, ...]
    when: str
    factors: tuple[tuple[str, Any], ...]
    person: str
    won: int
    lost: int
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class StageSeen:
    """The decided cases of a stage by factor, and how many days before it was slow to reach it."""

    stage: str
    cells: Sequence[Cell]
    slow_days: float | None = None
    ripe_days: float | None = None


def when(entered: ir.DateValue, as_of: date) -> ir.StringValue:
    """Which stretch of the history a day belongs to."""
    return ibis.cases(
        (entered >= month_later(as_of, -RECENT_MONTHS), RECENT),
        (entered >= month_later(as_of, -RECENT_MONTHS - USUAL_MONTHS), USUAL),
        else_=OLDER,
    )


def lead_stage(ledger: Ledger) -> StageSeen:
    """Leads by area and source: late where the first contact took more than a day.

    Won is converted to a deal, lost everything else that is closed or old enough. Of a lead that
    nobody ever contacted it is not known: that it came to nothing is no news.
    """
    own = ("lead_id", "received_on", "received_at", "first_contacted_at", "source", "status",
           "position_id")  # fmt: skip
    leads = columns(ledger, "leads", ["regions.area", "people.person_id"], own)
    ripe = ledger.as_of - timedelta(days=LEAD_RIPE_DAYS)
    leads = leads.filter(
        (leads.received_on >= month_later(ledger.as_of, -HISTORY_MONTHS))
        & (leads.received_on <= ledger.as_of)
        & (leads.status.isin(["converted", "invalid"]) | (leads.received_on <= ripe))
    )
    waited = _hours(leads.received_at, leads.first_contacted_at)
    brought = _brought(ledger)
    rows = leads.left_join(brought, leads.lead_id == brought.from_lead).mutate(
        late=waited > LATE_HOURS,
        outcome=(leads.status == "converted").ifelse("won", "lost"),
        when=when(leads.received_on, ledger.as_of),
    )
    counted = _counted(rows, ("regions.area", "source"), LEAD_FACTORS)
    return StageSeen("", _cells(ledger, counted, ("regions.area", "source"), LEAD_FACTORS))


def _brought(ledger: Ledger) -> ir.Table:
    deals = ledger["deals"]
    won = deals.filter((deals.status == "won") & deals.lead_id.notnull())
    return won.group_by(from_lead=won.lead_id).agg(amount=won.amount.sum())


def _hours(start: ir.TimestampValue, end: ir.TimestampValue) -> ir.FloatingValue:
    return (end.epoch_seconds() - start.epoch_seconds()) / 3600


def deal_stages(ledger: Ledger, stages: Sequence[str], lost: Sequence[str]) -> list[StageSeen]:
    """Deals of each stage but the last, by area, with what was known on the day they entered it.

    All stages are counted in one pass, each by its place: what takes long is to say the question.
    """
    if len(stages) < 2:
        return []
    decided = _decided(ledger, stages, lost)
    limits = ledger.engine.fetch(
        decided.group_by("place").agg(
            ripe=decided.days.quantile(0.9), slow=decided.waited.median(), cases=decided.count()
        )
    ).to_pylist()
    known = {row["place"]: row for row in limits}
    if not known:
        return [StageSeen(stage, []) for stage in stages[:-1]]
    rows = decided.filter(decided.entered_on <= _by_place(decided, known, ledger.as_of))
    late = _late(ledger)
    rows = rows.left_join(late, rows.lead_id == late.late_lead).drop("late_lead")
    rows = with_activities(ledger, rows)
    rows = with_offers(ledger, rows)
    rows = with_competitor(ledger, with_prices(ledger, rows))
    slow = ibis.cases(*((rows.place == n, rows.waited > row["slow"]) for n, row in known.items()
                        if row["slow"] is not None), else_=ibis.null("boolean"))  # fmt: skip
    rows = rows.mutate(
        slow=slow, version=rows.process_version, when=when(rows.entered_on, ledger.as_of)
    )
    cells = _cells_by_place(ledger, _counted(rows, ("place", "area"), DEAL_FACTORS))
    return [
        StageSeen(
            stage, cells.get(n, []), known.get(n, {}).get("slow"), known.get(n, {}).get("ripe")
        )
        for n, stage in enumerate(stages[:-1])
    ]


def _decided(ledger: Ledger, stages: Sequence[str], lost: Sequence[str]) -> ir.Table:
    """Every deal once a stage it entered lately and that is decided, with what it waited before."""
    cases = stage_cases(ledger, stages, lost)
    cases = cases.filter(
        (cases.entered_on >= month_later(ledger.as_of, -HISTORY_MONTHS))
        & (cases.entered_on <= ledger.as_of)
        & (cases.outcome != "open")
    )
    return _with_deal(ledger, cases.mutate(days=days_between(cases.entered_on, cases.decided_on)))


def _by_place(rows: ir.Table, known: Mapping[int, Any], as_of: date) -> ir.DateValue:
    """The last day on which a case may have entered its stage to be decided by now."""
    days = ((rows.place == n, as_of - timedelta(days=round(row["ripe"] or 0)))
            for n, row in known.items())  # fmt: skip
    return ibis.cases(*((test, ibis.literal(day)) for test, day in days))


def _with_deal(ledger: Ledger, cases: ir.Table) -> ir.Table:
    """Beside each case its lead, product, line, area and owner."""
    wanted = ["products.line", "regions.area", "people.person_id"]
    deals = columns(
        ledger,
        "deals",
        wanted,
        ("deal_id", "lead_id", "product_id", "region_id", "status", "amount"),
    )
    deals = deals.select(
        deal=deals.deal_id, lead_id=deals.lead_id, product=deals.product_id,
        region=deals.region_id, line=deals["products.line"], area=deals["regions.area"],
        person=deals["people.person_id"],
        amount=(deals.status == "won").ifelse(deals.amount, ibis.null(deals.amount.type())),
    )  # fmt: skip
    return cases.inner_join(deals, cases.case_id == deals.deal).drop("deal")


def _late(ledger: Ledger) -> ir.Table:
    leads = ledger["leads"]
    waited = _hours(leads.received_at, leads.first_contacted_at)
    return leads.select(late_lead=leads.lead_id, late=waited > LATE_HOURS)


def _counted(rows: ir.Table, segment: Sequence[str], factors: Sequence[str]) -> ir.Table:
    person = "person" if "person" in rows.columns else "people.person_id"
    keys = {name: rows[name] for name in ("when", *segment, *factors)}
    return rows.group_by(**keys, who=rows[person]).agg(
        won=rows.count(where=rows.outcome == "won"),
        lost=rows.count(where=rows.outcome == "lost"),
        amount=rows.amount.sum(),
    )


def _cells(
    ledger: Ledger, counted: ir.Table, segment: Sequence[str], factors: Sequence[str]
) -> list[Cell]:
    return [_cell(row, segment, factors) for row in ledger.engine.fetch(counted).to_pylist()]


def _cells_by_place(ledger: Ledger, counted: ir.Table) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for row in ledger.engine.fetch(counted).to_pylist():
        found.setdefault(row["place"], []).append(_cell(row, ("area",), DEAL_FACTORS))
    return found


def _cell(row: Mapping[str, Any], segment: Sequence[str], factors: Sequence[str]) -> Cell:
    return Cell(
        tuple(row[name] or "" for name in segment), row["when"],
        tuple((name, row[name]) for name in factors), row["who"] or "", row["won"], row["lost"],
        row["amount"] or Decimal(0),
    )  # fmt: skip
