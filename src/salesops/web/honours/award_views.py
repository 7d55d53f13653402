"""Pages of awards: all of them, one with who qualifies, its change, its end."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.kernel.period import Period
from salesops.metrics.question import Question
from salesops.web.access import NoLedger, ledger_for, require
from salesops.web.crm.asked import wrong
from salesops.web.explore.addresses import ask_address
from salesops.web.honours import actions
from salesops.web.honours.earlier import is_changed
from salesops.web.honours.forms import GOALS, AwardForm, goals_of, measures
from salesops.web.honours.models import Award
from salesops.web.honours.results import PERSON, last_period, span
from salesops.web.honours.worded import audience_told, criterion, shown
from salesops.web.language import spoken
from salesops.web.people.models import Person, User
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

MOST_SHOWN = 100


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
    rows = [
        (one, criterion(one), audience_told(one), one.honours.filter(is_withdrawn=False).count())
        for one in Award.objects.all()
    ]
    context = {
        "rows": rows, "form": form, "may_give": request.user.role in actions.GIVERS,
        **_lines(goals_of(form.data) if form.is_bound else []),
    }  # fmt: skip
    return render(request, "honours/awards.html", context, status=status)


def _lines(goals: list[dict[str, str]]) -> dict[str, Any]:
    """The scorecard's lines: those there are, and empty ones below."""
    return {"goals": [*goals, *({} for _line in range(GOALS - len(goals)))],
            "measures": measures()}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def award(request: SignedIn, award_id: str) -> HttpResponse:
    """One award: who qualifies for a period, and giving it to them."""
    require(request.user, *actions.SEERS)
    one = _found(request, award_id)
    if request.method == "POST":
        return _given(request, one)
    return _award(request, one, request.GET.get("period", ""))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, award_id: str) -> HttpResponse:
    """Another criterion from now on, in the form it was made with."""
    require(request.user, *actions.GIVERS)
    one = _found(request, award_id)
    initial = {name: _written(getattr(one, name)) for name in actions.AWARD_FIELDS}
    if request.method == "GET":
        return _edit(request, one, AwardForm(initial=initial), one.goals)
    form = AwardForm(request.POST, initial=initial)
    if form.is_valid() and _kept(form, lambda: actions.change_award(
        actor=request.user, award_id=one.pk, version=_version(request), values=form.values()
    )):  # fmt: skip
        messages.success(request, _("Changed; who was honoured stays so."))
        return redirect("award", one.pk)
    return _edit(request, one, form, goals_of(form.data), 422)


def _written(value: Any) -> Any:
    """A number as people write it: 1 rather than 1.0000."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _edit(
    request: SignedIn, one: Award, form: AwardForm, goals: list[dict[str, str]], status: int = 200
) -> HttpResponse:
    context = {"one": one, "form": form, **_lines(goals)}
    return render(request, "honours/award_edit.html", context, status=status)


def _version(request: SignedIn) -> int | None:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() else None


def _end(actor: User, award_id: str, version: int | None) -> str:
    actions.end_award(actor=actor, award_id=award_id, version=version)
    return _("Ended; who has it keeps it.")


def _resume(actor: User, award_id: str, version: int | None) -> str:
    actions.resume_award(actor=actor, award_id=award_id, version=version)
    return _("In use again.")


def _undo(actor: User, award_id: str, version: int | None) -> str:
    actions.undo_award(actor=actor, award_id=award_id, version=version)
    return _("The last change was taken back.")


def _drop(actor: User, award_id: str, version: int | None) -> str:
    actions.drop_award(actor=actor, award_id=award_id, version=version)
    return _("Dropped.")


STEPS: Mapping[str, Callable[[User, str, int | None], str]] = {
    "end": _end, "resume": _resume, "undo": _undo, "drop": _drop,
}  # fmt: skip


@login_required
@require_POST
def step(request: SignedIn, award_id: str, name: str) -> HttpResponse:
    """End an award, take its last change back, or throw it away."""
    require(request.user, *actions.GIVERS)
    one = _found(request, award_id)
    try:
        said = STEPS[name](request.user, one.pk, _version(request))
    except (Refused, ValidationError) as error:
        return _award(request, one, "", " ".join(wrong(error)["errors"].values()), 422)
    messages.success(request, said)
    return redirect("awards") if name == "drop" else redirect("award", one.pk)


def _found(request: SignedIn, award_id: str) -> Award:
    try:
        return actions.award_seen(request.user, award_id)
    except Refused as error:
        raise Http404 from error


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
        "may_give": request.user.role in actions.GIVERS, "audience": audience_told(one),
        "is_changed": is_changed(one), "is_given": one.honours.exists(),
    }  # fmt: skip
    try:
        context |= _qualifying(request, one, period)
    except Refused as error:
        said = f"{error.problem.reason(spoken())} {error.problem.remedy(spoken())}"
        context["problem"] = problem or said
    return render(request, "honours/award.html", context, status=status)


def _asked(one: Award, person: str, days: Period | None) -> str:
    """Where what somebody reached opens to its rows."""
    if days is None:
        return ""
    metrics = tuple(dict.fromkeys(goal["metric"] for goal in one.goals)) or (one.metric,)
    where = ((PERSON, (person,)),)
    return ask_address(
        Question(metrics, ("calendar.month",), where, days.starts_on, days.ends_before)
    )


def _qualifying(request: SignedIn, one: Award, period: str) -> dict[str, Any]:
    found = actions.qualifying(request.user, one, period)
    held = one.honours.filter(period=period, is_withdrawn=False)
    had = set(held.values_list("person_id", flat=True))
    order = sorted(found.results, key=lambda name: (-found.results[name], name))[:MOST_SHOWN]
    names = dict(Person.objects.filter(pk__in=order).values_list("pk", "name"))
    days = span(one, period)
    rows = [
        (
            names[name],
            _asked(one, name, days),
            shown(one, float(found.results[name])),
            name in found.winners,
            name in had,
        )
        for name in order
    ]
    new = sum(is_one and not has for *_told, is_one, has in rows)
    return {"rows": rows, "new": new, "as_of": found.as_of, "snapshot_id": found.snapshot_id}
