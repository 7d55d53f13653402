"""λ by node: which mix holds where, and both shares of a family."""

from decimal import Decimal
from fractions import Fraction

from salesops.planning.allocate import allocation
from salesops.planning.goal import Goal
from salesops.planning.mixes import Mixed, family, mixes_of
from salesops.planning.tree import Node
from salesops.planning.worked import Past, Worked
from tests.planning.plans import START, plan

PARENTS = {"公司": "", "老区": "公司", "ada": "老区", "新区": "公司", "bo": "新区"}
GOAL = {"last_year": Decimal(3), "potential": Decimal(1)}


def test_a_node_goes_by_its_own_weights_or_by_those_nearest_above() -> None:
    new = {"potential": Decimal(1)}
    found = mixes_of(PARENTS, {"新区": new}, GOAL)
    assert found["老区"] == found["ada"] == found["公司"] == Mixed(GOAL, "")
    assert found["新区"] == found["bo"] == Mixed(new, "新区")
    assert found["老区"].influence() == {"last_year": Fraction(3, 4), "potential": Fraction(1, 4)}


def test_both_shares_stand_beside_the_target_of_each_child() -> None:
    def person(name: str, sold: int, could: int) -> Node:
        return Node(name, "新区", {"last_year": Decimal(sold), "potential": Decimal(could)})

    half = {"last_year": Decimal("0.5"), "potential": Decimal("0.5")}
    asked = plan(Goal(1000, "CNY", Decimal(1), START), Node("公司"),
                 Node("新区", "公司", {"last_year": Decimal(1)}, mix=half),
                 person("ada", 3, 1), person("bo", 1, 3), last_year="1")  # fmt: skip
    ada, bo = family(Worked(allocation(asked), Past()), "新区")
    assert (ada.node, ada.shares) == (
        "ada", {"last_year": Fraction(3, 4), "potential": Fraction(1, 4)},
    )  # fmt: skip
    assert (ada.share, ada.target, bo.target) == (Fraction(1, 2), 500, 500)
