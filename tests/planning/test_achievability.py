"""The simulated year: our own published figures, and where a formula can check it."""

from decimal import Decimal
from math import exp

import numpy as np
import pytest

from salesops.planning.achievability import PayCurve, Sliders, chance, fairness, outlook
from salesops.planning.compared import changes
from salesops.planning.seats import Organisation, Seat, organisation, problems_of

MEDIAN, SPREAD = 0.95, 0.35


def fifty() -> Organisation:
    """Fifty sellers, attainment log-normal with median 95 % and σ 0.35 (planning note, §E.5)."""
    mean = 100 * MEDIAN * exp(SPREAD**2 / 2)
    seats = [
        Seat(f"s{n}", "company", Decimal(100), (mean,), SPREAD, incentive=10.0) for n in range(50)
    ]
    return organisation({"company": None}, seats)


def luck() -> np.random.Generator:
    return np.random.default_rng(20)


def test_over_assignment_buys_nothing_and_costs_people_their_target() -> None:
    before = outlook(fifty(), Sliders(), luck(), years=20_000)
    after = outlook(fifty(), Sliders(over_assignment=0.2), luck(), years=20_000)
    assert before.chances["company"] == after.chances["company"] == pytest.approx(0.56, abs=0.01)
    assert before.share_at_target == pytest.approx(0.44, abs=0.005)
    assert after.share_at_target == pytest.approx(0.25, abs=0.005)
    assert after.pay.mean < before.pay.mean


def test_a_common_shock_makes_the_company_less_safe() -> None:
    calm = outlook(fifty(), Sliders(), luck(), years=20_000)
    shaken = outlook(fifty(), Sliders(shock_spread=0.1), luck(), years=20_000)
    assert shaken.chances["company"] == pytest.approx(0.51, abs=0.01)
    mean, before = shaken.sales["company"].mean, calm.sales["company"].mean
    assert mean == pytest.approx(before, rel=0.005)
    assert shaken.sales["company"].low < calm.sales["company"].low


def test_what_changes_and_what_does_not_is_said() -> None:
    before = outlook(fifty(), Sliders(), luck())
    after = outlook(fifty(), Sliders(over_assignment=0.2), luck())
    moved = {change.name: change.moved for change in changes(before, after)}
    assert moved == {"chance": False, "sales": False, "share_at_target": True, "pay": True}
    said = changes(before, after)
    assert said[0].sentence("zh") == "company 达成概率不变（56%）。"
    assert said[2].sentence("en") == "The share of people at target goes from 44% to 25%."


def test_over_assignment_helps_only_where_people_sell_more_for_it() -> None:
    idle = outlook(fifty(), Sliders(over_assignment=0.2), luck())
    eager = outlook(fifty(), Sliders(over_assignment=0.2, effort=0.5), luck())
    assert eager.chances["company"] > idle.chances["company"] + 0.3


def test_one_seat_alone_has_the_chance_the_formula_gives() -> None:
    seat = Seat("s", "company", Decimal(100), (101.0,), 0.35)
    lived = outlook(organisation({"company": None}, [seat]), Sliders(), luck(), years=40_000)
    assert lived.seats["s"] == pytest.approx(chance(101.0, 100.0, 0.35))
    assert lived.chances["company"] == pytest.approx(lived.seats["s"], abs=4 * lived.error)


def test_without_luck_and_shock_the_year_is_what_was_expected() -> None:
    seats = [
        Seat("a", "team", Decimal(90), (50.0, 50.0), 0.0),
        Seat("b", "team", Decimal(110), (50.0, 50.0), 0.0),
    ]
    lived = outlook(organisation({"top": None, "team": "top"}, seats), Sliders(), luck(), years=10)
    assert lived.seats == {"a": 1.0, "b": 0.0}
    assert lived.chances == {"team": 1.0, "top": 1.0}
    assert lived.sales["top"].mean == pytest.approx(200)


def test_a_seat_filled_late_loses_its_first_months_and_learns_later() -> None:
    seat = Seat("open", "team", Decimal(100), (10.0,) * 12, starts=2, is_open=True)
    assert seat.mean() == 100.0
    assert seat.mean(late=3) == 70.0
    assert seat.mean(late=3, ramp=(0.2, 0.5)) == pytest.approx(70.0 - 8.0 - 5.0)
    taken = Seat("taken", "team", Decimal(100), (10.0,) * 12)
    assert taken.mean(late=3, ramp=(0.2, 0.5)) == 120.0


def test_a_node_can_have_a_goal_of_its_own() -> None:
    own = outlook(fifty(), Sliders(), luck(), goals={"company": Decimal(6_000)})
    assert own.chances["company"] < 0.05


def test_pay_follows_straight_lines_between_the_points() -> None:
    pay = PayCurve(((0.5, 0.0), (1.0, 1.0), (2.0, 3.0)))
    paid = pay(np.array([0.2, 0.75, 1.0, 1.5, 9.0], np.float32))
    assert paid.tolist() == pytest.approx([0.0, 0.5, 1.0, 2.0, 3.0], abs=1e-5)


def test_targets_that_follow_potential_are_fair_and_even_ones_are_not() -> None:
    def company(even: bool) -> Organisation:
        seats = [
            Seat(
                f"s{n}",
                "top",
                Decimal(550 if even else 100 * n),
                (100.0 * n,),
                potential=100.0 * n,
            )
            for n in range(1, 11)
        ]
        return organisation({"top": None}, seats)

    assert outlook(company(even=True), Sliders(), luck()).fairness.correlation == pytest.approx(1)
    assert outlook(company(even=False), Sliders(), luck()).fairness.correlation is None


def test_equal_ranks_share_their_mean_rank() -> None:
    points = [("a", 1.0, 0.2), ("b", 1.0, 0.3), ("c", 2.0, 0.3), ("d", 3.0, 0.4)]
    assert fairness(points).correlation == pytest.approx(0.8333333)


def test_a_tree_that_is_none_is_named_with_its_node() -> None:
    seats = [
        Seat("a", "lost", Decimal(1), (1.0,)),
        Seat("a", "x", Decimal(1), (1.0, 2.0)),
        Seat("b", "x", Decimal(-1), (1.0,)),
    ]
    problems = problems_of({"x": "y", "y": "x", "z": "nowhere"}, seats)
    codes = [problem.code for problem in problems]
    assert codes == [
        "tree_orphan", "tree_cycle", "seat_twice", "unknown_node", "bad_months", "bad_figure",
    ]  # fmt: skip
    assert "nowhere" in problems[0].reason("zh")
    assert "lost" in problems[3].reason("en")
    with pytest.raises(ValueError, match="nowhere"):
        organisation({"z": "nowhere"}, seats)
    assert [problem.code for problem in problems_of({"x": None}, [])] == ["no_seats"]
