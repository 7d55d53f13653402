"""Leeds: 299 census districts with their neighbours, made into even territories in one piece."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from salesops.planning.region_map import places, shared_corners
from salesops.planning.territories import Aim, Territories, Unit, balanced, components

pytestmark = pytest.mark.requires("data")
PEOPLE = [f"seller {n}" for n in range(10)]
Map = tuple[list[Unit], dict[str, frozenset[str]]]


@pytest.fixture(scope="module")
def leeds(data: Path) -> Map:
    """Work is a visit for every thousand inhabitants; a customer for every hundred."""
    said = json.loads((data / "uk_districting" / "Leeds.geojson").read_text(encoding="utf-8"))
    units, neighbours = [], {}
    for feature in said["features"]:
        known = feature["properties"]
        points = known["POINTS"]
        points = json.loads(points) if isinstance(points, str) else points
        x, y = (sum(point[k] for point in points) / len(points) for k in (0, 1))
        people, name = known["POPULATION"], str(known["ID"])
        units.append(
            Unit(name, people / 1000, float(people), customers=round(people / 100), at=(x, y))
        )
        neighbours[name] = frozenset(map(str, known["LIST_ADJACENT"]))
    return units, neighbours


def whole(found: Territories, neighbours: dict[str, frozenset[str]]) -> bool:
    held = [[unit for unit, owner in found.owner.items() if owner == p] for p in PEOPLE]
    return all(len(components(mine, neighbours)) == 1 for mine in held)


def test_the_map_is_the_one_described(leeds: Map) -> None:
    units, neighbours = leeds
    assert len(units) == 299
    assert sum(unit.potential for unit in units) == 2_320_214
    assert len(components([unit.unit_id for unit in units], neighbours)) == 1


def test_ten_territories_in_one_piece_each_within_three_per_cent(leeds: Map) -> None:
    units, neighbours = leeds
    found = balanced(units, PEOPLE, neighbours=neighbours)
    assert isinstance(found, Territories)
    assert whole(found, neighbours)
    assert found.imbalance < 0.03


def test_todays_territories_are_evened_within_the_limit_of_customers(leeds: Map) -> None:
    units, neighbours = leeds
    grown = balanced(units, PEOPLE, neighbours=neighbours, aim=Aim(rounds=0))
    assert isinstance(grown, Territories)
    today = [replace(unit, owner=grown.owner[unit.unit_id]) for unit in units]
    found = balanced(today, PEOPLE, neighbours=neighbours, limit=2_000)
    assert isinstance(found, Territories)
    assert whole(found, neighbours)
    assert 0 < found.customers_moved <= 2_000
    assert found.imbalance_before is not None
    assert found.imbalance < found.imbalance_before / 4
    assert found.disruption == pytest.approx(found.customers_moved / 23_203, rel=0.01)


def test_outlines_that_touch_tell_the_same_neighbours_as_the_list(data: Path) -> None:
    text = (data / "uk_districting" / "Leeds.geojson").read_text(encoding="utf-8")
    found, problems = places(text)
    said = {one.key: one.neighbours or frozenset() for one in found}
    touching = shared_corners(found)
    pairs = sum(map(len, said.values()))
    assert not problems and len(found) == 299
    assert sum(len(said[key] & touching[key]) for key in said) > 0.95 * pairs
