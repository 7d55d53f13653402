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
