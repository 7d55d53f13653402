"""How reports read the ledger: they ask questions, pick from the answers and compute nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from salesops.kernel.period import DAY, Period
from salesops.ledger.ledger import Ledger
from salesops.metrics.comparison import Kind
from salesops.metrics.question import Question, answer
from salesops.reports.pen import decimal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """The groups of an answer, and the total that the ledger recomputed from its parts."""

    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True)
class Reading:
    """A period of a ledger, to be asked about."""

    ledger: Ledger
    period: Period
    cache: Path | None = None

    @property
    def through(self) -> date | None:
        """The last day with figures, for a period that is not over; None for one that is."""
        as_of = self.ledger.as_of
        return as_of if as_of + DAY < self.period.ends_before else None

    def ask(
        self,
        metrics: Sequence[str],
        by: Sequence[str] = (),
        compare: Kind | None = None,
        *,
        period: Period | None = None,
        order: Sequence[str] = (),
    ) -> Told:
        """The metrics of the period, or of another one, by dimensions, compared with a base."""
        days = period or self.period
        question = Question(
            metrics=tuple(metrics),
            by=tuple(by),
            starts_on=days.starts_on,
            ends_before=days.ends_before,
            compare=compare,
            order=tuple(order),
        )
        told = answer(self.ledger, question, self.cache)
        return Told(tuple(told.rows), told.totals)

    def extremes(
        self, metric: str, by: Sequence[str], compare: Kind, column: str, count: int
    ) -> tuple[list[Row], list[Row]]:
        """The groups with the most of a column above zero, and with the most below it."""
        question = Question(
            (metric,), tuple(by), (), self.period.starts_on, self.period.ends_before, compare,
            (f"-{column}",),
        )  # fmt: skip
        told = answer(self.ledger, question, self.cache).table
        # Only the two ends become Python: there may be a hundred thousand customers between.
        known = told.num_rows - told[column].null_count
        above = told.slice(0, count).to_pylist()
        below = told.slice(max(known - count, 0), min(count, known)).to_pylist()
        return (
            [row for row in above if (number(row, column) or 0) > 0],
            [row for row in reversed(below) if (number(row, column) or 0) < 0],
        )


def number(row: Row, column: str) -> Decimal | None:
    """A figure of a row, exact; None where the column is empty or was not asked for."""
    return decimal(row.get(column))
