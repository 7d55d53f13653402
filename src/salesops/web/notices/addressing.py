"""Who is meant: the users of a person, who leads them, everybody in operations."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from salesops.selling.letters import OPERATIONS
from salesops.web.people.delegation import running
from salesops.web.people.models import Position, Role, Team, User
from salesops.web.people.positions import holding


def users_of(to: str, day: date) -> list[User]:
    """Whoever may sign in as the person, and as whoever stands in for them today."""
    if to == OPERATIONS:
        return [u for u in User.objects.filter(role=Role.OPS) if u.may_enter(day)]
    stand_ins = running(day).filter(absent_id=to).values("stand_in_id")
    found = User.objects.filter(Q(person_id=to) | Q(person_id__in=stand_ins), is_active=True)
    return [u for u in found.select_related("person").order_by("pk") if u.may_enter(day)]


def manager_of(person_id: str | None, day: date) -> str | None:
    """The person whose report they are today; else whoever leads the nearest team above."""
    place = holding(day).filter(person_id=person_id).select_related("team").first()
    if place is None:
        return None
    if place.manager_id:
        return place.manager_id
    return _leader(place, day)


def _leader(place: Position, day: date) -> str | None:
    leaders = User.objects.filter(role=Role.MANAGER, is_active=True).exclude(
        person_id=place.person_id
    )
    for team in teams_up(place.team):
        held = holding(day).filter(team=team, person__in=leaders.values("person_id"))
        found = held.order_by("person_id").values_list("person_id", flat=True).first()
        if found:
            return found
    return None


def teams_up(team: Team | None) -> Iterable[Team]:
    """The team and those above it, the nearest first."""
    while team is not None:
        yield team
        team = team.parent


def team_of(user: User, day: date) -> Team | None:
    """The team somebody stands in on the day."""
    if not user.person_id:
        return None
    place = holding(day).filter(person_id=user.person_id).select_related("team").first()
    return place.team if place else None


def choosable() -> QuerySet[User]:
    """Users a chat robot may belong to."""
    return User.objects.filter(is_active=True).select_related("person").order_by("username")


def today() -> date:
    """The day, where the company is."""
    return timezone.localdate()
