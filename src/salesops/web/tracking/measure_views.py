"""Pages of measures: what was proposed against shortfalls, by whom, and how far it has come."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.kernel import figures
from salesops.web.access import require
from salesops.web.crm.asked import wrong
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.tracking.measuring import (
    measures_seen,
    propose_measure,
    step_measure,
    steps_of,
)
from salesops.web.tracking.models import Measure
from salesops.web.workspace.models import Workspace

READERS = (Role.REP, Role.MANAGER, Role.OPS, Role.EXECUTIVE, Role.FINANCE)


@login_required
@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """Every measure one may see, the open ones first."""
    require(request.user, *READERS)
    workspace = Workspace.objects.first()
    currency = workspace.currency if workspace else None
    labels = dict(Measure.Status.choices)
    found = list(measures_seen(request.user)[:200])
    rows = [
        {
            "measure": one, "impact": figures.short(one.impact, "money", currency, spoken()),
            "steps": [(step, labels[Measure.Status(step)]) for step in steps_of(request.user, one)],
        }
        for one in sorted(found, key=lambda one: one.status not in ("proposed", "accepted"))
    ]  # fmt: skip
    running = sum(one.status in ("proposed", "accepted") for one in found)
    return render(request, "tracking/measures.html", {"rows": rows, "running": running})


@login_required
@require_POST
def propose(request: SignedIn) -> HttpResponse:
    """Propose what a cause asks for."""
    said = request.POST.dict()
    address = f"{reverse('why')}?{request.GET.urlencode()}"
    answers = {"why": address[:1000], "node": said.get("node", "")[:300]}
    answers |= {"cause": said.get("cause", "")[:50]}
    try:
        propose_measure(
            actor=request.user, kind=said.get("kind", ""), title=said.get("title", ""),
            details=said.get("details", ""), owner_id=said.get("owner_id") or None,
            answers=answers, impact=_amount(said.get("impact", "")),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        messages.error(request, " ".join(wrong(error)["errors"].values()))
        return redirect(address)
    messages.success(request, _("It is proposed."))
    return redirect("measures")


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


@login_required
@require_POST
def step(request: SignedIn, measure_id: str) -> HttpResponse:
    """Accept, reject, finish or drop one."""
    said = request.POST
    version = said.get("version", "")
    try:
        step_measure(
            actor=request.user, measure_id=measure_id, to=said.get("to", ""),
            outcome=said.get("outcome", ""),
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except PermissionDenied:
        raise
    except (Refused, ValidationError) as error:
        messages.error(request, " ".join(wrong(error)["errors"].values()))
    else:
        messages.success(request, _("Noted."))
    return redirect("measures")
