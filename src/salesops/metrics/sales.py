"""What was ordered, returned and paid: order lines and receipts as figures."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="money")
def gross_revenue(orders: Any) -> Any:
    """Order value at list price, returns deducted, before discounts and before tax."""
    return orders.list_amount.sum()


@metric(unit="money")
def net_revenue(orders: Any) -> Any:
    """Order value after discounts and returns, before tax, on the day the order was booked."""
    return orders.net_amount.sum()


@metric(unit="quantity")
def units(orders: Any) -> Any:
    """Units ordered, returns deducted."""
    return orders.quantity.sum()


@metric(unit="money")
def cost(orders: Any) -> Any:
    """What the goods sold cost us, returns deducted; lines of unknown cost count nothing."""
    return orders.cost.sum()


@metric(unit="money")
def gross_profit(orders: Any) -> Any:
    """Net revenue less cost, over the order lines whose cost is known."""
    return (orders.net_amount - orders.cost).sum()


@metric(unit="money")
def costed_revenue(orders: Any) -> Any:
    """Net revenue of the order lines whose cost is known: what gross profit is a share of."""
    return orders.cost.isnull().ifelse(0, orders.net_amount).sum()


@metric(unit="ratio")
def margin(gross_profit: Any, costed_revenue: Any) -> Any:
    """Gross profit as a share of the net revenue of the lines whose cost is known."""
    return gross_profit / costed_revenue


@metric(unit="ratio")
def discount_rate(gross_revenue: Any, net_revenue: Any) -> Any:
    """The part of the list price given away: one less net revenue over gross revenue."""
    return 1 - net_revenue / gross_revenue


@metric(unit="price")
def average_price(net_revenue: Any, units: Any) -> Any:
    """Net revenue per unit sold."""
    return net_revenue / units


@metric(unit="count")
def order_count(orders: Any) -> Any:
    """Distinct orders with at least one line that is not a return."""
    return orders.order_id.nunique(where=orders.quantity > 0)


@metric(unit="money")
def average_order_value(net_revenue: Any, order_count: Any) -> Any:
    """Net revenue per order."""
    return net_revenue / order_count


@metric(unit="money")
def returns(orders: Any) -> Any:
    """Value of the goods that came back, as a positive amount."""
    return orders.is_return.ifelse(-orders.net_amount, 0).sum()


@metric(unit="money")
def sold_revenue(orders: Any) -> Any:
    """Order value after discounts, before anything came back."""
    return orders.is_return.ifelse(0, orders.net_amount).sum()


@metric(unit="ratio")
def return_rate(returns: Any, sold_revenue: Any) -> Any:
    """Value of returns as a share of the order value before returns."""
    return returns / sold_revenue


@metric(unit="money")
def cash_received(receipts: Any) -> Any:
    """Money received, on the day it came in."""
    return receipts.amount.sum()


@metric(unit="money")
def settled(settlements: Any) -> Any:
    """Money received so far for the orders booked in the period."""
    return settlements.amount.sum()


@metric(unit="money")
def outstanding(net_revenue: Any, settled: Any) -> Any:
    """Net revenue booked in the period and not yet paid for."""
    return net_revenue - settled
