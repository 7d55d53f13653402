"""Pages of ladders: all of them, one simulated on history, and placing somebody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from salesops.incentives.ladder_rows import COLUMNS, MEASURES
from salesops.kernel import figures
from salesops.kernel.period import month_later, period
from salesops.kernel.problem import Problem, Where
from salesops.metrics.question import Question
from salesops.web.access import NoLedger, require
from salesops.web.crm.asked import wrong
from salesops.web.explore.addresses import ask_address
from salesops.web.honours import actions, ladder_actions
from salesops.web.honours.earlier import is_changed
from salesops.web.honours.forms import LadderForm, blank_rungs, rungs_of
from salesops.web.honours.models import LadderPlan, Rank
from salesops.web.honours.results import PERSON, Run, run_of
from salesops.web.honours.worded import pen
from salesops.web.language import spoken
from salesops.web.people.models import Person, User
from salesops.web.problems import Faulty, Refused
from salesops.web.signed_in import SignedIn

TEMPLATE: Sequence[Mapping[str, str]] = (
    {"grade": "P1", "pay": "6000", "measure": "any_of", "periods": "6", "count": "4",
     "at_least": "1"},
    {"grade": "P2", "pay": "8000", "measure": "any_of", "periods": "6", "count": "5",
     "at_least": "1", "down_periods": "3", "less_than": "0.7", "grace": "3"},
    {"grade": "P3", "pay": "11000", "down_periods": "3", "less_than": "0.8", "grace": "3"},
)  # fmt: skip
"""What a new ladder begins with: a seller's usual three grades, to be changed."""
CALLED: Mapping[str, str | Promise] = {
    "grade": _lazy("Grade"), "pay": _lazy("Pay a period"), "periods": _lazy("Periods"),
    "at_least": _lazy("At least"), "count": _lazy("Times"),
    "down_periods": _lazy("Periods in a row"), "less_than": _lazy("Below"),
    "grace": _lazy("Grace"),
}  # fmt: skip
MOST_RANKS = 100


@login_required
@require_http_methods(["GET", "POST"])
def ladders(request: SignedIn) -> HttpResponse:
    """The ladders, and a form for a new one."""
    require(request.user, *actions.SEERS)
    if request.method == "GET":
        return _form(request, "honours/ladders.html", LadderForm(), list(map(dict, TEMPLATE)))
    require(request.user, *actions.GIVERS)
    form = LadderForm(request.POST)
    problems: Sequence[Problem] = ()
    if form.is_valid():
        try:
            made = ladder_actions.set_ladder(actor=request.user, values=form.values())
        except (Refused, ValidationError) as error:
            problems = _problems(form, error)
        else:
            return redirect("ladder", made.pk)
    return _form(request, "honours/ladders.html", form, rungs_of(form.data), problems, 422)


def _problems(form: LadderForm, error: Refused | ValidationError) -> Sequence[Problem]:
    if isinstance(error, Faulty):
        # A page says the column in words; its name is for a file's rows.
        return [replace(one, where=Where()) for one in error.problems]
    for field, sentence in wrong(error)["errors"].items():
        form.add_error(field if field in form.fields else None, sentence)
    return ()


