"""What a metric is: a named function of one ledger table, or of other metrics."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import ModuleType
from typing import Any, Literal, get_args

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesops.ledger.engines import ibis_schema
from salesops.ledger.schema import TABLES

Unit = Literal["money", "count", "quantity", "ratio", "days", "hours", "price"]
Absent = Literal["zero", "unknown"]
Compared = Literal["days", "whole", "never"]
UNITS: tuple[str, ...] = get_args(Unit)

AS_OF = "as_of"
ANY_DAY = date(2000, 1, 1)
_ADDITIVE = (ops.Sum, ops.Count, ops.CountStar)
_KEEPS_ADDING = (ops.Add, ops.Subtract, ops.Negate, ops.Field, ops.UnboundTable, ops.Cast)


@dataclass(frozen=True)
class Metric:
    """A number with a name, a definition and a unit.

    `absent` is what no rows at all mean once the day has passed: zero for things that happen
    (no orders is no revenue), unknown for things somebody states (no quota is not a quota of
    nothing). `compared` is what an unfinished period has for a base: as many days of the earlier
    one; the whole of it, for what is promised for a whole period; or nothing, for what is only
    known as of today. A metric that `is_dated` is told the ledger's day: what is still open has
    lasted until its end.
    """

    name: str
    doc: str
    unit: Unit
    inputs: tuple[str, ...]
    compute: Callable[..., Any]
    absent: Absent = "zero"
    compared: Compared = "days"
    is_dated: bool = False

    @property
    def table(self) -> str | None:
        """The table this metric aggregates; None when it combines other metrics."""
        return self.inputs[0] if self.inputs[0] in TABLES else None

    @property
    def of_periods(self) -> bool:
        """Whether the rows of its table are each stated for a period and not for a day."""
        declared = TABLES[self.table] if self.table else None
        return bool(declared and declared.clock and "ends_before" in declared.columns)

    def of(self, rows: ir.Table, as_of: date = ANY_DAY) -> ir.Scalar:
        """What the metric makes of rows of its table, as a ledger of that day knows them."""
        found: ir.Scalar = self.compute(rows, as_of) if self.is_dated else self.compute(rows)
        return found

    def value(self, as_of: date) -> Callable[[ir.Table], ir.Scalar]:
        """The same for any rows, as a ledger of that day knows them."""
        return lambda rows: self.of(rows, as_of)

    def condition(self, rows: ir.Table) -> ir.BooleanValue | None:
        """Which of the rows of its table the metric counts; None when it counts them all."""
        where = getattr(self.of(rows).op(), "where", None)
        return where.to_expr() if isinstance(where, ops.Value) else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of its table that the metric reads."""
        found = self.of(self._declared()).op().find(ops.Field)
        return tuple(dict.fromkeys(field.name for field in found))

    @cached_property
    def dtype(self) -> ibis.DataType:
        """The type a base metric has, on any engine."""
        return self.of(self._declared()).type().copy(nullable=True)

    def _declared(self) -> ir.Table:
        if self.table is None:
            raise LookupError(f"{self.name} combines other metrics")
        return ibis.table(ibis_schema(TABLES[self.table]), name=self.table)

    @cached_property
    def additive(self) -> bool:
        """Whether the metric of a whole is the sum of its parts', by its own formula."""
        if self.table:
            return isinstance(self.of(self._declared()).op(), _ADDITIVE)
        row = ibis.table(dict.fromkeys(self.inputs, "float64"), name="row")
        return (
            not self.compute(*(row[name] for name in self.inputs))
            .op()
            .find(lambda node: not isinstance(node, _KEEPS_ADDING))
        )


def metric(
    *, unit: Unit, absent: Absent = "zero", compared: Compared = "days"
) -> Callable[[Callable[..., Any]], Metric]:
    """Turn a function into a metric; its arguments name what it is computed from.

    One of them may be `as_of`, the ledger's day.
    """

    def wrap(function: Callable[..., Any]) -> Metric:
        named = tuple(inspect.signature(function).parameters)
        inputs = tuple(name for name in named if name != AS_OF)
        doc, is_dated = inspect.getdoc(function) or "", AS_OF in named
        return Metric(function.__name__, doc, unit, inputs, function, absent, compared, is_dated)

    return wrap


def collect(*modules: ModuleType) -> Mapping[str, Metric]:
    """Gather the metrics of the modules and refuse a catalogue that does not close.

    Raises TypeError for two metrics of one name, for a metric of two tables, and for a metric
    of something that is neither a table nor a metric.
    """
    catalogue: dict[str, Metric] = {}
    for found in (v for module in modules for v in vars(module).values() if isinstance(v, Metric)):
        if catalogue.setdefault(found.name, found) is not found:
            raise TypeError(f"{found.name} is defined twice")
    for found in catalogue.values():
        if found.table and len(found.inputs) != 1:
            raise TypeError(f"{found.name} reads {found.inputs}: one table, or other metrics")
        unknown = set(found.inputs) - set(catalogue)
        if not found.table and unknown:
            raise TypeError(f"{found.name} needs {sorted(unknown)}, neither tables nor metrics")
    return catalogue
