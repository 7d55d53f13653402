"""A plan as files: the table to edit and bring back, and the grid as a workbook."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.web.access import require
from salesops.web.problems import Faulty
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.table import put_table
from salesops.web.targets.export import grid_file, table_file
from salesops.web.targets.held import PLANNERS, goal_seen, plan_seen, require_reader
from salesops.web.targets.models import Plan
from salesops.web.targets.weighing import with_labels

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
    answer: HttpResponseBase
    if form == "csv":
        answer = StreamingHttpResponse(table_file(request.user, plan, goal), content_type=CSV)
    elif form == "xlsx":
        answer = FileResponse(grid_file(request.user, plan, goal), content_type=XLSX)
    else:
        return HttpResponse(status=404)
    answer["Content-Disposition"] = f'attachment; filename="salesops-targets.{form}"'
    return answer


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
            actor=request.user, plan_id=plan.pk, metric=metric, content=file.read(),
            anyway="anyway" in request.POST,
        )  # fmt: skip
    except Faulty as fault:
        told = [with_labels(one) for one in fault.problems]
        context = {"plan": plan, "problems": told, "metric": metric}
        return render(request, "targets/not_brought.html", context, status=422)
    messages.success(request, _("%(count)s nodes were read.") % {"count": count})
    return redirect(_address(plan, metric))


def _address(plan: Plan, metric: str) -> str:
    return f"{reverse('plan', args=[plan.pk])}?metric={metric}"
