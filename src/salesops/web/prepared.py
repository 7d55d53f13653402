"""Questions that come with every request, put into SQL once: that costs more than the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

MOST = 600
"""More texts than these are asked about as any other question is: no database prepares them."""

Texts = Sequence[str]
Question = Callable[..., QuerySet[Any, Any]]
Rows = Sequence[dict[str, Any]]
Compiled = tuple[str, Sequence[Any], Sequence[str], Any, Any]


class Prepared:
    """A question about texts whose rows are `values()`, compiled once for some numbers of them.

    The question takes one or more lists of texts. It may only compare columns with them, and to
    be among them twice must mean no more than once: it sees others in their place, and the last
    of a list several times.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self._compiled = lru_cache(maxsize=256)(self._compile)

    def __call__(self, *lists: Texts) -> Rows:
        """The rows for these texts, none of them for no text."""
        if not any(lists):
            return []
        if sum(map(len, lists)) > MOST:
            return list(self.question(*lists))
        filled = [_filled(texts) for texts in lists]
        compiled = self._compiled(*map(len, filled))
        if compiled is None:
            return []
        sql, params, names, compiler, converters = compiled
        every = [text for texts in filled for text in texts]
        told = dict(zip(_marks(len(every)), every, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [told.get(param, param) for param in params])
            rows = cursor.fetchall()
        converted = compiler.apply_converters(rows, converters) if converters else rows
        return [dict(zip(names, row, strict=True)) for row in converted]

    def _compile(self, *counts: int) -> Compiled | None:
        """The question for so many texts in each list; None where nothing can be found for them."""
        marks = iter(_marks(sum(counts)))
        query = self.question(*(list(islice(marks, count)) for count in counts)).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        names = query.selected or [*query.values_select, *query.annotation_select]
        converters = compiler.get_converters(e for e, *_ in compiler.select)
        return sql, params, list(names), compiler, converters


def _filled(texts: Texts) -> Texts:
    """Up to the next power of two, so that a few compiled questions do for every number."""
    if len(texts) < 2:
        return texts
    return [*texts, *[texts[-1]] * ((1 << (len(texts) - 1).bit_length()) - len(texts))]


@cache
def _marks(count: int) -> Texts:
    """What stands in the place of the texts; nobody can send it."""
    return [f"\0{number}" for number in range(count)]
