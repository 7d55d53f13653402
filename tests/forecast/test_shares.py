"""Trees too large to model every node: shares of what is modelled, with intervals of their own."""

from math import inf, isclose

import pytest

from salesops.forecast.models import Ahead, Node
from salesops.forecast.shares import share_ahead, tree_ahead

SEASON = [80.0, 90.0, 100.0, 110.0, 120.0, 100.0] * 4
ABOVE = Ahead((200.0, 240.0), (10.0, 20.0), "seasonal")


def test_a_node_that_is_always_a_quarter_of_its_parent_is_a_quarter_of_what_is_ahead() -> None:
    found = share_ahead([month / 4 for month in SEASON], SEASON, ABOVE)
    assert (found.method, found.means) == ("share", (50.0, 60.0))
    # It never strayed from its share, so it is as unsure as a quarter of its parent is.
    assert found.sigmas == pytest.approx((2.5, 5.0))


def test_a_node_that_strays_from_its_share_has_a_wider_interval() -> None:
    own = [25.0 + (5 if number % 2 else -5) for number in range(24)]
    found = share_ahead(own, [100.0] * 24, ABOVE)
    assert found.means == (50.0, 60.0)
    # 24 misses of 5, one figure fitted: 5 × √(24 ÷ 23), beside a quarter of the parent's 10.
    assert isclose(found.sigmas[0], (25 * 24 / 23 + 2.5**2) ** 0.5)


def test_what_cannot_be_a_share_is_read_for_itself() -> None:
    assert share_ahead([5.0, 5.0], SEASON, ABOVE).method == "unknown"
    unknown = Ahead((0.0,), (inf,), "unknown")
    assert share_ahead([5.0, 7.0, 6.0], [9.0, 9.0, 9.0], unknown).means == (6.0,)
    assert share_ahead([5.0, 7.0, 6.0], [-9.0, 0.0, 9.0], ABOVE).method == "mean"


def test_of_too_many_nodes_the_upper_and_the_largest_are_modelled_others_take_a_share() -> None:
    usual: dict[Node, float] = {
        (): 60, ("a",): 40, ("b",): 20, ("a", "x"): 10, ("a", "y"): 30, ("b", "z"): 20,
    }  # fmt: skip
    histories = {node: [month] * 12 for node, month in usual.items()}
    found = tree_ahead(histories, 1, most=5, fewer=4)
    assert [node for node, one in found.items() if one.method == "share"] == [
        ("b", "z"), ("a", "x"),
    ]  # fmt: skip
    assert found["a", "x"].means == (10.0,)
    assert {one.method for one in tree_ahead(histories, 1, most=6).values()} == {"level"}
