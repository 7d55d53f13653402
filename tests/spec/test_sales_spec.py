"""Sales figures, by group and compared."""

from datetime import date
from decimal import Decimal

import pytest

from salesops.metrics.question import Question, answer
from tests.spec.conftest import Open

WORLD = """
regions
region_id | name
N | North
S | South

products
product_id | name | line
p | Pump | Pumps
v | Valve | Valves

orders
line_id | order_id | booked_on | region_id | product_id | quantity | list_amount | net_amount | cost
1 | A | 2024-03-05 | N | p | 10 | 1000 | 900 | 600
2 | B | 2024-04-05 | S | v |  1 |  100 | 100 |  50
3 | C | 2025-03-04 | N | p | 12 | 1200 | 1080 | 700
4 | C | 2025-03-04 | N | v |  1 |  100 |   90 |  50
5 | D | 2025-03-20 | N | p | -2 | -200 | -180 | -120
6 | E | 2025-05-01 |   | v |  3 |  300 |  300 | 150

quotas
starts_on | ends_before | region_id | product_line | amount | expected_amount
2025-03-01 | 2025-04-01 | N | Pumps | 1000 | 1000
2025-04-01 | 2025-05-01 | S | Valves | 200 | 200
2024-03-01 | 2024-04-01 | N | Pumps | 1000 | 1000
"""

YEAR = {"starts_on": date(2025, 1, 1), "ends_before": date(2026, 1, 1)}


def test_revenue_by_region_keeps_the_lines_without_one(ledger: Open) -> None:
    found = answer(ledger(WORLD), Question(("net_revenue", "units"), ("regions.name",), **YEAR))
    assert [(r["regions.name"], r["net_revenue"], r["units"]) for r in found.rows] == [
        ("North", Decimal(990), Decimal(11)),
        (None, Decimal(300), Decimal(3)),
    ]
    assert found.totals == {"net_revenue": Decimal(1290), "units": Decimal(14)}


def test_a_region_that_sold_nothing_this_year_lost_everything(ledger: Open) -> None:
    asked = Question(("net_revenue",), ("regions.name",), **YEAR, compare="last_year")
    found = answer(ledger(WORLD), asked)
    rows = {r["regions.name"]: r for r in found.rows}
    assert rows["South"]["net_revenue"] == 0
    assert rows["South"]["net_revenue_change"] == -1
    assert rows["North"]["net_revenue_last_year"] == 900
    assert rows["North"]["net_revenue_change"] == pytest.approx(0.1)
    assert rows[None]["net_revenue_change"] is None
    assert found.totals["net_revenue_change"] == pytest.approx(0.29)
    parts = sum(r["net_revenue_contribution"] for r in found.rows)
    assert parts == pytest.approx(found.totals["net_revenue_contribution"])


def test_attainment_is_recomputed_for_the_whole(ledger: Open) -> None:
    asked = Question(
        ("attainment", "net_revenue", "quota"), ("calendar.month", "products.line"), **YEAR
    )
    found = answer(ledger(WORLD), asked)
    rows = {(r["calendar.month"], r["products.line"]): r for r in found.rows}
    assert rows["2025-03", "Pumps"]["attainment"] == pytest.approx(0.9)
    assert rows["2025-04", "Valves"]["attainment"] == 0
    assert rows["2025-03", "Valves"]["attainment"] is None
    assert found.totals["attainment"] == pytest.approx(1290 / 1200)
