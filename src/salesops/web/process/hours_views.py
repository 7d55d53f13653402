"""The page of teams that do not work as the whole company does: hours, days off, how far known."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.kernel.hours import hours_written
from salesops.kernel.worktime import Hours
from salesops.web.access import EDITORS, require
from salesops.web.crm.asked import wrong
from salesops.web.people.models import Team
from salesops.web.problems import Refused, refused
from salesops.web.process.calendars import company, ending_soon
from salesops.web.process.clock_actions import set_team_hours
from salesops.web.process.models import TeamHours
from salesops.web.process.problems import DAYS_UNCLEAR
from salesops.web.signed_in import SignedIn
from salesops.web.workdays import company_hours, company_zone

MOST_DAYS = 400
FIELDS = ("team_id", "hours", "time_zone", "closed", "worked", "confirmed_until")


@login_required
@require_http_methods(["GET", "POST"])
def team_hours(request: SignedIn) -> HttpResponse:
    """The calendars of teams that do not work as the whole company does."""
    require(request.user, *EDITORS)
    problem, status = "", 200
    if request.method == "POST":
        try:
            _set(request)
            messages.success(request, _("Saved."))
            return redirect("team_hours")
        except Refused as error:
            problem, status = wrong(error)["problem"], 422
    return _page(request, problem, status)


def _set(request: SignedIn) -> None:
    said = {name: request.POST.get(name, "") for name in FIELDS}
    until = said["confirmed_until"].strip()
    set_team_hours(
        actor=request.user, team_id=said["team_id"], hours=said["hours"],
        time_zone=said["time_zone"], closed=_days(said["closed"], "closed"),
        worked=_days(said["worked"], "worked"),
        confirmed_until=_days(until, "confirmed_until")[0] if until else None,
    )  # fmt: skip


def _days(text: str, field: str) -> list[date]:
    """Dates a line each, or with spaces or commas between. Raises Refused."""
    found = []
    for one in text.replace(",", " ").replace("，", " ").replace("、", " ").split()[:MOST_DAYS]:
        try:
            found.append(date.fromisoformat(one))
        except ValueError:
            raise refused(DAYS_UNCLEAR, field=field, text=one[:40]) from None
    return found


def _page(request: SignedIn, problem: str, status: int) -> HttpResponse:
    rows = _rows()
    chosen = request.GET.get("team", "")
    here = next((row for row in rows if row["team"].pk == chosen), None)
    context = {
        "problem": problem, "rows": rows, "teams": Team.objects.order_by("path"),
        "hours_here": hours_written(company_hours()), "zone": company_zone(),
        "typed": request.POST.dict() if problem else here["typed"] if here else {},
        "chosen": here, "until": company().confirmed_until,
        "ending": ending_soon(timezone.localdate()),
    }  # fmt: skip
    return render(request, "process/team_hours.html", context, status=status)


def _rows() -> list[dict[str, Any]]:
    found = TeamHours.objects.select_related("team").order_by("team__path")
    return [_row(one) for one in found]


def _row(one: TeamHours) -> dict[str, Any]:
    hours = hours_written(Hours(tuple((opens, closes) for opens, closes in one.windows)))
    closed, worked = (_those(one, works=works) for works in (False, True))
    return {
        "team": one.team, "zone": one.time_zone, "hours": hours, "closed": closed,
        "worked": worked, "until": one.confirmed_until,
        "typed": {
            "team_id": one.team_id, "hours": hours, "time_zone": one.time_zone,
            "closed": "\n".join(closed), "worked": "\n".join(worked),
            "confirmed_until": one.confirmed_until.isoformat() if one.confirmed_until else "",
        },
    }  # fmt: skip


def _those(one: TeamHours, *, works: bool) -> Sequence[str]:
    return sorted(day for day, is_worked in one.days.items() if is_worked is works)
