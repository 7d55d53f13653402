"""What goes with success and failure in a stage, from counted cases."""

from decimal import Decimal

from salesops.insights.stages import costly, factors_of, people, stage_findings, weaknesses
from salesops.process.stage_factors import OLDER, RECENT, USUAL, Cell, StageSeen


def cell(when: str, *, late: bool | None, won: int, lost: int, area: str = "N", who: str = "bo"):
    return Cell((area,), when, (("late", late),), who, won, lost, Decimal(1000 * won))


CALM = [cell(USUAL, late=False, won=180, lost=120), cell(USUAL, late=True, won=10, lost=30)]


def test_a_factor_that_costs_must_have_become_more_usual() -> None:
    as_ever = [cell(RECENT, late=False, won=90, lost=60), cell(RECENT, late=True, won=5, lost=15)]
    spread = [cell(RECENT, late=False, won=30, lost=20), cell(RECENT, late=True, won=30, lost=90)]
    assert stage_findings(weaknesses([StageSeen("Quote", [*CALM, *as_ever])])) == []
    (found,) = stage_findings(weaknesses([StageSeen("Quote", [*CALM, *spread])]))
    assert found.key == "stage:Quote:late:True"
    assert found.impact < 0 and found.grade == "C"
    assert "associated" in found.claim.en and "25.0%" in found.claim.en
    assert "不是因果" in found.evidence[0].zh


def test_a_shift_of_one_area_is_told_of_that_area() -> None:
    north = [cell(RECENT, late=False, won=10, lost=10), cell(RECENT, late=True, won=10, lost=40)]
    south = [cell(when, late=late, won=won, lost=lost, area="S")
             for when in (RECENT, USUAL)
             for late, won, lost in ((False, 90, 60), (True, 5, 15))]  # fmt: skip
    (weak,) = weaknesses([StageSeen("Quote", [*CALM, *north, *south])])
    assert [shift.segment for shift in costly(weak)] == [("N",)]
    assert weak.change is not None
    assert weak.change.total_mix + weak.change.total_rate == weak.change.after - weak.change.before


def test_what_is_not_known_is_on_neither_side() -> None:
    unknown = cell(OLDER, late=None, won=0, lost=500)
    (factor,) = factors_of(StageSeen("Quote", [*CALM, unknown]))
    assert factor.goes_with.second.cases == 300
    assert factor.goes_with.value == 0.25 - 0.6


def test_two_wins_of_three_do_not_make_somebody_the_best() -> None:
    many = [cell(USUAL, late=False, won=60, lost=40, who=f"p{n}") for n in range(4)]
    star = cell(USUAL, late=False, won=95, lost=5, who="star")
    few = cell(USUAL, late=False, won=9, lost=1, who="few")
    found = people([*many, star, few, cell(USUAL, late=False, won=3, lost=0, who="three")])
    assert "three" not in found
    assert found["few"].value < 0.9
    assert set(found) == {"p0", "p1", "p2", "p3", "star", "few"}
