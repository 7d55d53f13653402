"""What belongs to each row of a question, gathered into a list by the same question."""

import json
from typing import Any

from django.db.models import Subquery, TextField


class Gathered(Subquery):
    """The `value`s of a question about each row as a list in its order, empty where there is none.

    The question gives one column, called `value`.
    """

    output_field = TextField()
    kept_as = "text[]"
    """What PostgreSQL calls the kind of its list."""

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        """SQLite has no lists, but writes them as JSON."""
        every = "(SELECT json_group_array(each.value) FROM (%(subquery)s) AS each)"
        return self.as_sql(compiler, connection, template=every, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        """PostgreSQL's own list."""
        return self.as_sql(compiler, connection, template="ARRAY(%(subquery)s)", **more)

    def convert_value(self, value: Any, _expression: Any, _connection: Any) -> list[Any]:
        """The list, as either database gives it."""
        return list(json.loads(value) if isinstance(value, str) else value)
