"""Medians, quantiles and estimates with open cases, written so that every engine agrees.

Engines' own quantiles differ: some interpolate, some take a sample, and none knows of cases that
are not over. A metric says what it wants of a column; here rows are ranked within their group,
and only sums and minima are left to aggregate.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

# ln ½ in billionths and a little more, since a sum of logarithms is a sum of rounded numbers.
HALF_IN_BILLIONTHS = -693_147_179
# What stands for the logarithm of nothing.
NEVER = -1000


@ibis.udf.agg.builtin
def censored_median(length: float, is_over: bool) -> float:  # type: ignore[empty-body]
    """The length within which half of all end; what is not over lasts at least that long."""


@ibis.udf.agg.builtin
def incidence(length: float, is_over: bool, is_hit: bool) -> float:  # type: ignore[empty-body]
    """The chance to end as a hit: other ends compete, what is not over may still do either."""


Value = Callable[[ir.Table], ir.Scalar]


OWN: Mapping[str, frozenset[str]] = {"duckdb": frozenset({"Median", "Quantile"})}
"""What an engine itself does exactly, by interpolating as we do, and many times faster."""


def exactly(
    rows: ir.Table, values: Mapping[str, Value], by: Sequence[str], engine: str = ""
) -> tuple[ir.Table, dict[str, ir.Scalar]]:
    """The rows with what ranking adds to them, and the values as plain sums and minima of them."""
    written, plain = dict(values), rows
    for name, value in values.items():
        node = value(plain).op()
        write = _WRITTEN.get(_kind(node))
        if write and _kind(node) not in OWN.get(engine, ()):
            ranked = Ranked(name, tuple(by))
            rows, written[name] = write(ranked.told(rows, value(rows).op()), ranked, node)
    return rows, {name: value(rows) for name, value in written.items()}


def _kind(node: ops.Node) -> str:
    return getattr(node, "__func_name__", type(node).__name__)


@dataclass(frozen=True)
class Ranked:
    """The columns that ranking adds for one value of the groups."""

    name: str
    by: tuple[str, ...]

    def column(self, of: str) -> str:
        """What a column of this value is called."""
        return f"_{self.name}_{of}"

    def of(self, rows: ir.Table, *columns: str) -> list[ir.Column]:
        """These columns of the rows."""
        return [rows[self.column(one)] for one in columns]

    def told(self, rows: ir.Table, node: ops.Node) -> ir.Table:
        """The length of each row, and of an estimate whether it is over and a hit; then its place.

        Rows that do not count have no length. Of rows as long, those that are over come first:
        they were at risk together.
        """
        more = {of: getattr(node, of).to_expr() for of in node.argnames if of.startswith("is_")}
        length = node.args[0].to_expr()
        if node.where is not None:
            length = ibis.ifelse(node.where.to_expr(), length, ibis.null())
        told = {"length": length, **more}
        rows = rows.mutate(**{self.column(of): value for of, value in told.items()})
        own = rows[self.column("length")]
        first = [rows[self.column("is_over")].desc()] if "is_over" in more else []
        order = [own.isnull(), own, *first]
        place = ibis.row_number().over(ibis.window(group_by=self.by, order_by=order))
        size = own.count().over(ibis.window(group_by=self.by))
        return rows.mutate(**{self.column("place"): place, self.column("size"): size})


Written = tuple[ir.Table, Value]


def _quantile(rows: ir.Table, ranked: Ranked, node: ops.Node) -> Written:
    """The two values next to the place, weighted by tenths of nearness: whole numbers, so exact."""
    tenths = 5 if isinstance(node, ops.Median) else round(node.quantile.value * 10)

    def value(rows: ir.Table) -> ir.Scalar:
        length, place, size = ranked.of(rows, "length", "place", "size")
        gap = place * 10 - (size - 1) * tenths
        near = ibis.ifelse(gap < 0, gap + 10, 10 - gap)
        return (length * ibis.ifelse(near > 0, near, 0)).sum() / 10

    return rows, value


def _survival(rows: ir.Table, ranked: Ranked) -> ir.Table:
    """Who was at risk at each end, the logarithm of the part it left, and of all that is left."""
    length, place, size, is_over = ranked.of(rows, "length", "place", "size", "is_over")
    risk = size - place
    log = ibis.cases(
        (is_over & length.notnull() & (risk > 1), ((risk - 1) / risk).ln()),
        (is_over & length.notnull(), NEVER),
        else_=0,
    )
    rows = rows.mutate(**{ranked.column("risk"): risk, ranked.column("log"): log})
    so_far = ibis.cumulative_window(group_by=ranked.by, order_by=ranked.column("place"))
    left = rows[ranked.column("log")].sum().over(so_far)
    return rows.mutate(**{ranked.column("left"): left})


def _censored_median(rows: ir.Table, ranked: Ranked, _node: ops.Node) -> Written:
    """Kaplan and Meier's: the first length at which no more than half are left."""

    def value(rows: ir.Table) -> ir.Scalar:
        length, left, is_over = ranked.of(rows, "length", "left", "is_over")
        half = is_over & (left * 1_000_000_000 <= HALF_IN_BILLIONTHS)
        return ibis.ifelse(half, length, ibis.null()).min()

    return _survival(rows, ranked), value


def _incidence(rows: ir.Table, ranked: Ranked, _node: ops.Node) -> Written:
    """Aalen and Johansen's: each hit adds those left before it, shared by those at risk."""

    def value(rows: ir.Table) -> ir.Scalar:
        length, left, log, risk = ranked.of(rows, "length", "left", "log", "risk")
        is_hit, is_over = ranked.of(rows, "is_hit", "is_over")
        added = ibis.ifelse(is_hit & is_over, (left - log).exp() / risk, 0)
        return ibis.ifelse(length.notnull(), added, ibis.null()).sum()

    return _survival(rows, ranked), value


_WRITTEN: Mapping[str, Callable[[ir.Table, Ranked, ops.Node], Written]] = {
    "Median": _quantile,
    "Quantile": _quantile,
    "censored_median": _censored_median,
    "incidence": _incidence,
}
