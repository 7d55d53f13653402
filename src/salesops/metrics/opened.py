"""Open any figure of an answer: the ledger rows it adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import ibis.expr.types as ir

from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import MONEY, TABLES
from salesops.ledger.views import BASE, NOW, REST, SIDE, columns, reaches
from salesops.metrics import METRICS
from salesops.metrics.answer import Column, seen_by
from salesops.metrics.asking import Question, Unanswerable, Value, problems_of
from salesops.metrics.query import base_metrics, out_of_reach, table_of

NAMES = ("regions.name", "accounts.name", "products.name", "people.name")


@dataclass(frozen=True)
class RowsPage:
    """A page of the rows behind one base metric; `metrics` are all that the figure rests on."""

    metric: str
    metrics: tuple[str, ...]
    table: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    total: int


def rows(
    ledger: Ledger,
    metric: str,
    question: Question,
    group: Mapping[str, Value],
    limit: int = 100,
    offset: int = 0,
    side: Literal["now", "base"] = "now",
) -> RowsPage:
    """The rows one figure adds up, newest first; of a combined metric, its first base metric's.

    `group` names the cell: the value of each dimension, None for missing. `side` "base" opens
    the figure it is compared with. Raises Unanswerable for names that do not exist.
    """
    asked = Question((metric,), (*question.by, *group))
    problems = [*problems_of(question), *problems_of(asked)]
    if problems:
        raise Unanswerable(problems)
    bases = base_metrics([metric])
    table = table_of(bases[0])
    shown = _shown(table, question)
    seen, _ = seen_by(ledger, question)
    wanted = list(dict.fromkeys([*group, *shown]))
    if out_of_reach(seen, table, wanted):
        return RowsPage(bases[0], tuple(bases), table, _columns(table, shown), [], 0)
    found = _counted(seen, bases[0], wanted, group, side if question.compare else None)
    total = seen.engine.fetch(found.aggregate(n=found.count()))["n"][0].as_py()
    page = _newest_first(found, table).select(*TABLES[table].columns, *shown)
    fetched = seen.engine.fetch(page.limit(limit, offset=offset)).to_pylist() if total else []
    return RowsPage(bases[0], tuple(bases), table, _columns(table, shown), fetched, total)


def _shown(table: str, question: Question) -> list[str]:
    wanted = [*question.by, *NAMES]
    return [d for d in dict.fromkeys(wanted) if reaches(table, d) and not d.startswith(f"{table}.")]


def _counted(
    seen: Ledger, metric: str, wanted: list[str], group: Mapping[str, Value], side: str | None
) -> ir.Table:
    """The rows of a metric's table that it counts, within the group."""
    table = table_of(metric)
    found = columns(seen, table, [*wanted, SIDE] if side else wanted)
    if side:
        whole = METRICS[metric].compared == "whole"
        sides = [NOW] if side == "now" else [BASE, REST] if whole else [BASE]
        found = found.filter(found[SIDE].isin(sides))
    for dimension, value in group.items():
        here = found[dimension]
        found = found.filter(here.isnull() if value is None else here == value)
    only = METRICS[metric].condition(found)
    return found if only is None else found.filter(only)


def _newest_first(found: ir.Table, table: str) -> ir.Table:
    clock = TABLES[table].clock
    key = [found[name].asc() for name in TABLES[table].key if name != clock]
    return found.order_by([found[clock].desc(), *key] if clock else key)


def _columns(table: str, shown: Sequence[str]) -> tuple[Column, ...]:
    declared = TABLES[table].columns
    own = tuple(
        Column(name, "value", None, _unit(name))
        if kind == MONEY
        else Column(name, "dimension", None, None)
        for name, kind in declared.items()
    )
    return own + tuple(Column(name, "dimension", None, None) for name in shown)


def _unit(name: str) -> str:
    return "quantity" if name in {"quantity", "score"} else "money"
