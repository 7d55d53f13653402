"""The page of who stands in for whom."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.web.access import Owner
from salesops.web.people.absences import Absence
from salesops.web.people.actions_delegation import (
    decides_for,
    delegate,
    end_delegation,
    may_decide,
)
from salesops.web.people.blame import blame, sentence
from salesops.web.people.models import Delegation, Role, User
from salesops.web.people.staff_forms import AbsenceForm
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

SHOWN = 200


def visible(actor: User | Owner) -> QuerySet[Delegation]:
    """What somebody may know of: of themselves and whom they decide for; operations of all."""
    every = Delegation.objects.select_related("absent", "stand_in", "made_by__person")
    if isinstance(actor, Owner) or actor.role in (Role.OPS, Role.ADMIN):
        return every
    decided = decides_for(actor, timezone.localdate())
    own = Q(stand_in_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return every.filter(Q(absent_id__in=decided) | own)


@login_required
@require_http_methods(["GET", "POST"])
def delegations(request: SignedIn) -> HttpResponse:
    """Who stands in now and later, who did, and the form to have somebody stand in."""
    form = AbsenceForm(request.POST or None, initial=_initial(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _delegate(request, form.cleaned_data)
                return redirect("delegations")
            except (Refused, ValidationError) as error:
                status = blame(form, error)
            except PermissionDenied as error:
                form.add_error("absent_id", str(error))
    return render(request, "people/delegations.html", _context(request, form), status=status)


def _initial(request: SignedIn) -> dict[str, Any]:
    today = timezone.localdate()
    away = request.GET.get("away", "") or request.user.person_id
    return {"absent_id": away, "starts_on": today, "last_on": today + timedelta(days=6)}


def _delegate(request: SignedIn, said: dict[str, Any]) -> None:
    absence = Absence(
        said["absent_id"], said["stand_in_id"], said["starts_on"],
        said["last_on"] + timedelta(days=1), said["reason"],
    )  # fmt: skip
    made = delegate(actor=request.user, absence=absence, today=timezone.localdate())
    names = {"stand_in": made.stand_in.name, "absent": made.absent.name}
    messages.success(request, _("%(stand_in)s stands in for %(absent)s.") % names)


def _context(request: SignedIn, form: AbsenceForm) -> dict[str, Any]:
    today = timezone.localdate()
    rows = [
        {
            "kept": one,
            "last_on": one.ends_before - timedelta(days=1),
            "state": state(one, today),
            "may_end": may_decide(request.user, one.absent_id, today),
        }
        for one in visible(request.user)[:SHOWN]
    ]
    over = [row for row in rows if row["state"] in ("over", "ended")]
    return {
        "form": form,
        "now": [row for row in rows if row not in over],
        "over": over,
        "may_ask": request.user.role not in (Role.EXECUTIVE, Role.FINANCE, ""),
    }


def state(one: Delegation, today: Any) -> str:
    """Whether it is running, coming, over, or was ended early."""
    if one.revoked_at:
        return "ended"
    if one.ends_before <= today:
        return "over"
    return "running" if one.starts_on <= today else "coming"


@login_required
@require_POST
def end(request: SignedIn, delegation_id: int) -> HttpResponse:
    """End it now."""
    try:
        end_delegation(actor=request.user, delegation_id=delegation_id, today=timezone.localdate())
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("delegations")
