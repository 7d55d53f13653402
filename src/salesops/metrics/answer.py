"""Answer a question: figures by group, compared, with totals recomputed from their parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from salesops.kernel.problem import Problem
from salesops.ledger.ledger import Ledger
from salesops.ledger.views import beside, between, reaches, restrict
from salesops.metrics import METRICS
from salesops.metrics.asking import Question, Unanswerable, problems_of
from salesops.metrics.cache import recall, remember
from salesops.metrics.comparison import Comparison, comparison
from salesops.metrics.growth import change, contribution
from salesops.metrics.query import base_metrics, evaluate, out_of_reach, table_of
from salesops.metrics.wordings import (
    BASE_NOT_POSITIVE,
    CLOSED,
    NARROWED,
    NO_BASE,
    OUT_OF_REACH,
    SHORTENED,
    TO_DATE,
)

Kind = Literal["dimension", "value", "base", "change", "contribution"]


@dataclass(frozen=True)
class Column:
    """One column of an answer: a dimension, or a metric's value, base, change or contribution."""

    name: str
    kind: Kind
    metric: str | None
    unit: str | None


@dataclass(frozen=True)
class Answer:
    """Rows that answer a question, with their totals, as of one snapshot."""

    question: Question
    columns: tuple[Column, ...]
    table: pa.Table
    totals: Mapping[str, Any]
    notes: tuple[Problem, ...]
    as_of: date
    snapshot_id: str
    currency: str

    @cached_property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """One mapping per group, from column name to value; None is unknown."""
        return self.table.to_pylist()

    def difference(self, row: Mapping[str, Any], metric: str) -> Any:
        """By how much a metric differs from its base in one row; what a bad base still tells."""
        now, base = row[metric], row.get(f"{metric}_{self.question.compare}")
        return None if now is None or base is None else now - base


def answer(ledger: Ledger, question: Question, cache: Path | None = None) -> Answer:
    """The answer to a question, from the cache folder when it has been asked of this snapshot.

    Raises Unanswerable, which carries the problems, for names and periods that do not exist.
    """
    problems = problems_of(question)
    if problems:
        raise Unanswerable(problems)
    known = recall(cache, ledger.identity, question)
    found = known or _asked(ledger, question)
    if not known:
        remember(cache, ledger.identity, question, found)
    table, totals, notes = found
    return Answer(
        question,
        tuple(_columns(question)),
        table,
        totals,
        notes,
        ledger.as_of,
        ledger.snapshot_id,
        ledger.currency,
    )


def seen_by(ledger: Ledger, question: Question) -> tuple[Ledger, Comparison | None]:
    """The ledger as the question looks at it: filtered, within its days, beside its base."""
    base = None
    for dimension, allowed in question.where:
        if not dimension.startswith("calendar."):
            ledger = restrict(ledger, dimension, allowed)
    if question.compare and question.period:
        base = comparison(question.compare, question.period, question.by, ledger.as_of)
        window = (question.period.starts_on, question.period.ends_before)
        days = (base.starts_on, base.ends_before)
        ledger = beside(ledger, window, days, base.shift, base.whole_until)
    elif question.starts_on or question.ends_before:
        ledger = between(ledger, question.starts_on, question.ends_before)
    for dimension, allowed in question.where:
        if dimension.startswith("calendar."):
            ledger = restrict(ledger, dimension, allowed)
    return ledger, base


def _asked(
    ledger: Ledger, question: Question
) -> tuple[pa.Table, dict[str, Any], tuple[Problem, ...]]:
    seen, base = seen_by(ledger, question)
    by, metrics = list(dict.fromkeys(question.by)), list(dict.fromkeys(question.metrics))
    parts = list(dict.fromkeys([*metrics, *base_metrics(metrics)]))
    groups = seen.engine.fetch(evaluate(seen, parts, by, question.compare))
    totals = _totals(seen, question, groups, parts)
    table = groups.select([*by, *(c for c in groups.column_names if _is_asked(c, question))])
    if question.compare:
        table, totals = _compared(table, totals, question)
    table = table.select([column.name for column in _columns(question)])
    notes = tuple(_notes(ledger, question, base, table, totals))
    totals = {c.name: totals.get(c.name) for c in _columns(question) if c.kind != "dimension"}
    return _ordered(table, question), totals, notes


def _is_asked(column: str, question: Question) -> bool:
    suffix = f"_{question.compare}" if question.compare else ""
    return column in question.metrics or (
        bool(suffix) and column.removesuffix(suffix) in question.metrics and column.endswith(suffix)
    )


