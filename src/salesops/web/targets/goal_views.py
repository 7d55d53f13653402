"""The page of a goal: how much, by what weights, over which lines and months."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.planning.versions import months
from salesops.web.access import require
from salesops.web.market.models import Product
from salesops.web.people.blame import blame
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.inputs import plannable, set_goal
from salesops.web.targets.forms import GoalForm, rows_typed
from salesops.web.targets.held import PLANNERS, plan_seen
from salesops.web.targets.history import lines_known, seasons_known
from salesops.web.targets.models import Goal, Plan
from salesops.web.targets.refusing import check_sign
from salesops.web.targets.shown import plain
from salesops.web.targets.weighing import COLUMNS, column_label
from salesops.web.workspace.models import Workspace


@login_required
@require_http_methods(["GET", "POST"])
def goal(request: SignedIn, plan_id: str) -> HttpResponse:
    """A goal of the plan, new or to be changed."""
    require(request.user, *PLANNERS)
    plan = plan_seen(request.user, plan_id)
    found = plan.goals.filter(metric=request.GET.get("metric", "")).first()
    known = [found.metric] if found else _unplanned(plan)
    form, status = GoalForm(request.POST or None, initial=_initial(found), metrics=known), 200
    if request.method == "POST":
        status = _kept(request, plan, form)
        if status == 302:
            messages.success(request, _("Saved."))
            metric = form.cleaned_data["metric"]
            return redirect(f"{reverse('plan', args=[plan.pk])}?metric={metric}")
    context = {"plan": plan, "goal": found, "form": form, **_rows(request, plan, found)}
    return render(request, "targets/goal.html", context, status=status)


def _unplanned(plan: Plan) -> list[str]:
    there = set(plan.goals.values_list("metric", flat=True))
    return [name for name in plannable() if name not in there]


def _initial(goal: Goal | None) -> dict[str, Any]:
    if goal is None:
        return {}
    return {
        "metric": goal.metric, "amount": plain(goal.amount), "unit": plain(goal.unit),
        "over_assignment": plain(goal.over_assignment * 100), "version": goal.version,
    }  # fmt: skip


def _rows(request: SignedIn, plan: Plan, goal: Goal | None) -> dict[str, Any]:
    """The weights, lines and months beside the form: as typed, as kept, or as history has them."""
    posted = request.POST if request.method == "POST" else None
    asked = (plan.starts_on, plan.periods, goal.metric if goal else "net_revenue")
    is_fresh = "history" in request.GET or goal is None
    shares = lines_known(request.user, *asked) if is_fresh else goal.shares if goal else {}  # type: ignore[arg-type]
    seasons = seasons_known(request.user, *asked) if is_fresh else goal.seasons if goal else []  # type: ignore[arg-type]
    weights = goal.weights if goal else {"last_year": 1}
    inverse = goal.inverse if goal else []
    names = [f"{first:%Y-%m}" for first, _ in months(plan.starts_on, plan.periods)]  # type: ignore[arg-type]
    return {
        "weights": [
            (name, column_label(name), _typed(posted, f"w_{name}", weights.get(name, "")),
             name in (posted.getlist("inverse") if posted else inverse))
            for name in _columns(goal)
        ],
        "lines": [(line, _typed(posted, f"s_{line}", shares.get(line, ""))) for line in _lines()],
        "months": [
            (n, name, _typed(posted, f"m_{n}", seasons[n] if n < len(seasons) else ""))
            for n, name in enumerate(names)
        ],
    }  # fmt: skip


def _typed(posted: QueryDict | None, name: str, kept: object) -> str:
    return str(posted.get(name, "") if posted is not None else kept)


def _columns(goal: Goal | None) -> list[str]:
    """Our columns of weights, and those that somebody imported."""
    told = goal.stances.values_list("weights", flat=True) if goal else []
    return list(dict.fromkeys([*COLUMNS, *(name for one in told for name in one)]))


def _lines() -> list[str]:
    found = Product.objects.exclude(line="").order_by("line").values_list("line", flat=True)
    return list(found.distinct())


def _kept(request: SignedIn, plan: Plan, form: GoalForm) -> int:
    if not form.is_valid():
        return 422
    said = form.cleaned_data
    try:
        check_sign(request.POST.get("amount", ""), _currency(said["metric"]))
        values = {
            "amount": said["amount"], "unit": said["unit"],
            "over_assignment": (said["over_assignment"] or 0) / 100,
            "currency": _currency(said["metric"]), **_typed_rows(request.POST),
        }  # fmt: skip
        set_goal(actor=request.user, plan_id=plan.pk, metric=said["metric"], values=values,
                 version=said["version"])  # fmt: skip
    except (Refused, ValidationError) as error:
        return blame(form, error)
    return 302


def _typed_rows(posted: QueryDict) -> dict[str, Any]:
    seasons = dict(rows_typed(posted, "m_"))
    indices = [seasons.get(str(n)) for n in range(len([k for k in posted if k.startswith("m_")]))]
    weights = dict(rows_typed(posted, "w_"))
    return {
        "weights": {name: value for name, value in weights.items() if value != "0"},
        "inverse": [name for name in posted.getlist("inverse") if name in weights],
        "shares": dict(rows_typed(posted, "s_")),
        "seasons": indices if any(indices) else [],
    }


def _currency(metric: str) -> str:
    if metric not in ("net_revenue", "gross_profit"):
        return ""
    return Workspace.objects.values_list("currency", flat=True).first() or ""
