"""Each cause by itself, in a company that is otherwise calm, is the first the diagnosis names."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesops.insights.diagnosis import Diagnosis, diagnosis
from salesops.kernel.period import Period
from salesops.ledger.views import close, restrict
from salesops.metrics.question import answer, rows
from tests.insights.company import PERIOD, TEAM, company, in_period, person

WHERE = (("people.team_path", (f"Sales/Team {TEAM}",)),)


def dropped(to: float) -> Any:
    return lambda team, day, seat: to if in_period(team, day) else 1.0


def told(folder: Path, **planted: Any) -> Diagnosis:
    return diagnosis(company(folder, **planted), WHERE, PERIOD)


def test_a_calm_company_has_no_cause_to_name(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.named == ()
    assert sum(cause.amount for cause in found.causes) == found.actual - found.target


def test_a_market_that_shrank_is_the_market_and_not_the_team(tmp_path: Path) -> None:
    found = told(tmp_path, units=dropped(0.7), market=dropped(0.7))
    assert [cause.kind for cause in found.named] == ["size"]
    first = found.named[0]
    assert (first.family, first.grade, first.places) == ("market", "A", (f"r{TEAM}",))
    assert first.amount == pytest.approx(found.missing, rel=Decimal("0.1"))


def test_a_line_made_dearer_pays_its_price_in_volume(tmp_path: Path) -> None:
    found = told(tmp_path, units=dropped(0.55), price=dropped(1.2))
    first = found.named[0]
    assert (first.family, first.kind) == ("product", "price")
    amounts = {part.kind: part.amount for part in first.parts}
    assert amounts["price"] > 0 > amounts["volume_at_price"]


def test_a_rival_who_won_our_share_is_named(tmp_path: Path) -> None:
    grown = dropped(1.07)
    found = told(tmp_path, units=dropped(0.6), share=grown)
    first = found.named[0]
    assert (first.family, first.kind, first.details) == ("market", "share", ("Rival",))


def test_lost_share_without_anything_on_record_is_not_blamed_on_anybody(tmp_path: Path) -> None:
    found = told(tmp_path, units=dropped(0.6))
    assert found.named == ()
    worst = found.causes[0]
    assert (worst.kind, worst.grade, worst.details) == ("share", "C", ("unknown",))


def test_a_seat_left_empty_is_the_vacancy_and_only_its_own_part(tmp_path: Path) -> None:
    gone = date(2025, 7, 1)

    def spells(staff: list[dict[str, Any]]) -> list[dict[str, Any]]:
        leaver = person(f"two{TEAM}", TEAM, ends_before=gone, left_on=gone)
        return [leaver if p["person_id"] == f"two{TEAM}" else p for p in staff]

    def holder(team: int, day: date, usual: str) -> str:
        empty = in_period(team, day) and usual.startswith("two")
        return f"boss{team}" if empty else usual

    def units(team: int, day: date, seat: int) -> float:
        return 0.3 if in_period(team, day) and seat == 2 else 1.0

    found = told(tmp_path, spells=spells, holder=holder, units=units)
    first = found.named[0]
    assert (first.family, first.kind, first.grade) == ("team", "vacancy", "A")
    assert first.amount == pytest.approx(Decimal(-28_000), rel=Decimal("0.1"))


def test_people_who_are_new_sell_less_and_that_is_their_ramp(tmp_path: Path) -> None:
    hired = date(2025, 7, 1)

    def spells(staff: list[dict[str, Any]]) -> list[dict[str, Any]]:
        leaver = person(f"two{TEAM}", TEAM, ends_before=hired, left_on=hired)
        new = person(f"new{TEAM}", TEAM, starts_on=hired, hired_on=hired)
        return [leaver if p["person_id"] == f"two{TEAM}" else p for p in staff] + [new]

    def holder(team: int, day: date, usual: str) -> str:
        return f"new{team}" if in_period(team, day) and usual.startswith("two") else usual

    def units(team: int, day: date, seat: int) -> float:
        return 0.5 if in_period(team, day) and seat == 2 else 1.0

    found = told(tmp_path, spells=spells, holder=holder, units=units)
    assert [(cause.family, cause.kind) for cause in found.named] == [("team", "ramp")]


def test_a_target_that_was_never_sold_is_above_potential(tmp_path: Path) -> None:
    def target(team: int, _day: date, _seat: int) -> float:
        return 1.25 if team == TEAM else 1.0

    found = told(tmp_path, target=target)
    first = found.named[0]
    assert (first.family, first.kind) == ("target", "above_potential")
    assert first.amount == pytest.approx(found.missing, rel=Decimal("0.25"))


def test_a_team_below_its_peers_is_told_by_its_calls(tmp_path: Path) -> None:
    found = told(tmp_path, units=dropped(0.91), calls=dropped(0.5))
    first = found.named[0]
    assert (first.family, first.kind) == ("team", "activity")


def test_a_team_below_its_peers_for_no_reason_on_record_is_not_told_apart(tmp_path: Path) -> None:
    first = told(tmp_path, units=dropped(0.91)).named[0]
    assert (first.kind, first.details) == ("activity_or_conversion", ("not_told_apart",))


def test_a_team_is_not_blamed_where_nobody_knows_the_market(tmp_path: Path) -> None:
    unsized = close(company(tmp_path, units=dropped(0.91)), "market_sizes")
    found = diagnosis(unsized, WHERE, PERIOD)
    assert found.named == ()
    worst = found.causes[0]
    assert (worst.family, worst.kind) == ("cannot_tell", "market_or_team")
    assert worst.details == ("no_market_size",)


def test_every_part_opens_to_rows_of_the_ledger(tmp_path: Path) -> None:
    ledger = company(tmp_path, units=dropped(0.7), market=dropped(0.7))
    found = diagnosis(ledger, WHERE, PERIOD)
    assert found.causes
    for cause in found.causes:
        assert cause.questions
        for question in cause.questions:
            assert answer(ledger, question).question == question
    main = found.named[0].questions[0]
    assert rows(ledger, "market_size", main, {}).total == 4


def test_parts_sum_to_the_shortfall_for_any_slice_of_the_company(tmp_path: Path) -> None:
    ledger = company(tmp_path, units=dropped(0.6), share=dropped(1.07))
    for where in ((), (("regions.region_id", ("r4", "r5")),), (("products.line", ("Pumps",)),)):
        found = diagnosis(ledger, where, PERIOD)
        assert sum(cause.amount for cause in found.causes) == found.actual - found.target


def test_what_still_stands_with_somebody_who_left_is_an_empty_seats_too(tmp_path: Path) -> None:
    gone = date(2025, 7, 1)

    def spells(staff: list[dict[str, Any]]) -> list[dict[str, Any]]:
        leaver = person(f"two{TEAM}", TEAM, ends_before=gone, left_on=gone)
        return [leaver if p["person_id"] == f"two{TEAM}" else p for p in staff]

    def units(team: int, day: date, seat: int) -> float:
        return 0.0 if in_period(team, day) and seat == 2 else 1.0

    first = told(tmp_path, spells=spells, units=units).named[0]
    assert (first.kind, first.amount) == ("vacancy", pytest.approx(-40_000, rel=Decimal("0.05")))


def test_a_manager_with_customers_of_their_own_does_not_only_cover(tmp_path: Path) -> None:
    gone = date(2025, 7, 1)

    def spells(staff: list[dict[str, Any]]) -> list[dict[str, Any]]:
        leaver = person(f"spare{TEAM}", TEAM, ends_before=gone, left_on=gone)
        return [*staff, leaver]

    def holder(team: int, _day: date, usual: str) -> str:
        return f"boss{team}" if usual.startswith("one") else usual

    found = told(tmp_path, spells=spells, holder=holder)
    assert all(cause.kind != "vacancy" for cause in found.causes)


def test_a_manager_who_sees_one_team_is_told_what_that_cannot_show(tmp_path: Path) -> None:
    whole = company(tmp_path, units=dropped(0.91))
    seen = restrict(whole, "people.team_path", [f"Sales/Team {TEAM}"])
    found = diagnosis(seen, WHERE, PERIOD)
    assert sum(cause.amount for cause in found.causes) == found.missing < 0
    assert found.named == ()
    assert [cause.details for cause in found.causes if cause.kind == "rest"] == [("no_peers",)]


def test_nobody_without_anything_to_see_is_told_anything(tmp_path: Path) -> None:
    nothing = restrict(company(tmp_path), "people.team_path", [])
    found = diagnosis(nothing, WHERE, PERIOD)
    assert (found.target, found.actual, found.causes) == (0, 0, ())


def test_a_period_with_nothing_before_it_is_split_by_what_little_there_is(tmp_path: Path) -> None:
    first = Period(date(2023, 7, 1), date(2023, 9, 1))
    found = diagnosis(company(tmp_path), WHERE, first)
    assert sum(cause.amount for cause in found.causes) == found.missing
    assert found.named == ()
