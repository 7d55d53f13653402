"""Honours and the ladder (process note, vectors TV-37 and TV-38)."""

from fractions import Fraction

import pytest

from salesops.incentives.honours import Award, Goal, Scorecard, leaderboard
from salesops.incentives.ladder import Below, Criterion, Ladder, Move, Rung, simulated
from tests.incentives.paying import D

GOALS = (
    Goal(name="opportunities", target=D(4), points=D(20)),
    Goal(name="revenue", target=D(20_000), points=D(80)),
)
RESULTS = {"opportunities": D(2), "revenue": D(40_000)}


def test_tv37_points_grow_with_the_result_unless_the_card_caps_them() -> None:
    assert Scorecard(goals=GOALS, at_most=None).points(RESULTS) == 170
    assert Scorecard(goals=GOALS, at_most=D(1)).points(RESULTS) == 90


HALF_YEAR = Criterion(periods=6, at_least=D(30))


@pytest.mark.parametrize(
    ("quarters", "need", "progress"),
    [((13, 17), 30, Fraction(1)), ((12, 17), 30, Fraction(29, 30)), ((17, 19), 36, Fraction(1))],
)
def test_tv38_thirty_within_six_months(
    quarters: tuple[int, int], need: int, progress: Fraction
) -> None:
    months = [D(0), D(0), D(quarters[0]), D(0), D(0), D(quarters[1])]
    criterion = Criterion(periods=6, at_least=D(need))
    assert criterion.progress(months) == progress
    assert criterion.is_met(months) is (progress == 1)
    assert round(float(Fraction(29, 30)) * 100, 1) == 96.7


LADDER = Ladder((
    Rung(grade="junior", pay=D(10), up=(Criterion(measure="each", periods=3, at_least=D(1)),)),
    Rung(grade="rep", pay=D(15), up=(Criterion(periods=6, at_least=D(9)),),
         down=Below(periods=2, less_than=D("0.6")), grace=2),
    Rung(grade="senior", pay=D(20), down=Below(periods=3, less_than=D("0.8")), grace=3),
))  # fmt: skip


def months(*told: str | None) -> list[D | None]:
    return [None if value is None else D(value) for value in told]


def test_three_good_months_in_a_row_promote_and_the_next_history_begins_anew() -> None:
    history = months("1", "0.9", "1", "1.2", "1", "1", "1")
    assert LADDER.moves(history, "junior") == [Move(4, "junior", "rep")]
    assert LADDER.grades(history, "junior")[4:] == ["junior", "rep", "rep"]
    standing = LADDER.standing(history, "junior")
    assert (standing.grade, standing.since, standing.progress) == ("rep", 2, (Fraction(2, 9),))
    assert not standing.is_ready


def test_grace_protects_and_then_two_bad_months_in_a_row_demote() -> None:
    history = months("0.1", "0.1", "0.1")
    assert LADDER.moves(history[:2], "rep") == []
    assert LADDER.moves(history, "rep") == [Move(2, "rep", "junior")]


def test_a_month_that_was_not_measured_neither_promotes_nor_demotes() -> None:
    assert LADDER.moves(months("1", "1", None, "1"), "junior") == []
    assert LADDER.moves(months("0.1", "0.1", None, "0.1", None, "0.1"), "rep") == []


def test_nobody_falls_off_either_end() -> None:
    assert LADDER.moves(months(*["9"] * 8), "senior") == []
    assert LADDER.moves(months(*["0"] * 8), "junior") == []


def test_a_ladder_is_simulated_for_heads_and_pay() -> None:
    found = simulated(
        LADDER,
        {"ann": months("1", "1", "1", "1"), "bo": months("0", "0", "0", "0")},
        {"ann": "junior", "bo": "rep"},
    )
    assert found.heads[0] == {"junior": 1, "rep": 1, "senior": 0}
    assert found.heads[3] == {"junior": 1, "rep": 1, "senior": 0}
    assert found.pay == (25, 25, 25, 25)
    assert [move.after for move in found.moves["ann"] + found.moves["bo"]] == ["rep", "junior"]


def test_a_leaderboard_shares_places_and_leaves_out_who_opted_out() -> None:
    results = {"ann": D(5), "bo": D(7), "cy": D(5), "dan": D(9), "eve": D(1)}
    board = leaderboard(results, opted_out={"dan"})
    assert [(p.rank, p.person) for p in board] == [(1, "bo"), (2, "ann"), (2, "cy"), (4, "eve")]


def test_an_award_honours_ties_and_whoever_opted_out_of_the_board() -> None:
    results = {"ann": D(5), "bo": D(7), "cy": D(5), "eve": D(1)}
    assert Award(name="best two", best=2).winners(results) == ["bo", "ann", "cy"]
    assert Award(name="five", at_least=D(5)).winners(results) == ["bo", "ann", "cy"]
