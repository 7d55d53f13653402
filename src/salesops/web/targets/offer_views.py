"""The page where reps and managers say what they can do, and two plans side by side."""

from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from salesops.metrics import METRICS
from salesops.planning.pasted import number
from salesops.web.people.blame import sentence
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.offers import offer
from salesops.web.targets.beside import explanation
from salesops.web.targets.commitments import with_records
from salesops.web.targets.compared import compared
from salesops.web.targets.held import goal_seen, nodes_seen, plan_seen, require_reader
from salesops.web.targets.models import Goal, Plan
from salesops.web.targets.refusing import check_sign
from salesops.web.targets.shown import grid_told, may_offer

OWN = 60
"""At most so many nodes stand on the page; more are offered for in the grid or by a table."""


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: SignedIn, plan_id: str) -> HttpResponse:
    """My number and those of my people, what we offer, and why."""
    require_reader(request.user)
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    problem = ""
    if request.method == "POST":
        problem = _offered(request, plan, goal)
        if not problem:
            messages.success(request, _("Your offer is kept."))
            return redirect(request.get_full_path())
    context = {"plan": plan, "goal": goal, "problem": problem, **_shown(request, plan, goal)}
    return render(request, "targets/offers.html", context, status=422 if problem else 200)


def _shown(request: SignedIn, plan: Plan, goal: Goal) -> dict[str, Any]:
    told = with_records(request.user, goal, grid_told(request.user, plan, goal))
    unit = Decimal(told["goal"]["unit"])
    _deepen(told["rows"])
    for row in told["rows"]:
        row["amount"] = None if row.get("target") is None else row["target"] * unit
        for name in ("last", "offers", "gap"):
            row[name] = None if row.get(name) is None else Decimal(row[name])
    person = request.user.person_id
    own = nodes_seen(request.user).filter(plan=plan, person_id=person).first() if person else None
    rows = told["rows"]
    return {
        "rows": rows[:OWN], "more": max(0, len(rows) - OWN),
        "has_records": any(row["record"] and row["record"]["periods"] for row in rows),
        "own": next((row for row in rows if own and row["key"] == own.key), None),
        "why": explanation(request.user, goal, own) if own else None,
        "may_offer": may_offer(request.user, plan), "unit": METRICS[goal.metric].unit,
        "goals": told["plan"]["goals"],
    }  # fmt: skip


def _deepen(rows: list[dict[str, Any]]) -> None:
    """Say of each row how many of the rows stand above it."""
    depths: dict[str, int] = {}
    for row in rows:
        row["depth"] = depths[row["key"]] = depths.get(row["parent"], -1) + 1


def _offered(request: SignedIn, plan: Plan, goal: Goal) -> str:
    """Keep the offer; the sentence that says why not, if it is refused."""
    try:
        check_sign(request.POST.get("amount", ""), goal.currency)
        amount = _amount(request.POST.get("amount", ""))
        offer(
            actor=request.user, plan_id=plan.pk, metric=goal.metric, amount=amount,
            key=request.POST.get("key", ""), reason=request.POST.get("reason", ""),
            version=int(request.POST.get("version") or 0) or None,
        )  # fmt: skip
    except ValueError as error:
        return sentence(error) if isinstance(error, Refused) else _("Write a number.")
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _amount(text: str) -> Decimal | None:
    """The number typed, such as 120万, or none; ValueError for what is no number."""
    with suppress(ValueError):
        return number(text)
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text) from None
    if not amount.is_finite():
        raise ValueError(text)
    return amount


@login_required
@require_GET
def side_by_side(request: SignedIn, plan_id: str) -> HttpResponse:
    """Another plan, and this one beside it; for a re-plan the bridge from the one it replaces."""
    require_reader(request.user)
    plan = plan_seen(request.user, plan_id)
    other = plan_seen(request.user, request.GET.get("other") or plan.based_on_id or plan.pk)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    told = compared(request.user, other, plan, goal.metric)
    _deepen(told["rows"])
    for row in told["rows"]:
        for name in ("old", "new", "change", "goal", "moved"):
            row[name] = None if row.get(name) is None else Decimal(row[name])
    context = {"plan": plan, "other": other, "goal": goal, "told": told, "rows": told["rows"],
               "unit": METRICS[goal.metric].unit}  # fmt: skip
    return render(request, "targets/compare.html", context)
