"""REST: people and teams as far as one needs to know them, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from salesops.web.paging import page
from salesops.web.people import actions_staff, actions_teams, directory
from salesops.web.people.absences import Absence
from salesops.web.people.actions_delegation import delegate, end_delegation
from salesops.web.people.delegation_views import state, visible
from salesops.web.people.models import Delegation, Person, Position
from salesops.web.people.places import Place
from salesops.web.signed_in import SignedIn
from salesops.web.text import clean_text

router = Router(tags=["people"])
ORDER = ("name", "person_id")
DAY = date
NAME = Field(max_length=200)


class PlaceIn(Schema):
    """Where somebody works from a day on."""

    starts_on: DAY
    title: str = Field("", max_length=200)
    team_id: str | None = None
    region_id: str | None = None
    manager_id: str | None = None

    def place(self) -> Place:
        """As the actions want it."""
        return Place(self.title, self.team_id, self.region_id, self.manager_id)


class Hired(PlaceIn):
    """Somebody joins, or comes back with the id they had."""

    name: str = NAME
    person_id: str | None = Field(None, max_length=200)
    email: str = ""


class Moved(PlaceIn):
    """Somebody works elsewhere from a day on."""

    person_id: str
    version: int | None = None


class Left(Schema):
    """Somebody works here no longer from a day on."""

    person_id: str
    day: DAY
    version: int | None = None


class PositionOut(Schema):
    """A position, from a day up to and not including another."""

    position_id: str
    title: str
    team_id: str | None
    team: str | None
    region_id: str | None
    manager_id: str | None
    starts_on: DAY | None
    ends_before: DAY | None


class PersonOut(Schema):
    """A colleague: name, title and team; the rest, and positions, for whoever needs to know."""

    person_id: str
    name: str
    title: str | None
    team_id: str | None
    team: str | None
    version: int | None = None
    email: str | None = None
    hired_on: DAY | None = None
    left_on: DAY | None = None
    positions: list[PositionOut] | None = None


class PeopleOut(Schema):
    """A page of people, and the cursor of the next one."""

    items: list[PersonOut]
    next: str | None


class TeamOut(Schema):
    """A team in the tree of a day."""

    team_id: str
    name: str
    parent_id: str | None
    depth: int
    people: int
    starts_on: DAY | None
    ends_before: DAY | None


class TeamIn(Schema):
    """A new team, from a day on."""

    name: str = NAME
    starts_on: DAY
    parent_id: str | None = None


class TeamChange(Schema):
    """Another name, or no team any more, from a day on."""

    day: DAY
    name: str | None = Field(None, max_length=200)
    close: bool = False
    version: int | None = None


class TeamKept(Schema):
    """A team as it is kept."""

    team_id: str
    name: str
    path: str
    version: int
    starts_on: DAY | None
    ends_before: DAY | None


class AbsenceIn(Schema):
    """Who is away and who stands in, from a day up to and not including another."""

    absent_id: str
    stand_in_id: str
    starts_on: DAY
    ends_before: DAY
    reason: str = Field("", max_length=300)

    def absence(self) -> Absence:
        """As the action wants it."""
        return Absence(**self.dict())


class DelegationOut(Schema):
    """Somebody stands in for somebody absent."""

    id: int
    absent_id: str
    stand_in_id: str
    starts_on: DAY
    ends_before: DAY
    reason: str
    made_at: datetime
    revoked_at: datetime | None
    state: str

    @staticmethod
    def resolve_state(kept: Delegation) -> str:
        """Running, coming, over, or ended early."""
        return state(kept, timezone.localdate())


@router.get("/people", response=PeopleOut, exclude_unset=True)
def people(
    request: SignedIn,
    q: str = "",
    team_id: str = "",
    role: str = "",
    state: Literal["here", "gone", "all"] = "here",
    cursor: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Everybody by name: names and teams, and more of those one needs to know more of."""
    today = timezone.localdate()
    sought = directory.Sought(clean_text(q), clean_text(team_id), clean_text(role), state)
    found = page(directory.people(sought, today), ORDER, cursor, limit)
    places = directory.places(found.items, today)
    known = directory.known(request.user, today)
    items = [
        _told(person, places.get(person.pk), known is None or person.pk in known)
        for person in found.items
    ]
    return {"items": items, "next": found.next}


@router.post("/people", response={201: PersonOut}, exclude_unset=True)
def hire(request: SignedIn, said: Hired) -> Status:
    """Somebody joins."""
    made = actions_staff.hire(
        actor=request.user, name=said.name, email=said.email, person_id=said.person_id,
        place=said.place(), starts_on=said.starts_on,
    )  # fmt: skip
    return Status(201, _whole(made))


