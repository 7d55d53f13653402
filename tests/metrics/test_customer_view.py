"""What the page about a customer says it bought, paid and sent back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesops.ledger.snapshot import open_snapshot
from salesops.metrics.customer_view import CustomerView, bought, customer_view, unpaid
from tests.ledger.workshop import Row, batch, line, snapshot

LINE_OF = {"P1": "pumps", "V1": "valves"}
View = Callable[..., CustomerView]


@pytest.fixture
def view(tmp_path: Path) -> View:
    def seen(orders: list[Row], receipts: list[Row] | None = None) -> CustomerView:
        said = [batch(tmp_path, "orders", orders, "b1")]
        said += [batch(tmp_path, "receipts", receipts, "b2")] if receipts else []
        taken = snapshot(tmp_path, *said, as_of=date(2025, 10, 31))
        return customer_view(open_snapshot(tmp_path, taken.snapshot_id), ["A1"])

    return seen


def test_twelve_months_stand_beside_the_twelve_before(view: View) -> None:
    seen = view(
        [
            line("1", "2025-10-31", 100),
            line("2", "2024-11-01", 20),
            line("3", "2024-10-31", 60),
            line("4", "2023-11-01", 20),
            line("5", "2023-10-31", 7),
            line("6", "2025-05-01", 30, product_id="V1"),
        ]
    )
    pumps, valves = bought(seen, LINE_OF)
    assert (pumps.line, pumps.now, pumps.before) == ("pumps", 120, 80)
    assert pumps.change == Decimal("0.5")
    assert (pumps.orders, pumps.last_on) == (2, date(2025, 10, 31))
    assert (valves.now, valves.before, valves.change) == (30, 0, None)
    assert sum(seen.months) == 150 and seen.months[-1] == 100


def test_what_came_back_is_no_purchase_and_lowers_what_was_sold(view: View) -> None:
    seen = view(
        [
            line("1", "2025-09-01", 100),
            line("2", "2025-10-01", -40, order_id="O1", is_return=True, quantity=-1),
        ]
    )
    assert [(o.order_id, o.is_return, o.net_amount) for o in seen.orders] == [
        ("O1", True, -40), ("O1", False, 100),
    ]  # fmt: skip
    (pumps,) = bought(seen, LINE_OF)
    assert (pumps.now, pumps.days) == (60, (date(2025, 9, 1),))
    assert seen.last_on == seen.first_on == date(2025, 9, 1)


def test_lines_of_one_order_are_one_order(view: View) -> None:
    more = line("2", "2025-09-01", 5, order_id="O1", product_id="V1")
    (order,) = view([line("1", "2025-09-01", 100), more]).orders
    assert (order.lines, order.net_amount, set(order.products)) == (2, 105, {"P1", "V1"})


def test_a_product_without_a_line_is_bought_all_the_same(view: View) -> None:
    (other,) = bought(view([line("1", "2025-09-01", 100, product_id="gone")]), LINE_OF)
    assert (other.line, other.now) == ("", 100)


def test_an_order_is_asked_about_when_it_is_not_paid_in_full_after_ninety_days(view: View) -> None:
    paid = {"receipt_id": "R1", "order_id": "O1", "received_on": "2025-04-01", "amount": 60}
    orders = [line("1", "2025-03-01", 100), line("2", "2025-10-01", 50), line("3", "2022-01-01", 9)]
    (due,) = unpaid(view(orders, [paid]))
    assert (due.order_id, due.amount, due.due_on) == ("O1", 40, date(2025, 5, 30))


def test_nobody_is_called_a_debtor_where_no_payment_was_ever_told(view: View) -> None:
    assert unpaid(view([line("1", "2025-03-01", 100)])) == []


def test_a_customer_without_orders_has_an_empty_view(view: View) -> None:
    seen = view([line("1", "2025-03-01", 100, account_id="A2")])
    assert (seen.orders, seen.last_on, bought(seen, LINE_OF)) == ((), None, [])
    assert seen.months == (0,) * 12
