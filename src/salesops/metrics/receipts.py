"""What was paid: money received, and what of the orders is still owed."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="money")
def cash_received(receipts: Any) -> Any:
    """Money received in the period, whenever its order was booked."""
    return receipts.amount.sum()


@metric(unit="money")
def settled(settlements: Any) -> Any:
    """Money received so far for the orders booked in the period."""
    return settlements.amount.sum()


@metric(unit="money")
def outstanding(net_revenue: Any, settled: Any) -> Any:
    """Net revenue of the orders booked in the period, less what has been received for them."""
    return net_revenue - settled
