"""Which deals a page is about: by owner, team, expected close, product line and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.selling.flow_asked import window_of
from salesops.selling.narrow import ME, OVERDUE, UNDATED, Narrow, Option, periods, picked
from salesops.web.access import Actor, managed_teams
from salesops.web.boundary import Persons, bounded, covered, seen
from salesops.web.crm.actions.steps import person_of
from salesops.web.crm.listings.deals import sought
from salesops.web.crm.models import Deal, DealLine, Pipeline
from salesops.web.language import spoken
from salesops.web.market.models import Product
from salesops.web.paging import Part
from salesops.web.people.models import Person, Position, Role, Team, User
from salesops.web.prepared import Prepared, Rows, question_of
from salesops.web.together import Asked, Sought, at_once

MOST_OFFERED = 300
Name = tuple[str, ...]
"""What a question is called among those asked of the same deals."""


def narrowed(actor: Actor, narrow: Narrow, day: date | None = None) -> QuerySet[Deal]:
    """The deals the actor may see that the address asks for, open or not."""
    return _narrowed(seen(actor, Deal), actor, narrow, day or timezone.localdate())


def _narrowed(deals: QuerySet[Deal], actor: Actor, narrow: Narrow, day: date) -> QuerySet[Deal]:
    if narrow.owner:
        deals = deals.filter(owner=_owner(actor, narrow))
    if narrow.team:
        deals = deals.filter(owner__in=_members(narrow.team, day))
    if narrow.line:
        deals = deals.filter(_about(narrow.line))
    for word in narrow.q.lower().split()[:5]:
        deals = deals.filter(sought(word))
    return deals


def _owner(actor: Actor, narrow: Narrow) -> str | None:
    return person_of(actor) if narrow.owner == ME else narrow.owner


@dataclass(frozen=True)
class Wanted:
    """The deals of a pipeline that a reader sees and asks for on a day."""

    actor: Actor
    narrow: Narrow
    pipeline: Pipeline
    today: date

    def deals(self) -> QuerySet[Deal]:
        """The deals, as they are asked about when nothing is known of the question."""
        return self._of(self._persons)

    def rows(self, *asked: tuple[Name, Part]) -> list[list[Any]]:
        """What is asked of the deals under each name, put into SQL once for all readers.

        Words, teams and whole subtrees of people are too many different questions.
        """
        return self.rows_and(asked)[0]

    def rows_and(
        self, asked: Sequence[tuple[Name, Part]], *more: Sought
    ) -> tuple[list[list[Any]], *tuple[Any, ...]]:
        """`rows`, and what else is asked for together with them."""
        persons = self._persons
        if isinstance(persons, QuerySet) or self.narrow.q or self.narrow.team:
            return [list(question(self._of(persons))) for _name, question in asked], *at_once(*more)
        whose = () if persons is None else (persons,)
        own = Sought([(self._known(*one), *whose) for one in asked], lambda *rows: rows)
        found, *others = at_once(own, *more)
        return [list(rows) for rows in found], *others

    def _known(self, name: Name, question: Part) -> Prepared:
        owner, is_all = _owner(self.actor, self.narrow), self._persons is None
        key = ("deals", self.pipeline.pk, self.narrow, owner, self.today, is_all, *name)
        return question_of(key, lambda *known: question(self._of(*known)))

    @cached_property
    def _persons(self) -> Persons | None:
        return covered(self.actor, self.today)

    def _of(self, persons: Persons | None = None) -> QuerySet[Deal]:
        deals = bounded(Deal, persons).filter(pipeline=self.pipeline)
        return _narrowed(deals, self.actor, self.narrow, self.today)


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
    found: Offers = at_once(offers_sought(actor, narrow, today))[0]
    return found


def offers_sought(actor: Actor, narrow: Narrow, today: date) -> Sought:
    """`offers`, to be asked for together with what else is wanted."""

    def told(people: Rows, teams: Rows, lines: Rows) -> Offers:
        return Offers(
            picked(_owners(actor, people), narrow.owner),
            picked(tuple((one["pk"], one["path"]) for one in teams), narrow.team),
            picked(tuple(periods(today, spoken())), narrow.period),
            picked(tuple((one["line"], one["line"]) for one in lines), narrow.line),
        )

    persons = covered(actor, today)
    return Sought([_people(persons, today), _teams(actor, today), (_sold,)], told)


def owners(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Whom a deal may be of: oneself first, then those the actor covers."""
    question, *lists = _people(covered(actor, today), today)
    return list(_owners(actor, question(*lists)))


def _owners(actor: Actor, people: Rows) -> Sequence[tuple[str, str]]:
    mine = [(ME, _("Mine"))] if person_of(actor) else []
    return (*mine, *((one["pk"], one["name"]) for one in people))


def _people(persons: Persons | None, today: date) -> Asked:
    """The question for the people who may own deals."""
    if persons is None:
        return _offered_all, [today]
    if isinstance(persons, QuerySet):
        return Prepared(lambda days: _here(days, persons)), [today]
    return _offered, [today], persons


def _here(days: Sequence[date], persons: Persons | None = None) -> QuerySet[Any, Any]:
    here = Person.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=days[0]))
    if persons is not None:
        here = here.filter(pk__in=persons)
    return here.order_by("name", "pk").values("pk", "name")[:MOST_OFFERED]


_offered, _offered_all = Prepared(_here), Prepared(_here)


def _teams(actor: Actor, today: date) -> Asked:
    """The question for the teams one may choose."""
    if isinstance(actor, User) and actor.role in (Role.REP, Role.MANAGER):
        return _some_teams, managed_teams(actor, today) if actor.role == Role.MANAGER else ()
    return (_every_team,)


_some_teams = Prepared(
    lambda ids: Team.objects.filter(pk__in=ids).order_by("path").values("pk", "path")[:MOST_OFFERED]
)
_every_team = Prepared(lambda: Team.objects.order_by("path").values("pk", "path")[:MOST_OFFERED])
_sold = Prepared(
    lambda: Product.objects.exclude(line="").order_by("line").values("line").distinct()
)
