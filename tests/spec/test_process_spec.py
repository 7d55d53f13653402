"""Estimates with open cases and quantiles, the same on every engine, by the field's own numbers."""

from datetime import date, datetime, timedelta

import pytest

from salesops.metrics.question import Question, answer
from tests.spec.conftest import Open

AS_OF = date(2025, 3, 31)
START = datetime(2025, 3, 1)

# Days in a stage; those still there have no end and count until the ledger's last day ends.
STAYS = [
    (1, True),
    (2, True),
    (2, False),
    (3, True),
    (5, False),
    (8, True),
    (9, False),
    (10, False),
]
ENDS = [(2, "won"), (3, "lost"), (4, "won"), (5, "open"), (6, "lost"), (8, "won"),
        (10, "open"), (12, "open")]  # fmt: skip
ANSWERS = [0.5, 2, 30, None, None]


def stays() -> str:
    end = datetime(2025, 4, 1)
    rows = []
    for n, (days, is_over) in enumerate(STAYS):
        entered = START if is_over else end - timedelta(days=days)
        left = (entered + timedelta(days=days)).isoformat() if is_over else ""
        rows.append(f"c{n} | deal | 1 | S | {entered.date()} | {entered.isoformat()} | {left}")
    return "\n".join(rows)


def deals() -> str:
    rows = []
    for days, status in ENDS:
        created = date(2025, 3, 1) if status != "open" else AS_OF - timedelta(days=days)
        closed = created + timedelta(days=days) if status != "open" else ""
        rows.append(f"{created} | {status} | {closed}")
    return "\n".join(rows)


def leads() -> str:
    came = datetime(2025, 3, 30)
    told = [(came + timedelta(hours=h)).isoformat() if h else "" for h in ANSWERS]
    return "\n".join(f"2025-03-30 | {came.isoformat()} | {at}" for at in told)


@pytest.fixture
def world() -> str:
    return f"""
steps
case_id | case_kind | sequence | to_stage | entered_on | entered_at | left_at
{stays()}

deals
created_on | status | closed_on
{deals()}

leads
received_on | received_at | first_contacted_at
{leads()}
"""


def test_open_cases_count_as_far_as_they_have_lasted(ledger: Open, world: str) -> None:
    names = ("median_days_in_stage", "average_days_in_stage", "censored_days_in_stage",
             "conversion_chance", "hours_to_answer")  # fmt: skip
    totals = answer(ledger(world, as_of=str(AS_OF)), Question(names)).totals
    # Of the ended stays alone half end within 2.5 days; of all of them within 8.
    assert totals["median_days_in_stage"] == 2.5
    assert totals["average_days_in_stage"] == 3.5
    assert totals["censored_days_in_stage"] == pytest.approx(8)
    # Won of all is 3/8 and won of closed 3/5; losing competes, so neither is the chance.
    assert totals["conversion_chance"] == pytest.approx(13 / 32)
    assert totals["hours_to_answer"] == pytest.approx(30)


def test_estimates_are_of_each_group_and_of_the_whole_again(ledger: Open, world: str) -> None:
    asked = Question(("conversion_chance", "p90_days_in_stage"), ("calendar.day",))
    found = answer(ledger(world, as_of=str(AS_OF)), asked)
    by_day = {row["calendar.day"]: row for row in found.rows}
    ended_then = by_day[date(2025, 3, 1)]
    assert ended_then["conversion_chance"] == pytest.approx(3 / 5)
    # Of 1, 2, 3 and 8 days the ninth tenth lies seven tenths of the way from 3 to 8.
    assert ended_then["p90_days_in_stage"] == pytest.approx(6.5)
    assert by_day[AS_OF - timedelta(days=10)]["conversion_chance"] == 0
    assert found.totals["conversion_chance"] == pytest.approx(13 / 32)


def test_who_has_not_ended_by_half_has_no_median(ledger: Open) -> None:
    world = """
steps
case_id | case_kind | sequence | to_stage | entered_on | entered_at | left_at
a | deal | 1 | S | 2025-03-01 | 2025-03-01T00:00:00 | 2025-03-02T00:00:00
b | deal | 1 | S | 2025-03-01 | 2025-03-01T00:00:00 |
c | deal | 1 | S | 2025-03-01 | 2025-03-01T00:00:00 |
"""
    names = ("censored_days_in_stage", "median_days_in_stage")
    totals = answer(ledger(world, as_of=str(AS_OF)), Question(names)).totals
    assert totals == {"censored_days_in_stage": None, "median_days_in_stage": 1}
