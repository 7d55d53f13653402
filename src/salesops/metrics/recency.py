"""When somebody last bought: the plain days, for policies that count from them."""

from datetime import date

from salesops.ledger.ledger import Ledger


def last_orders(ledger: Ledger) -> dict[str, date]:
    """The day of the last order by customer; what was only taken back is no order."""
    orders = ledger["orders"]
    sold = orders.filter(orders.account_id.notnull() & (orders.net_amount > 0))
    last = sold.group_by("account_id").agg(last=sold.booked_on.max())
    found = ledger.engine.fetch(last)
    return dict(zip(found["account_id"].to_pylist(), found["last"].to_pylist(), strict=True))


def order_days(ledger: Ledger) -> dict[str, list[date]]:
    """By customer, the first day with an order in each month that has one, in order."""
    orders = ledger["orders"]
    sold = orders.filter(orders.account_id.notnull() & (orders.net_amount > 0))
    month = sold.booked_on.truncate("M").name("month")
    days = sold.group_by("account_id", month).agg(day=sold.booked_on.min())
    found = ledger.engine.fetch(days.order_by("day"))
    listed: dict[str, list[date]] = {}
    for account_id, day in zip(
        found["account_id"].to_pylist(), found["day"].to_pylist(), strict=True
    ):
        listed.setdefault(account_id, []).append(day)
    return listed
