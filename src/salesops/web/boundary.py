"""The only way to records: from a user to the customers, leads and deals that user may see.

Lists, pages, searches, exports, REST and MCP ask `seen` and `found`, and have nothing else to ask.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from salesops.web import audit
from salesops.web.access import Actor, Owner, managed_teams
from salesops.web.changing import table_of
from salesops.web.crm.models import (
    Account,
    Activity,
    Attachment,
    Contact,
    Deal,
    Lead,
    Note,
    Task,
)
from salesops.web.people.delegation import stood_in_for
from salesops.web.people.models import Person, Role, User
from salesops.web.people.positions import holding
from salesops.web.prepared import Prepared, Rows, columns, record
from salesops.web.together import Asked

Record = TypeVar("Record", bound=Model)
Persons = list[str] | QuerySet
"""The people whose records somebody sees."""

ALL_SEEING = (Role.OPS, Role.EXECUTIVE, Role.FINANCE)
WRITERS = (Role.REP, Role.MANAGER, Role.OPS)


def seen(actor: Actor, model: type[Record]) -> QuerySet[Record]:
    """The records of this kind that the actor may see: closed unless a rule opens it."""
    return bounded(model, covered(actor, timezone.localdate()))


def bounded(model: type[Record], persons: Persons | None) -> QuerySet[Record]:
    """The records that whoever covers these people sees; every one for None."""
    every = model._default_manager.all()  # noqa: SLF001 - Django documents it
    if persons is None:
        return every
    return every.filter(_WHOSE[model](persons)) if persons != [] else every.none()


def is_bounded(model: type[Model]) -> bool:
    """Whether its records are some people's and not everybody's."""
    return model in _WHOSE


def found(actor: Actor, model: type[Record], pk: str, *related: str) -> Record:
    """The record of this id. Raises Http404 when there is none or it is somebody else's.

    The answer is the same in both cases; the attempt goes on record. `related`
    names what else of it is about to be read.
    """
    one = _one(actor, model, _fit(pk), related)
    if one is None:
        note_forged(actor, model, _fit(pk))
        raise Http404
    return one


def _one(actor: Actor, model: type[Record], pk: str, related: Sequence[str]) -> Record | None:
    persons = covered(actor, timezone.localdate())
    if isinstance(persons, QuerySet):
        records = seen(actor, model).filter(pk=pk)
        return (records.select_related(*related) if related else records).first()
    if persons == []:
        return None
    whose = () if persons is None else (persons,)
    row = next(iter(_rows(model, related, persons is None)([pk], *whose)), None)
    return None if row is None else _record(model, row, related)


@cache
def _rows(model: type[Model], related: Sequence[str], is_all: bool) -> Prepared:
    """The question for one record, and those it names, as somebody sees it."""
    every = model._default_manager.order_by()  # noqa: SLF001 - Django documents it
    names = columns(model)
    for name in related:
        names += columns(_related(model, name), f"{name}__")

    def question(pks: list[str], *whose: list[str]) -> QuerySet[Any, Any]:
        bounds = Q() if is_all else _WHOSE[model](whose[0])
        return every.filter(bounds, pk=pks[0]).values(*names)

    return Prepared(question)


def _record(model: type[Record], row: Mapping[str, Any], related: Sequence[str]) -> Record:
    made = record(model, row)
    for name in related:
        field: Any = model._meta.get_field(name)  # noqa: SLF001 - Django documents it
        is_there = getattr(made, field.attname) is not None
        kept = record(_related(model, name), row, f"{name}__") if is_there else None
        field.set_cached_value(made, kept)
    return made


def _related(model: type[Model], name: str) -> type[Model]:
    return model._meta.get_field(name).related_model  # type: ignore[return-value]  # noqa: SLF001 - Django documents it


Made = tuple[str, Callable[[], Any]]
"""What is gathered with a record's columns: its name and what makes the expression."""


def columns_asked(
    model: type[Model], pk: str, names: tuple[str, ...], gathered: tuple[Made, ...]
) -> Asked:
    """The question for these columns of the record of this id, whoever asks."""
    return _columns(model, names, gathered), [_fit(pk)]


def columns_of(
    actor: Actor, model: type[Model], pk: str, asked: Asked, known: Rows | None = None
) -> dict[str, Any]:
    """The columns `columns_asked` is for. Raises Http404 as `found` does.

    `known` are its rows, where they were asked for before it was known who the actor is.
    """
    if not sees_all(actor):
        found(actor, model, pk)
    question, *values = asked
    row = next(iter(question(*values) if known is None else known), None)
    if row is None:
        raise Http404
    return row


@cache
def _columns(model: type[Model], names: tuple[str, ...], gathered: tuple[Made, ...]) -> Prepared:
    every = model._default_manager.order_by()  # noqa: SLF001 - Django documents it
    made = {name: make() for name, make in gathered}
    return Prepared(lambda pks: every.filter(pk=pks[0]).values(*names, **made))


