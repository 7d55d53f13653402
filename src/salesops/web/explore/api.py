"""REST: questions, rows, and what can be asked."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Query, Router, Schema

from salesops.kernel.problem import Problem, Wording
from salesops.metrics.asking import Unanswerable
from salesops.web.explore import questions
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn

router = Router(tags=["questions"])

UNKNOWN_PARAMETER = Wording(
    "unknown_parameter",
    zh=("没有名为“{name}”的参数", "可以使用：{known}"),
    en=('There is no parameter "{name}".', "These are known: {known}"),
)


class Days(Schema):
    """The days asked about; `from` and `before`, as on the command line, are other names."""

    starts_on: str | None = None
    ends_before: str | None = None
    from_: str | None = Field(None, alias="from")
    before: str | None = None

    @property
    def period(self) -> dict[str, str | None]:
        """The first day and the day after the last, whatever they were called."""
        starts_on, ends_before = self.starts_on or self.from_, self.ends_before or self.before
        return {"starts_on": starts_on, "ends_before": ends_before}


class Asked(Days):
    """A question: metrics by dimensions, of the rows that pass the filters, within a period."""

    metrics: list[str]
    by: list[str] = []
    where: list[str] = []
    compare: Literal["last_year", "previous", "festival"] | None = None
    order: list[str] = []
    limit: int | None = None
    snapshot: str | None = None


class OpenedCell(Days):
    """A figure to open: its question, and the cell it stands in as `table.column=value`."""

    metric: str
    group: list[str] = []
    by: list[str] = []
    where: list[str] = []
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
    _refuse_strangers(request, Asked)
    return _answered(request, asked)


@router.post("/ask", response={200: AnswerOut})
def ask(request: SignedIn, asked: Asked) -> dict[str, Any]:
    """Answer a question."""
    return _answered(request, asked)


def _answered(request: SignedIn, asked: Asked) -> dict[str, Any]:
    params = asked.dict(include={"metrics", "by", "where", "compare", "order", "limit"})
    params |= asked.period
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
    _refuse_strangers(request, OpenedCell)
    params = cell.dict(include={"by", "where", "compare"}) | cell.period
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


def _refuse_strangers(request: SignedIn, schema: type[Schema]) -> None:
    """A misspelt filter that is passed over would answer another question than was asked."""
    known = [field.alias or name for name, field in schema.model_fields.items()]
    for name in request.GET:
        if name not in known:
            values = {"name": name, "known": ", ".join(known)}
            raise Unanswerable([Problem(UNKNOWN_PARAMETER, values=values)])


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
