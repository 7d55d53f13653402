"""What may be sold: leads, deals and what is done about them."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="count")
def lead_count(leads: Any) -> Any:
    """Leads received in the period."""
    return leads.count()


@metric(unit="count")
def contacted_leads(leads: Any) -> Any:
    """Leads received in the period that somebody has contacted."""
    return leads.count(where=leads.first_contacted_at.notnull())


@metric(unit="count")
def deal_count(deals: Any) -> Any:
    """Deals created in the period."""
    return deals.count()


@metric(unit="count")
def won_deals(deals: Any) -> Any:
    """Deals created in the period that ended with a sale."""
    return deals.count(where=deals.status == "won")


@metric(unit="count")
def lost_deals(deals: Any) -> Any:
    """Deals created in the period that ended without a sale."""
    return deals.count(where=deals.status == "lost")


@metric(unit="count")
def closed_deals(won_deals: Any, lost_deals: Any) -> Any:
    """Deals created in the period that were won or lost."""
    return won_deals + lost_deals


@metric(unit="ratio")
def win_rate(won_deals: Any, closed_deals: Any) -> Any:
    """Won deals as a share of won and lost deals."""
    return won_deals / closed_deals


@metric(unit="money")
def won_amount(deals: Any) -> Any:
    """Amount of the deals won."""
    return deals.amount.sum(where=deals.status == "won")


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
