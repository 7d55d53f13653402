"""Last year to this year by product, asked of a ledger."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from salesops.insights.products import product_bridge
from salesops.metrics.question import answer
from tests.insights.company import PERIOD, TEAM, company, in_period

WHERE = (("people.team_path", (f"Sales/Team {TEAM}",)),)


def test_a_dearer_product_shows_price_against_volume_and_all_adds_up(tmp_path: Path) -> None:
    def units(team: int, day: date, _seat: int) -> float:
        return 0.5 if in_period(team, day) else 1.0

    def price(team: int, day: date, _seat: int) -> float:
        return 1.2 if in_period(team, day) else 1.0

    ledger = company(tmp_path, units=units, price=price)
    found = product_bridge(ledger, WHERE, PERIOD)
    parts = found.bridge.parts
    assert parts["price"] > 0 > parts["volume"]
    assert parts["new"] == parts["lost"] == 0
    totals = answer(ledger, found.question).totals
    whole = totals["net_revenue"] - totals["net_revenue_last_year"]
    assert sum(parts.values()) == whole


def test_a_product_no_longer_sold_is_lost_and_not_a_change_of_mix(tmp_path: Path) -> None:
    def units(team: int, day: date, seat: int) -> float:
        return 0.0 if in_period(team, day) and seat == 2 else 1.0

    found = product_bridge(company(tmp_path, units=units), WHERE, PERIOD)
    assert found.lost == ("Small pump",)
    assert found.new == ()
    assert found.bridge.parts["lost"] < -30_000
    assert found.bridge.parts["mix"] == Decimal(0)
