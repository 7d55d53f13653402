"""Pages: what was declared, and one intervention with its verdict."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.kernel.glossary import label
from salesops.kernel.period import month_later
from salesops.metrics import METRICS
from salesops.reports.pen import Pen
from salesops.reports.render.rows import csv_of
from salesops.web import changing
from salesops.web.access import NoLedger, ledger_for, require
from salesops.web.crm.asked import wrong
from salesops.web.effects import actions
from salesops.web.effects.looking import Seen, Unfit, Waiting, look, panel_of
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import names_of
from salesops.web.effects.shown import file_rows, page_of
from salesops.web.effects.working_out import work_out
from salesops.web.language import spoken
from salesops.web.people.scope import scope_name
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

HEADINGS = ("unit", "month", "value", "treated")


@login_required
@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """Everything declared, the newest first."""
    require(request.user, *actions.READERS)
    context = {
        "rows": [(one, label(one.metric, spoken())) for one in Intervention.objects.all()[:200]],
        "may_declare": request.user.role in actions.DECLARERS,
    }
    return render(request, "effects/list.html", context)


@login_required
@require_GET
def page(request: SignedIn, intervention_id: str) -> HttpResponse:
    """One intervention: what was declared, and what may be said of it."""
    return _one(request, _found(request, intervention_id))


def _found(request: SignedIn, intervention_id: str) -> Intervention:
    try:
        return actions.intervention_seen(request.user, intervention_id)
    except Refused as error:
        raise Http404 from error


def _one(
    request: SignedIn, one: Intervention, problem: str = "", status: int = 200
) -> HttpResponse:
    workspace = Workspace.objects.first()
    pen = Pen(spoken(), workspace.currency if workspace else "CNY")
    try:
        seen = look(request.user, one, is_patient=False)
    except NoLedger:
        seen = None
    context: dict[str, Any] = {
        "one": one, "problem": problem, "metric": label(one.metric, spoken()), "seen": None,
        "may_end": request.user.role in actions.DECLARERS and one.status == "declared",
        "units": _units(one), "compared": [name for _pk, name in _named(one, one.compared)],
        "first_look": month_later(one.starts_on, 1), "power": _declared_power(request, one, pen),
    }  # fmt: skip
    if isinstance(seen, Seen):
        context |= {"seen": seen, "scope": scope_name(request.user, seen.as_of),
                    "as_of": seen.as_of, "snapshot_id": seen.snapshot_id,
                    **page_of(one, seen, pen)}  # fmt: skip
    elif isinstance(seen, Unfit):
        context["missing"] = [name for _pk, name in _named(one, seen.missing)]
        context["others"] = seen.others
    elif isinstance(seen, Waiting):
        work_out(request.user, one)
        context["waiting"] = seen.as_of
    return render(request, "effects/page.html", context, status=status)


def _named(one: Intervention, units: Any) -> list[tuple[str, str]]:
    names = names_of(one.level, list(units))
    return sorted(((unit, names.get(unit, unit)) for unit in units), key=lambda pair: pair[1])


def _units(one: Intervention) -> list[tuple[str, Any]]:
    starts = one.starts
    return [(name, starts[unit]) for unit, name in _named(one, one.treated)]


def _declared_power(request: SignedIn, one: Intervention, pen: Pen) -> str:
    """What could be found, as it was known when it was declared."""
    held = one.power
    if not held:
        return ""
    if held["effect"] is None:
        return pen.say("声明时预计：效果再大也无法与偶然区分。",
                       "Known when declared: no effect could be told from chance.")  # fmt: skip
    unit = METRICS[one.metric].unit
    size = pen.figure(held["effect"], unit).text
    if held["relative"] is not None:
        share = f"{held['relative']:.1%}"
        size = pen.say(f"{size}（{share}）", f"{size} ({share})")
    return pen.say(f"声明时预计：每个单位每月 {size} 以上的效果看得出来。",
                   f"Known when declared: {size} a unit and month and more is found.")  # fmt: skip


@login_required
@require_GET
def export(request: SignedIn, intervention_id: str) -> HttpResponseBase:
    """The panel as a file, as `salesops effect` reads it."""
    one = _found(request, intervention_id)
    try:
        panel = panel_of(ledger_for(request.user), one)
    except NoLedger as error:
        raise Http404 from error
    if panel is None or isinstance(panel, Unfit):
        raise Http404
    rows = file_rows(panel, names_of(one.level, panel.units))
    changing.note(request.user, "export_intervention", one)
    answer = StreamingHttpResponse(csv_of(HEADINGS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="effect-{one.pk}.csv"'
    return answer


@login_required
@require_POST
def conclude(request: SignedIn, intervention_id: str) -> HttpResponse:
    """Say what is done now."""
    text = request.POST.get("conclusion", "")
    return _ended(request, intervention_id, _("Concluded."), lambda version: (
        actions.conclude_intervention(actor=request.user, intervention_id=intervention_id,
                                      conclusion=text, version=version)))  # fmt: skip


@login_required
@require_POST
def withdraw(request: SignedIn, intervention_id: str) -> HttpResponse:
    """Take it back."""
    return _ended(request, intervention_id, _("Withdrawn; it stays on record."), lambda version: (
        actions.withdraw_intervention(actor=request.user, intervention_id=intervention_id,
                                      version=version)))  # fmt: skip


def _ended(
    request: SignedIn, intervention_id: str, word: str, act: Callable[[int | None], object]
) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        act(int(version) if version.isdecimal() else None)
    except (Refused, ValidationError) as error:
        one = _found(request, intervention_id)
        return _one(request, one, " ".join(wrong(error)["errors"].values()), 422)
    messages.success(request, word)
    return redirect("effect", intervention_id)
