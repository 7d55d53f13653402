"""Nodes of a tree moved: no circles, the order they are shown in, regions kept when renewed."""

from salesops.planning.tree_moves import depth_first, is_within, with_regions

NOW = {"公司": "", "东区": "公司", "一组": "东区", "bo": "一组", "二组": "公司", "cy": "二组"}


def test_every_node_comes_right_before_those_below_it() -> None:
    mixed = {"cy": "二组", "公司": "", "bo": "一组", "二组": "公司", "一组": "东区", "东区": "公司"}
    assert depth_first(mixed) == ["公司", "二组", "cy", "东区", "一组", "bo"]
    assert depth_first({"a": "gone", "b": "a"}) == ["a", "b"]


def test_who_is_within_whom_ends_even_in_a_circle() -> None:
    assert is_within(NOW, "bo", "东区") and is_within(NOW, "东区", "东区")
    assert not is_within(NOW, "cy", "东区")
    assert not is_within({"a": "b", "b": "a"}, "a", "c")


def test_a_renewed_tree_keeps_its_regions_and_what_stands_below_them() -> None:
    fresh = {"公司": "", "一组": "公司", "new": "一组", "三组": "公司"}
    assert with_regions(fresh, NOW, {"东区"}) == {
        "公司": "", "三组": "公司", "东区": "公司", "一组": "东区", "new": "一组",
    }  # fmt: skip


def test_a_region_whose_place_is_gone_stands_below_the_top() -> None:
    now = {"公司": "", "二组": "公司", "东区": "二组"}
    assert with_regions({"公司": ""}, now, {"东区"}) == {"公司": "", "东区": "公司"}
