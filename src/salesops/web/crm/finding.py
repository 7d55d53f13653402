"""What the finder finds among records one may see: names and what was said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.changing import table_of
from salesops.web.crm.finding_said import said
from salesops.web.crm.listings.contacts import sought as contact_sought
from salesops.web.crm.models import Account, Contact, Deal, Lead
from salesops.web.lists.places import place_of

LONGEST = 100
MOST_WORDS = 6


@dataclass(frozen=True)
class Kind:
    """One kind of record: how it is sought, what of it is shown, where its page is."""

    label: Promise
    model: type[Model]
    icon: str
    page: str
    names: tuple[str, ...]
    detail: str
    order: tuple[str, ...]
    sought: Callable[[str], Q]
    only: Q | None = None


def _in_text(word: str) -> Q:
    return Q(search_text__holds=word)


KINDS = (
    Kind(_("Customers"), Account, "building-2", "account", ("name",), "owner__name",
         ("name", "pk"), _in_text, Q(merged_into__isnull=True)),
    Kind(_("Contacts"), Contact, "contact", "contact", ("name",), "account__name",
         ("name", "pk"), contact_sought),
    Kind(_("Deals"), Deal, "handshake", "deal", ("name", "account__name"), "stage",
         ("-changed_at", "pk"), _in_text),
    Kind(_("Leads"), Lead, "user-search", "lead", ("company", "name"), "owner__name",
         ("-changed_at", "pk"), _in_text),
)  # fmt: skip

Thing = tuple[str, str, str, str]
"""What it is called, where its page is, its icon, what else tells it from others."""


def things(actor: Actor, text: str, most: int) -> list[tuple[str, Sequence[Thing]]]:
    """The first records of each kind that match every word, in names, numbers or texts."""
    words = words_of(text)
    said_so = [
        (str(kind.label), [(hit.name, hit.place, kind.icon, hit.detail) for hit in hits])
        for kind, hits in said(actor, words, most)
    ]
    return _named(actor, words, most) + said_so


def words_of(text: str) -> Sequence[str]:
    """The words that are sought, not more than anybody types."""
    return text.replace("\0", "").lower()[:LONGEST].split()[:MOST_WORDS]


def _named(actor: Actor, words: Sequence[str], most: int) -> list[tuple[str, Sequence[Thing]]]:
    return [
        (
            str(kind.label),
            [
                (name, place_of(kind.page, pk) or _listed(kind, name), kind.icon, detail)
                for pk, name, detail in rows
            ],
        )
        for kind, rows in matching(actor, words, most)
    ]


def matching(
    actor: Actor, words: Sequence[str], most: int
) -> Iterator[tuple[Kind, Sequence[tuple[str, str, str]]]]:
    """By kind the id, name and detail of the first records that match every word."""
    for kind in KINDS if words else ():
        yield kind, list(_of(kind, actor, words, most))


def _of(kind: Kind, actor: Actor, words: Sequence[str], most: int) -> Any:
    every: QuerySet[Any] = kind.model._default_manager.order_by()  # noqa: SLF001 - Django documents it
    for word in words:
        every = every.filter(kind.sought(word))
    records: QuerySet[Any] = seen(actor, kind.model).filter(pk__in=every.values("pk"))
    records = records.filter(kind.only) if kind.only else records
    rows = records.order_by(*kind.order).values_list("pk", kind.detail, *kind.names)[:most]
    for pk, detail, *names in rows:
        yield pk, next(filter(None, names), str(pk)), detail or ""


def _listed(kind: Kind, name: str) -> str:
    """Where the record stands in a list, for a kind without pages of its own."""
    listed = place_of(table_of(kind.model))
    return f"{listed}?{urlencode({'q': name})}" if listed else ""
