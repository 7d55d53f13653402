"""A list's pages: the first of all there is, which most ask for, is put into SQL once."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from salesops.web import paging
from salesops.web.access import Actor
from salesops.web.lists.asking import Asked
from salesops.web.lists.filtering import is_whole, visible
from salesops.web.lists.listing import Listing
from salesops.web.prepared import once


def turned(
    actor: Actor,
    listing: Listing,
    wanted: Asked,
    records: QuerySet[Any, Any],
    order: Sequence[str],
    names: Sequence[str],
    cursor: str | None,
    limit: int,
) -> paging.Page[Any]:
    """The page at the cursor, of the records the actor asks for. Raises BadCursor."""
    if cursor or not is_whole(actor, wanted):
        return paging.page(records.values(*names), order, cursor, limit)

    def asked(part_name: str, part: paging.Part) -> list[Any]:
        key = ("list", listing.name, tuple(order), tuple(names), limit, part_name)
        return list(once(key, lambda: part(visible(actor, listing).order_by().values(*names))))

    return paging.beginning(listing.model, asked, order, limit)
