"""REST: questions, rows, and what can be asked."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Query, Router, Schema

from salesops.web.explore import questions
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn

router = Router(tags=["questions"])


class Asked(Schema):
    """A question: metrics by dimensions, of the rows that pass the filters, within a period."""

    metrics: list[str]
    by: list[str] = []
    where: list[str] = []
    starts_on: str | None = None
    ends_before: str | None = None
    compare: Literal["last_year", "previous", "festival"] | None = None
    order: list[str] = []
    limit: int | None = None
    snapshot: str | None = None


class OpenedCell(Schema):
    """A figure to open: its question, and the cell it stands in as `table.column=value`."""

    metric: str
    group: list[str] = []
    by: list[str] = []
    where: list[str] = []
    starts_on: str | None = None
    ends_before: str | None = None
    compare: Literal["last_year", "previous", "festival"] | None = None
    side: Literal["now", "base"] = "now"
    limit: int = 100
    offset: int = 0
    snapshot: str | None = None


class ColumnOut(Schema):
    """One column of an answer."""

    name: str
    kind: str
    metric: str | None
    unit: str | None


class AnswerOut(Schema):
    """An answer: one object per group, totals, and as of when."""

    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    notes: list[dict[str, Any]]
    as_of: str
    snapshot: str
    currency: str


class RowsOut(Schema):
    """A page of the ledger rows behind a figure."""

    metric: str
    table: str
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    total: int


class Named(Schema):
    """Something that can be asked for, with its name and definition in the reader's language."""

    name: str
    label: str
    definition: str


class MetricOut(Named):
    """A metric, with its unit."""

    unit: str
    additive: bool


@router.get("/ask", response={200: AnswerOut})
def ask_by_address(request: SignedIn, asked: Query[Asked]) -> dict[str, Any]:
    """Answer the question in the address."""
    return _answered(request, asked)


@router.post("/ask", response={200: AnswerOut})
def ask(request: SignedIn, asked: Asked) -> dict[str, Any]:
    """Answer a question."""
    return _answered(request, asked)


def _answered(request: SignedIn, asked: Asked) -> dict[str, Any]:
    params = asked.dict(exclude={"snapshot"})
    found = questions.ask(request.user, params, asked.snapshot)
    return {
        "columns": _columns(found.columns),
        "rows": list(found.rows),
        "totals": dict(found.totals),
        "notes": [problem_shown(note, spoken()) for note in found.notes],
        "as_of": found.as_of.isoformat(),
        "snapshot": found.snapshot_id,
        "currency": found.currency,
    }


@router.get("/rows", response={200: RowsOut})
def rows(request: SignedIn, cell: Query[OpenedCell]) -> dict[str, Any]:
    """Open one figure down to the ledger rows it adds up."""
    params = cell.dict(include={"by", "where", "starts_on", "ends_before", "compare"})
    group = dict(one.partition("=")[::2] for one in cell.group)
    limit = min(max(cell.limit, 1), 10_000)
    opened = questions.Opened(cell.metric, params, group, limit, max(cell.offset, 0), cell.side)
    page = questions.open_rows(request.user, opened, cell.snapshot)
    return {
        "metric": page.metric,
        "table": page.table,
        "columns": _columns(page.columns),
        "rows": list(page.rows),
        "total": page.total,
    }


def _columns(columns: Any) -> list[dict[str, Any]]:
    return [{"name": c.name, "kind": c.kind, "metric": c.metric, "unit": c.unit} for c in columns]


@router.get("/metrics", response=list[MetricOut])
def metrics(request: SignedIn) -> list[dict[str, Any]]:
    """Every metric that can be asked for."""
    return questions.metrics_listed(spoken())


@router.get("/dimensions", response=list[Named])
def dimensions(request: SignedIn) -> list[dict[str, Any]]:
    """Every dimension by which can be asked."""
    return questions.dimensions_listed(spoken())
