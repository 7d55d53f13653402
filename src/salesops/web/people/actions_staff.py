"""What is done to people over time: they join, move, leave, and are put right."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date

from django.db import transaction
from django.utils import timezone

from salesops.kernel.tenure import Spell
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.ids import new_id
from salesops.web.market.models import Region
from salesops.web.people.administrators import someone_administers
from salesops.web.people.models import Delegation, Person, Position, Role, Team, User
from salesops.web.people.places import Place, check_free, cleaned, ending, told
from salesops.web.people.problems import (
    ENDS_BEFORE_IT_STARTS,
    LEFT_ALREADY,
    NEEDED,
    NO_SUCH_PERSON,
    NO_SUCH_REGION,
    NO_SUCH_TEAM,
    OWN_MANAGER,
    TEAM_CLOSED,
    WORKS_HERE_ALREADY,
)
from salesops.web.problems import refused
from salesops.web.text import clean_text

MOVERS = (Role.OPS, Role.ADMIN)


def hire(
    *,
    actor: Actor,
    name: str,
    place: Place,
    starts_on: date,
    email: str = "",
    person_id: str | None = None,
) -> Person:
    """Somebody joins, or comes back, from a day on.

    Raises Refused when they work here already or the place does not exist on that day, and
    ValidationError, by field, when name or address cannot be kept.
    """
    require(actor, *MOVERS)
    person_id = clean_text(person_id or "") or None
    place = _checked(place, person_id, starts_on)
    with transaction.atomic():
        known = Person.objects.select_for_update().filter(pk=person_id or "").first()
        if known:
            return _back(actor, known, place, starts_on)
        if not clean_text(name):
            raise refused(NEEDED, field="name")
        person = Person(
            person_id=person_id or new_id("P"), name=name, email=email, hired_on=starts_on
        )
        values = changing.cleaned(Person, {"name": name, "email": email})
        changing.apply(person, {"name": "", "email": ""} | values)
        person.full_clean()
        person.save(force_insert=True)
        _begin(person, place, starts_on)
        changes = {"starts_on": (None, starts_on)} | told(Place(), place)
        changing.note(actor, "hire", person, changes)
    return person


def _back(actor: Actor, person: Person, place: Place, starts_on: date) -> Person:
    """Somebody who left works here again."""
    if person.left_on is None:
        raise refused(WORKS_HERE_ALREADY, name=person.name)
    if starts_on < person.left_on:
        raise refused(LEFT_ALREADY, field="starts_on", name=person.name, day=person.left_on)
    changes = {"left_on": (person.left_on, None), "starts_on": (None, starts_on)}
    person.left_on = None
    changing.keep(person, ["left_on"])
    _begin(person, place, starts_on)
    changing.note(actor, "hire", person, changes | told(Place(), place))
    return person


def move(
    *, actor: Actor, person_id: str, place: Place, starts_on: date, version: int | None = None
) -> Position:
    """Somebody works elsewhere from a day on; where they were, they were until then.

    Nothing that happened before the day changes: figures stay with the team they were made in.
    """
    require(actor, *MOVERS)
    place = _checked(place, person_id, starts_on)
    with transaction.atomic():
        person = _held(person_id, version)
        if person.left_on and person.left_on <= starts_on:
            raise refused(LEFT_ALREADY, name=person.name, day=person.left_on)
        before = _ended(person, starts_on)
        position = _begin(person, place, starts_on)
        changing.keep(person, [])
        changes = {"starts_on": (None, starts_on)} | told(before, place)
        changing.note(actor, "move", person, changes)
    return position


def leave(
    *, actor: Actor, person_id: str, day: date, today: date, version: int | None = None
) -> Person:
    """From the day on somebody works here no longer: their positions end, their users are out.

    Customers, leads and deals stay theirs until they are handed over.
    """
    require(actor, *MOVERS)
    with transaction.atomic():
        person = _held(person_id, version)
        if person.left_on:
            raise refused(LEFT_ALREADY, name=person.name, day=person.left_on)
        before = _ended(person, day)
        person.left_on = day
        changing.keep(person, ["left_on"])
        _stop_standing_in(person, day)
        someone_administers(without_person=person.pk)
        users = _shut_out(person) if day <= today else []
        changes = {"left_on": (None, day), "team_id": (before.team_id, None)}
        changing.note(actor, "leave", person, changes, details={"users": users})
    return person


def correct_person(
    *, actor: Actor, person_id: str, values: Mapping[str, object], version: int | None = None
) -> Person:
    """A name or an address that was written wrongly. Raises Conflict and ValidationError."""
    require(actor, *MOVERS)
    allowed = {name: values[name] for name in ("name", "email") if name in values}
    with transaction.atomic():
        person = _held(person_id, version)
        if not clean_text(str(allowed.get("name", person.name))):
            raise refused(NEEDED, field="name")
        changing.change(actor=actor, record=person, values=allowed, action="correct_person")
    return person


def correct_position(
    *, actor: Actor, position_id: str, place: Place, spell: Spell, version: int | None = None
) -> Position:
    """A position that was written down wrongly: it never was otherwise.

    Figures of its days move with it, which is why a change that did happen is a `move`.
    """
    require(actor, *MOVERS)
    with transaction.atomic():
        position = Position.objects.filter(pk=position_id).first()
        if position is None:
            raise refused(NO_SUCH_PERSON, id=position_id)
        person = _held(position.person_id, version)
        place = _checked(place, person.pk, spell.starts_on)
        if not spell.lasts:
            raise refused(ENDS_BEFORE_IT_STARTS, field="ends_before")
        _free(person, spell, without=position.pk)
        changes = told(_place(position), place) | told(_spell(position), spell)
        for name, value in (asdict(place) | asdict(spell)).items():
            setattr(position, name, value)
        position.save()
        changing.keep(person, [])
        changing.note(actor, "correct_position", person, changes)
    return position


def _held(person_id: str, version: int | None) -> Person:
    person_id = clean_text(person_id)
    if not Person.objects.filter(pk=person_id).exists():
        raise refused(NO_SUCH_PERSON, field="person_id", id=person_id)
    return changing.locked(Person, person_id, version)


def _checked(place: Place, person_id: str | None, day: date | None) -> Place:
    """The place, if its team, region and manager exist on the day."""
    place = cleaned(place)
    team = Team.objects.filter(pk=place.team_id).first() if place.team_id else None
    if place.team_id and team is None:
        raise refused(NO_SUCH_TEAM, field="team_id", id=place.team_id)
    if team and day and not Spell(team.starts_on, team.ends_before).holds(day):
        raise refused(TEAM_CLOSED, field="team_id", name=team.name, day=day)
    if place.region_id and not Region.objects.filter(pk=place.region_id).exists():
        raise refused(NO_SUCH_REGION, field="region_id", id=place.region_id)
    if place.manager_id and place.manager_id == person_id:
        raise refused(OWN_MANAGER, field="manager_id")
    if place.manager_id and not Person.objects.filter(pk=place.manager_id).exists():
        raise refused(NO_SUCH_PERSON, field="manager_id", id=place.manager_id)
    return place


def _spells(person: Person, without: str = "") -> Sequence[Spell]:
    return [_spell(position) for position in person.positions.exclude(pk=without)]


def _spell(position: Position) -> Spell:
    return Spell(position.starts_on, position.ends_before)


def _place(position: Position) -> Place:
    return Place(**{f.name: getattr(position, f.name) for f in fields(Place)})


def _free(person: Person, spell: Spell, without: str = "") -> None:
    check_free(_spells(person, without), spell)


def _ended(person: Person, day: date) -> Place:
    """Where the person works, which ends on the day; refused when something begins later."""
    spells = {position: _spell(position) for position in person.positions.all()}
    last = ending(spells, day)
    if last is None:
        return Place()
    last.ends_before = day
    last.save(update_fields=["ends_before"])
    return _place(last)


def _begin(person: Person, place: Place, starts_on: date) -> Position:
    _free(person, Spell(starts_on, None))
    return Position.objects.create(
        position_id=f"{person.pk}@{starts_on}", person=person, starts_on=starts_on, **asdict(place)
    )


def _shut_out(person: Person) -> list[str]:
    users = User.objects.filter(person=person, is_active=True)
    names = sorted(users.values_list("username", flat=True))
    users.update(is_active=False)
    return names


def _stop_standing_in(person: Person, day: date) -> None:
    """Whoever left stands in for nobody."""
    open_ = Delegation.objects.filter(stand_in=person, ends_before__gt=day, revoked_at=None)
    open_.filter(starts_on__lt=day).update(ends_before=day)
    open_.filter(starts_on__gte=day).update(revoked_at=timezone.now())
