"""The Ask page: a question, its answer and the rows behind any figure, all in the address."""

from typing import Any, Literal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.kernel.problem import Problem
from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES
from salesops.metrics.asking import read
from salesops.metrics.question import Answer, Question, RowsPage, answer, rows
from salesops.metrics.values import values
from salesops.reports.asked import asked as document_of
from salesops.reports.asked import days, notes, page_of, shown, title, window
from salesops.reports.asked_chart import chart
from salesops.reports.asked_pivot import MOST_COLUMNS, TOO_WIDE, Pivot, pivot, tables
from salesops.reports.pen import Pen
from salesops.reports.render import FORMATS
from salesops.reports.render import render as rendered
from salesops.web.access import NoLedger, ledger_for
from salesops.web.explore import actions, builder
from salesops.web.explore.cross import cross
from salesops.web.explore.grid import grid, on_page
from salesops.web.explore.models import SavedQuestion
from salesops.web.explore.questions import cache_folder
from salesops.web.language import spoken
from salesops.web.people.scope import scope_name
from salesops.web.process.called import stages_called
from salesops.web.signed_in import SignedIn

ROWS_A_PAGE = 50
VALUES_OFFERED = 500
# What tells one row from another at a glance; the rest follows to the right.
FIRST_COLUMNS = (
    "accounts.name", "net_amount", "amount", "quantity", "products.name", "people.name",
)  # fmt: skip


@login_required
@require_GET
def ask(request: SignedIn) -> HttpResponse:
    """The question in the address, answered; with a cell opened, its rows beside it."""
    try:
        ledger = ledger_for(request.user)
    except NoLedger:
        return render(request, "explore/no_ledger.html")
    now = builder.state(request.GET.dict(), request.GET.getlist)
    question, problems = builder.asked(now, ledger.as_of)
    opened = _opened(request, ledger, question)
    if request.headers.get("HX-Target") == "side":
        return render(request, "explore/rows.html", opened)
    context = {**_pickers(request, now, ledger, question), **opened, "problems": problems}
    if question:
        found = answer(ledger, question, cache_folder())
        context |= _answered(found, ledger, now, request)
    return render(request, "explore/ask.html", context)


def _pickers(
    request: SignedIn, now: builder.State, ledger: Ledger, question: Question | None
) -> dict[str, Any]:
    language = spoken()
    mine = Q(owner=request.user) | Q(is_shared=True)
    return {
        "now": now,
        "metric_groups": builder.metric_groups(now, language),
        "dimension_groups": builder.dimension_groups(now, language),
        "filter_groups": builder.filter_groups(language),
        "metric_chips": builder.chips(now, "metrics", language),
        "dimension_chips": builder.chips(now, "by", language),
        "filter_chips": builder.chips(now, "where", language),
        "comparisons": builder.comparisons(now),
        "layouts": builder.layouts(now, language),
        "periods": builder.periods(now, ledger.as_of, question),
        "pairs_but_metrics": [p for p in now.pairs(order=None) if p[0] != "metrics"],
        "pairs_but_by": [p for p in now.pairs(order=None) if p[0] != "by"],
        "pairs": now.pairs(),
        "pairs_but_days": now.pairs(period=None, starts_on=None, ends_before=None),
        "query": now.query(),
        "saved": SavedQuestion.objects.filter(mine).select_related("owner__person"),
        "scope": scope_name(request.user, ledger.as_of),
    }


def _answered(
    found: Answer, ledger: Ledger, now: builder.State, request: SignedIn
) -> dict[str, Any]:
    pen = Pen(spoken(), found.currency, stages_called(spoken()))
    place = (request.GET.get("open", ""), tuple(request.GET.getlist("of")))
    page = _whole(request.GET.get("page")) or 1
    crossed = _crossed(found, ledger, now, pen, page)
    too_wide = [_too_wide(now, pen)] if now.across and not crossed else []
    part = crossed.window if crossed else window(page, found.table.num_rows)
    return {
        "question": found.question,
        "title": title(found.question, pen.language),
        "days": days(found.question) or _("All time"),
        "cross": cross(crossed, now, pen, place) if crossed and part.total else None,
        "grid": None if crossed else grid(found, part, now, pen, place),
        "window": part,
        "here": now.query(**dict(on_page(part))),
        "chart": chart(found, pen),
        "notes": [*too_wide, *notes(found, pen.language)],
        "answer": found,
    }


def _crossed(
    found: Answer, ledger: Ledger, now: builder.State, pen: Pen, page: int | None = None
) -> Pivot | None:
    """The answer as a cross-table, when the address wants one and it is not too wide."""
    if not now.across:
        return None
    return pivot(ledger, found.question, now.across, pen, cache_folder(), page)


