"""Ledgers for laws: one with a row in every table, and random ones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from salesops.ledger import TABLES, Ledger
from salesops.ledger.engines import arrow_schema, duckdb_engine
from tests.spec.worlds import tables, written

START, AS_OF = date(2024, 1, 1), date(2025, 9, 17)

FULL = """
regions
region_id | name
n | North
s | South

products
product_id | name | line
p | Pump | Pumps
v | Valve | Valves

people
position_id | person_id | name | team_id | team | region_id
a | ada | Ada | t1 | One | n
b | bo | Bo | t1 | One | n
c | cy | Cy | t2 | Two | s

accounts
account_id | name | industry | region_id | position_id
x | Xu | Steel | n | b
y | Yi | Food | s | c

orders
booked_on | order_id | account_id | product_id | position_id | region_id | quantity | net_amount
2025-01-05 | o1 | x | p | b | n | 2 | 20
2025-02-05 | o2 | y | v | c | s | 3 | 33
2024-02-05 | o3 | y | v | c | s | 1 | 11

receipts
received_on | order_id | account_id | position_id | region_id | amount
2025-02-01 | o1 | x | b | n | 20

settlements
booked_on | order_id | account_id | position_id | region_id | amount
2025-01-05 | o1 | x | b | n | 20

customer_changes
account_id | happened_on | kind | position_id | region_id
x | 2025-01-05 | new | b | n
y | 2025-02-05 | won_back | c | s
y | 2025-02-04 | lost | c | s

quotas
starts_on | position_id | region_id | product_line | metric | amount | expected_amount
2025-01-01 | b | n | Pumps | | 25 | 25
2025-02-01 | c | s | Valves | | 30 | 30
2025-02-01 | c | s | Valves | gross_profit | 9 | 9
2025-02-01 | c | s | Valves | units | 3 | 3
2025-02-01 | c | s | Valves | new_customers | 1 | 1

leads
received_on | received_at | position_id | region_id | account_id | product_line | first_contacted_at
2025-01-02 | 2025-01-02T09:00:00 | b | n | x | Pumps | 2025-01-03T09:00:00

deals
created_on | account_id | product_id | position_id | region_id | status | amount | closed_on
2025-01-02 | x | p | b | n | won | 20 | 2025-02-02
2025-01-02 | y | p | c | s | lost | 20 | 2025-03-02
2025-01-03 | y | p | c | s | open | 20 |

closings
closed_on | account_id | product_id | position_id | region_id | status | amount | days_open
2025-02-02 | x | p | b | n | won | 20 | 31
2025-03-02 | y | p | c | s | lost | 20 | 59

activities
happened_on | kind | position_id | region_id | account_id
2025-01-02 | call | b | n | x

credits
position_id | role | credited_on | amount | region_id | product_id
b | seller | 2025-01-05 | 20 | n | p

market_sizes
starts_on | region_id | product_line | amount | own_amount
2025-01-01 | n | Pumps | 200 | 20

steps
case_id | case_kind | sequence | to_stage | entered_on | entered_at | left_at | work_minutes | visit | fits | position_id | region_id
1 | deal | 1 | Talks | 2025-01-02 | 2025-01-02T09:00:00 | 2025-01-03T09:00:00 | 540 | 1 | true | b | n
2 | deal | 1 | Talks | 2025-01-02 | 2025-01-02T09:00:00 | 2025-01-03T10:00:00 | 600 | 2 | false | c | s

expected_closings
deal_id | expected_on | moved_to | status | position_id | region_id | account_id | product_id | amount
1 | 2025-01-20 | | open | b | n | x | p | 20
2 | 2025-01-21 | 2025-02-21 | open | c | s | y | p | 20

share_observations
starts_on | region_id | product_line | competitor | share
2025-01-01 | n | Pumps | Rival | 0.2

competitor_events
starts_on | region_id | product_line | competitor | kind
2025-01-01 | s | Valves | Rival | promotion

earnings
earned_on | position_id | region_id | amount
2025-01-31 | b | n | 5
"""  # noqa: E501 - a table is read by its lines


def opened(world: dict[str, pa.Table], folder: str) -> Ledger:
    """A DuckDB ledger over the tables, written into the folder."""
    engine = duckdb_engine(written(world, Path(folder)))
    taken_at = datetime(2025, 9, 18, tzinfo=UTC)
    return Ledger(engine.tables, engine, folder, "law", AS_OF, taken_at, "CNY")


def full(folder: str) -> Ledger:
    """A ledger with rows behind every metric."""
    return opened(tables(FULL), folder)


Sale = tuple[int, str | None, str | None, str | None, int, int]

SALES: st.SearchStrategy[list[Sale]] = st.lists(
    st.tuples(
        st.integers(0, 700),
        st.sampled_from(["n", "s", None]),
        st.sampled_from(["p", "v", None]),
        st.sampled_from(["a", "b", "c", None]),
        st.integers(-3, 9),
        st.integers(-(10**7), 10**9),
    ),
    min_size=1,
    max_size=25,
)


def sold(sales: Sequence[Sale], folder: str) -> Ledger:
    """The full ledger with other orders: days after START, keys, quantity, amount in 1/10000."""
    world = tables(FULL)
    rows: list[dict[str, Any]] = [
        {
            **dict.fromkeys(TABLES["orders"].columns),
            "line_id": str(number),
            "order_id": str(number // 2),
            "booked_on": START + timedelta(days=day),
            "region_id": region,
            "product_id": product,
            "position_id": position,
            "account_id": None if position is None else ("y" if position == "c" else "x"),
            "quantity": Decimal(quantity),
            "net_amount": Decimal(amount).scaleb(-4),
            "list_amount": Decimal(abs(amount)).scaleb(-4),
        }
        for number, (day, region, product, position, quantity, amount) in enumerate(sales)
    ]
    world["orders"] = pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["orders"]))
    return opened(world, folder)


__all__ = ["AS_OF", "SALES", "START", "Sale", "TemporaryDirectory", "full", "opened", "sold"]
