"""How large the market is, and how much of it is ours."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="money", absent="unknown")
def market_size(market_sizes: Any) -> Any:
    """Everything customers of a market bought from anybody, where a source knows it."""
    return market_sizes.amount.sum()


@metric(unit="money", absent="unknown")
def market_own_revenue(market_sizes: Any) -> Any:
    """Our net revenue in the markets and periods whose size is known."""
    return market_sizes.own_amount.sum()


@metric(unit="ratio")
def market_share(market_own_revenue: Any, market_size: Any) -> Any:
    """Our net revenue as a share of the market, in the same market and period."""
    return market_own_revenue / market_size


@metric(unit="ratio", absent="unknown", compared="whole")
def shares_seen(share_observations: Any) -> Any:
    """Sum of the shares that sources saw; it says something once divided by their number."""
    return share_observations.share.sum()


@metric(unit="count", compared="whole")
def share_sightings(share_observations: Any) -> Any:
    """How many times a source looked at a brand's share of a market."""
    return share_observations.count()


@metric(unit="ratio")
def observed_share(shares_seen: Any, share_sightings: Any) -> Any:
    """The share that sources saw a brand have of its market, averaged over their observations."""
    return shares_seen / share_sightings


@metric(unit="count")
def competitor_moves(competitor_events: Any) -> Any:
    """What competitors began in the period: promotions, launches, changes of price."""
    return competitor_events.count()