def _form(
    request: SignedIn, template: str, form: LadderForm, rows: list[dict[str, str]],
    problems: Sequence[Problem] = (), status: int = 200, more: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "rows": blank_rungs(rows), "columns": COLUMNS, "measures": MEASURES,
        "called": CALLED,
        "problems": problems, "plans": LadderPlan.objects.all(),
        "may_set": request.user.role in actions.GIVERS, **(more or {}),
    }  # fmt: skip
    return render(request, template, context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def ladder(request: SignedIn, ladder_id: str) -> HttpResponse:
    """One ladder: what it would have done, who stands where, and changing it."""
    plan = _found(request, ladder_id)
    form, status = LadderForm(initial=_told(plan)), 200
    problems: Sequence[Problem] = ()
    rows = list(plan.rungs)
    if request.method == "POST":
        require(request.user, *actions.GIVERS)
        form = LadderForm(request.POST)
        rows, version = rungs_of(form.data), request.POST.get("version", "")
        try:
            if form.is_valid():
                ladder_actions.set_ladder(
                    actor=request.user, values=form.values(), ladder_id=plan.pk,
                    version=int(version) if version.isdecimal() else None,
                )  # fmt: skip
                return redirect("ladder", plan.pk)
        except (Refused, ValidationError) as error:
            problems = _problems(form, error)
        status = 422
    return _form(request, "honours/ladder.html", form, rows, problems, status,
                 {"plan": plan, "is_changed": is_changed(plan), "ranks": _ranks(plan),
                  **_simulated(request, plan)})  # fmt: skip


def _found(request: SignedIn, ladder_id: str) -> LadderPlan:
    require(request.user, *actions.SEERS)
    try:
        return ladder_actions.ladder_seen(request.user, ladder_id)
    except Refused as error:
        raise Http404 from error


def _ranks(plan: LadderPlan) -> Sequence[Rank]:
    """The grades that were given, the latest first."""
    return list(plan.ranks.select_related("person").order_by("-starts_on", "-pk")[:MOST_RANKS])


def _told(plan: LadderPlan) -> dict[str, str]:
    return {"name": plan.name, "every": plan.every, "metric": plan.metric}


def _simulated(request: SignedIn, plan: LadderPlan) -> dict[str, Any]:
    try:
        run = run_of(request.user, plan)
    except NoLedger:
        return {}
    names = dict(Person.objects.filter(pk__in=run.standings).values_list("pk", "name"))
    pay = [pen().money(amount) for amount in run.simulated.pay]
    grades = [rung.grade for rung in run.ladder.rungs]
    rows = _standings(plan, run, names)
    heads = [(grade, [period[grade] for period in run.simulated.heads]) for grade in grades]
    return {
        "run": run, "as_of": run.as_of, "periods": run.periods, "heads": heads, "pay": pay,
        "grades": grades, "sentence": _sentence(run), "standings": rows,
        "proposed": rows[0]["proposed"] if rows else "",
        "moves": _moves(run, names),
        "next_day": month_later(timezone.localdate().replace(day=1), 1),
    }  # fmt: skip


def _sentence(run: Run) -> str:
    """What the ladder would have done, in a sentence."""
    places = {rung.grade: n for n, rung in enumerate(run.ladder.rungs)}
    every = [move for moves in run.simulated.moves.values() for move in moves]
    up = sum(places[move.after] > places[move.before] for move in every)
    pay = run.simulated.pay
    first, last = (pen().money(pay[at]) if pay else figures.NONE for at in (0, -1))
    return _(
        "Over %(periods)s periods it would have promoted %(up)s times and demoted %(down)s times; "
        "pay a period from %(first)s to %(last)s"
    ) % {"periods": len(run.periods), "up": up, "down": len(every) - up, "first": first,
         "last": last}  # fmt: skip


def _moves(run: Run, names: Mapping[str, str]) -> list[tuple[str, str, str, str, bool]]:
    """Who would have moved: period, name, from, to, and whether upwards; the latest first."""
    places = {rung.grade: n for n, rung in enumerate(run.ladder.rungs)}
    rows = [
        (move.period, names.get(person, person), move)
        for person, moves in run.simulated.moves.items() for move in moves
    ]  # fmt: skip
    return [
        (run.periods[period], name, move.before, move.after,
         places[move.after] > places[move.before])
        for period, name, move in sorted(rows, key=lambda row: (-row[0], row[1]))
    ]  # fmt: skip


def _asked(plan: LadderPlan, run: Run, person: str) -> str:
    """Where what somebody reached opens to its rows."""
    first = period(run.periods[0]).starts_on
    where = ((PERSON, (person,)),)
    last = period(run.periods[-1]).ends_before
    return ask_address(Question((plan.metric,), ("calendar.month",), where, first, last))


def _standings(plan: LadderPlan, run: Run, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who stands where, whoever is nearest to the next grade first."""
    rows = []
    for person, one in run.standings.items():
        share = min(one.progress, default=None)
        place = run.ladder.place(one.grade)
        following = run.ladder.rungs[place + 1].grade if one.progress else ""
        told = figures.short(None if share is None else Decimal(float(share)), "ratio", None,
                             spoken())  # fmt: skip
        rows.append({"person": person, "name": names.get(person, person), "grade": one.grade,
                     "since": one.since, "share": told, "following": following,
                     "is_ready": one.is_ready, "proposed": following if one.is_ready else one.grade,
                     "order": float(share or 0), "href": _asked(plan, run, person)})  # fmt: skip
    return sorted(rows, key=lambda row: (not row["is_ready"], -row["order"], row["name"]))


@login_required
@require_POST
def place(request: SignedIn, ladder_id: str) -> HttpResponse:
    """Give somebody a grade from a day on."""
    plan = _found(request, ladder_id)
    try:
        day = date.fromisoformat(request.POST.get("starts_on", ""))
    except ValueError:
        day = month_later(timezone.localdate().replace(day=1), 1)
    try:
        ladder_actions.place_person(
            actor=request.user, ladder_id=plan.pk, person_id=request.POST.get("person_id", ""),
            grade=request.POST.get("grade", ""), starts_on=day,
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        messages.error(request, " ".join(wrong(error)["errors"].values()))
    else:
        messages.success(request, _("Placed, and the person was told."))
    return redirect("ladder", plan.pk)


def _end(actor: User, ladder_id: str, version: int | None) -> str:
    ladder_actions.set_ladder(
        actor=actor, ladder_id=ladder_id, version=version, values={"is_active": False}
    )
    return _("Ended; the grades that were given stay on record.")


def _resume(actor: User, ladder_id: str, version: int | None) -> str:
    ladder_actions.set_ladder(
        actor=actor, ladder_id=ladder_id, version=version, values={"is_active": True}
    )
    return _("In use again.")


def _undo(actor: User, ladder_id: str, version: int | None) -> str:
    ladder_actions.undo_ladder(actor=actor, ladder_id=ladder_id, version=version)
    return _("The last change was taken back.")


STEPS: Mapping[str, Callable[[User, str, int | None], str]] = {
    "end": _end, "resume": _resume, "undo": _undo,
}  # fmt: skip


@login_required
@require_POST
def step(request: SignedIn, ladder_id: str, name: str) -> HttpResponse:
    """End a ladder, take it up again, or take its last change back."""
    require(request.user, *actions.GIVERS)
    plan, version = _found(request, ladder_id), request.POST.get("version", "")
    try:
        said = STEPS[name](request.user, plan.pk, int(version) if version.isdecimal() else None)
    except (Refused, ValidationError) as error:
        messages.error(request, " ".join(wrong(error)["errors"].values()))
    else:
        messages.success(request, said)
    return redirect("ladder", plan.pk)


@login_required
@require_POST
def unplace(request: SignedIn, rank_id: int) -> HttpResponse:
    """Take a grade back that was given by mistake."""
    require(request.user, *actions.GIVERS)
    try:
        plan = ladder_actions.unplace_person(actor=request.user, rank_id=rank_id)
    except Refused as error:
        messages.error(request, error.problem.reason(spoken()))
        return redirect("ladders")
    messages.success(request, _("Taken back, and the person was told."))
    return redirect("ladder", plan.pk)
