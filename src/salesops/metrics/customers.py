"""Who buys, who comes and who goes."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="count")
def buyers(orders: Any) -> Any:
    """Number of different customers who bought in the period."""
    return orders.account_id.nunique(where=orders.quantity > 0)


@metric(unit="count")
def new_customers(customer_changes: Any) -> Any:
    """Customers whose first purchase ever falls in the period."""
    return customer_changes.count(where=customer_changes.kind == "new")


@metric(unit="count")
def lost_customers(customer_changes: Any) -> Any:
    """Customers who in the period completed a year without a purchase."""
    return customer_changes.count(where=customer_changes.kind == "lost")


@metric(unit="count")
def won_back_customers(customer_changes: Any) -> Any:
    """Lost customers who bought again in the period."""
    return customer_changes.count(where=customer_changes.kind == "won_back")
