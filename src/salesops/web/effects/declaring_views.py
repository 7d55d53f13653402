"""The page on which something tried is declared, with what could be found before it is kept."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.causal.effects_told import power_told
from salesops.kernel.period import month_later
from salesops.metrics import METRICS
from salesops.web.access import NoLedger, ledger_for, require
from salesops.web.crm.asked import wrong
from salesops.web.effects import actions
from salesops.web.effects.forms import DeclareForm
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import selling
from salesops.web.effects.sources import initial, labels, source_of, sources
from salesops.web.effects.starts import file_lines
from salesops.web.language import spoken
from salesops.web.problems import Faulty, Refused
from salesops.web.signed_in import SignedIn

MOST_BYTES = 5_000_000


@login_required
@require_http_methods(["GET", "POST"])
def declare(request: SignedIn) -> HttpResponse:
    """Declare something tried; what could be found stands above the form before it is kept."""
    require(request.user, *actions.DECLARERS)
    level = request.POST.get("level") or request.GET.get("level", "")
    if request.method == "GET" and (source := source_of(request.user, request.GET.get("from", ""))):
        level = source.level
    level = level if level in Intervention.Level.values else Intervention.Level.TEAM
    try:
        units = selling(ledger_for(request.user), level)
    except NoLedger:
        return render(request, "workspace/empty.html")
    if request.method == "GET":
        return _asked(request, level, units)
    data, problem = _with_file(request)
    form = DeclareForm(units, data)
    if problem:
        form.add_error("file", problem)
    if "read" in request.POST or "ask" in request.POST:
        told = _foreseen(request, form) if "ask" in request.POST else ""
        return _form(request, level, form, told, 200 if not form.errors else 422)
    if form.is_valid():
        try:
            made = actions.declare_intervention(actor=request.user, values=form.values())
        except (Refused, ValidationError) as error:
            _tell(form, error)
        else:
            return redirect("effect", made.pk)
    return _form(request, level, form, status=422)


def _asked(request: SignedIn, level: str, units: Sequence[tuple[str, str]]) -> HttpResponse:
    """The empty form; with an address that holds a design, the design and its power."""
    if "treated" in request.GET or "staged" in request.GET:
        form = DeclareForm(units, request.GET)
        return _form(request, level, form, _foreseen(request, form))
    first = month_later(timezone.localdate().replace(day=1), 1)
    plain: dict[str, Any] = {"level": level, "starts_on": first, "months_before": 18,
                             "months_after": 6, "worth": 0, "better": "higher"}  # fmt: skip
    source = source_of(request.user, request.GET.get("from", ""))
    said = ""
    if source:
        told, said = initial(source)
        plain |= told
    return _form(request, level, DeclareForm(units, initial=plain), left_out=said)


def _foreseen(request: SignedIn, form: DeclareForm) -> str:
    """What could be found with the design in the form, or nothing and the form says why."""
    if not form.is_valid():
        return ""
    try:
        return _power(request, form)
    except (Refused, ValidationError) as error:
        _tell(form, error)
        return ""


def _with_file(request: SignedIn) -> tuple[QueryDict, str]:
    """What was sent, the lines of a file below those that were written; and what is wrong."""
    data, file = request.POST.copy(), request.FILES.get("file")
    if file is None:
        return data, ""
    if (file.size or 0) > MOST_BYTES:
        return data, _("The file is larger than 5 MB.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"starts{Path(file.name or '').suffix.lower() or '.csv'}"
        path.write_bytes(file.read())
        try:
            told = file_lines(path)
        except Faulty as fault:
            return data, " ".join(p.reason(spoken()) for p in fault.problems)
    data["staged"] = "\n".join(filter(None, (data.get("staged", "").strip(), told)))
    return data, ""


def _tell(form: DeclareForm, error: Refused | ValidationError) -> None:
    for field, sentence in wrong(error)["errors"].items():
        form.add_error(field if field in form.fields else None, sentence)


def _power(request: SignedIn, form: DeclareForm) -> str:
    one = actions.drafted(request.user, form.values())
    found = actions.possible(request.user, one)
    money = METRICS[one.metric].unit in ("money", "price")
    if found.power is None:
        return ""
    return power_told(found.power, one.declared, spoken(), found.currency if money else None)


def _form(
    request: SignedIn, level: str, form: DeclareForm, power: str = "", status: int = 200,
    left_out: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "level": level, "power": power, "levels": Intervention.Level.choices,
        "sources": labels(sources(request.user)), "left_out": left_out,
        "taken": request.GET.get("from", ""),
    }  # fmt: skip
    return render(request, "effects/declare.html", context, status=status)