def _fit(pk: str) -> str:
    """A null byte is in no id, and a database may refuse to be asked about it."""
    return pk.replace("\0", "")[:200]


def note_forged(actor: Actor, model: type[Model], pk: str) -> None:
    """Put on record that somebody asked for a record that is not theirs, or that nobody has."""
    is_there = model._default_manager.filter(pk=pk).exists()  # noqa: SLF001 - Django documents it
    why = {"why": "not theirs" if is_there else "no such record"}
    audit.note(actor, "refuse", pk, why, table=table_of(model), record_id="")


def may_write(actor: Actor) -> bool:
    """Whether the actor may change records at all: executives and finance only read."""
    return isinstance(actor, Owner) or (actor.is_active and actor.role in WRITERS)


def writable(actor: Actor, model: type[Record], pk: str) -> Record:
    """The record of this id, for a change. Raises Http404 or PermissionDenied."""
    from salesops.web.access import require

    one = found(actor, model, pk)
    require(actor, *WRITERS)
    return one


def covers(actor: Actor, person_id: str | None) -> bool:
    """Whether the actor may give records to this person, or sees what is theirs."""
    persons = covered(actor, timezone.localdate())
    if persons is None:
        return True
    if isinstance(persons, QuerySet):
        return persons.filter(person_id=person_id).exists()
    return person_id in persons


def covered(actor: Actor, day: date) -> Persons | None:
    """The people whose records the actor sees: themselves, their team; None for everybody.

    Somebody standing in for a colleague on leave sees that colleague's records too.
    """
    if sees_all(actor):
        return None
    if isinstance(actor, Owner) or not actor.is_active or actor.role in ("", Role.ADMIN):
        return []
    if not actor.person_id:
        return []
    persons = [actor.person_id, *stood_in_for(actor.person_id, day)]
    leaders = list(_leaders(persons))
    return _with_teams(persons, leaders, day) if leaders else persons


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every record, whoever's it is."""
    return isinstance(actor, Owner) or (actor.is_active and actor.role in ALL_SEEING)


def _leaders(persons: list[str]) -> QuerySet[User]:
    return User.objects.filter(person_id__in=persons, role=Role.MANAGER, is_active=True)


def _with_teams(persons: list[str], leaders: list[User], day: date) -> QuerySet:
    """The people themselves, and everybody who stands today in a team one of them leads."""
    teams = {team for leader in leaders for team in managed_teams(leader, day)}
    members = holding(day).filter(team_id__in=teams).values("person_id")
    wanted = Q(person_id__in=members) | Q(person_id__in=persons)
    return Person.objects.filter(wanted).values("person_id")


def _of_account(persons: Persons) -> Q:
    """What is a customer's is also whoever's the customer it was merged into is."""
    heads = Account.objects.filter(owner__in=persons).order_by().values("pk")
    return Q(account__owner__in=persons) | Q(account__merged_into__in=heads)


def _deals(persons: Persons) -> QuerySet:
    """The deals of these people, and those of their customers: each found by an index of its own.

    Said in one condition over deals and customers, every deal there is would be looked at.
    """
    heads = Account.objects.filter(owner__in=persons).order_by().values("pk")
    every = Deal.objects.order_by().values("pk")
    return every.filter(owner__in=persons).union(
        every.filter(account__in=heads), every.filter(account__merged_into__in=heads), all=True
    )


def _about(persons: Persons) -> Q:
    """What is about a customer, lead or deal is seen by whoever sees that."""
    own = _of_account(persons) | Q(lead__owner__in=persons) | Q(deal__owner__in=persons)
    return own | Q(lead__in=Lead.objects.filter(_became(persons)).values("pk"))


def _became(persons: Persons) -> Q:
    """What a lead became keeps its history: whoever has the customer or the deal sees it."""
    deals = Deal.objects.filter(owner__in=persons, lead__isnull=False)
    is_theirs = _of_account(persons) | Q(pk__in=deals.values("lead"))
    return Q(status=Lead.Status.CONVERTED) & is_theirs


# Whoever owns a deal sees its customer and the people there, whoever owns the customer.
_WHOSE: Mapping[type[Model], Callable[[Persons], Q]] = {
    Account: lambda persons: (
        Q(owner__in=persons)
        | Q(merged_into__in=Account.objects.filter(owner__in=persons).order_by().values("pk"))
        | Q(pk__in=Deal.objects.filter(owner__in=persons, account__isnull=False).values("account"))
    ),
    Contact: lambda persons: Q(
        account__in=Account.objects.filter(_WHOSE[Account](persons)).values("pk")
    ),
    Lead: lambda persons: Q(owner__in=persons) | _became(persons),
    Deal: lambda persons: Q(pk__in=_deals(persons)),
    Activity: lambda persons: Q(person__in=persons) | _about(persons),
    Task: lambda persons: Q(owner__in=persons) | _about(persons),
    Note: _about,
    Attachment: _about,
}
