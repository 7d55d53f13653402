"""Pages of plans: the list, one plan with its grid, and every step it takes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.planning.grid import marked, order_of, unlike
from salesops.planning.versions import steps
from salesops.web.access import require
from salesops.web.people.blame import blame, sentence
from salesops.web.people.models import Role
from salesops.web.problems import Faulty, Refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions import inputs, offers, plans, seats
from salesops.web.targets.beside import beside, cell_choices
from salesops.web.targets.forms import CopyForm, PlanForm, SeatsForm
from salesops.web.targets.growing import open_seats
from salesops.web.targets.held import (
    APPROVERS,
    PLANNERS,
    goal_seen,
    plan_seen,
    plans_seen,
    require_reader,
)
from salesops.web.targets.models import Node, Plan
from salesops.web.targets.shown import goal_told, grid_told, may_edit, may_offer
from salesops.web.targets.weighing import with_labels

Act = Callable[[SignedIn, Plan], str]


@login_required
@require_http_methods(["GET", "POST"])
def listing(request: SignedIn) -> HttpResponse:
    """The plans one may see, and a new one."""
    require_reader(request.user)
    form, status = PlanForm(request.POST or None), 200
    if request.method == "POST":
        require(request.user, *PLANNERS)
        status = 422
        if form.is_valid():
            try:
                made = plans.draft_plan(actor=request.user, **form.cleaned_data)
                return redirect("plan", made.pk)
            except (Refused, ValidationError) as error:
                status = blame(form, error)
    found = plans_seen(request.user).select_related("based_on").prefetch_related("goals")
    rows = [
        (plan, [goal_told(request.user, goal) for goal in plan.goals.all()])
        for plan in found.order_by("-starts_on", "-made_at")
    ]
    drafts = [plan for plan, goals in rows if goals and may_offer(request.user, plan)]
    may_draft = request.user.role == Role.OPS
    context = {"rows": rows, "form": form, "may_draft": may_draft, "drafts": drafts}
    return render(request, "targets/list.html", context, status=status)


@login_required
@require_GET
def page(request: SignedIn, plan_id: str) -> HttpResponse:
    """One plan: how far it has come, and the grid of one of its goals."""
    require_reader(request.user)
    plan = plan_seen(request.user, plan_id)
    return render(request, "targets/plan.html", _whole(request, plan))


def _whole(request: SignedIn, plan: Plan, form: CopyForm | None = None) -> dict[str, Any]:
    goals = [goal_told(request.user, goal) for goal in plan.goals.all()]
    metrics = [goal["metric"] for goal in goals]
    asked = request.GET.get("metric", "")
    metric = asked if asked in metrics else (metrics[0] if metrics else "")
    return {
        "plan": plan, "goals": goals, "metric": metric,
        "goal": next((goal for goal in goals if goal["metric"] == metric), None),
        "steps": _open_steps(request, plan), "may_edit": may_edit(request.user, plan),
        "may_offer": may_offer(request.user, plan),
        "may_plan": request.user.role == Role.OPS, "has_tree": plan.nodes.exists(),
        "may_see_odds": request.user.role in (Role.OPS, Role.EXECUTIVE, Role.FINANCE),
        "copy_form": form or CopyForm(initial={"name": str(plan)}),
        "others": plans_seen(request.user).exclude(pk=plan.pk).filter(starts_on=plan.starts_on),
        "stations": _stations(plan), "open_seats": open_seats(plan),
        "teams": plan.nodes.exclude(kind=Node.Kind.PERSON),
    }  # fmt: skip


def _stations(plan: Plan) -> list[tuple[str, str]]:
    """The four states, each with whether the plan has passed it, is there, or is to come."""
    states = list(Plan.Status)
    here = states.index(Plan.Status(plan.status))
    return [
        (str(state.label), "done" if at < here else "here" if at == here else "")
        for at, state in enumerate(states)
    ]


def _open_steps(request: SignedIn, plan: Plan) -> list[str]:
    """The steps that this reader may take now."""
    if plan.starts_on is None:
        return []
    own = plan.submitted_by_id == request.user.pk
    found = [step for step in steps(plan.status) if not (step == "approve" and own)]  # type: ignore[arg-type]
    roles = {"submit": PLANNERS, "publish": PLANNERS, "return": APPROVERS, "approve": APPROVERS}
    return [step for step in found if request.user.role in roles[step]]


@login_required
@require_http_methods(["GET", "POST"])
def grid(request: SignedIn, plan_id: str) -> HttpResponse:
    """What the grid draws, as JSON; to whoever sends the marks of its rows, what is another."""
    require_reader(request.user)
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    told = grid_told(request.user, plan, goal)
    rows, order = marked(told["rows"]), order_of(told["rows"])
    is_part = request.POST.get("order") == order
    if is_part:
        rows = unlike(rows, request.POST.get("marks", ""))  # type: ignore[assignment]
    return JsonResponse({**told, "rows": rows, "order": order, "is_part": is_part})


@login_required
@require_http_methods(["GET", "POST"])
def node(request: SignedIn, plan_id: str) -> HttpResponse:
    """The panel beside a node; a comment may be posted to it."""
    require_reader(request.user)
    plan = plan_seen(request.user, plan_id)
    key = request.GET.get("key", "")
    found = offers.node_of(request.user, plan, key)
    if request.method == "POST":
        text = request.POST.get("text", "")
        if text.strip():
            offers.comment(actor=request.user, plan_id=plan.pk, key=key, text=text)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    context = {
        "plan": plan, "goal": goal, "node": beside(request.user, goal, found),
        "may_edit": may_edit(request.user, plan), "cell_choices": cell_choices(goal),
    }  # fmt: skip
    return render(request, "targets/node.html", context)


@login_required
@require_POST
def step(request: SignedIn, plan_id: str, what: str) -> HttpResponseBase:
    """Take the plan a step on, renew its tree, fill weights in, copy or drop it."""
    plan = plan_seen(request.user, plan_id)
    act = ACTS.get(what)
    if act is None:
        return HttpResponse(status=405)
    try:
        return redirect(act(request, plan))
    except Faulty as fault:
        return _page_with(request, plan, [with_labels(one) for one in fault.problems])
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("plan", plan.pk)


def _page_with(request: SignedIn, plan: Plan, problems: Any) -> HttpResponse:
    """The plan's page with everything that is wrong on top of it."""
    context = _whole(request, plan) | {"problems": problems}
    return render(request, "targets/plan.html", context, status=422)


