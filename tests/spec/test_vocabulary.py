"""The Ibis operations that metrics may use: each travels to every engine, as a spec shows.

A new one goes into the list together with a spec that needs it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesops.ledger import Ledger
from salesops.ledger.engines import declared_tables
from salesops.ledger.views import beside, between, close, later, restrict
from salesops.metrics import METRICS
from salesops.metrics.query import evaluate

VOCABULARY = {
    # relations
    "Aggregate", "CountStar", "Distinct", "DropColumns", "Field", "Filter", "JoinChain", "JoinLink",
    "JoinReference", "Limit", "Project", "UnboundTable", "Union",
    # values
    "And", "Cast", "Coalesce", "Equals", "Greater", "GreaterEqual", "IfElse", "InSubquery",
    "InValues", "IsInf", "IsNan", "IsNull", "Less", "LessEqual", "Literal", "Negate", "NotNull",
    "Not", "Or", "SearchedCase",
    # arithmetic and aggregates
    "Add", "Count", "CountDistinct", "DateDelta", "DateFromYMD", "Divide", "Exp",
    "ExtractEpochSeconds", "Ln", "Max", "Min", "Multiply", "Subtract", "Sum",
    # places within a group
    "RowNumber", "SortKey", "WindowBoundary", "WindowFunction",
}  # fmt: skip


class Nowhere:
    """An engine of a ledger that is only looked at and never asked."""

    name = "nowhere"
    tables = declared_tables()

    def fetch(self, expression: ir.Table) -> None:
        raise NotImplementedError


def questions() -> Iterator[ir.Table]:
    taken_at = datetime(2026, 1, 1, tzinfo=UTC)
    ledger = Ledger(Nowhere.tables, Nowhere(), None, "", date(2025, 6, 1), taken_at, "CNY")  # type: ignore[arg-type]
    year = (date(2025, 1, 1), date(2026, 1, 1))
    seen = restrict(restrict(ledger, "regions.name", ["North", None]), "people.team_id", ["t"])
    by = ["calendar.month", "products.line", "people.name"]
    yield evaluate(between(seen, *year), list(METRICS), by)
    yield evaluate(beside(seen, year, year, "year_later"), list(METRICS), by, "last_year")
    yield close(ledger, "orders")["orders"]
    yield evaluate(later(restrict(ledger, "people.team_id", []), "month_later"), list(METRICS))


def test_metrics_keep_to_the_words_that_every_engine_understands() -> None:
    used = {type(node).__name__ for q in questions() for node in q.op().find(ops.Node)}
    assert used <= VOCABULARY, f"new: {sorted(used - VOCABULARY)}"
    assert used >= VOCABULARY, f"no longer used: {sorted(VOCABULARY - used)}"
