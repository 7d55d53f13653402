"""How likely deals are won, how soon leads are answered, what is due and what slips."""

from datetime import date
from typing import Any

from salesops.metrics.exact import censored_median, incidence
from salesops.metrics.instants import seconds_until
from salesops.metrics.metric import metric

EPOCH = date(1970, 1, 1)
SECONDS_AN_HOUR = 60 * 60


@metric(unit="ratio", absent="unknown")
def conversion_chance(deals: Any, as_of: date) -> Any:
    """The chance that a deal created in the period is won, by what is known so far.

    Aalen and Johansen's estimate: losing competes, an open deal counts as long as it has been
    seen, and whoever won or lost on an unknown day is left out.
    """
    is_closed = deals.status.isin(["won", "lost"])
    today = (as_of - EPOCH).days
    known = deals.created_on.notnull() & (~is_closed | deals.closed_on.notnull())
    ends = is_closed.ifelse(deals.closed_on.epoch_days(), today)
    days = ends - deals.created_on.epoch_days()
    return incidence(days, is_closed, deals.status == "won", where=known & (days >= 0))


@metric(unit="hours", absent="unknown")
def hours_to_answer(leads: Any, as_of: date) -> Any:
    """Hours within which half of the leads received are contacted, day and night.

    Leads nobody has answered yet count as far as they have waited; an average of those answered
    would leave out whoever waits longest. Unknown while fewer than half are answered.
    """
    end = leads.first_contacted_at.epoch_seconds().fill_null(seconds_until(as_of))
    waited = (end - leads.received_at.epoch_seconds()) / SECONDS_AN_HOUR
    return censored_median(waited, leads.first_contacted_at.notnull())


@metric(unit="money")
def due_pipeline(expected_closings: Any) -> Any:
    """Amount of the open deals that are expected to close in the period."""
    rows = expected_closings
    return rows.amount.sum(where=(rows.status == "open") & rows.moved_to.isnull())


@metric(unit="ratio")
def gross_coverage(due_pipeline: Any, quota: Any) -> Any:
    """Open deals expected to close in the period, as a multiple of its whole quota."""
    return due_pipeline / quota


@metric(unit="ratio")
def net_coverage(due_pipeline: Any, quota: Any, won_amount: Any) -> Any:
    """Open deals expected to close in the period, as a multiple of the quota still to be won.

    Below zero, the quota is already won.
    """
    return due_pipeline / (quota - won_amount)


@metric(unit="count")
def expected_deals(expected_closings: Any) -> Any:
    """Deals that are expected to close in the period, or were before they were moved on."""
    return expected_closings.deal_id.nunique()


@metric(unit="count")
def kept_deals(expected_closings: Any) -> Any:
    """Deals that are still expected to close in the period, or have closed."""
    return expected_closings.deal_id.nunique(where=expected_closings.moved_to.isnull())


@metric(unit="ratio")
def moved_out_rate(expected_deals: Any, kept_deals: Any) -> Any:
    """Deals moved out of the period, as a share of all that were ever expected to close in it.

    Slippage, on the page, counts those that were due when the period began.
    """
    return (expected_deals - kept_deals) / expected_deals
