"""Pages of reports: which there are, and one on the screen with its downloads."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from salesops.kernel.period import Period, month_later, period
from salesops.reports.monthly import monthly
from salesops.reports.render import FORMATS
from salesops.reports.render.html import fragment
from salesops.web.access import NoLedger, ledger_for
from salesops.web.explore.questions import cache_folder
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.people.scope import scope_name
from salesops.web.reports.documents import NoReport, written
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.periods import offered

MONTHS_OFFERED = 12


@login_required
@require_GET
def reports(request: SignedIn) -> HttpResponse:
    """The reports there are, for the months that are over and the one that runs."""
    try:
        as_of = ledger_for(request.user).as_of
    except NoLedger:
        return render(request, "workspace/empty.html")
    first = as_of.replace(day=1)
    months = [month_later(first, -back) for back in range(MONTHS_OFFERED)]
    return render(
        request,
        "reports/reports.html",
        {"months": [f"{m:%Y-%m}" for m in months], "forms": FORMATS},
    )


@login_required
@require_GET
def show_monthly(request: SignedIn) -> HttpResponse:
    """The monthly report of the month in the address."""
    if request.user.role in ("", Role.ADMIN):
        return render(request, "workspace/no_figures.html")
    try:
        ledger = ledger_for(request.user)
    except NoLedger:
        return render(request, "workspace/empty.html")
    span = _month(request, ledger.as_of)
    scope = scope_name(request.user, ledger.as_of)
    document = monthly(ledger, span, spoken(), scope=scope, cache=cache_folder())
    context = {
        "document": document,
        "body": mark_safe(fragment(document)),  # noqa: S308 - the renderer escapes every text
        "month": f"{span.starts_on:%Y-%m}",
        "periods": offered(span, ledger.as_of),
        "scope": scope,
        "forms": FORMATS,
    }
    return render(request, "reports/monthly.html", context)


def _month(request: SignedIn, as_of: date) -> Period:
    """The month in the address; else the last one that is over."""
    try:
        asked = period(request.GET.get("period", ""))
    except ValueError:
        return period(f"{month_later(as_of.replace(day=1), -1):%Y-%m}")
    return next(asked.months())


@login_required
@require_GET
def download_monthly(request: SignedIn, form: str) -> HttpResponse:
    """The monthly report as a file."""
    month = request.GET.get("period", "")
    if form not in FORMATS:
        raise Http404
    try:
        content = written(request.user, "monthly", month, spoken(), form)
    except (NoReport, NoLedger):
        return redirect("report_monthly")
    response = HttpResponse(content, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="monthly-{month}.{form}"'
    return response
