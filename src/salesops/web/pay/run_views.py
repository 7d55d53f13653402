"""Pages of pay runs: all of them, one in review, its steps and files."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.incentives.payroll import COLUMNS, payroll_rows
from salesops.incentives.review import USUAL_CHANGE
from salesops.reports.pay_statement import amount
from salesops.reports.render.rows import csv_of, workbook_of
from salesops.web import audit
from salesops.web.access import require, standing
from salesops.web.language import spoken
from salesops.web.lists.export import CSV, XLSX
from salesops.web.pay.actions import runs
from salesops.web.pay.asked import ROWS_A_PAGE, asked, matching
from salesops.web.pay.held import (
    READERS,
    adjustments_seen,
    disputes_seen,
    may_run,
    run_seen,
    sees_all_pay,
)
from salesops.web.pay.models import Adjustment, Dispute, PayRun
from salesops.web.pay.periods import pay_calendar
from salesops.web.pay.shown import (
    FILE_HEADS,
    MOST_ANOMALIES,
    anomalies_of,
    clock_of,
    heads,
    kinds_of,
    payments,
    row_of,
    runs_shown,
    sums_of,
    table_rows,
)
from salesops.web.pay.stating import archive_of
from salesops.web.pay.storing import last_seen, sealed
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

STEPS: Mapping[str, Callable[..., PayRun]] = {
    "approve": runs.approve_pay, "return": runs.return_pay, "issue": runs.issue_pay,
    "close": runs.close_pay,
}  # fmt: skip
WAY: tuple[str, ...] = ("review", "approved", "issued", "closed")
HUNDRED = Decimal(100)


@login_required
@require_GET
def home(request: SignedIn) -> HttpResponse:
    """The runs, disputes and adjustments for who sees everybody's pay; one's own pay for others."""
    require(request.user, *READERS)
    if not sees_all_pay(request.user):
        return redirect("pay_mine")
    now = standing()
    last = PayRun.objects.order_by("-starts_on").first()
    proposed = adjustments_seen(request.user).filter(status=Adjustment.Status.PROPOSED)
    open_disputes = disputes_seen(request.user).filter(status=Dispute.Status.OPEN)
    context = {
        "runs": runs_shown(PayRun.objects.defer("anomalies")[:60]),
        "may_run": may_run(request.user),
        "disputes": [clock_of(one) for one in open_disputes[:100]],
        "adjustments": [(one, amount(one.amount, one.currency)) for one in proposed[:100]],
        "usual": f"{(USUAL_CHANGE * HUNDRED).normalize():f}",
        "next": _next(last, now.as_of) if now else "", "has_figures": now,
        "kinds_of_period": _like(now.as_of) if now else (),
    }  # fmt: skip
    return render(request, "pay/home.html", context)


def _next(last: PayRun | None, as_of: date) -> str:
    """The period that is likely to be calculated next: as long as the last one."""
    if last is None:
        return pay_calendar().last_over(as_of)
    if last.issued_at is None:
        return last.period
    return pay_calendar().holding(last.ends_before, like=last.period)


def _like(as_of: date) -> list[tuple[str, Promise | str]]:
    """The running period of every length there is, to choose another one by."""
    calendar = pay_calendar()
    lengths = [("2026-10", _("month")), ("2026-Q4", _("quarter")), ("2026-H2", _("half year")),
               ("2026-W02x2", _("fortnight"))]  # fmt: skip
    if calendar.pattern != "months":
        lengths = [("FY2026-M10", _("fiscal month")), ("FY2026-Q4", _("fiscal quarter")), *lengths]
    return [(calendar.holding(as_of, like=like), said) for like, said in lengths]


@login_required
@require_POST
def calculate(request: SignedIn) -> HttpResponse:
    """Have a period calculated."""
    told = request.POST
    try:
        run = runs.calculate_pay(
            actor=request.user, period=told.get("period", ""), version=_version(request),
            usual_change=_share(told.get("usual", "")),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        messages.error(request, said(error))
        return redirect("pay")
    return redirect("pay_run", run.pk)


def _share(text: str) -> Decimal:
    """A percentage that was typed, as a share; the usual one where it is none."""
    try:
        share = Decimal(text.strip().rstrip("%")) / HUNDRED
    except InvalidOperation:
        return USUAL_CHANGE
    return share if share.is_finite() and 0 <= share <= HUNDRED else USUAL_CHANGE


def said(error: Exception) -> str:
    """Why something could not be done, as the page says it."""
    if isinstance(error, Refused):
        reason, remedy = error.problem.reason(spoken()), error.problem.remedy(spoken())
        return f"{reason}；{remedy}" if spoken() == "zh" else f"{reason.rstrip('.')}. {remedy}"
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _version(request: SignedIn) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else None


@login_required
@require_GET
def page(request: SignedIn, run_id: str) -> HttpResponse:
    """A run: what stands out first, then everybody on it."""
    run = run_seen(request.user, run_id)
    wanted = asked(request.GET.dict())
    statements = run.statements.select_related("team")
    found = Paginator(matching(statements, wanted), ROWS_A_PAGE).get_page(wanted.page)
    noticed = anomalies_of(run, wanted.kind)
    most = len(noticed) if "all" in request.GET else MOST_ANOMALIES
    context = {
        "run": run, "wanted": wanted, "page": found, "rows": [row_of(one) for one in found],
        "anomalies": noticed[:most], "hidden": len(noticed[most:]),
        "kinds": kinds_of(run), "heads": [
            (label, is_number, way, wanted.sorted_by(name))
            for name, label, is_number, way in heads(wanted.order)
        ],
        "due": sums_of(run), "may_run": may_run(request.user),
        "people": run.people, "usual": f"{(run.usual_change * HUNDRED).normalize():f}",
        "is_stale": run.status in ("review", "approved") and run.seen != last_seen(),
        "is_sealed": run.status == "closed" and run.seal == sealed(run),
        "way": [(step, PayRun.Status(step).label, WAY.index(step)) for step in WAY],
        "here": WAY.index(run.status) if run.status in WAY else -1,
        "query": wanted.query(), "everything": wanted.query(all=1),
        "before": wanted.query(page=found.number - 1),
        "after": wanted.query(page=found.number + 1),
    }  # fmt: skip
    return render(request, "pay/run.html", context)


@login_required
@require_POST
def step(request: SignedIn, run_id: str, step: str) -> HttpResponse:
    """Approve a run, put it back, issue or close it."""
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](actor=request.user, run_id=run_id, version=_version(request))
    except (Refused, ValidationError) as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("Done."))
    return redirect("pay_run", run_id)


@login_required
@require_GET
def table(request: SignedIn, run_id: str, form: str) -> HttpResponseBase:
    """A run's table as it is filtered, as a file."""
    run = run_seen(request.user, run_id)
    found = matching(run.statements.all(), asked(request.GET.dict()))
    heads_said = [str(head) for head in FILE_HEADS]
    return as_file(request, run, "table", form, heads_said, list(table_rows(found)))


