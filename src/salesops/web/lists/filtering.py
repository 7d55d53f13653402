"""From what an address asks to the records of it: the ones somebody may see, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from salesops.web.access import Actor, Owner
from salesops.web.boundary import seen, sees_all
from salesops.web.crm.grams import holding
from salesops.web.lists.asking import Asked, Filter, amount, day
from salesops.web.lists.listing import Column, Listing

ME = "me"
MOST_COUNTED, COUNTED_EVERY = 10_000, 60
FEW = 500


def visible(actor: Actor, listing: Listing) -> QuerySet[Any]:
    """Every record of the list the actor may see."""
    return listing.records(actor) if listing.records else seen(actor, listing.model)


@dataclass(frozen=True)
class Matched:
    """What passes that is asked of a list and is somebody's to see.

    `few` are the ids of what the words match, whoever may see it, where that is not much; they
    are `common` where each is met so often that the first are soon met in any order.
    """

    actor: Actor
    listing: Listing
    conditions: Sequence[Q]
    words: Sequence[str]
    few: list[str] | None
    common: bool

    @cached_property
    def records(self) -> QuerySet[Any]:
        """The records, in no order.

        What is asked stands in a select of its own: a database that walks an index for the order
        of the whole would otherwise fetch every record, one by one, to look into it. Where words
        match only a few records, those are found first, so that nothing is left for it to guess;
        where they match many, the first of them are near whatever the order.
        """
        records = visible(self.actor, self.listing).order_by()
        if not self.words and not self.conditions:
            return records
        if self.few is not None:
            return records.filter(pk__in=self.few)
        if self.common:
            return records.filter(*_held(self.listing, self.words), *self.conditions)
        return records.filter(pk__in=_every(self.listing, self.words, self.conditions).values("pk"))


def matching(actor: Actor, listing: Listing, wanted: Asked) -> QuerySet[Any]:
    """The records the actor may see that pass what is asked, in no order."""
    return matched(actor, listing, wanted).records


def matched(actor: Actor, listing: Listing, wanted: Asked) -> Matched:
    """What the actor may see that passes what is asked."""
    words = wanted.search.lower().split()
    conditions = [
        _condition(actor, column, one)
        for one in wanted.filters
        if (column := listing.column(one.column))
    ]
    few, common = _found(listing, words, conditions) if words else (None, False)
    return Matched(actor, listing, conditions, words, few, common)


def _found(
    listing: Listing, words: Sequence[str], conditions: Sequence[Q]
) -> tuple[list[str] | None, bool]:
    """The ids of what is found, where that is not much; else whether all words are common."""
    if listing.words is None:
        found = _first_found(listing, words, conditions)
        return (found, False) if len(found) <= FEW else (None, not listing.search)
    firsts = [listing.words.first(word, MOST_COUNTED + 1) for word in words]
    rarest = min(firsts, key=len)
    if len(rarest) > FEW:
        return None, len(rarest) > MOST_COUNTED
    every = listing.model._default_manager.filter(pk__in=rarest).order_by()  # noqa: SLF001 - Django documents it
    passed = every.filter(*_held(listing, words), *conditions)
    return list(passed.values_list("pk", flat=True)), False


def _held(listing: Listing, words: Sequence[str]) -> list[Q]:
    """Whether a record one looks at holds the words."""
    if listing.words:
        return [listing.words.held(word) for word in words]
    return [Q(search_text__contains=word) for word in words]


def _first_found(listing: Listing, words: Sequence[str], conditions: Sequence[Q]) -> list[str]:
    """The ids of what is found first, of one more than are few."""
    if not conditions and not listing.search:
        return holding(listing.model, words, FEW + 1)
    every = _every(listing, words, conditions)
    return list(every.values_list("pk", flat=True)[: FEW + 1])


def _every(listing: Listing, words: Sequence[str], conditions: Sequence[Q]) -> QuerySet[Any]:
    """All records that hold the words and pass the conditions, whoever may see them."""
    every = listing.model._default_manager.order_by()  # noqa: SLF001 - Django documents it
    for condition in [*(_sought(listing, word) for word in words), *conditions]:
        every = every.filter(condition)
    return every


def _sought(listing: Listing, word: str) -> Q:
    search = listing.words or listing.search
    found: Q = search(word) if search else Q(search_text__holds=word)
    return found


def order_of(listing: Listing, wanted: Asked) -> tuple[str, ...]:
    """The columns to sort by, the last one unique."""
    column = listing.column(wanted.order.removeprefix("-"))
    if column is None:
        return listing.order
    sign = "-" if wanted.order.startswith("-") else ""
    unique = listing.order[-1].removeprefix("-")
    return (f"{sign}{column.read}", unique)


def is_whole(actor: Actor, wanted: Asked) -> bool:
    """Whether all records of the list are asked for, by somebody who sees all."""
    return sees_all(actor) and not (wanted.search.split() or wanted.filters)


def counted(records: QuerySet[Any], whole: str = "") -> int | None:
    """How many there are; None when more than are worth counting.

    A list that is shown `whole` and was too long a moment ago is not counted again.
    """
    kept = f"too-many-{whole}-{MOST_COUNTED}"
    if whole and cache.get(kept):
        return None
    found = records.order_by()[: MOST_COUNTED + 1].count()
    if whole and found > MOST_COUNTED:
        cache.set(kept, True, COUNTED_EVERY)
    return found if found <= MOST_COUNTED else None


def _condition(actor: Actor, column: Column, one: Filter) -> Q:
    if one.way == "empty":
        is_empty = _empty(column)
        return is_empty if one.values[-1] == "yes" else ~is_empty
    if one.way == "is":
        return reduce(or_, (_equal(actor, column, value) for value in one.values))
    bound = one.values[-1]
    lookup = {"from": "gte", "before": "lt", "min": "gte", "max": "lte"}[one.way]
    return Q(**{f"{column.plain}__{lookup}": _bound(column, bound)})


def _bound(column: Column, text: str) -> object:
    if column.kind in ("money", "number"):
        return amount(text) or Decimal(0)
    found = day(text)
    if column.kind == "moment" and found:
        return timezone.make_aware(datetime.combine(found, time()))
    return found


def _empty(column: Column) -> Q:
    if column.kind == "tags" and column.condition:
        return ~column.condition("")
    if column.kind in ("text", "id", "choice"):
        return Q(**{column.plain: ""}) | Q(**{f"{column.plain}__isnull": True})
    return Q(**{f"{column.plain}__isnull": True})


def _equal(actor: Actor, column: Column, value: str) -> Q:
    if column.condition:
        found: Q = column.condition(value)
        return found
    if column.kind == "flag":
        return Q(**{column.plain: value == "yes"})
    if column.kind == "person" and value == ME:
        return _mine(actor, column)
    if column.kind in ("text", "id"):
        return Q(**{f"{column.read}__icontains": value})
    return Q(**{column.plain: value})


def _mine(actor: Actor, column: Column) -> Q:
    person_id = None if isinstance(actor, Owner) else actor.person_id
    return Q(**{column.plain: person_id}) if person_id else Q(pk__in=[])
