"""The page of teams: their tree as it stood on a day, and what can be done to one of them."""

from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.web.access import require
from salesops.web.people import actions_teams, directory
from salesops.web.people.blame import blame
from salesops.web.people.models import Team
from salesops.web.people.positions import holding
from salesops.web.people.staff_forms import DayForm, TeamForm
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

MEMBERS_SHOWN = 60


@login_required
@require_http_methods(["GET", "POST"])
def teams(request: SignedIn) -> HttpResponse:
    """The tree of a day, today's unless another is asked for; one team of it picked."""
    day = _day(request)
    picked = Team.objects.filter(pk=request.GET.get("team", "").replace("\0", "")).first()
    if request.method == "POST":
        return _done(request, day, picked)
    return _shown(request, day, picked)


def _day(request: SignedIn) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()


def _shown(
    request: SignedIn,
    day: date,
    picked: Team | None,
    sent: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    counts = directory.counts_on(day)
    nodes = directory.teams_on(day)
    below: Counter[str] = Counter()
    for node in nodes:
        below.update(dict.fromkeys(node.line, counts.get(node.team_id, 0)))
    context: dict[str, Any] = {
        "day": day,
        "is_today": day == timezone.localdate(),
        "nodes": [(node, counts.get(node.team_id, 0), below[node.team_id]) for node in nodes],
        "may_move": directory.may_move(request.user),
        "forms": _forms(picked) | (sent or {}),
        "picked": picked,
        "total": sum(counts.get(n.team_id, 0) for n in nodes),
    }
    if picked:
        members = holding(day).filter(team=picked).select_related("person")
        context["members"] = members.order_by("person__name", "person_id")[:MEMBERS_SHOWN]
        context["former"] = picked.former_names.all()
    return render(request, "people/teams.html", context, status=status)


def _forms(picked: Team | None, data: Any = None, do: str = "") -> dict[str, forms.Form]:
    today = timezone.localdate()
    begin = {"version": picked.version, "name": picked.name} if picked else {}
    sent = {name: data if name == do else None for name in DOING}
    return {
        "open": TeamForm(sent["open"], initial={"day": today}),
        "rename": TeamForm(sent["rename"], initial=begin | {"day": today}),
        "close": DayForm(sent["close"], initial=begin | {"day": today}),
    }


def _done(request: SignedIn, day: date, picked: Team | None) -> HttpResponse:
    """What the form asked for, or the page again with what is wrong and all that was typed."""
    require(request.user, *actions_teams.MOVERS)
    do = request.POST.get("do", "")
    if do not in DOING or (picked is None and do != "open"):
        raise Http404
    form = _forms(picked, request.POST, do)[do]
    status = 422
    if form.is_valid():
        try:
            team = DOING[do](request, picked, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('teams')}?team={team.pk}")
        except (Refused, ValidationError) as error:
            status = blame(form, error)
    if picked:
        picked.refresh_from_db()
    return _shown(request, day, picked, {do: form}, status)


def _open(request: SignedIn, picked: Team | None, said: dict[str, Any]) -> Team:
    return actions_teams.open_team(
        actor=request.user, name=said["name"], starts_on=said["day"],
        parent_id=picked.pk if picked else None,
    )  # fmt: skip


def _rename(request: SignedIn, picked: Team | None, said: dict[str, Any]) -> Team:
    return actions_teams.rename_team(
        actor=request.user, team_id=picked.pk if picked else "", name=said["name"],
        day=said["day"], today=timezone.localdate(), version=said["version"],
    )  # fmt: skip


def _close(request: SignedIn, picked: Team | None, said: dict[str, Any]) -> Team:
    return actions_teams.close_team(
        actor=request.user, team_id=picked.pk if picked else "", day=said["day"],
        version=said["version"],
    )  # fmt: skip


DOING = {"open": _open, "rename": _rename, "close": _close}
