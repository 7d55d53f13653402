"""One customer for its page: what it buys, what is expected, what to bring to the next visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.metrics.customer_view import Bought, CustomerView, Order, bought, unpaid
from salesops.selling.next_visit import (
    Known,
    OpenDeal,
    Point,
    Returned,
    Situation,
    Unpaid,
    points,
)
from salesops.selling.rebuy import Rebuy, Taken, Usual, rebuys, usual_basket

RETURNS_LOOKED_AT = 20
NAMED = 3
HOME = "CNY"


@dataclass(frozen=True)
class Item:
    """A product as people know it."""

    name: str
    line: str = ""
    unit: str = ""


Items = Mapping[str, Item]


@dataclass(frozen=True)
class LineShown:
    """A product line the customer buys, and when it should come again."""

    bought: Bought
    rebuy: Rebuy | None


@dataclass(frozen=True)
class UsualShown:
    """A product of the usual basket with its name."""

    usual: Usual
    name: str
    unit: str


@dataclass(frozen=True)
class Buying:
    """What a customer buys: lines, usual basket, twelve months against those before."""

    now: Decimal
    before: Decimal
    months: tuple[Decimal, ...]
    lines: Sequence[LineShown]
    basket: Sequence[UsualShown]
    unpaid: Decimal

    @property
    def change(self) -> Decimal | None:
        """The twelve months against those before; None without those."""
        return (self.now - self.before) / self.before if self.before > 0 else None


def products_in(view: CustomerView) -> set[str]:
    """The ids of the products the customer ever took."""
    return {line.product_id for line in view.lines if line.product_id}


def buying(view: CustomerView, items: Items, today: date) -> Buying:
    """What the figures say the customer buys, and when they expect it again."""
    lines = bought(view, {pk: item.line for pk, item in items.items()})
    start, turn, end = view.year
    due = {one.line: one for one in rebuys({b.line: b.days for b in lines if b.days}, {}, today)}
    taken = [
        Taken(one.order_id, one.booked_on, one.product_id, one.quantity)
        for one in view.lines
        if one.product_id and not one.is_return
    ]
    return Buying(
        now=view.sold(turn, end),
        before=view.sold(start, turn),
        months=view.months,
        lines=[LineShown(one, due.get(one.line)) for one in lines],
        basket=[_usual(one, items) for one in usual_basket(taken)],
        unpaid=sum((one.amount for one in unpaid(view)), Decimal(0)),
    )


def _usual(one: Usual, items: Items) -> UsualShown:
    known = items.get(one.product_id, Item(one.product_id))
    return UsualShown(one, known.name, known.unit)


def next_visit(
    view: CustomerView | None,
    purchases: Buying | None,
    people: Sequence[Known],
    deals: Sequence[OpenDeal],
    items: Items,
    today: date,
) -> list[Point]:
    """What to bring to the next visit, the most important first.

    Where nobody ever wrote down with whom they spoke, nothing is said of anybody.
    """
    is_told = any(person.last_touch_on for person in people)
    situation = Situation(
        rebuys=[one.rebuy for one in purchases.lines if one.rebuy] if purchases else (),
        unpaid=[Unpaid(d.order_id, d.amount, d.due_on) for d in unpaid(view)] if view else (),
        deals=deals,
        returns=_returns(view, items) if view else (),
        contacts=people if is_told else (),
        currency=view.currency if view else HOME,
    )
    return points(situation, today)


def _returns(view: CustomerView, items: Items) -> list[Returned]:
    back = [order for order in view.orders if order.is_return][:RETURNS_LOOKED_AT]
    return [
        Returned(order.order_id, _named(order, items), order.net_amount, order.booked_on)
        for order in back
    ]


def _named(order: Order, items: Items) -> str:
    names = [items.get(pk, Item(pk)).name for pk in order.products[:NAMED]]
    return "、".join(names) or order.order_id
