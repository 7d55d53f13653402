"""Which deals a page is about: by owner, team, expected close, product line and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.selling.flow_asked import window_of
from salesops.selling.narrow import ME, OVERDUE, UNDATED, Narrow, Option, periods, picked
from salesops.web.access import Actor, managed_teams
from salesops.web.boundary import covered, seen
from salesops.web.crm.actions.steps import person_of
from salesops.web.crm.listings.deals import sought
from salesops.web.crm.models import Deal, DealLine
from salesops.web.language import spoken
from salesops.web.market.models import Product
from salesops.web.people.models import Person, Position, Role, Team, User

MOST_OFFERED = 300


def narrowed(actor: Actor, narrow: Narrow, day: date | None = None) -> QuerySet[Deal]:
    """The deals the actor may see that the address asks for, open or not."""
    deals = seen(actor, Deal)
    if narrow.owner:
        owner = person_of(actor) if narrow.owner == ME else narrow.owner
        deals = deals.filter(owner=owner)
    if narrow.team:
        deals = deals.filter(owner__in=_members(narrow.team, day or timezone.localdate()))
    if narrow.line:
        deals = deals.filter(_about(narrow.line))
    for word in narrow.q.lower().split()[:5]:
        deals = deals.filter(sought(word))
    return deals


def expected(deals: QuerySet[Deal], named: str, today: date) -> QuerySet[Deal]:
    """Those of the deals expected to close in the period of that name."""
    if named == OVERDUE:
        return deals.filter(expected_close_on__lt=today)
    if named == UNDATED:
        return deals.filter(expected_close_on__isnull=True)
    span = window_of(named)
    if span is None:
        return deals
    return deals.filter(
        expected_close_on__gte=span.starts_on, expected_close_on__lt=span.ends_before
    )


def _members(team_id: str, day: date) -> QuerySet:
    """Whoever stands on the day in the team or one below it."""
    path = Team.objects.filter(pk=team_id).values_list("path", flat=True).first() or "\x1f"
    now = (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (
        Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    )
    below = Q(team__path=path) | Q(team__path__startswith=f"{path}/")
    return Position.objects.filter(now & below).values("person_id")


def _about(line: str) -> Q:
    lines = DealLine.objects.filter(deal=OuterRef("pk"), product_line=line)
    return Q(product__line=line) | Q(Exists(lines))


@dataclass(frozen=True)
class Offers:
    """What the pickers over a board or list of deals offer."""

    owners: Sequence[Option]
    teams: Sequence[Option]
    periods: Sequence[Option]
    lines: Sequence[Option]


def offers(actor: Actor, narrow: Narrow, today: date) -> Offers:
    """Everything that may be chosen by this reader."""
    return Offers(
        picked(owners(actor, today), narrow.owner),
        picked(_teams(actor, today), narrow.team),
        picked(periods(today, spoken()), narrow.period),
        picked(_lines(), narrow.line),
    )


def owners(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Whom a deal may be of: oneself first, then those the actor covers."""
    persons = covered(actor, today)
    found = Person.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
    if persons is not None:
        found = found.filter(pk__in=persons)
    named = list(found.order_by("name", "pk").values_list("pk", "name")[:MOST_OFFERED])
    return [*([(ME, _("Mine"))] if person_of(actor) else []), *named]


def _teams(actor: Actor, today: date) -> list[tuple[str, str]]:
    teams = Team.objects.order_by("path")
    if isinstance(actor, User) and actor.role in (Role.REP, Role.MANAGER):
        mine = managed_teams(actor, today) if actor.role == Role.MANAGER else []
        teams = teams.filter(pk__in=mine)
    return list(teams.values_list("pk", "path")[:MOST_OFFERED])


def _lines() -> list[tuple[str, str]]:
    lines = Product.objects.exclude(line="").order_by("line").values_list("line", flat=True)
    return [(line, line) for line in lines.distinct()]