def _columns(question: Question) -> Iterator[Column]:
    for dimension in dict.fromkeys(question.by):
        yield Column(dimension, "dimension", None, None)
    for name in dict.fromkeys(question.metrics):
        metric = METRICS[name]
        yield Column(name, "value", name, metric.unit)
        if question.compare:
            yield Column(f"{name}_{question.compare}", "base", name, metric.unit)
            yield Column(f"{name}_change", "change", name, "ratio")
            if metric.additive:
                yield Column(f"{name}_contribution", "contribution", name, "ratio")


def _totals(
    seen: Ledger, question: Question, groups: pa.Table, parts: Sequence[str]
) -> dict[str, Any]:
    """The base metrics of the whole, added where adding is right and asked again where not."""
    suffixes = ["", f"_{question.compare}"] if question.compare else [""]
    if not question.by:
        return dict(groups.to_pylist()[0])
    bases = base_metrics(parts)
    added = [n for n in bases if METRICS[n].additive and groups.num_rows]
    asked = [
        n for n in bases if n not in added and not out_of_reach(seen, table_of(n), question.by)
    ]
    totals: dict[str, Any] = {n + s: pc.sum(groups[n + s]).as_py() for n in added for s in suffixes}
    if asked:
        whole = seen.engine.fetch(evaluate(seen, asked, (), question.compare))
        totals |= whole.to_pylist()[0]
    for name in parts:
        for suffix in suffixes:
            totals[name + suffix] = of_parts(name, totals, suffix)
    return totals


def of_parts(name: str, parts: Mapping[str, Any], suffix: str = "") -> Any:
    """One metric of a row of base metrics in Python: the same formula that the engines run."""
    metric = METRICS[name]
    if metric.table:
        return parts.get(name + suffix)
    inputs = [of_parts(one, parts, suffix) for one in metric.inputs]
    if any(one is None for one in inputs):
        return None
    if metric.additive:
        return metric.compute(*inputs)
    try:
        result = float(metric.compute(*map(float, inputs)))
    except ZeroDivisionError:
        return None
    return result if isfinite(result) else None


def _compared(
    table: pa.Table, totals: dict[str, Any], question: Question
) -> tuple[pa.Table, dict[str, Any]]:
    whole = pa.table({n: pa.array([_float(v)], pa.float64()) for n, v in totals.items()})
    for name in dict.fromkeys(question.metrics):
        base, unit = f"{name}_{question.compare}", METRICS[name].unit
        table = table.append_column(f"{name}_change", change(table[name], table[base], unit))
        totals[f"{name}_change"] = change(whole[name], whole[base], unit)[0].as_py()
        if METRICS[name].additive:
            brought = contribution(table[name], table[base], _float(totals[base]))
            table = table.append_column(f"{name}_contribution", brought)
            totals[f"{name}_contribution"] = totals[f"{name}_change"]
    return table, totals


def _float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def _ordered(table: pa.Table, question: Question) -> pa.Table:
    wanted = [*question.order, *(d for d in question.by if d not in question.order)]
    keys = [
        (name.removeprefix("-"), "descending" if name.startswith("-") else "ascending")
        for name in wanted
    ]
    if keys and table.num_rows > 1:
        table = table.take(pc.sort_indices(table, sort_keys=keys))
    return table.slice(0, question.limit).combine_chunks()


def _notes(
    ledger: Ledger,
    question: Question,
    base: Comparison | None,
    table: pa.Table,
    totals: Mapping[str, Any],
) -> Iterator[Problem]:
    if base and base.cut_on:
        yield Problem(TO_DATE, values={"day": base.cut_on})
    dimensions = [*question.by, *(dimension for dimension, _ in question.where)]
    for name in dict.fromkeys(question.metrics):
        tables = {table_of(one) for one in base_metrics([name])}
        away = [d for d in dimensions if not all(reaches(table, d) for table in tables)]
        if tables & ledger.closed:
            yield Problem(CLOSED, values={"metric": name})
            continue
        if tables & ledger.narrowed:
            yield Problem(NARROWED, values={"metric": name})
        if away:
            yield Problem(OUT_OF_REACH, values={"metric": name, "dimension": away[0]})
        elif question.compare:
            yield from _notes_on_base(name, question, table, totals)
    if question.limit and table.num_rows > question.limit:
        yield Problem(SHORTENED, values={"count": table.num_rows, "limit": question.limit})


def _notes_on_base(
    name: str, question: Question, table: pa.Table, totals: Mapping[str, Any]
) -> Iterator[Problem]:
    column = f"{name}_{question.compare}"
    if totals.get(column) is None and table[column].null_count == table.num_rows:
        yield Problem(NO_BASE, values={"metric": name})
        return
    bad = pc.sum(pc.less_equal(table[column].cast(pa.float64()), 0.0)).as_py() or 0
    if bad and METRICS[name].unit != "ratio":
        yield Problem(BASE_NOT_POSITIVE, values={"metric": name, "count": bad})