@router.post("/people/moves", response=PersonOut, exclude_unset=True)
def move(request: SignedIn, said: Moved) -> dict[str, Any]:
    """Somebody works elsewhere from a day on; what they did before stays where it was."""
    position = actions_staff.move(
        actor=request.user, person_id=said.person_id, place=said.place(),
        starts_on=said.starts_on, version=said.version,
    )  # fmt: skip
    return _whole(Person.objects.get(pk=position.person_id))


@router.post("/people/leaves", response=PersonOut, exclude_unset=True)
def leave(request: SignedIn, said: Left) -> dict[str, Any]:
    """Somebody leaves on a day."""
    left = actions_staff.leave(
        actor=request.user, person_id=said.person_id, day=said.day, today=timezone.localdate(),
        version=said.version,
    )  # fmt: skip
    return _whole(left)


@router.get("/people/{path:person_id}", response=PersonOut, exclude_unset=True)
def person(request: SignedIn, person_id: str) -> dict[str, Any]:
    """One colleague."""
    found = Person.objects.filter(pk=person_id.replace("\0", "")).first()
    if found is None:
        raise Http404
    today = timezone.localdate()
    if directory.knows_all_of(request.user, found.pk, today):
        return _whole(found)
    return _told(found, directory.places([found], today).get(found.pk), False)


def _told(person: Person, now: Position | None, knows: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "person_id": person.pk, "name": person.name, "title": now.title if now else None,
        "team_id": now.team_id if now else None,
        "team": now.team.path if now and now.team else None,
    }  # fmt: skip
    if knows:
        told |= {"email": person.email, "hired_on": person.hired_on, "left_on": person.left_on,
                 "version": person.version}  # fmt: skip
    return told


def _whole(person: Person) -> dict[str, Any]:
    person.refresh_from_db()
    now = directory.places([person], timezone.localdate()).get(person.pk)
    positions = person.positions.select_related("team")
    ordered = sorted(positions, key=lambda one: one.starts_on or date.min)
    return _told(person, now, True) | {"positions": [_position(one) for one in ordered]}


def _position(one: Position) -> dict[str, Any]:
    names = ("position_id", "title", "team_id", "region_id", "manager_id", "starts_on",
             "ends_before")  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "team": one.team.path if one.team else None
    }


@router.get("/teams", response=list[TeamOut])
def teams(request: SignedIn, day: DAY | None = None) -> Sequence[dict[str, Any]]:
    """The tree of teams on a day, each after the one above it."""
    asked = day or timezone.localdate()
    counts = directory.counts_on(asked)
    return [
        {
            "team_id": node.team_id, "name": node.name, "depth": node.depth,
            "parent_id": node.line[-2] if node.depth else None,
            "people": counts.get(node.team_id, 0),
            "starts_on": node.spell.starts_on, "ends_before": node.spell.ends_before,
        }
        for node in directory.teams_on(asked)
    ]  # fmt: skip


@router.post("/teams", response={201: TeamKept})
def open_team(request: SignedIn, said: TeamIn) -> Status:
    """A new team."""
    return Status(201, actions_teams.open_team(actor=request.user, **said.dict()))


@router.patch("/teams/{team_id}", response=TeamKept)
def change_team(request: SignedIn, team_id: str, said: TeamChange) -> Any:
    """Rename a team, or close it."""
    done: Any = None
    if said.name is not None:
        done = actions_teams.rename_team(
            actor=request.user, team_id=team_id, name=said.name, day=said.day,
            today=timezone.localdate(), version=said.version,
        )  # fmt: skip
    if said.close:
        version = done.version if done else said.version
        done = actions_teams.close_team(
            actor=request.user, team_id=team_id, day=said.day, version=version
        )
    return done or actions_teams.untouched(actor=request.user, team_id=team_id)


@router.get("/delegations", response=list[DelegationOut])
def delegations(request: SignedIn, limit: int = 100) -> Sequence[Delegation]:
    """Who stands in for whom, as far as it is one's business, newest first."""
    return list(visible(request.user)[: min(max(limit, 1), 500)])


@router.post("/delegations", response={201: DelegationOut})
def stand_in(request: SignedIn, said: AbsenceIn) -> Status:
    """Have somebody stand in."""
    made = delegate(actor=request.user, absence=said.absence(), today=timezone.localdate())
    return Status(201, made)


@router.post("/delegations/{delegation_id}/end", response=DelegationOut)
def end(request: SignedIn, delegation_id: int) -> Delegation:
    """End it now."""
    return end_delegation(
        actor=request.user, delegation_id=delegation_id, today=timezone.localdate()
    )
