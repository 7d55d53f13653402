"""What was ordered and returned, at which price and cost: order lines as figures."""

from typing import Any

from salesops.metrics.metric import metric


@metric(unit="money")
def net_revenue(orders: Any) -> Any:
    """Order value after discounts and returns, before tax, on the day the order was booked."""
    return orders.net_amount.sum()


@metric(unit="money")
def gross_revenue(orders: Any) -> Any:
    """Net amount of the lines sold, before returns are taken off."""
    return orders.net_amount.sum(where=orders.quantity >= 0)


@metric(unit="money")
def returns(orders: Any) -> Any:
    """Amount of the goods returned, as a positive figure."""
    return (-orders.net_amount).sum(where=orders.quantity < 0)


@metric(unit="ratio")
def return_rate(returns: Any, gross_revenue: Any) -> Any:
    """Returns as a share of gross revenue."""
    return returns / gross_revenue


@metric(unit="money")
def list_revenue(orders: Any) -> Any:
    """What the lines sold would have brought at list price."""
    return orders.list_amount.sum(where=orders.quantity >= 0)


@metric(unit="money")
def discount(list_revenue: Any, gross_revenue: Any) -> Any:
    """How far the net amount of the lines sold stays below list price."""
    return list_revenue - gross_revenue


@metric(unit="ratio")
def discount_rate(discount: Any, list_revenue: Any) -> Any:
    """What was given away from list price, as a share of list price."""
    return discount / list_revenue


@metric(unit="quantity")
def units(orders: Any) -> Any:
    """Quantity sold less quantity returned."""
    return orders.quantity.sum()


@metric(unit="quantity")
def units_sold(orders: Any) -> Any:
    """Quantity of the lines sold, before returns are taken off."""
    return orders.quantity.sum(where=orders.quantity > 0)


@metric(unit="price")
def average_price(net_revenue: Any, units: Any) -> Any:
    """Net revenue per unit."""
    return net_revenue / units


@metric(unit="money", absent="unknown")
def cost(orders: Any) -> Any:
    """Cost of the goods on the order lines, returns taken off, where it is known."""
    return orders.cost.sum()


@metric(unit="money", absent="unknown")
def gross_profit(orders: Any) -> Any:
    """Net revenue less cost, over the order lines whose cost is known."""
    return (orders.net_amount - orders.cost).sum()


@metric(unit="money", absent="unknown")
def costed_revenue(orders: Any) -> Any:
    """Net revenue of the order lines whose cost is known."""
    return orders.net_amount.sum(where=orders.cost.notnull())


@metric(unit="ratio")
def margin(gross_profit: Any, costed_revenue: Any) -> Any:
    """Gross profit as a share of net revenue, over the order lines whose cost is known."""
    return gross_profit / costed_revenue


@metric(unit="count")
def line_count(orders: Any) -> Any:
    """Number of order lines, returns included."""
    return orders.count()


@metric(unit="count")
def order_count(orders: Any) -> Any:
    """Number of different orders with at least one line sold."""
    return orders.order_id.nunique(where=orders.quantity > 0)


@metric(unit="money")
def average_order_value(gross_revenue: Any, order_count: Any) -> Any:
    """Gross revenue per order."""
    return gross_revenue / order_count


@metric(unit="money")
def credited_revenue(credits: Any) -> Any:
    """Order amounts credited to people."""
    return credits.amount.sum()
