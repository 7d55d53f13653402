"""A map of regions: names, centres, neighbours as the file says or shows them."""

import json
from typing import Any

import pytest

from salesops.planning.region_map import places


def feature(name: object, kind: str, coordinates: object, **more: object) -> dict[str, Any]:
    said = {"name": name, **more}
    return {"properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def square(x: float, y: float = 0) -> list[list[list[float]]]:
    return [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]


def read(*features: object) -> Any:
    return places(json.dumps({"features": features}))


def test_shapes_that_share_an_edge_are_neighbours_and_those_that_share_a_corner_are_not() -> None:
    found, problems = read(
        feature("a", "Polygon", square(0)), feature("b", "Polygon", square(1)),
        feature("c", "MultiPolygon", [square(2, 1), square(9)]),
    )  # fmt: skip
    assert not problems
    assert [one.neighbours for one in found] == [{"b"}, {"a"}, frozenset()]


def test_named_neighbours_and_points_need_no_shape() -> None:
    (one, other), problems = read(
        feature("a", "Point", [121.5, 31.2], neighbours="b; c"), feature("b", "Point", [0, 0])
    )
    assert (one.centre, one.neighbours, one.rings) == ((121.5, 31.2), {"b", "c"}, ())
    assert other.neighbours is None and not problems


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": 3}', "null"])
def test_what_is_no_map_is_told(text: str) -> None:
    found, (problem,) = places(text)
    assert not found and problem.code == "no_map"


def test_a_region_without_name_or_place_is_told_with_its_number() -> None:
    found, problems = read(
        feature(None, "Point", [0, 0]),
        feature("x", "LineString", [[0, 0]]),
        feature("y", "Point", []),
    )
    assert not found
    assert [one.code for one in problems] == [
        "nameless_region", "shapeless_region", "shapeless_region",
    ]  # fmt: skip
