"""Questions to the ledger as every door but the pages asks them: checked, restricted, on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

from salesops.kernel.glossary import definition, label
from salesops.kernel.problem import Language
from salesops.web import audit
from salesops.web.access import Actor, ledger_of

if TYPE_CHECKING:
    from salesops.metrics.question import Answer, RowsPage


@dataclass(frozen=True)
class Opened:
    """Which figure to open: its metric and question, the cell it stands in, and which page."""

    metric: str
    params: Mapping[str, Any]
    group: Mapping[str, str | None]
    limit: int = 100
    offset: int = 0
    side: Literal["now", "base"] = "now"


def cache_folder() -> Path:
    """Where answers are kept; a snapshot never changes, so they never grow stale."""
    return settings.SALESOPS_HOME / "cache"


def ask(actor: Actor, params: Mapping[str, Any], snapshot_id: str | None = None) -> Answer:
    """The answer to the question in these plain values, of what the actor may see.

    Raises Unanswerable for a question that cannot be asked, NoLedger without a snapshot.
    """
    from salesops.metrics.question import Question, answer

    question = Question.from_params(params)
    found = answer(ledger_of(actor, snapshot_id), question, cache_folder())
    if any(dimension.startswith("accounts.") for dimension in question.by):
        audit.note(actor, "export_answer", ", ".join(question.metrics), question.to_params())
    return found


def open_rows(actor: Actor, opened: Opened, snapshot_id: str | None = None) -> RowsPage:
    """The rows behind one figure, of what the actor may see. Raises as `ask` does."""
    from salesops.metrics.asking import read
    from salesops.metrics.question import Question, rows

    params = {**opened.params, "metrics": [opened.metric]}
    question = Question.from_params(params)
    group = {name: read(name, value or "") for name, value in opened.group.items()}
    ledger = ledger_of(actor, snapshot_id)
    page = rows(ledger, opened.metric, question, group, opened.limit, opened.offset, opened.side)
    audit.note(actor, "export_rows", opened.metric, {**question.to_params(), **opened.group})
    return page


def metrics_listed(language: Language) -> list[dict[str, Any]]:
    """Every metric with its name and definition."""
    from salesops.metrics import METRICS

    return [
        {
            "name": name,
            "label": label(name, language),
            "definition": definition(name, language),
            "unit": metric.unit,
            "additive": metric.additive,
        }
        for name, metric in METRICS.items()
    ]


def dimensions_listed(language: Language) -> list[dict[str, Any]]:
    """Every dimension with its name and definition."""
    from salesops.metrics.question import DIMENSIONS

    return [
        {"name": name, "label": label(name, language), "definition": definition(name, language)}
        for name in DIMENSIONS
    ]
