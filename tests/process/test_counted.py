"""Deals counted by the ledger's engine say what the same deals say one by one."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from salesops.ledger import Ledger
from salesops.ledger.engines import duckdb_engine
from salesops.process.competing import incidence, stay_of
from salesops.process.conversion import Count
from salesops.process.counted import (
    case_counts,
    case_months,
    deal_entrants,
    deals_reached,
    stays,
    tally_of,
)
from salesops.process.reached import entrants, reached
from tests.process.test_reached import NINE, STAGES
from tests.spec.worlds import tables, written

AS_OF = date(2026, 4, 30)
DEALS = """
deals
deal_id | stage | status | created_on | closed_on | region_id | lead_id
d1 | Won | won | 2026-01-01 | 2026-01-03 | n |
d2 | Lost | lost | 2026-01-01 | 2026-01-04 | n |
d3 | S1 | open | 2026-04-20 | | s | l1
d4 | Won | won | 2026-01-31 | 2026-03-01 | s |
d5 | S1 | open | | | s |
d6 | Lost | lost | 2026-02-01 | | s |

leads
lead_id | received_on | status
l1 | 2026-04-10 | converted
l2 | 2026-02-20 | invalid
l3 | 2026-02-03 | new
l4 | 2026-02-04 | invalid

regions
region_id | name
n | North
s | South
"""


def steps() -> str:
    """The nine deals, each with a move a day from the first of March on."""
    lines = [
        "steps",
        "case_id | case_kind | sequence | to_stage | entered_on | entered_at | left_at",
    ]
    for number, path in enumerate(NINE.elements()):
        for n, stage in enumerate(path):
            left = f"2026-03-{n + 2:02}" if n + 1 < len(path) else ""
            day = f"2026-03-{n + 1:02}"
            lines.append(f"c{number} | deal | {n} | {stage} | {day} | {day} | {left}")
    lines.append("l2 | lead | 1 | Invalid | 2026-02-25 | 2026-02-25 | ")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    world = tables(f"{DEALS}\n{steps()}")
    engine = duckdb_engine(written(world, tmp_path_factory.mktemp("counted")))
    taken = datetime(2026, 5, 1, tzinfo=UTC)
    return Ledger(engine.tables, engine, None, "test", AS_OF, taken, "CNY")


def test_deals_are_counted_by_cohort_days_and_outcome(ledger: Ledger) -> None:
    assert sorted(case_counts(ledger)) == [
        Count("2026-01", 2.0, "won", 1), Count("2026-01", 3.0, "lost", 1),
        Count("2026-01", 29.0, "won", 1), Count("2026-04", 10.0, "open", 1),
    ]  # fmt: skip
    by_region = case_counts(ledger, "regions.name")
    assert Counter(count.cohort for count in by_region) == {"North": 2, "South": 2}
    assert incidence(tally_of(by_region)).cases == 4


def test_a_lead_is_won_by_its_first_deal_and_lost_when_it_was_found_invalid(ledger: Ledger) -> None:
    assert sorted(case_counts(ledger, of="leads")) == [
        Count("2026-02", 5.0, "lost", 1), Count("2026-02", 86.0, "open", 1),
        Count("2026-04", 10.0, "won", 1),
    ]  # fmt: skip
    april = (date(2026, 4, 1), date(2026, 5, 1))
    assert [count.cases for count in case_counts(ledger, of="leads", span=april)] == [1]


def test_wins_are_counted_by_the_month_they_began_and_came(ledger: Ledger) -> None:
    entered, wins = case_months(ledger)
    assert entered == {"2026-01": 3, "2026-04": 1}
    assert wins == {("2026-01", "2026-01"): 1, ("2026-01", "2026-03"): 1}


def test_the_engine_and_the_paths_agree_on_what_was_reached(ledger: Ledger) -> None:
    assert deals_reached(ledger, STAGES) == reached(NINE, STAGES)


def test_the_engine_and_the_paths_agree_on_what_became_of_entrants(ledger: Ledger) -> None:
    assert deal_entrants(ledger, STAGES, ["Lost"]) == entrants(NINE, STAGES, ["Lost"])


def test_visits_that_last_are_censored(ledger: Ledger) -> None:
    second = stay_of(stays(ledger, STAGES)["S2"])
    assert (second.cases, second.still_here, second.median) == (8, 2, 1)
