"""Pages that decide: disputes answered, adjustments proposed, approved and rejected."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.reports.pay_statement import amount
from salesops.web.access import require
from salesops.web.pay.actions import adjusting, disputing
from salesops.web.pay.asked import ROWS_A_PAGE
from salesops.web.pay.held import (
    READERS,
    adjustments_seen,
    disputes_seen,
    may_run,
    require_overseer,
    require_runner,
    waiting_first,
)
from salesops.web.pay.models import Adjustment, Dispute
from salesops.web.pay.periods import pay_calendar
from salesops.web.pay.run_views import said
from salesops.web.pay.shown import clock_of
from salesops.web.people.staff_forms import PersonField
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

DECIDE: Mapping[str, Callable[..., Adjustment]] = {
    "approve": adjusting.approve_adjustment, "reject": adjusting.reject_adjustment,
}  # fmt: skip


def typed_amount(text: str) -> Decimal:
    """An amount as somebody typed it; 0, which no action takes, where it is none."""
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return Decimal(0)


@login_required
@require_GET
def disputes(request: SignedIn) -> HttpResponse:
    """Every dispute one may see, those that wait first, the most urgent on top."""
    return _disputes(request, {})


def _disputes(
    request: SignedIn, typed: Mapping[str, str], problem: str = "", status: int = 200
) -> HttpResponse:
    require(request.user, *READERS)
    found = waiting_first(disputes_seen(request.user), Dispute.Status.OPEN, "due_on", "pk")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "disputes": [clock_of(one) for one in page], "page": page,
        "may_run": may_run(request.user), "typed": typed, "problem": problem,
    }  # fmt: skip
    return render(request, "pay/disputes.html", context, status=status)


@login_required
@require_POST
def answer(request: SignedIn, dispute_id: str) -> HttpResponse:
    """Accept or reject a dispute."""
    require_runner(request.user)
    told = request.POST
    try:
        if told.get("to") == "accept":
            disputing.accept_dispute(
                actor=request.user, dispute_id=dispute_id, answer=told.get("answer", ""),
                amount=typed_amount(told.get("amount", "")),
            )  # fmt: skip
        elif told.get("to") == "reject":
            disputing.reject_dispute(
                actor=request.user, dispute_id=dispute_id, answer=told.get("answer", "")
            )
        else:
            raise Http404
    except (Refused, ValidationError) as error:
        return _disputes(request, {**told.dict(), "of": dispute_id}, said(error), 422)
    messages.success(request, _("Answered."))
    return redirect("pay_disputes")


@login_required
@require_http_methods(["GET", "POST"])
def adjustments(request: SignedIn) -> HttpResponse:
    """Every adjustment, and a form that proposes one."""
    require_overseer(request.user)
    if request.method == "POST":
        return _proposed(request)
    return _adjustments(request, {})


def _proposed(request: SignedIn) -> HttpResponse:
    require_runner(request.user)
    told = request.POST.dict()
    try:
        adjusting.propose_adjustment(
            actor=request.user, person_id=PersonField().clean(told.get("person_id", "")) or "",
            period=told.get("period", ""), amount=typed_amount(told.get("amount", "")),
            reason=told.get("reason", ""), text=told.get("text", ""),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _adjustments(request, told, said(error), 422)
    messages.success(request, _("It is proposed: somebody else has to approve it."))
    return redirect("pay_adjustments")


def _adjustments(
    request: SignedIn, typed: Mapping[str, str], problem: str = "", status: int = 200
) -> HttpResponse:
    proposed = Adjustment.Status.PROPOSED
    found = waiting_first(adjustments_seen(request.user), proposed, "-made_at", "pk")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [(one, amount(one.amount, one.currency)) for one in page], "page": page,
        "typed": typed,
        "problem": problem, "may_run": may_run(request.user),
        "reasons": Adjustment.Reason.choices,
        "example": pay_calendar().last_over(timezone.localdate()),
    }  # fmt: skip
    return render(request, "pay/adjustments.html", context, status=status)


@login_required
@require_POST
def decide(request: SignedIn, adjustment_id: str, step: str) -> HttpResponse:
    """Approve or reject an adjustment."""
    if step not in DECIDE:
        raise Http404
    version = request.POST.get("version", "")
    try:
        DECIDE[step](
            actor=request.user, adjustment_id=adjustment_id,
            version=int(version) if version.isdecimal() and len(version) < 9 else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("Done."))
    return redirect("pay_adjustments")
