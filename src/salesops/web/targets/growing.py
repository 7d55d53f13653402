"""A plan's tree as the company stands on a day: the company, its teams, everybody in them."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from salesops.planning.tree_moves import with_regions as merged
from salesops.web.people.models import Position, Role, Team
from salesops.web.people.positions import holding
from salesops.web.targets.models import Node, Plan
from salesops.web.workspace.models import Workspace

COMPANY = "company"
ELSEWHERE = (Role.OPS, Role.FINANCE, Role.EXECUTIVE, Role.ADMIN)
"""Whose work is not to sell; they carry no target."""


@dataclass(frozen=True)
class Place:
    """Where something stands in a plan's tree."""

    key: str
    parent_key: str
    name: str
    kind: str
    region_id: str | None = None
    team_id: str | None = None
    person_id: str | None = None
    starts_on: date | None = None

    def fields(self) -> dict[str, object]:
        """What a node keeps of it besides its key."""
        return {name: value for name, value in vars(self).items() if name != "key"}


def with_open_seats(places: list[Place], plan: Plan) -> list[Place]:
    """The places with the plan's open seats, each after those who stand in its team."""
    found = list(places)
    for seat in open_seats(plan):
        at = [n for n, place in enumerate(found) if _before(place, seat.parent_key)]
        if at:
            where = seat_place(seat.key, seat.parent_key, seat.name, seat.starts_on)
            found.insert(at[-1] + 1, where)
    return found


def with_regions(places: list[Place], plan: Plan) -> list[Place]:
    """The places with the plan's regions, and below them what stood there."""
    now = dict(plan.nodes.order_by("position", "pk").values_list("key", "parent_key"))
    regions = {node.key: node for node in plan.nodes.filter(kind=Node.Kind.REGION)}
    by_key = {place.key: place for place in places}
    fresh = {place.key: place.parent_key for place in places}
    found = []
    for key, parent in merged(fresh, now, set(regions)).items():
        place = by_key.get(key) or _region(regions[key])
        found.append(replace(place, parent_key=parent))
    return found


def _region(node: Node) -> Place:
    return Place(node.key, node.parent_key, node.name, node.kind, region_id=node.region_id)


def _before(place: Place, team_key: str) -> bool:
    """Whether the place is the team itself or a seat of it."""
    is_seat = place.parent_key == team_key and place.kind == Node.Kind.PERSON
    return place.key == team_key or is_seat


def open_seats(plan: Plan) -> QuerySet[Node]:
    """The seats of the plan that nobody holds yet."""
    return plan.nodes.filter(kind=Node.Kind.PERSON, person=None).exclude(starts_on=None)


def seat_place(key: str, parent_key: str, name: str, starts_on: date | None) -> Place:
    """Where a seat stands that somebody is planned to hold from a day on."""
    return Place(key, parent_key, name, Node.Kind.PERSON, starts_on=starts_on)


def places_on(day: date) -> list[Place]:
    """The company, then its teams and those who sell, each after what it is part of.

    Where nobody stands in a team, people stand in their regions.
    """
    selling = holding(day).exclude(role__in=ELSEWHERE).select_related("team", "person", "region")
    held = selling.filter(team__isnull=False)
    positions = sorted(held, key=lambda p: (p.team.path, p.person.name, p.person_id))  # type: ignore[union-attr]
    paths = {path for position in positions for path in _above(position.team.path)}  # type: ignore[union-attr]
    teams = {team.path: team for team in Team.objects.filter(path__in=paths)}
    top = Place(
        COMPANY,
        "",
        Workspace.objects.values_list("name", flat=True).first() or "公司",
        Node.Kind.COMPANY,
    )
    if not positions:
        return [top, *_in_regions(list(selling))]
    found = [top]
    for path in sorted(teams):
        found.append(_team(teams, path))
        found += [_person(position) for position in positions if position.team.path == path]  # type: ignore[union-attr]
    return found


def _in_regions(positions: list[Position]) -> list[Place]:
    """Regions with those who sell there; whoever has none stands right below the company."""
    found: list[Place] = []
    ordered = sorted(positions, key=lambda p: (str(p.region or ""), p.person.name, p.person_id))
    for position in ordered:
        region = position.region
        if region and region.pk not in {place.key for place in found}:
            where = Place(region.pk, COMPANY, region.name, Node.Kind.REGION, region_id=region.pk)
            found.append(where)
        above = region.pk if region else COMPANY
        found.append(replace(_person(position), parent_key=above))
    return found


def _above(path: str) -> list[str]:
    """The path and those of the teams above it."""
    parts = path.split("/")
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def _team(teams: dict[str, Team], path: str) -> Place:
    team = teams[path]
    parent = teams.get(path.rpartition("/")[0])
    parent_key = f"team:{parent.pk}" if parent else COMPANY
    return Place(f"team:{team.pk}", parent_key, team.name, Node.Kind.TEAM, team_id=team.pk)


def _person(position: Position) -> Place:
    return Place(
        position.person_id, f"team:{position.team_id}", position.person.name, Node.Kind.PERSON,
        region_id=position.region_id, person_id=position.person_id,
    )  # fmt: skip