def _taken(name: str, words: Promise) -> Act:
    def act(request: SignedIn, plan: Plan) -> str:
        more = {"reason": request.POST.get("reason", "")} if name == "return" else {}
        plans.STEPS[name](
            actor=request.user, plan_id=plan.pk, version=_version(request), **more
        )  # fmt: skip
        messages.success(request, str(words))
        return reverse("plan", args=[plan.pk])

    return act


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _grow(request: SignedIn, plan: Plan) -> str:
    count = inputs.grow_tree(actor=request.user, plan_id=plan.pk)
    messages.success(request, _("%(count)s nodes stand in the tree.") % {"count": count})
    return reverse("plan", args=[plan.pk])


def _weigh(request: SignedIn, plan: Plan) -> str:
    count = inputs.weigh(actor=request.user, plan_id=plan.pk)
    messages.success(request, _("%(count)s people have new weights.") % {"count": count})
    return reverse("plan", args=[plan.pk])


def _seats(request: SignedIn, plan: Plan) -> str:
    said = request.POST
    form = SeatsForm({**said.dict(), "starts_on": f"{said.get('starts_on', '')[:7]}-01"})
    if not form.is_valid():
        raise ValidationError([str(e) for errors in form.errors.values() for e in errors])
    made = seats.plan_seats(actor=request.user, plan_id=plan.pk, **form.cleaned_data)
    messages.success(request, _("Open seats planned: %(count)s") % {"count": len(made)})
    return reverse("plan", args=[plan.pk])


def _drop_seat(request: SignedIn, plan: Plan) -> str:
    keys = [request.POST.get("key", "")]
    seats.drop_seats(actor=request.user, plan_id=plan.pk, keys=keys)
    messages.success(request, _("The seat is out of the plan."))
    return reverse("plan", args=[plan.pk])


def _copy(request: SignedIn, plan: Plan) -> str:
    form = CopyForm(request.POST)
    if not form.is_valid():
        raise ValidationError([str(e) for errors in form.errors.values() for e in errors])
    made = plans.copy_plan(actor=request.user, plan_id=plan.pk, **form.cleaned_data)
    return reverse("plan", args=[made.pk])


def _drop(request: SignedIn, plan: Plan) -> str:
    plans.drop_plan(actor=request.user, plan_id=plan.pk)
    messages.success(request, _("The draft is gone."))
    return reverse("plans")


ACTS: dict[str, Act] = {
    "submit": _taken("submit", gettext_lazy("The plan is handed in.")),
    "return": _taken("return", gettext_lazy("The plan is returned.")),
    "approve": _taken("approve", gettext_lazy("The plan is approved.")),
    "publish": _taken("publish", gettext_lazy("The plan is published.")),
    "grow": _grow,
    "weigh": _weigh,
    "seats": _seats,
    "drop-seat": _drop_seat,
    "copy": _copy,
    "drop": _drop,
}
