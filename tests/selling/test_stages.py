"""A pipeline has at least one open stage, one for won and one for lost, each with its own name."""

from decimal import Decimal

import pytest

from salesops.selling.stages import Draft, chance_of, first_stages, objections

WHOLE = [Draft("谈"), Draft("赢", "won"), Draft("输", "lost")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_stages_are_whole(language) -> None:
    assert objections(first_stages(language)) == []


def test_every_kind_must_be_there() -> None:
    told = objections([Draft("谈")])
    assert [problem.values["kind_en"] for problem in told] == ["won", "lost"]


def test_names_are_given_and_differ() -> None:
    assert [p.code for p in objections([*WHOLE, Draft("  ")])] == ["stage_unnamed"]
    assert [p.code for p in objections([*WHOLE, Draft("谈")])] == ["stage_twice"]
    assert [p.code for p in objections([*WHOLE, Draft("长" * 201)])] == ["stage_name_long"]
    assert [p.code for p in objections([Draft(f"{n}") for n in range(31)])] == ["stages_too_many"]


def test_a_chance_is_a_share() -> None:
    assert objections([*WHOLE, Draft("x", probability=Decimal("1.01"))])[0].code == "stage_chance"


def test_what_is_won_is_certain_and_what_is_lost_or_unknown_counts_nothing() -> None:
    assert chance_of("won", None) == 1
    assert chance_of("lost", Decimal("0.5")) == 0
    assert chance_of("open", None) == 0
    assert chance_of("open", Decimal("0.25")) == Decimal("0.25")
