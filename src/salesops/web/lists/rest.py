"""Lists over REST: the same filters, order and search as the page, a cursor to go on from."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.kernel.problem import Problem, Wording
from salesops.metrics.asking import Unanswerable
from salesops.web import paging
from salesops.web.access import Actor
from salesops.web.boundary import columns_asked, columns_of
from salesops.web.lists.asking import asked, ways
from salesops.web.lists.filtering import matched, order_of
from salesops.web.lists.listing import Column, Listing
from salesops.web.lists.registry import opened
from salesops.web.lists.rows import Row, paths, rows
from salesops.web.lists.turning import turned
from salesops.web.prepared import Rows
from salesops.web.signed_in import SignedIn
from salesops.web.together import Asked

DEFAULT_LIMIT = 100
BAD_CURSOR = Wording(
    "bad_cursor",
    zh=("“{value}”不是本列表给出的游标", "从没有 cursor 的第一页重新开始"),
    en=('"{value}" is no cursor of this list.', "Begin again without a cursor"),
)


def listed(request: SignedIn, name: str) -> dict[str, Any]:
    """A page of the list as the address asks: `items`, and `next`, the cursor of what follows."""
    listing = opened(request.user, name)
    wanted, problems = asked(listing, dict(request.GET.lists()))
    if problems:
        raise Unanswerable(problems)
    columns = list(listing.columns)
    order = order_of(listing, wanted)
    matches = matched(request.user, listing, wanted)
    versioned = ("version",) if _has_version(listing) else ()
    names = paths(listing, columns, *order, *versioned)
    cursor = request.GET.get("cursor")
    limit = request.GET.get("limit", "")
    size = int(limit) if limit.isdecimal() and len(limit) < 6 else DEFAULT_LIMIT
    try:
        found = turned(wanted, matches, order, names, cursor, size)
    except paging.BadCursor as error:
        raise Unanswerable([Problem(BAD_CURSOR, values={"value": cursor or ""})]) from error
    items = [
        told(columns, row, record.get("version"))
        for row, record in zip(rows(listing, columns, found.items), found.items, strict=True)
    ]
    return {"items": items, "next": found.next}


def one(
    actor: Actor, listing: Listing, pk: str, *more: str, known: Rows | None = None
) -> dict[str, Any]:
    """One record as the list gives it, with more of its columns. Raises Http404.

    `known` are the rows of `one_asked`, where whoever asks has them already.
    """
    columns = listing.columns
    record = columns_of(actor, listing.model, pk, one_asked(listing, pk, *more), known)
    shown = told(columns, rows(listing, columns, [record])[0], record.get("version"))
    return shown | {name: record[name] for name in more}


def one_asked(listing: Listing, pk: str, *more: str) -> Asked:
    """The question for one record as the list gives it, whoever asks."""
    columns = listing.columns
    versioned = ("version",) if _has_version(listing) else ()
    names = paths(listing, columns, *versioned, *more)
    gathered = tuple((c.alias, c.gathered) for c in columns if c.gathered)
    return columns_asked(listing.model, pk, tuple(names), gathered)


def _has_version(listing: Listing) -> bool:
    return hasattr(listing.model, "version")


def told(columns: Sequence[Column], row: Row, version: int | None) -> dict[str, Any]:
    """A record by its columns' names; beside an id the name that goes with it."""
    item: dict[str, Any] = {}
    for column in columns:
        value = row.plain[column.name]
        item[column.name] = list(value or ()) if column.kind == "tags" else value
        if column.shown and column.kind in ("person", "record"):
            item[f"{column.name.removesuffix('_id')}_name"] = row.read[column.name]
    return item | ({"version": version} if version is not None else {})


def documented(listing: Listing) -> dict[str, Any]:
    """What OpenAPI says of the list: its parameters and the shape of its answer."""
    names = {"q": "Free text, also pinyin initials", "cursor": "Where the last page ended",
             "sort": "A column, - before it for descending"}  # fmt: skip
    told_of = [query_parameter(name, text) for name, text in names.items()]
    told_of.append(query_parameter("limit", "At most 500", "integer"))
    for column in listing.columns:
        for way in ways(column):
            key = column.name if way == "is" else f"{column.name}.{way}"
            told_of.append(query_parameter(key, WAY_SAID[way]))
    item = {"type": "object", "properties": _properties(listing)}
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {"type": "string", "nullable": True},
        },
    }
    content = {"application/json": {"schema": page}}
    return {"parameters": told_of, "responses": {200: {"description": "OK", "content": content}}}


WAY_SAID: Mapping[str, str] = {
    "is": "Is, or for text contains; may be repeated",
    "from": "On or after this day",
    "before": "Before this day",
    "min": "At least",
    "max": "At most",
    "empty": "yes or no: has no value",
}


def query_parameter(name: str, text: str, kind: str = "string") -> dict[str, Any]:
    """What OpenAPI says of one parameter of an address."""
    return {
        "in": "query", "name": name, "required": False, "description": text,
        "schema": {"type": kind},
    }  # fmt: skip


def _properties(listing: Listing) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in listing.columns:
        kind = {"number": "integer", "flag": "boolean", "tags": "array", "money": "number"}
        found[column.name] = {"type": kind.get(column.kind, "string")}
        if column.kind == "tags":
            found[column.name]["items"] = {"type": "string"}
        if column.shown and column.kind in ("person", "record"):
            found[f"{column.name.removesuffix('_id')}_name"] = {"type": "string"}
    return found | {"version": {"type": "integer"}}
