"""A map of regions coloured by who has them: outlines where they are known, else a dot each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

Point = tuple[float, float]
WIDTH, MARGIN, COLOURS = 720, 24, 10


@dataclass(frozen=True)
class Drawn:
    """One region: its outline as a path, its centre, and the number of its person's colour."""

    name: str
    person: str
    colour: int
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class RegionMap:
    """The regions, how high the drawing is, and whose colour is which."""

    regions: Sequence[Drawn]
    height: int
    people: Sequence[tuple[int, str]]
    width: int = WIDTH


def region_map(
    regions: Mapping[str, tuple[Point, Sequence[Sequence[Point]]]],
    names: Mapping[str, str],
    owners: Mapping[str, str],
) -> RegionMap | None:
    """The map of these regions (longitude and latitude), None without one.

    Longitudes shrink with the cosine of the middle latitude, so that shapes look as they are.
    """
    if not regions:
        return None
    every = [
        p for centre, rings in regions.values() for p in (centre, *(q for r in rings for q in r))
    ]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * shrink, (north - south), 1e-6)
    people = {person: n % COLOURS for n, person in enumerate(sorted(set(owners.values())))}

    def at(point: Sequence[float]) -> tuple[int, int]:
        x, y = point
        return (
            round(MARGIN + (x - west) * shrink * scale),
            round(MARGIN + (north - y) * scale),
        )

    def drawn(pk: str) -> Drawn:
        centre, rings = regions[pk]
        path = " ".join(
            "M" + " L".join(f"{x} {y}" for x, y in map(at, ring)) + "Z" for ring in rings
        )
        person = owners.get(pk, "")
        return Drawn(names.get(pk, pk), person, people.get(person, 0), path, *at(centre))

    height = round((north - south) * scale) + 2 * MARGIN
    told = [(colour, person) for person, colour in people.items()]
    return RegionMap([drawn(pk) for pk in sorted(regions)], height, told)
