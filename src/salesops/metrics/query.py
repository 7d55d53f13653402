"""Evaluate metrics by dimensions.

Each base metric is aggregated on its own table first and only then put beside the others, so
no join can multiply rows before a sum. Rows meet by stacking and grouping, not by joining: a
group whose dimension is missing stays one group on every engine.
"""

from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir

from salesops.ledger.ledger import Ledger
from salesops.ledger.views import NOW, REST, SIDE, columns, reaches
from salesops.metrics import METRICS
from salesops.metrics.absent import filled
from salesops.metrics.exact import exactly
from salesops.metrics.sides import based, on_side


def evaluate(
    ledger: Ledger, metrics: Sequence[str], by: Sequence[str] = (), base: str | None = None
) -> ir.Table:
    """One row per group, one column per metric. Nothing runs until the result is read.

    With `base`, the ledger shows two periods side by side, and every metric has a second
    column `<metric>_<base>` for the earlier one.
    """
    groups = gathered(ledger, metrics, by, base)
    values = {name: value(name, groups) for name in metrics}
    if base:
        values |= {f"{name}_{base}": value(name, groups, f"_{base}") for name in metrics}
    return groups.select(*by, **values)


def gathered(
    ledger: Ledger, metrics: Iterable[str], by: Sequence[str] = (), base: str | None = None
) -> ir.Table:
    """One row per group with the base metrics that the metrics rest on."""
    names = base_metrics(metrics)
    keys = [*by, SIDE] if base else list(by)
    open_to = {t for t in map(table_of, names) if not out_of_reach(ledger, t, by)}
    parts = [
        aggregated(ledger, table, [n for n in names if table_of(n) == table], keys)
        for table in dict.fromkeys(map(table_of, names))
        if table in open_to
    ]
    groups = stacked(parts or [no_groups(ledger, by, base)], names, by, base, ledger.is_cut)
    zeros = [n for n in names if METRICS[n].absent == "zero" and table_of(n) in open_to]
    return filled(ledger, groups, zeros, by)


def base_metrics(names: Iterable[str]) -> list[str]:
    """The metrics with a table of their own that these rest on, each once."""
    found: dict[str, None] = {}
    for name in names:
        metric = METRICS[name]
        found |= dict.fromkeys([name] if metric.table else base_metrics(metric.inputs))
    return list(found)


def table_of(name: str) -> str:
    """The table a base metric aggregates."""
    table = METRICS[name].table
    if table is None:
        raise LookupError(f"{name} combines other metrics")
    return table


def out_of_reach(ledger: Ledger, table: str, by: Iterable[str]) -> bool:
    """Whether the table is closed here, or cannot be grouped like this."""
    return table in ledger.closed or not all(reaches(table, dimension) for dimension in by)


def value(name: str, row: ir.Table, suffix: str = "") -> ir.Value:
    """One metric of a row of base metrics; what divides by nothing is unknown."""
    metric = METRICS[name]
    if metric.table:
        return row[name + suffix]
    inputs = [value(one, row, suffix) for one in metric.inputs]
    if metric.additive:
        return metric.compute(*inputs)
    result = metric.compute(*(one.cast("float64") for one in inputs))
    return (result.isinf() | result.isnan()).ifelse(ibis.null("float64"), result)


def aggregated(ledger: Ledger, table: str, names: list[str], by: Sequence[str]) -> ir.Table:
    """The base metrics of one table by the dimensions.

    A group whose rows all fail a metric's own condition has none of it, which is known.
    """
    if SIDE in by and not reaches(table, SIDE):
        # What has no date, such as a head, is counted as it is now.
        alone = aggregated(ledger, table, names, [one for one in by if one != SIDE])
        return alone.mutate(**{SIDE: ibis.literal(NOW)})
    rows = columns(ledger, table, by, {c for name in names for c in METRICS[name].columns})
    if ledger.is_cut and SIDE in by and all(METRICS[n].compared != "whole" for n in names):
        rows = rows.filter(rows[SIDE] != REST)
    wanted = {name: METRICS[name].value(ledger.as_of) for name in names}
    rows, values = exactly(rows, wanted, by, ledger.engine.name)
    for name, found in values.items():
        if METRICS[name].absent == "zero" and METRICS[name].condition(rows) is not None and by:
            values[name] = found.fill_null(0)
    return rows.group_by(*by).agg(**values) if by else rows.agg(**values)


def no_groups(ledger: Ledger, by: Sequence[str], base: str | None) -> ir.Table:
    """What is left when no table may answer: no rows, or one empty one when none is asked for."""
    nothing = ledger["calendar"].aggregate(_=ledger["calendar"]["day"].max())
    keys = {key: ibis.null("string") for key in ([*by, SIDE] if base else by)}
    rows = nothing.select(**keys, _=nothing["_"])
    return rows.limit(0) if by else rows


def stacked(
    parts: list[ir.Table], names: list[str], by: Sequence[str], base: str | None, is_cut: bool
) -> ir.Table:
    """Put aggregated parts side by side on their shared groups, and the two periods as well."""
    types = {name: METRICS[name].dtype for name in names}
    keys = [*by, SIDE] if base else list(by)

    def signed(value: ir.Value) -> ir.Value:
        # ClickHouse counts without a sign; such do not stack with numbers that have one.
        return value - 0 if value.type().is_integer() else value

    def padded(part: ir.Table) -> ir.Table:
        there = {n: signed(part[n]) for n in names if n in part.columns}
        return part.select(*keys, **{n: there.get(n, ibis.null(types[n])) for n in names})

    rows = ibis.union(*map(padded, parts)) if len(parts) > 1 else padded(parts[0])
    if not base:
        values = {name: rows[name].max() for name in names}
        if len(parts) == 1:
            return rows
    else:
        rows = rows.filter(rows[SIDE].notnull())
        values = {name: on_side(rows, name, NOW) for name in names}
        values |= {f"{name}_{base}": based(rows, name, base, is_cut) for name in names}
    return rows.group_by(*by).agg(**values) if by else rows.agg(**values)
