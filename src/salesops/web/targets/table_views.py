"""A plan as files: the table to edit and bring back, and the grid as a workbook."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.planning.plan_columns import More, shape_of
from salesops.planning.plan_table import Row, cells_of, headings
from salesops.reports.render.rows import csv_of, workbook_of
from salesops.web import changing
from salesops.web.access import require
from salesops.web.problems import Faulty
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.table import put_table
from salesops.web.targets.beyond import more_by_key
from salesops.web.targets.held import PLANNERS, goal_seen, plan_seen, require_reader
from salesops.web.targets.models import Goal, Plan
from salesops.web.targets.shown import grid_told

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 20_000_000


@login_required
@require_GET
def export(request: SignedIn, plan_id: str, form: str) -> HttpResponseBase:
    """`csv` is the table that can be brought back, `xlsx` the grid as one sees it."""
    require_reader(request.user)
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    told = grid_told(request.user, plan, goal)
    answer: HttpResponseBase
    if form == "csv":
        weights, more = _weights(goal), more_by_key(goal)
        rows = [_row(row, more[row["key"]]) for row in told["rows"]]
        shape = shape_of([row.more for row in rows], weights, told["periods"])
        head, body = headings(weights, shape), list(cells_of(rows, weights, shape))
        answer = StreamingHttpResponse(csv_of(head, body), content_type=CSV)
    elif form == "xlsx":
        book = workbook_of(_head(told), _cells(told), str(_("Targets")))
        answer = FileResponse(book, content_type=XLSX)
    else:
        return HttpResponse(status=404)
    details = {"form": form, "count": len(told["rows"])}
    changing.note(request.user, "export_plan", plan, details=details)
    answer["Content-Disposition"] = f'attachment; filename="salesops-targets.{form}"'
    return answer


def _weights(goal: Goal) -> list[str]:
    told = goal.stances.values_list("weights", flat=True)
    return list(dict.fromkeys([*goal.weights, *(name for one in told for name in one)]))


def _row(row: dict[str, Any], more: More) -> Row:
    names = ("pin", "floor", "cap", "offered")
    return Row(
        row["key"], row["parent"], row["name"],
        {name: _number(value) for name, value in row["weights"].items()},
        {name: _number(row[name]) for name in names}, row["is_gated"], row["reason"],
        more=more,
    )  # fmt: skip


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _head(told: dict[str, Any]) -> list[str]:
    """The grid's columns, those of months and of product lines one after the other."""
    shares = [f"{column['label']} %" for column in told["columns"]]
    fixed = [_("Node"), _("Level"), _("Target"), _("Share %"), *shares, _("Pin"), _("Floor"),
             _("Cap"), _("Gets nothing"), _("Bottom-up"), _("Gap"), _("Last year"),
             _("Growth %"), _("Handed out"), _("Reason")]  # fmt: skip
    return [str(name) for name in (*fixed, *told["periods"], *told["lines"])]


def _cells(told: dict[str, Any]) -> Iterator[Sequence[Any]]:
    unit = Decimal(told["goal"]["unit"])
    depths: dict[str, int] = {"": -1}
    for row in told["rows"]:
        depth = depths[row["key"]] = depths.get(row["parent"], -1) + 1
        shares = [_percent(row.get("shares", {}).get(c["name"])) for c in told["columns"]]
        yield [
            "  " * depth + row["name"], depth, _units(row.get("target"), unit),
            _percent(row.get("share")), *shares,
            *(_number(row[name]) for name in ("pin", "floor", "cap")),
            1 if row["is_gated"] else None, _number(row["offers"]), _number(row.get("gap")),
            _number(row["last"]), _percent(row.get("growth")), _units(row.get("street"), unit),
            row["reason"], *(_units(value, unit) for value in row.get("months", ())),
            *(_units(value, unit) for value in row.get("lines", ())),
        ]  # fmt: skip


def _units(count: int | None, unit: Decimal) -> Decimal | None:
    return None if count is None else count * unit


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else (Decimal(str(share)) * 100).quantize(Decimal("0.01"))


@login_required
@require_POST
def bring(request: SignedIn, plan_id: str) -> HttpResponse:
    """Make the tree and what was said of it what an uploaded table says."""
    require(request.user, *PLANNERS)
    plan = plan_seen(request.user, plan_id)
    metric = request.GET.get("metric", "net_revenue")
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MOST_BYTES:
        messages.error(request, _("Choose a CSV file of at most 20 MB."))
        return redirect(_address(plan, metric))
    try:
        count = put_table(
            actor=request.user, plan_id=plan.pk, metric=metric, content=file.read()
        )  # fmt: skip
    except Faulty as fault:
        context = {"plan": plan, "problems": fault.problems, "metric": metric}
        return render(request, "targets/not_brought.html", context, status=422)
    messages.success(request, _("%(count)s nodes were read.") % {"count": count})
    return redirect(_address(plan, metric))


def _address(plan: Plan, metric: str) -> str:
    return f"{reverse('plan', args=[plan.pk])}?metric={metric}"