def _too_wide(now: builder.State, pen: Pen) -> Problem:
    return Problem(TOO_WIDE, values={"dimension": pen.name(now.across), "most": MOST_COLUMNS})


def _opened(request: SignedIn, ledger: Ledger, question: Question | None) -> dict[str, Any]:
    """The rows of the cell in the address, if one is open."""
    column = request.GET.get("open", "")
    if not column or question is None:
        return {}
    suffix = f"_{question.compare}" if question.compare else ""
    is_base = bool(suffix) and column.endswith(suffix)
    metric = column.removesuffix(suffix) if is_base else column
    if metric not in question.metrics:
        return {}
    pen = Pen(spoken(), ledger.currency, stages_called(spoken()))
    parts = [of.partition("=") for of in request.GET.getlist("of")]
    offset = _whole(request.GET.get("offset"))
    side: Literal["now", "base"] = "base" if is_base else "now"
    try:
        group = {name: read(name, value) for name, _equals, value in parts}
        page = rows(ledger, metric, question, group, ROWS_A_PAGE, offset, side)
    except ValueError:  # a cell that no answer has: somebody garbled the address
        return {}
    return {
        "page": page,
        "page_table": page_of(page.table, _columns_shown(page, group), page.rows, pen),
        "page_title": pen.name(metric)
        + (f" · {pen.name(question.compare)}" if is_base and question.compare else ""),
        "page_group": [
            (pen.name(name), shown(value, pen, name).text) for name, value in group.items()
        ],
        "page_table_name": pen.name(page.table),
        "page_metric": pen.name(page.metric),
        "page_rests_on": [pen.name(name) for name in page.metrics if name != metric],
        "page_from": offset + 1,
        "page_to": offset + len(page.rows),
        "page_before": max(offset - ROWS_A_PAGE, 0) if offset else None,
        "page_after": offset + ROWS_A_PAGE if offset + len(page.rows) < page.total else None,
    }


def _columns_shown(page: RowsPage, group: dict[str, Any]) -> list[Any]:
    """Names before ids, and nothing that says the same in every row of the cell."""
    hidden = {"account_id", "product_id", "region_id", "position_id", "person_id", "currency"}
    kept = [c for c in page.columns if c.name not in hidden and c.name not in group]
    filled = [c for c in kept if any(row.get(c.name) is not None for row in page.rows)]
    first = [TABLES[page.table].clock, *FIRST_COLUMNS]
    return sorted(
        filled,
        key=lambda c: (
            first.index(c.name) if c.name in first else len(first),
            c.unit is None,
            "." not in c.name,
        ),
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


@login_required
@require_GET
def download(request: SignedIn, form: str) -> HttpResponse:
    """The answer as a file that equals the screen."""
    ledger = ledger_for(request.user)
    now = builder.state(request.GET.dict(), request.GET.getlist)
    question, problems = builder.asked(now, ledger.as_of)
    if question is None:
        return render(request, "explore/problems.html", {"problems": problems}, status=422)
    found = answer(ledger, question, cache_folder())
    scope = scope_name(request.user, ledger.as_of)
    pen = Pen(spoken(), found.currency, stages_called(spoken()))
    crossed = _crossed(found, ledger, now, pen)
    crosstables = list(tables(crossed, pen)) if crossed else []
    document = document_of(found, ledger, pen.language, scope, crosstables, pen.called)
    actions.export_answer(actor=request.user, question=question, form=form)
    response = HttpResponse(rendered(document, form), content_type=FORMATS[form])
    name = f"salesops-{'-'.join(question.metrics[:3])}-{days(question) or 'all'}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name.replace(" – ", "_")}"'
    return response


@login_required
@require_GET
def dimension_values(request: SignedIn) -> HttpResponse:
    """What a filter may pick from."""
    dimension = request.GET.get("dimension", "")
    listed = values(ledger_for(request.user), dimension, VALUES_OFFERED)
    return render(request, "explore/values.html", {"values": listed, "dimension": dimension})


@login_required
@require_POST
def save(request: SignedIn) -> HttpResponse:
    """Keep the question under a name."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
    if name:
        actions.save_question(
            actor=request.user, name=name, query=query, is_shared="shared" in request.POST
        )
        messages.success(request, _("Saved as “%s”.") % name)
    return redirect(f"/ask?{query}")


@login_required
@require_POST
def forget(request: SignedIn, question_id: int) -> HttpResponse:
    """Drop a kept question."""
    actions.forget_question(actor=request.user, question_id=question_id)
    return redirect(f"/ask?{request.POST.get('query', '')}")
