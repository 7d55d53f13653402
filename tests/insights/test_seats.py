"""Seats that stand empty, told from people's time in their positions."""

from datetime import date
from typing import Any

from salesops.insights.seats import covering, left, ramping, vacancies


def spell(person: str, team: str, starts: str, ends: str | None = None, **other: Any) -> Any:
    known = {
        "position_id": f"{person}-{starts}", "person_id": person, "team_path": team,
        "manager_id": "boss", "region_id": "r", "starts_on": date.fromisoformat(starts),
        "ends_before": date.fromisoformat(ends) if ends else None,
        "hired_on": date.fromisoformat(starts), "left_on": None, **other,
    }  # fmt: skip
    return {f"people.{name}": value for name, value in known.items()}


LEAVER = spell("ann", "A", "2020-01-01", "2025-03-01", left_on=date(2025, 3, 1))
BOSS = spell("boss", "A", "2019-01-01", manager_id=None)


def test_a_leaver_replaced_the_same_day_leaves_no_empty_seat() -> None:
    assert vacancies([LEAVER, BOSS, spell("new", "A", "2025-03-01")]) == []


def test_a_seat_is_empty_until_somebody_joins_the_team() -> None:
    (gap,) = vacancies(
        [LEAVER, BOSS, spell("new", "A", "2025-06-01"), spell("x", "B", "2025-03-01")]
    )
    assert (gap.team, gap.starts_on, gap.ends_before) == ("A", date(2025, 3, 1), date(2025, 6, 1))
    assert left([gap]) == {"ann-2020-01-01": {"2025-03", "2025-04", "2025-05"}}
    assert covering([gap], [LEAVER, BOSS]) == {"boss-2019-01-01": {"2025-03", "2025-04", "2025-05"}}


def test_another_title_on_the_same_team_fills_no_seat() -> None:
    promoted = [
        spell("bo", "A", "2020-01-01", "2025-03-01"),
        spell("bo", "A", "2025-03-01", hired_on=date(2020, 1, 1)),
    ]
    (gap,) = vacancies([LEAVER, BOSS, *promoted])
    assert gap.ends_before is None


def test_a_move_to_another_team_is_no_vacancy_by_itself() -> None:
    moved = [spell("bo", "A", "2020-01-01", "2025-03-01"), spell("bo", "B", "2025-03-01")]
    assert vacancies([BOSS, *moved]) == []


def test_the_first_half_year_is_the_ramp() -> None:
    months = ramping([spell("new", "A", "2025-03-10")])["new-2025-03-10"]
    assert months == {"2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"}
