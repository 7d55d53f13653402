"""Questions that come with every request, put into SQL once: that costs more than the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

MOST = 600
"""More texts than these are asked about as any other question is: no database prepares them."""

Question = Callable[[Sequence[str]], QuerySet[Any, Any]]
Rows = Sequence[dict[str, Any]]


class Prepared:
    """A question about some texts whose rows are `values()`, compiled once for each number of them.

    The question may only compare columns with the texts: it sees others in their place.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self._compiled = cache(self._compile)

    def __call__(self, texts: Sequence[str]) -> Rows:
        """The rows for these texts, none of them for no text."""
        if not texts:
            return []
        if len(texts) > MOST:
            return list(self.question(texts))
        sql, params, names, compiler, converters = self._compiled(len(texts))
        told = dict(zip(_marks(len(texts)), texts, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [told.get(param, param) for param in params])
            rows = cursor.fetchall()
        converted = compiler.apply_converters(rows, converters) if converters else rows
        return [dict(zip(names, row, strict=True)) for row in converted]

    def _compile(self, count: int) -> tuple[str, Sequence[Any], Sequence[str], Any, Any]:
        query = self.question(_marks(count)).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = [*query.values_select, *query.annotation_select]
        return sql, params, names, compiler, compiler.get_converters(e for e, *_ in compiler.select)


@cache
def _marks(count: int) -> Sequence[str]:
    """What stands in the place of the texts; nobody can send it."""
    return [f"\0{number}" for number in range(count)]
