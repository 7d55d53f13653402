"""What is done to teams over time: opened, renamed, closed."""

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from salesops.kernel.tenure import Spell
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.people.models import FormerTeamName, Position, Role, Team
from salesops.web.people.positions import holding
from salesops.web.people.problems import (
    ENDS_BEFORE_IT_STARTS,
    IN_THE_FUTURE,
    NEEDED,
    NO_SUCH_TEAM,
    RENAMED_LATER,
    SLASH_IN_NAME,
    TEAM_CLOSED,
    TEAM_EXISTS,
    TEAM_IN_USE,
)
from salesops.web.problems import refused
from salesops.web.text import clean_text

MOVERS = (Role.OPS, Role.ADMIN)
SEPARATOR = "/"


def open_team(*, actor: Actor, name: str, starts_on: date, parent_id: str | None = None) -> Team:
    """A new team from a day on, below another or at the top."""
    require(actor, *MOVERS)
    name = _name(name)
    with transaction.atomic():
        above = held(parent_id) if parent_id else None
        if above and not _spell(above).holds(starts_on):
            raise refused(TEAM_CLOSED, field="parent_id", name=above.name, day=starts_on)
        path = _path(above, name)
        if Team.objects.filter(path=path).exists():
            raise refused(TEAM_EXISTS, field="name", path=path)
        team = Team(
            team_id=uuid4().hex[:16], name=name, path=path, parent=above, starts_on=starts_on
        )
        team.full_clean()
        team.save(force_insert=True)
        told = {"path": (None, path), "starts_on": (None, starts_on)}
        changing.note(actor, "open_team", team, told)
    return team


def rename_team(
    *,
    actor: Actor,
    team_id: str,
    name: str,
    day: date,
    today: date,
    version: int | None = None,
) -> Team:
    """Another name from a day on; it stays the same team, with all that was done in it.

    Figures call it by its newest name, its page by the name of the day that is looked at. A file
    that still calls it, or a team below it, by a former name means the same team.
    """
    require(actor, *MOVERS)
    name = _name(name)
    if day > today:
        raise refused(IN_THE_FUTURE, field="day")
    with transaction.atomic():
        team = held(team_id, version)
        path = _path(team.parent, name)
        if path == team.path:
            return team
        if Team.objects.filter(path=path).exists():
            raise refused(TEAM_EXISTS, field="name", path=path)
        renamed = team.former_names.order_by("ends_before").last()
        if renamed and day < renamed.ends_before:
            raise refused(RENAMED_LATER, field="day", name=team.name, day=renamed.ends_before)
        told = {"path": (team.path, path), "starts_on": (None, day)}
        _rename(team, name, path, day)
        changing.note(actor, "rename_team", team, told)
    return team


def close_team(*, actor: Actor, team_id: str, day: date, version: int | None = None) -> Team:
    """No team any more from a day on; refused while somebody works in it or below it."""
    require(actor, *MOVERS)
    with transaction.atomic():
        team = held(team_id, version)
        if team.ends_before:
            raise refused(TEAM_CLOSED, name=team.name, day=day)
        if team.starts_on and day <= team.starts_on:
            raise refused(ENDS_BEFORE_IT_STARTS, field="day")
        people, teams = _members(team, day), _open_below(team, day)
        if people or teams:
            raise refused(TEAM_IN_USE, name=team.name, day=day, people=people, teams=teams)
        changing.change(actor=actor, record=team, values={"ends_before": day}, action="close_team")
    return team


def untouched(*, actor: Actor, team_id: str) -> Team:
    """The team as it is, for whoever may change it and changed nothing."""
    require(actor, *MOVERS)
    with transaction.atomic():
        return held(team_id)


def held(team_id: str, version: int | None = None) -> Team:
    """The team, until the transaction ends. Raises Refused and Conflict."""
    team_id = clean_text(team_id)
    if not Team.objects.filter(pk=team_id).exists():
        raise refused(NO_SUCH_TEAM, field="team_id", id=team_id)
    return changing.locked(Team, team_id, version)


def _name(text: str) -> str:
    name = clean_text(text)
    if not name:
        raise refused(NEEDED, field="name")
    if SEPARATOR in name:
        raise refused(SLASH_IN_NAME, field="name")
    return name


def _path(above: Team | None, name: str) -> str:
    return f"{above.path}{SEPARATOR}{name}" if above else name


def _spell(team: Team) -> Spell:
    return Spell(team.starts_on, team.ends_before)


def _rename(team: Team, name: str, path: str, day: date) -> None:
    """The team's new name and path, and the new paths of all teams below it."""
    below = list(Team.objects.filter(path__startswith=team.path + SEPARATOR))
    FormerTeamName.objects.bulk_create(
        FormerTeamName(team=one, name=one.name, path=one.path, ends_before=day)
        for one in [team, *below]
    )
    start = len(team.path)
    team.name, team.path = name, path
    team.full_clean(exclude=["parent"], validate_constraints=False)
    changing.keep(team, ["name", "path"])
    for one in below:
        one.path = path + one.path[start:]
        changing.keep(one, ["path"])


def _members(team: Team, day: date) -> int:
    """How many people work in the team on the day or come into it later."""
    here = holding(day).filter(team=team).values_list("person_id", flat=True)
    coming = Position.objects.filter(team=team, starts_on__gt=day)
    return len({*here, *coming.values_list("person_id", flat=True)})


def _open_below(team: Team, day: date) -> int:
    staying = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    return Team.objects.filter(staying, parent=team).count()
