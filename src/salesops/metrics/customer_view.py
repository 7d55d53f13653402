"""What one customer bought, paid and sent back, from its few rows: for the page about it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from salesops.kernel.period import Period, month_later
from salesops.ledger.by_account import rows_of
from salesops.ledger.ledger import Ledger

ZERO = Decimal(0)
DAY = timedelta(days=1)
# After so many days an order nobody paid for is asked about; no source tells us its terms.
PAID_WITHIN_DAYS = 90


@dataclass(frozen=True)
class Line:
    """One order line, or several of one order and product taken together."""

    order_id: str
    booked_on: date
    product_id: str | None
    position_id: str | None
    is_return: bool
    quantity: Decimal
    net_amount: Decimal


@dataclass(frozen=True)
class Order:
    """An order as the customer's story tells it; what was sent back tells its own."""

    order_id: str
    booked_on: date
    position_id: str | None
    is_return: bool
    lines: int
    net_amount: Decimal
    products: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """Money that came in."""

    receipt_id: str
    received_on: date
    order_id: str | None
    position_id: str | None
    amount: Decimal


@dataclass(frozen=True)
class Told:
    """A call, visit or mail that only a batch tells of."""

    activity_id: str
    happened_at: datetime
    kind: str
    direction: str
    outcome: str
    summary: str
    position_id: str | None


@dataclass(frozen=True)
class Due:
    """What of an order is not paid, and since when it should be."""

    order_id: str
    amount: Decimal
    due_on: date


@dataclass(frozen=True)
class Bought:
    """One product line: the last twelve months, those before, and the days of all purchases."""

    line: str
    now: Decimal
    before: Decimal
    orders: int
    last_on: date | None
    days: tuple[date, ...]

    @property
    def change(self) -> Decimal | None:
        """The twelve months against those before; None where there was nothing before."""
        return (self.now - self.before) / self.before if self.before > 0 else None


@dataclass(frozen=True)
class CustomerView:
    """All that figures can say of one customer, as of a snapshot."""

    as_of: date
    snapshot_id: str
    currency: str
    lines: tuple[Line, ...]
    orders: tuple[Order, ...]
    receipts: tuple[Receipt, ...]
    told: tuple[Told, ...]

    @property
    def last_on(self) -> date | None:
        """When they last bought."""
        return next((order.booked_on for order in self.orders if not order.is_return), None)

    @property
    def first_on(self) -> date | None:
        """When they first bought."""
        return min((o.booked_on for o in self.orders if not o.is_return), default=None)

    def sold(self, starts_on: date, ends_before: date) -> Decimal:
        """Net revenue of these days."""
        span = Period(starts_on, ends_before)
        return _sum(one.net_amount for one in self.orders if one.booked_on in span)

    def paid(self, starts_on: date, ends_before: date) -> Decimal:
        """Receipts of these days."""
        span = Period(starts_on, ends_before)
        return _sum(one.amount for one in self.receipts if one.received_on in span)

    @property
    def year(self) -> tuple[date, date, date]:
        """Where the twelve months before the last, and the last, begin, and where these end."""
        end = self.as_of + DAY
        return month_later(end, -24), month_later(end, -12), end

    @property
    def months(self) -> tuple[Decimal, ...]:
        """Net revenue of each of the last twelve months, the last one up to the snapshot's day."""
        end = self.as_of + DAY
        edges = [month_later(end, -n) for n in range(12, -1, -1)]
        return tuple(self.sold(a, b) for a, b in pairwise(edges))


def customer_view(ledger: Ledger, account_ids: Collection[str]) -> CustomerView:
    """What a ledger knows of these customers, who are one; newest first."""
    lines = _lines(rows_of(ledger, "orders", account_ids))
    receipts = [
        Receipt(r["receipt_id"], r["received_on"], r["order_id"], r["position_id"], r["amount"])
        for r in rows_of(ledger, "receipts", account_ids)
    ]
    told = [_told(row) for row in rows_of(ledger, "activities", account_ids)]
    return CustomerView(
        ledger.as_of,
        ledger.snapshot_id,
        ledger.currency,
        tuple(lines),
        tuple(_orders(lines)),
        tuple(sorted(receipts, key=lambda r: (r.received_on, r.receipt_id), reverse=True)),
        tuple(sorted(told, key=lambda t: (t.happened_at, t.activity_id), reverse=True)),
    )


def _lines(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    found = [
        Line(
            r["order_id"], r["booked_on"], r["product_id"], r["position_id"],
            bool(r["is_return"]), r["quantity"], r["net_amount"],
        )
        for r in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.booked_on, one.order_id), reverse=True)


def _told(row: Mapping[str, Any]) -> Told:
    return Told(
        row["activity_id"], row["happened_at"], row["kind"] or "", row["direction"] or "",
        row["outcome"] or "", row["summary"] or "", row["position_id"],
    )  # fmt: skip


def _orders(lines: Sequence[Line]) -> list[Order]:
    """Orders and returns, the newest first."""
    grouped: dict[tuple[str, bool, date], list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.order_id, line.is_return, line.booked_on].append(line)
    orders = [
        Order(
            order_id, booked_on, found[0].position_id, is_return, len(found),
            _sum(line.net_amount for line in found),
            tuple(dict.fromkeys(line.product_id for line in found if line.product_id)),
        )
        for (order_id, is_return, booked_on), found in grouped.items()
    ]  # fmt: skip
    return sorted(orders, key=lambda o: (o.booked_on, o.order_id, o.is_return), reverse=True)


def bought(view: CustomerView, line_of: Mapping[str, str]) -> list[Bought]:
    """By product line what was bought, the most of the last twelve months first.

    `line_of` names the line of each product; what it does not name stands under ''.
    """
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in view.lines:
        grouped[line_of.get(line.product_id or "", "")].append(line)
    start, turn, end = view.year
    found = [_bought(name, lines, start, turn, end) for name, lines in grouped.items()]
    return sorted(found, key=lambda one: (-one.now, -one.before, one.line))


def _bought(name: str, lines: Sequence[Line], start: date, turn: date, end: date) -> Bought:
    taken = [line for line in lines if not line.is_return]
    return Bought(
        name,
        _sum(line.net_amount for line in lines if turn <= line.booked_on < end),
        _sum(line.net_amount for line in lines if start <= line.booked_on < turn),
        len({line.order_id for line in taken if turn <= line.booked_on < end}),
        max((line.booked_on for line in taken), default=None),
        tuple(sorted({line.booked_on for line in taken})),
    )


def unpaid(view: CustomerView) -> list[Due]:
    """Orders of the last two years that are not paid in full after the usual time, oldest first.

    A customer of whom no payment was ever told is not called a debtor: perhaps nobody tells us.
    """
    if not view.receipts:
        return []
    owed: dict[str, Decimal] = defaultdict(lambda: ZERO)
    booked: dict[str, date] = {}
    for order in view.orders:
        owed[order.order_id] += order.net_amount
        booked[order.order_id] = min(order.booked_on, booked.get(order.order_id, order.booked_on))
    for receipt in view.receipts:
        if receipt.order_id in owed:
            owed[receipt.order_id] -= receipt.amount
    late = timedelta(days=PAID_WITHIN_DAYS)
    since = view.year[0]
    return [
        Due(order_id, amount, booked[order_id] + late)
        for order_id, amount in sorted(owed.items(), key=lambda one: booked[one[0]])
        if amount > 0 and since <= booked[order_id] and booked[order_id] + late < view.as_of
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
