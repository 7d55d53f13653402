"""What the finder finds of what people said: activities, tasks and notes one may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor
from salesops.web.boundary import seen, sees_all
from salesops.web.crm.grams import holding
from salesops.web.crm.models import Account, Activity, Deal, Lead, Note, Task
from salesops.web.lists.places import place_of

SHORTEST = 2
"""One letter is in nearly everything that was ever said."""

FEW = 500
BEFORE, SHOWN = 20, 80
WHERE = (("deal_id", Deal, "deal"), ("account_id", Account, "account"), ("lead_id", Lead, "lead"))
"""On whose page a note stands, the first of these the reader sees."""


@dataclass(frozen=True)
class Said:
    """One kind of what people say: what of it is shown, and the page of one."""

    label: Promise
    model: type[Model]
    icon: str
    page: str
    text: str
    order: tuple[str, ...]


SAID = (
    Said(_("Tasks"), Task, "square-check", "task", "title", ("-changed_at", "-pk")),
    Said(_("Activities"), Activity, "phone", "activity", "summary", ("-happened_at", "pk")),
    Said(_("Notes"), Note, "sticky-note", "", "body", ("-changed_at", "-pk")),
)


@dataclass(frozen=True)
class Hit:
    """One of them that was found: its words around those sought, whom it is about, where it is."""

    pk: str
    name: str
    detail: str
    place: str


def said(actor: Actor, words: Sequence[str], most: int) -> Iterator[tuple[Said, Sequence[Hit]]]:
    """By kind the newest that hold every word, as far as the actor may see them."""
    if not words or min(map(len, words)) < SHORTEST:
        return
    for kind in SAID:
        rows = list(_found(kind, actor, words)[:most])
        places = _places(kind, actor, rows)
        yield (
            kind,
            [
                Hit(row["pk"], excerpt(row[kind.text], words[0]), row["account__name"] or "", place)
                for row, place in zip(rows, places, strict=True)
            ],
        )


def excerpt(text: str, word: str) -> str:
    """The words around the first place where it says the word."""
    flat = " ".join(text.split())
    begins = max(flat.lower().find(word) - BEFORE, 0)
    ends = begins + SHOWN
    return ("…" if begins else "") + flat[begins:ends] + ("…" if ends < len(flat) else "")


def _found(kind: Said, actor: Actor, words: Sequence[str]) -> QuerySet[Any, Any]:
    """Few matches are found first and then looked up, as lists do.

    Of many the newest are near for whoever sees all: they are read, the newest first.
    """
    rows, ids = seen(actor, kind.model), holding(kind.model, words, FEW + 1)
    if len(ids) <= FEW:
        rows = rows.filter(pk__in=ids)
    elif sees_all(actor):
        rows = rows.filter(*(Q(search_text__contains=word) for word in words))
    else:
        every = kind.model._default_manager.order_by()  # noqa: SLF001 - Django documents it
        for word in words:
            every = every.filter(search_text__holds=word)
        rows = rows.filter(pk__in=every.values("pk"))
    about = [name for name, _model, _page in WHERE]
    return rows.order_by(*kind.order).values("pk", kind.text, "account__name", *about)


def _places(kind: Said, actor: Actor, rows: Sequence[dict[str, Any]]) -> list[str]:
    if kind.page:
        return [place_of(kind.page, row["pk"]) for row in rows]
    shown = {
        name: set(
            seen(actor, model)
            .filter(pk__in=[row[name] for row in rows])
            .values_list("pk", flat=True)
        )
        for name, model, _page in WHERE
    }
    return [
        next(
            (place_of(page, row[name]) for name, _model, page in WHERE if row[name] in shown[name]),
            "",
        )
        for row in rows
    ]
