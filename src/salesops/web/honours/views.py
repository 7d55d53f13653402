"""Pages: the wall of honours, one honour, the awards and who qualifies."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.kernel import figures
from salesops.kernel.glossary import label
from salesops.metrics import METRICS
from salesops.reports.pen import Pen, decimal
from salesops.reports.render.rows import csv_of
from salesops.web import audit
from salesops.web.access import NoLedger, ledger_for, require
from salesops.web.crm.asked import wrong
from salesops.web.honours import actions, wall
from salesops.web.honours.forms import GOALS, AwardForm, goals_of, measures
from salesops.web.honours.models import Award, Honour
from salesops.web.honours.results import last_period
from salesops.web.language import spoken
from salesops.web.people.models import Person
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

MOST_SHOWN = 100


def pen() -> Pen:
    """Writes figures in the reader's language and the company's currency."""
    workspace = Workspace.objects.first()
    return Pen(spoken(), workspace.currency if workspace else "CNY")


def shown(award: Award, value: Any) -> str:
    """A result as people read it: of its metric, or points."""
    if award.goals:
        return f"{figures.short(decimal(value), 'count', None, spoken())} {_('points')}"
    return pen().figure(value, METRICS[award.metric].unit).text


def criterion(award: Award) -> str:
    """Who is honoured, in a sentence."""
    parts = []
    if award.at_least is not None:
        parts.append(_("from %(value)s") % {"value": shown(award, award.at_least)})
    if award.best is not None:
        parts.append(_("the best %(count)s") % {"count": award.best})
    name = _("Scorecard") if award.goals else label(award.metric, spoken())
    return f"{name} {'、'.join(parts)}"


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
        "may_withdraw": request.user.role in actions.GIVERS and not one.is_withdrawn,
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


@login_required
@require_http_methods(["GET", "POST"])
def awards(request: SignedIn) -> HttpResponse:
    """The awards, and a form for a new one."""
    require(request.user, *actions.SEERS)
    if request.method == "GET":
        return _awards(request, AwardForm(initial={"points": 10, "every": "month"}))
    require(request.user, *actions.GIVERS)
    form = AwardForm(request.POST)
    if not form.is_valid():
        return _awards(request, form, 422)
    made = _kept(form, lambda: actions.make_award(actor=request.user, values=form.values()))
    return redirect("award", made.pk) if made else _awards(request, form, 422)


def _kept(form: AwardForm, act: Callable[[], Award]) -> Award | None:
    try:
        return act()
    except (Refused, ValidationError) as error:
        for field, sentence in wrong(error)["errors"].items():
            form.add_error(field if field in form.fields else None, sentence)
    return None


def _awards(request: SignedIn, form: AwardForm, status: int = 200) -> HttpResponse:
    rows = [(one, criterion(one), one.honours.filter(is_withdrawn=False).count())
            for one in Award.objects.all()]  # fmt: skip
    lines = goals_of(form.data) if form.is_bound else []
    context = {
        "rows": rows, "form": form, "may_give": request.user.role in actions.GIVERS,
        "goals": [*lines, *({} for _line in range(GOALS - len(lines)))], "measures": measures(),
    }  # fmt: skip
    return render(request, "honours/awards.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def award(request: SignedIn, award_id: str) -> HttpResponse:
    """One award: who qualifies for a period, and giving it to them."""
    require(request.user, *actions.SEERS)
    try:
        one = actions.award_seen(request.user, award_id)
    except Refused as error:
        raise Http404 from error
    if request.method == "POST":
        return _given(request, one)
    return _award(request, one, request.GET.get("period", ""))


def _given(request: SignedIn, one: Award) -> HttpResponse:
    period = request.POST.get("period", "")
    try:
        found = actions.give_award(
            actor=request.user, award_id=one.pk, period=period,
            citation=request.POST.get("citation", ""),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        problem = " ".join(wrong(error)["errors"].values())
        return _award(request, one, period, problem, 422)
    messages.success(request, _("Given to %(count)s people, who were told.") % {
        "count": len(found)})  # fmt: skip
    return redirect("honours")


def _award(
    request: SignedIn, one: Award, period: str, problem: str = "", status: int = 200
) -> HttpResponse:
    try:
        period = period or last_period(one, ledger_for(request.user).as_of)
    except NoLedger:
        return render(request, "workspace/empty.html")
    context: dict[str, Any] = {
        "one": one, "period": period, "problem": problem, "criterion": criterion(one),
        "may_give": request.user.role in actions.GIVERS,
    }  # fmt: skip
    try:
        context |= _qualifying(request, one, period)
    except Refused as error:
        said = f"{error.problem.reason(spoken())} {error.problem.remedy(spoken())}"
        context["problem"] = problem or said
    return render(request, "honours/award.html", context, status=status)


def _qualifying(request: SignedIn, one: Award, period: str) -> dict[str, Any]:
    found = actions.qualifying(request.user, one, period)
    held = one.honours.filter(period=period, is_withdrawn=False)
    had = set(held.values_list("person_id", flat=True))
    order = sorted(found.results, key=lambda name: (-found.results[name], name))[:MOST_SHOWN]
    names = dict(Person.objects.filter(pk__in=order).values_list("pk", "name"))
    rows = [
        (names[name], shown(one, float(found.results[name])), name in found.winners, name in had)
        for name in order
    ]
    new = sum(is_one and not has for _name, _told, is_one, has in rows)
    return {"rows": rows, "new": new, "as_of": found.as_of, "snapshot_id": found.snapshot_id}