@login_required
@require_GET
def payroll(request: SignedIn, run_id: str) -> HttpResponseBase:
    """What payroll is to pay for an approved run, as CSV."""
    run = run_seen(request.user, run_id)
    return payroll_file(request, run)


@login_required
@require_GET
def archive(request: SignedIn, run_id: str) -> HttpResponseBase:
    """Every statement of an issued run as PDF, in one archive."""
    run = run_seen(request.user, run_id)
    if run.issued_at is None:
        raise Http404
    statements = run.statements.select_related("team").prefetch_related("parts")
    about = {"form": "zip", "count": statements.count()}
    audit.note(request.user, "export", f"statements {run.period}", about, table="payruns")
    answer = StreamingHttpResponse(
        archive_of(statements.iterator(chunk_size=ROWS_A_PAGE), spoken()),
        content_type="application/zip",
    )
    answer["Content-Disposition"] = f'attachment; filename="pay-statements-{run.period}.zip"'
    return answer


def payroll_file(request: SignedIn, run: PayRun) -> HttpResponseBase:
    """The payroll file of a run; before it is approved there is none. Raises Http404."""
    if run.status not in ("approved", "issued", "closed"):
        raise Http404
    rows = payroll_rows(payments(run.statements.all()))
    return as_file(request, run, "payroll", "csv", COLUMNS, rows)


def as_file(
    request: SignedIn, run: PayRun, name: str, form: str, heads_said: Any, rows: list[Any]
) -> HttpResponseBase:
    """Rows of a run as CSV or a workbook, put on record."""
    about = {"form": form, "count": len(rows)}
    audit.note(request.user, "export", f"{name} {run.period}", about, table="payruns")
    answer: HttpResponseBase
    if form == "xlsx":
        answer = FileResponse(workbook_of(heads_said, rows, run.period), content_type=XLSX)
    else:
        answer = StreamingHttpResponse(csv_of(heads_said, rows), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="pay-{name}-{run.period}.{form}"'
    return answer
