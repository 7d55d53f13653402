"""A list's pages: the first of all there is, or of a few, which most ask for, are SQL made once."""

from collections.abc import Sequence
from typing import Any

from salesops.web import paging
from salesops.web.boundary import sees_all
from salesops.web.lists.asking import Asked
from salesops.web.lists.filtering import Matched, is_whole, visible
from salesops.web.prepared import once


def turned(
    wanted: Asked,
    found: Matched,
    order: Sequence[str],
    names: Sequence[str],
    cursor: str | None,
    limit: int,
) -> paging.Page[Any]:
    """The page at the cursor, of the records that were found. Raises BadCursor."""
    actor, listing = found.actor, found.listing
    if cursor or not (is_whole(actor, wanted) or (found.few is not None and sees_all(actor))):
        return paging.page(found.records.values(*names), order, cursor, limit)

    def every() -> Any:
        return visible(actor, listing).order_by().values(*names)

    def asked(part_name: str, part: paging.Part) -> list[Any]:
        key = ("list", listing.name, tuple(order), tuple(names), limit, part_name)
        if found.few is None:
            return list(once(key, lambda: part(every())))
        return list(once((*key, "few"), lambda pks: part(every().filter(pk__in=pks)), found.few))

    return paging.beginning(listing.model, asked, order, limit)
