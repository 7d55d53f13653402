"""A quota belongs to its interval: of a quarter's, every month has its working days' part."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from salesops.insights.period_ends import period_ends
from salesops.insights.planned import part, planned
from salesops.kernel.period import Period
from salesops.ledger import TABLES, Ledger
from salesops.ledger.engines import arrow_schema, duckdb_engine
from tests.spec.worlds import tables, written

WEEKDAYS = [
    day
    for day in (date(2025, 1, 1) + n * timedelta(days=1) for n in range(365))
    if day.isoweekday() < 6
]
QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
SELLER = ("people.person_id",)
WORLD = """
people
position_id | person_id | name | team | team_path | starts_on
a | a | Ann | North | Sales/North | 2020-01-01
b | b | Ben | North | Sales/North | 2020-01-01

quotas
position_id | starts_on | ends_before | amount | expected_amount
a | 2025-10-01 | 2026-01-01 | 6600 | 2300
b | 2025-08-30 | 2025-11-29 | 6500 | 4200
b | 2025-11-29 | 2026-03-01 | 6500 | 0
"""


@pytest.fixture
def world(tmp_path: Path) -> Ledger:
    said = tables(WORLD)
    rows = {name: arrow_schema(table).empty_table() for name, table in TABLES.items()} | said
    engine = duckdb_engine(written(rows, tmp_path))
    taken = datetime(2025, 11, 16, tzinfo=UTC)
    return Ledger(engine.tables, engine, str(tmp_path), "test", date(2025, 11, 15), taken, "CNY")


def test_the_parts_of_a_quota_add_up_to_it_whichever_way_its_time_is_cut() -> None:
    amount, span = Decimal("1000.01"), Period(date(2025, 1, 1), date(2025, 4, 1))
    months = list(span.months())
    parts = [part(amount, span, month, WEEKDAYS) for month in months]
    assert sum(parts) == amount
    # 23, 20 and 21 of the quarter's 64 weekdays.
    assert parts[0] == Decimal("359.3786")
    assert part(amount, span, Period(date(2025, 4, 1), date(2025, 5, 1)), WEEKDAYS) == 0
    # A span without a working day goes by its days.
    weekend = Period(date(2025, 3, 1), date(2025, 3, 3))
    sunday = Period(date(2025, 3, 2), date(2025, 4, 1))
    assert part(Decimal(3), weekend, sunday, WEEKDAYS) == Decimal("1.5")


def test_a_quarters_quota_is_whole_in_its_quarter_and_spread_in_a_month(world: Ledger) -> None:
    until = date(2025, 10, 31)
    alone = planned(world, SELLER, until, QUARTER)
    assert alone.target["a",] == 6600 and alone.due["a",] == 2300
    assert alone.spread
    october = planned(world, SELLER, until, Period(date(2025, 10, 1), date(2025, 11, 1)))
    november = planned(world, SELLER, until, Period(date(2025, 11, 1), date(2025, 12, 1)))
    december = planned(world, SELLER, until, Period(date(2025, 12, 1), date(2026, 1, 1)))
    assert sum(month.target["a",] for month in (october, november, december)) == 6600
    assert 0 < october.target["a",] == october.due["a",] < november.target["a",]
    assert november.due["a",] == 0


def test_quotas_that_begin_within_a_quarter_and_before_it_both_count_in_it(world: Ledger) -> None:
    found = planned(world, SELLER, date(2025, 10, 31), QUARTER)
    before = planned(world, SELLER, date(2025, 10, 31), Period(date(2025, 7, 1), date(2025, 10, 1)))
    after = planned(world, SELLER, date(2025, 10, 31), Period(date(2026, 1, 1), date(2026, 4, 1)))
    assert before.target["b",] + found.target["b",] + after.target["b",] == 13_000
    assert all(0 < one.target["b",] < 13_000 for one in (before, found, after))
    assert ("a",) not in before.target


def test_the_page_has_a_target_in_a_month_of_quarterly_quotas_and_says_it_was_spread(
    world: Ledger,
) -> None:
    november = Period(date(2025, 11, 1), date(2025, 12, 1))
    found = period_ends(world, "people.person_id", date(2025, 11, 15), november)
    assert found.spread
    targets = {one.node: one.target for one in found.nodes}
    assert 2100 < targets["a"] < 2400 and targets["b"] > 2000
