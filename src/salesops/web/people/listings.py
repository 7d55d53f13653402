"""The people who work here as a file, with the headings an import knows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor, Owner
from salesops.web.lists.listing import Column, Listing
from salesops.web.people import directory
from salesops.web.people.directory import ALL_KNOWING, Sought
from salesops.web.people.models import Person
from salesops.web.people.positions import holding


def may_open(actor: Actor) -> bool:
    """Whoever may know all of everybody."""
    return isinstance(actor, Owner) or actor.role in ALL_KNOWING


def _now(path: str) -> Callable[[Sequence[str]], Mapping[str, Any]]:
    """What the position of today says, by person."""

    def looked_up(pks: Sequence[str]) -> Mapping[str, Any]:
        held = holding(timezone.localdate()).filter(person__in=pks)
        return dict(held.values_list("person_id", path))

    return looked_up


def _narrowed(name: str) -> Callable[[str], Q]:
    """What the page's own filter of this name lets through."""

    def condition(value: str) -> Q:
        sought = Sought(**{"state": "all", name: value})
        return Q(pk__in=directory.people(sought, timezone.localdate()).values("pk"))

    return condition


def _held(name: str, label: Any, path: str, kind: Any = "text") -> Column:
    return Column(name, label, kind, looked_up=_now(path), is_sorted=False, is_filtered=False)


def _filter(name: str, label: Any, of_page: str) -> Column:
    """The page's own filter, which is no column of the file."""
    return Column(
        name, label, "tags", condition=_narrowed(of_page), is_exported=False, is_sorted=False
    )


PEOPLE = Listing(
    name="people",
    label=_("People"),
    model=Person,
    page="people",
    order=("name", "pk"),
    search=_narrowed("text"),
    may_open=may_open,
    records=lambda _actor: Person.objects.all(),
    columns=(
        Column("person_id", _("Staff number"), "id"),
        Column("name", _("Name")),
        _held("title", _("Title"), "title"),
        _held("role", _("Role"), "role"),
        _held("team", _("Team"), "team__path"),
        _held("region_id", _("Region"), "region_id"),
        _held("manager_id", _("Manager"), "manager_id"),
        _held("starts_on", _("From"), "starts_on", "date"),
        Column("hired_on", _("Hired on"), "date"),
        Column("left_on", _("Left on"), "date"),
        Column("email", _("E-mail")),
        _filter("in_team", _("Team"), "team_id"),
        _filter("with_role", _("Role"), "role"),
        _filter("state", _("State"), "state"),
    ),
)
