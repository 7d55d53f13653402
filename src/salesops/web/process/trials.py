"""An experiment as whoever looks sees it: its arms, its verdict, and what a design would need."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from salesops.causal.experiments import Design, Needed, Result, Tally, detectable, needed, result
from salesops.process.lead_outcomes import Goal, LeadOutcome, decided, lead_outcomes
from salesops.web.access import Actor, ledger_of
from salesops.web.process.experiment_models import Assignment, Experiment

PAST_DAYS = 180
RATE_WEEKS, HALF_YEAR_WEEKS = 8, 26
Arm = Assignment.Arm


@dataclass(frozen=True)
class Look:
    """The experiment as of the snapshot's day: both arms, and what may be said of them."""

    as_of: date
    control: Tally
    treatment: Tally
    result: Result


def look(actor: Actor, experiment: Experiment) -> Look | None:
    """Both arms as far as the actor's ledger shows leads; None before it started.

    Raises NoLedger.
    """
    if experiment.started_at is None:
        return None
    ledger = ledger_of(actor)
    outcomes = lead_outcomes(ledger, experiment.started_at.date() - timedelta(days=1))
    arms: dict[str, list[str]] = {Arm.CONTROL: [], Arm.TREATMENT: []}
    for lead_id, arm in experiment.leads.values_list("lead_id", "arm"):
        arms[arm].append(lead_id)
    tallies = {}
    for arm, leads in arms.items():
        ripe = decided(outcomes, leads, experiment.wanted, experiment.horizon_days, ledger.as_of)
        tallies[arm] = Tally(len(leads), *ripe)
    control, treatment = tallies[Arm.CONTROL], tallies[Arm.TREATMENT]
    return Look(ledger.as_of, control, treatment, result(experiment.design, control, treatment))


def sizes() -> dict[str, int]:
    """How many leads each experiment has, by its id."""
    counted = Assignment.objects.order_by().values_list("experiment_id").annotate(Count("pk"))
    return dict(counted)


@dataclass(frozen=True)
class Outlook:
    """What a design needs, and what the last half year says of its leads.

    `detectable` is the smallest improvement that the leads of half a year would find.
    """

    needed: Needed
    leads_a_week: float
    rate_now: float | None
    detectable: float | None


def outlook(actor: Actor, design: Design, source: str, goal: Goal) -> Outlook:
    """Leads and weeks a design needs at the pace leads arrive. Raises NoLedger."""
    ledger = ledger_of(actor)
    past = lead_outcomes(ledger, ledger.as_of - timedelta(days=PAST_DAYS))
    mine = {key: lead for key, lead in past.items() if source in ("", lead.source)}
    pace = leads_a_week(mine, ledger.as_of)
    ripe, hits = decided(mine, mine, goal, design.horizon_days, ledger.as_of)
    soon = detectable(design, round(pace * HALF_YEAR_WEEKS)) if pace else None
    return Outlook(needed(design, pace), pace, hits / ripe if ripe else None, soon)


def leads_a_week(leads: dict[str, LeadOutcome], as_of: date) -> float:
    """How many arrived a week, of the last eight."""
    since = as_of - timedelta(weeks=RATE_WEEKS)
    return sum(lead.received_on > since for lead in leads.values()) / RATE_WEEKS
