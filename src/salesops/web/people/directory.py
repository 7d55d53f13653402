"""Who may know what of colleagues: names and teams all, the rest whoever needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from salesops.kernel.tenure import Spell
from salesops.web.access import managed_teams
from salesops.web.design.pinyin import initials
from salesops.web.people.models import FormerTeamName, Person, Position, Role, Team, User
from salesops.web.people.positions import holding
from salesops.web.people.tree import Kept, Node, tree

ALL_KNOWING = (Role.OPS, Role.ADMIN, Role.EXECUTIVE, Role.FINANCE)
BY_INITIALS = 200


@dataclass(frozen=True)
class Sought:
    """What a list of people is narrowed to."""

    text: str = ""
    team_id: str = ""
    role: str = ""
    state: str = "here"


def people(sought: Sought, day: date) -> QuerySet[Person]:
    """Everybody who fits, by name; `state` is here, gone or all."""
    found = Person.objects.all()
    left = Q(left_on__isnull=False, left_on__lte=day)
    if sought.state == "here":
        found = found.exclude(left)
    elif sought.state == "gone":
        found = found.filter(left)
    if sought.text:
        found = found.filter(_named(sought.text))
    if sought.team_id:
        found = found.filter(pk__in=_members(sought.team_id, day).values("person_id"))
    if sought.role:
        users = User.objects.filter(role=sought.role, is_active=True, person__isnull=False)
        found = found.filter(pk__in=users.values("person_id"))
    return found


def _named(text: str) -> Q:
    """By name, by id, or by the initials of the name's pinyin."""
    wanted = Q(name__icontains=text) | Q(person_id__iexact=text)
    if text.isascii() and text.isalpha():
        names = Person.objects.values_list("person_id", "name")
        alike = [pk for pk, name in names if initials(name).startswith(text.lower())]
        wanted |= Q(pk__in=alike[:BY_INITIALS])
    return wanted


def _members(team_id: str, day: date) -> QuerySet[Position]:
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        return Position.objects.none()
    below = Q(team=team) | Q(team__path__startswith=f"{team.path}/")
    return holding(day).filter(below)


def places(persons: Sequence[Person], day: date) -> dict[str, Position]:
    """Where each of them works on the day, by person."""
    found = holding(day).filter(person__in=[person.pk for person in persons])
    return {p.person_id: p for p in found.select_related("team", "region", "manager")}


def knows_all_of(user: User, person_id: str, day: date) -> bool:
    """Whether somebody may see more of a person than name, title and team."""
    some = known(user, day)
    return some is None or person_id in some


def known(user: User, day: date) -> set[str] | None:
    """The people somebody may see all of; None for everybody."""
    if user.role in ALL_KNOWING:
        return None
    own = {user.person_id} if user.person_id else set()
    if user.role != Role.MANAGER:
        return own
    led = Position.objects.filter(team_id__in=managed_teams(user, day))
    return own | set(led.values_list("person_id", flat=True))


def may_move(user: User) -> bool:
    """Whether somebody may say who works where."""
    return user.role in (Role.OPS, Role.ADMIN)


def kept_teams() -> list[Kept]:
    """Every team with its former names."""
    former: dict[str, list[tuple[str, date]]] = {}
    for name in FormerTeamName.objects.order_by("ends_before", "id"):
        former.setdefault(name.team_id, []).append((name.name, name.ends_before))
    return [
        Kept(t.pk, t.name, t.parent_id, Spell(t.starts_on, t.ends_before),
             tuple(former.get(t.pk, ())))
        for t in Team.objects.all()
    ]  # fmt: skip


def teams_on(day: date) -> Sequence[Node]:
    """The tree of teams on the day."""
    return tree(kept_teams(), day)


def counts_on(day: date) -> dict[str, int]:
    """How many people work in each team on the day, those below not counted."""
    rows = holding(day).order_by().values_list("team_id").annotate(Count("person_id"))
    return {team: number for team, number in rows if team}
