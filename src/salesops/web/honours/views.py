"""Pages: the wall of honours, one honour, the awards and who qualifies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.reports.render.rows import csv_of
from salesops.web import audit
from salesops.web.access import require
from salesops.web.crm.asked import wrong
from salesops.web.honours import actions, wall
from salesops.web.honours.models import Honour
from salesops.web.honours.worded import criterion, shown
from salesops.web.language import spoken
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn


@login_required
@require_GET
def honours(request: SignedIn) -> HttpResponse:
    """The wall: the latest honours, the year's leaderboard, one's own place."""
    require(request.user, *actions.READERS)
    year = timezone.localdate().year
    context = {
        "occasions": wall.occasions(), "board": wall.board(request.user, year), "year": year,
        "own": wall.own_standings(request.user), "is_away": wall.is_away(request.user),
        "is_somebody": bool(request.user.person_id),
        "may_see_all": request.user.role in actions.SEERS,
    }  # fmt: skip
    return render(request, "honours/wall.html", context)


@login_required
@require_POST
def retreat(request: SignedIn) -> HttpResponse:
    """Leave the leaderboards, or come back."""
    is_hidden = request.POST.get("hide") == "1"
    try:
        actions.set_retreat(actor=request.user, is_hidden=is_hidden)
    except Refused as error:
        messages.error(request, error.problem.reason(spoken()))
    else:
        said = _("You are off the leaderboards.") if is_hidden else _("You are on them again.")
        messages.success(request, said)
    return redirect("honours")


@login_required
@require_GET
def honour(request: SignedIn, honour_id: str) -> HttpResponse:
    """One honour, to be proud of."""
    return _honour(request, honour_id)


def _honour(
    request: SignedIn, honour_id: str, problem: str = "", status: int = 200
) -> HttpResponse:
    try:
        one = actions.honour_seen(request.user, honour_id)
    except Refused as error:
        raise Http404 from error
    may_see = request.user.role in actions.SEERS or request.user.person_id == one.person_id
    context = {
        "one": one, "problem": problem, "criterion": criterion(one.award),
        "result": shown(one.award, one.result) if may_see else "",
        "others": [h for h in wall.given(one.person_id) if h.pk != one.pk],
        "may_give": request.user.role in actions.GIVERS,
    }  # fmt: skip
    return render(request, "honours/honour.html", context, status=status)


@login_required
@require_POST
def withdraw(request: SignedIn, honour_id: str) -> HttpResponse:
    """Take an honour back."""
    version = request.POST.get("version", "")
    try:
        actions.withdraw_honour(
            actor=request.user, honour_id=honour_id, reason=request.POST.get("reason", ""),
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _honour(request, honour_id, " ".join(wrong(error)["errors"].values()), 422)
    messages.success(request, _("Withdrawn; it stays on record."))
    return redirect("honours")


@login_required
@require_POST
def restore(request: SignedIn, honour_id: str) -> HttpResponse:
    """Give an honour back that was withdrawn."""
    version = request.POST.get("version", "")
    try:
        actions.restore_honour(
            actor=request.user, honour_id=honour_id,
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _honour(request, honour_id, " ".join(wrong(error)["errors"].values()), 422)
    messages.success(request, _("Given back, and the person was told."))
    return redirect("honour", honour_id)


@login_required
@require_GET
def export(request: SignedIn) -> HttpResponseBase:
    """Every honour as a file, withdrawn ones too."""
    require(request.user, *actions.SEERS)
    audit.note(request.user, "export_honours", "", {})
    names = ("award", "period", "person_id", "name", "result", "points", "given_on", "withdrawn")
    rows = (
        [h.award.name, h.period, h.person_id, h.person.name, h.result, h.points, h.given_on,
         int(h.is_withdrawn)]
        for h in Honour.objects.select_related("award", "person").iterator()
    )  # fmt: skip
    answer = StreamingHttpResponse(csv_of(names, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="honours.csv"'
    return answer
