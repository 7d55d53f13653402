"""What may be sold: leads, deals and what is done about them."""

from typing import Any

from salesops.metrics.metric import metric

DAY_SECONDS = 24 * 60 * 60


@metric(unit="count")
def lead_count(leads: Any) -> Any:
    """Leads received in the period."""
    return leads.count()


@metric(unit="count")
def contacted_leads(leads: Any) -> Any:
    """Leads received in the period that somebody has contacted."""
    return leads.count(where=leads.first_contacted_at.notnull())


@metric(unit="count")
def answered_in_time(leads: Any) -> Any:
    """Leads received in the period that were contacted within the limit of their process.

    Where no process says, it is 24 hours, day and night.
    """
    limit = leads.received_at.epoch_seconds() + DAY_SECONDS
    due = leads.answer_by.epoch_seconds().fill_null(limit)
    return leads.count(where=leads.first_contacted_at.epoch_seconds() <= due)


@metric(unit="ratio")
def answered_in_time_rate(answered_in_time: Any, lead_count: Any) -> Any:
    """Leads contacted within the limit as a share of all received, those never answered too."""
    return answered_in_time / lead_count


@metric(unit="count")
def deal_count(deals: Any) -> Any:
    """Deals created in the period."""
    return deals.count()


@metric(unit="count")
def won_deals(closings: Any) -> Any:
    """Deals won in the period, whenever they were created."""
    return closings.count(where=closings.status == "won")


@metric(unit="count")
def lost_deals(closings: Any) -> Any:
    """Deals lost in the period, whenever they were created."""
    return closings.count(where=closings.status == "lost")


@metric(unit="count")
def closed_deals(won_deals: Any, lost_deals: Any) -> Any:
    """Deals won or lost in the period, whenever they were created."""
    return won_deals + lost_deals


@metric(unit="ratio")
def win_rate(won_deals: Any, closed_deals: Any) -> Any:
    """Deals won in the period as a share of those won or lost in it."""
    return won_deals / closed_deals


@metric(unit="money")
def won_amount(closings: Any) -> Any:
    """Amount of the deals won in the period, whenever they were created."""
    return closings.amount.sum(where=closings.status == "won")


@metric(unit="count")
def timed_wins(closings: Any) -> Any:
    """Deals won in the period of which it is known when they were created."""
    return closings.count(where=(closings.status == "won") & closings.days_open.notnull())


@metric(unit="days")
def days_to_wins(closings: Any) -> Any:
    """Days from creation to the win, of all deals won in the period together."""
    return closings.days_open.sum(where=closings.status == "won")


@metric(unit="days")
def days_to_win(days_to_wins: Any, timed_wins: Any) -> Any:
    """Average number of days from creating a deal to winning it, for deals won in the period."""
    return days_to_wins / timed_wins


@metric(unit="count")
def open_deals(deals: Any) -> Any:
    """Deals neither won nor lost yet."""
    return deals.count(where=deals.status == "open")


@metric(unit="money")
def open_pipeline(deals: Any) -> Any:
    """Amount of the deals neither won nor lost yet."""
    return deals.amount.sum(where=deals.status == "open")


@metric(unit="count")
def activity_count(activities: Any) -> Any:
    """Calls, visits, mails, messages and meetings in the period."""
    return activities.count()


@metric(unit="count")
def cohort_wins(deals: Any) -> Any:
    """Of the deals created in the period, those that are won by now."""
    return deals.count(where=deals.status == "won")


@metric(unit="ratio")
def cohort_conversion(cohort_wins: Any, deal_count: Any) -> Any:
    """Of the deals created in the period, the share won by now; of young ones it still grows."""
    return cohort_wins / deal_count


@metric(unit="ratio")
def period_conversion(won_deals: Any, deal_count: Any) -> Any:
    """Deals won in the period ÷ deals created in it: different deals, so it may exceed 1."""
    return won_deals / deal_count


@metric(unit="money")
def average_won_amount(won_amount: Any, won_deals: Any) -> Any:
    """Average amount of the deals won in the period."""
    return won_amount / won_deals


@metric(unit="money")
def sales_velocity(
    open_deals: Any, win_rate: Any, average_won_amount: Any, days_to_win: Any
) -> Any:
    """Money a day: open deals × win rate × average amount won ÷ days to win.

    Open deals are those created in the period that are open now.
    """
    return open_deals * win_rate * average_won_amount / days_to_win
