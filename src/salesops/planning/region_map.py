"""A map of regions as GeoJSON has it: where each lies, its shape, and which border on it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from salesops.kernel.problem import Problem, Wording

Point = tuple[float, float]
Ring = tuple[Point, ...]
# What a file may call a region; the first that is there is its key.
KEYS = ("region_id", "id", "ID", "code", "adcode", "name", "NAME", "Name")
BESIDE = ("neighbours", "neighbors", "LIST_ADJACENT", "adjacent")
SHARED = 2
"""So many corners in common make two shapes neighbours; one is a touch at a point."""

NO_MAP = Wording(
    "no_map",
    ("文件不是 GeoJSON 地图：{what}。", "请提供含 features 的 GeoJSON（FeatureCollection）。"),
    ("The file is no GeoJSON map: {what}.", "Give a FeatureCollection with features."),
)
NAMELESS = Wording(
    "nameless_region",
    ("第 {number} 个区域没有名称或编号。", "请为每个区域写上 {keys} 之一。"),
    ("Region number {number} has neither name nor id.", "Give each region one of {keys}."),
)
SHAPELESS = Wording(
    "shapeless_region",
    ("区域 {name} 没有可用的位置：{what}。", "请给出点、多边形或多多边形，坐标为经度和纬度。"),
    (
        "Region {name} has no place that can be used: {what}.",
        "Give a point, polygon or multipolygon in longitude and latitude.",
    ),
)


@dataclass(frozen=True)
class Place:
    """Where a region lies: all the names its file gives it, centre, outer rings, neighbours.

    `neighbours` are keys of other places, None where the file neither says nor shows them.
    """

    key: str
    names: frozenset[str]
    centre: Point
    rings: tuple[Ring, ...] = ()
    neighbours: frozenset[str] | None = None


def places(text: str) -> tuple[list[Place], list[Problem]]:
    """The regions of a GeoJSON map, and what is wrong with it.

    Neighbours are those the file names, else those whose shapes share corners.
    """
    try:
        said = json.loads(text)
        features = said["features"]
        numbered = list(enumerate(features, start=1))
    except (ValueError, TypeError, KeyError) as error:
        return [], [Problem(NO_MAP, values={"what": str(error)[:80]})]
    found: list[Place] = []
    problems: list[Problem] = []
    for number, feature in numbered:
        read = _place(number, feature if isinstance(feature, dict) else {})
        if isinstance(read, Place):
            found.append(read)
        else:
            problems.append(read)
    return _with_neighbours(found), problems


def _place(number: int, feature: Mapping[str, Any]) -> Place | Problem:
    known = feature.get("properties") or {}
    known = {"id": feature.get("id"), **known} if isinstance(known, dict) else {}
    names = [str(known[key]) for key in KEYS if known.get(key) not in (None, "")]
    if not names:
        return Problem(NAMELESS, values={"number": number, "keys": ", ".join(KEYS)})
    try:
        rings = tuple(_rings(feature["geometry"]))
        corners = [point for ring in rings for point in ring]
        centre = (
            sum(x for x, _ in corners) / len(corners),
            sum(y for _, y in corners) / len(corners),
        )
    except (LookupError, TypeError, ValueError, ZeroDivisionError) as error:
        return Problem(SHAPELESS, values={"name": names[0], "what": str(error)[:80]})
    shape = tuple(ring for ring in rings if len(ring) > 2)
    return Place(names[0], frozenset(names), centre, shape, _named(known))


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The outer ring of each part; a point is a ring of one."""
    kind, said = geometry["type"], geometry["coordinates"]
    parts = {"Point": [[[said]]], "Polygon": [said], "MultiPolygon": said}[kind]
    for part in parts:
        yield tuple((float(point[0]), float(point[1])) for point in part[0])


def _named(known: Mapping[str, Any]) -> frozenset[str] | None:
    said = next((known[name] for name in BESIDE if known.get(name)), None)
    if isinstance(said, str):
        said = said.replace(";", ",").split(",")
    return frozenset(str(one).strip() for one in said) if isinstance(said, list) else None


def _with_neighbours(found: Sequence[Place]) -> list[Place]:
    touching = shared_corners(found)
    return [
        one
        if one.neighbours is not None
        else Place(
            one.key, one.names, one.centre, one.rings, touching[one.key] if one.rings else None
        )
        for one in found
    ]


def shared_corners(found: Sequence[Place]) -> Mapping[str, frozenset[str]]:
    """By key, the places whose outlines have corners in common with it."""
    at: dict[Point, set[str]] = defaultdict(set)
    for one in found:
        for x, y in {point for ring in one.rings for point in ring}:
            at[round(x, 6), round(y, 6)].add(one.key)
    common: dict[tuple[str, str], int] = defaultdict(int)
    for keys in at.values():
        for pair in combinations(sorted(keys), 2):
            common[pair] += 1
    beside: dict[str, set[str]] = {one.key: set() for one in found}
    for (left, right), count in common.items():
        if count >= SHARED:
            beside[left].add(right)
            beside[right].add(left)
    return {key: frozenset(keys) for key, keys in beside.items()}
