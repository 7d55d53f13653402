"""Pages of deadlines: mine and my team's, each explained, paused and resumed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.process.watching import Watched
from salesops.web.access import EDITORS
from salesops.web.boundary import may_write
from salesops.web.crm.asked import is_quiet, wrong
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.problems import Refused
from salesops.web.process.calendars import ending_soon
from salesops.web.process.clock_actions import pause_clock, resume_clock
from salesops.web.process.deadlines import STATES, answering, board, explained
from salesops.web.signed_in import SignedIn

PLACES = {"customer": "lead", "owner": "lead", "assign": "lead", "stage": "deal", "task": "task"}


@login_required
@require_GET
def deadlines(request: SignedIn) -> HttpResponse:
    """What is due, warned of and late, of one's own or of everybody one sees."""
    alone = request.user.role == Role.REP
    whose = request.GET.get("whose") or ("mine" if alone else "team")
    whose = whose if whose in ("mine", "team") else "mine"
    now = timezone.now()
    found = board(request.user, whose, now)
    groups = [
        (state, found.counts[state], [_row(one, found.names) for one in found.shown[state]])
        for state in STATES
    ]
    context = {
        "groups": groups, "counts": found.counts, "whose": whose, "now": now,
        "answering": answering(request.user, now), "may_edit": request.user.role in EDITORS,
        "has_own": bool(request.user.person_id), "ending": ending_soon(timezone.localdate()),
    }  # fmt: skip
    return render(request, "process/deadlines.html", context)


def _row(one: Watched, names: Any) -> dict[str, Any]:
    case, language = one.case, spoken()
    return {
        "one": one, "case": case, "what": case.what(language), "action": case.action(language),
        "owner": names.get(case.owner_id, ""), "address": address(case.kind, case.case_id),
        "why": reverse("deadline", args=[case.kind, case.case_id]),
        "percent": round(min(one.share, 1) * 100), "state": one.state,
    }  # fmt: skip


def address(kind: str, case_id: str) -> str:
    """Where the record of a clock is worked on."""
    return reverse(PLACES[kind], args=[case_id])


@login_required
@require_GET
def deadline(request: SignedIn, kind: str, case_id: str) -> HttpResponse:
    """Why one thing is due when it is, stretch by stretch, and what to do about it."""
    found = explained(request.user, kind, case_id, timezone.now())
    case, language = found.watched.case, spoken()
    rows = [
        {
            "starts_at": one.starts_at, "ends_at": one.ends_at, "kind": one.kind,
            "said": one.said(language), "minutes": _minutes(one.counted),
            "total": _minutes(one.total),
        }
        for one in found.stretches
    ]  # fmt: skip
    context = {
        "row": _row(found.watched, {}), "rows": rows, "kind": kind, "case": case,
        "zone": case.calendar.zone, "until": case.calendar.confirmed_until,
        "may_pause": may_write(request.user) and kind in ("owner", "stage"),
        "limit": case.limit.said(language) if case.limit else "",
    }  # fmt: skip
    template = "process/deadline_part.html" if is_quiet(request) else "process/deadline.html"
    return render(request, template, context)


def _minutes(length: Any) -> int:
    return int(length.total_seconds() // 60)


@login_required
@require_POST
def pause(request: SignedIn, kind: str, case_id: str) -> HttpResponse:
    """Pause or resume the clocks of a lead or deal, then back to where it was asked."""
    what = "lead" if kind == "owner" else "deal"
    try:
        if request.POST.get("do") == "resume":
            resume_clock(actor=request.user, kind=what, case_id=case_id)
        else:
            reason = request.POST.get("reason", "")
            pause_clock(actor=request.user, kind=what, case_id=case_id, reason=reason)
        messages.success(request, _("Saved."))
    except Refused as error:
        messages.error(request, wrong(error)["problem"])
    return redirect(reverse("deadline", args=[kind, case_id]))
