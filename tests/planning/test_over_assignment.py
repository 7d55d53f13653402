"""What is handed out beside the plan."""

from decimal import Decimal
from fractions import Fraction

import pytest

from salesops.planning.over_assignment import compounded, over_assignment, streets
from salesops.planning.tree import ordered
from tests.planning.plans import node

TREE = ordered([node("公司"), node("华东", "公司"), node("ada", "华东"), node("bo", "华东")])
BASE = [1000, 1000, 335, 665]


def test_five_levels_of_five_percent_compound_as_t37_says() -> None:
    assert compounded([Decimal("0.05")] * 5) == Fraction("1.2762815625")


def test_each_level_adds_its_rate_on_those_above() -> None:
    handed_out = streets(TREE, BASE, [Decimal(0), Decimal("0.1"), Decimal("0.1")])
    assert [one.street for one in handed_out] == [1000, 1100, 405, 805]
    assert handed_out[2].factor == Fraction(121, 100)


def test_somebody_named_has_a_rate_of_their_own() -> None:
    handed_out = streets(TREE, BASE, [Decimal(0), Decimal(0), Decimal("0.2")], {"bo": Decimal(0)})
    assert [one.street for one in handed_out[2:]] == [402, 665]


def test_the_plan_number_stays_what_it_was() -> None:
    assert [one.base for one in streets(TREE, BASE, [Decimal("0.5")] * 3)] == BASE


def test_over_assignment_is_what_the_parts_exceed_the_plan_by() -> None:
    handed_out = streets(TREE, BASE, [Decimal(0), Decimal(0), Decimal("0.2")])
    assert over_assignment(TREE, handed_out) == {"公司": 0, "华东": Fraction(1, 5)}


def test_a_rate_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves nothing"):
        streets(TREE, BASE, [Decimal(-1)])
