"""Several prepared questions in one journey to the database: a page asks a dozen small ones."""

from collections.abc import Callable, Hashable, Sequence
from itertools import chain, count, islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from salesops.web.gathered import Gathered
from salesops.web.prepared import MOST, Compiled, Lists, Prepared, Rows, Sent, fetched, numbered

Asked = tuple[Prepared, *tuple[Lists, ...]]
"""A question and the values it is about."""

Picked = Callable[[Sequence[Any]], Sequence[Any]]
MOST_KNOWN = 500
ALIKE = {
    "text": "text", "citext": "text", "smallint": "bigint", "integer": "bigint",
    "smallserial": "bigint", "serial": "bigint", "bigserial": "bigint",
}  # fmt: skip
"""Kinds of columns that hold their values as another does."""


class Sought(NamedTuple):
    """What somebody asks, and what they make of the rows of each question, in that order."""

    asked: Sequence[Asked]
    told: Callable[..., Any]


def at_once(*sought: Sought) -> list[Any]:
    """What each makes of its rows, all asked for together."""
    rows = iter(together(*chain.from_iterable(one.asked for one in sought)))
    return [one.told(*islice(rows, len(one.asked))) for one in sought]


class Joined(NamedTuple):
    """Questions as one: each row says whose it is, and where that one's columns stand in it."""

    sql: str
    picked: Sequence[Picked]


_known: dict[tuple[Hashable, ...], Joined] = {}


def together(*asked: Asked) -> Sequence[Rows]:
    """The rows of each question, as if each were asked by itself.

    On PostgreSQL, where a journey costs more than most answers, all go in one statement.
    """
    if connection.vendor != "postgresql" or any(_is_long(one) for one in asked):
        return [question(*lists) for question, *lists in asked]
    sent = [question.sent(*lists) for question, *lists in asked]
    there = [one for one in sent if one is not None]
    if len(there) < 2:
        return [[] if s is None else question(*lists)
                for s, (question, *lists) in zip(sent, asked, strict=True)]  # fmt: skip
    rows = iter(_answers(there))
    return [[] if one is None else next(rows) for one in sent]


def _is_long(asked: Asked) -> bool:
    _question, *lists = asked
    return sum(map(len, lists)) > MOST


def _answers(sent: Sequence[Sent]) -> Sequence[Rows]:
    """The rows of each, from one statement."""
    joined = _joined([one.compiled for one in sent])
    found: list[list[Sequence[Any]]] = [[] for _ in sent]
    for row in fetched(joined.sql, [param for one in sent for param in one.params]):
        found[row[0]].append(joined.picked[row[0]](row))
    return [one.told(rows) for one, rows in zip(sent, found, strict=True)]


def _joined(questions: Sequence[Compiled]) -> Joined:
    key = tuple(one.sql for one in questions)
    known = _known.get(key)
    if known is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[key] = _join(questions)
    return known


def _join(questions: Sequence[Compiled]) -> Joined:
    """One statement whose columns are those of all questions, of each kind as many as needed."""
    kinds = [[_kind(one, at) for at in range(len(one.names))] for one in questions]
    own = [_slots(some) for some in kinds]
    slots = list(dict.fromkeys(slot for some in own for slot in some))
    sql = " UNION ALL ".join(
        _part(n, one, its, slots) for n, (one, its) in enumerate(zip(questions, own, strict=True))
    )
    picked = [_picker([slots.index(slot) + 1 for slot in its]) for its in own]
    return Joined(numbered(sql), picked)


Slot = tuple[str, int]
"""A kind of column, and its number among those of its kind."""


def _slots(kinds: Sequence[str]) -> list[Slot]:
    counts = {kind: count() for kind in kinds}
    return [(kind, next(counts[kind])) for kind in kinds]


def _kind(question: Compiled, at: int) -> str:
    """What kind of column the database gives there."""
    told = question.compiler.select[at][0]
    if isinstance(told, Gathered):
        return told.kept_as
    field = told.output_field
    kind = str(getattr(field, "target_field", field).cast_db_type(connection)).partition("(")[0]
    return ALIKE.get(kind, "text" if kind.startswith("varchar") else kind)


def _part(number: int, question: Compiled, own: Sequence[Slot], slots: Sequence[Slot]) -> str:
    """One question's rows, with nothing in the columns that are others'."""
    named = dict(zip(own, question.names, strict=True))
    listed = [
        f"q.{connection.ops.quote_name(named[slot])}::{slot[0]}"
        if slot in named else f"NULL::{slot[0]}"
        for slot in slots
    ]  # fmt: skip
    return f"SELECT {number}, {', '.join(listed)} FROM ({question.sql}) q"  # noqa: S608 - Django's own


def _picker(places: Sequence[int]) -> Picked:
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return itemgetter(*places)
