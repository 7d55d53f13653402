"""Pages of pay plans: all of them, one with its versions and people, and one version."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.incentives.profiles import PROFILES
from salesops.web.access import require
from salesops.web.crm.asked import version as version_typed
from salesops.web.language import spoken
from salesops.web.pay_plans.actions.assigning import (
    Term,
    assign_pay_plan,
    change_pay_assignment,
    drop_pay_assignment,
)
from salesops.web.pay_plans.actions.plans import STEPS, drop_pay_version
from salesops.web.pay_plans.forms import (
    AssignForm,
    ChangeForm,
    ReplayForm,
    SimulationForm,
    day_after,
    day_before,
)
from salesops.web.pay_plans.held import (
    APPROVERS,
    DESIGNERS,
    assignment_seen,
    assignments_seen,
    persons_paid,
    plan_seen,
    plans_seen,
    reads_all,
    version_seen,
    versions_seen,
)
from salesops.web.pay_plans.in_force import version_on
from salesops.web.pay_plans.models import PayAssignment, PayPlan, PayPlanVersion, PayStudy
from salesops.web.pay_plans.shown import (
    Signing,
    beside,
    pen_of,
    places_offered,
    signatures,
    signing,
    usual_quota,
)
from salesops.web.pay_plans.worded import shown_blocks, worded
from salesops.web.problems import Faulty, Refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.models import Goal, Node

PEOPLE_A_PAGE = 100
GOES_ON = 10
"""How many studies a version's page tells of."""


@login_required
@require_GET
def listed(request: SignedIn) -> HttpResponse:
    """The plans the reader may read; whoever is only on one sees their own papers."""
    today = timezone.localdate()
    plans = list(plans_seen(request.user).prefetch_related("versions"))
    everybody = reads_all(request.user)
    counts = signing(request.user) if everybody else {}
    mine = assignments_seen(request.user).filter(person=request.user.person_id)
    only = mine.values_list("pk", flat=True) if everybody else None
    found = signatures(request.user, only=only)
    rows = [_row(one, counts.get(one.pk, Signing())) for one in plans]
    own = [each for each in found if each.assignment.person_id == request.user.person_id]
    context = {
        "rows": rows if everybody else [], "own": own, "today": today,
        "team": [] if everybody else [one for one in found if one not in own],
        "waiting": sum(len(one.unsigned) for one in counts.values()),
        "count": sum(one.count for one in counts.values()),
        "may_design": request.user.role in DESIGNERS, "reads_all": everybody,
    }  # fmt: skip
    return render(request, "pay_plans/list.html", context)


def _row(plan: PayPlan, found: Signing) -> dict[str, Any]:
    newest = plan.versions.first()
    return {
        "plan": plan, "newest": newest, "holds": version_on(plan, timezone.localdate()),
        "people": len(found.people), "unsigned": len(found.unsigned),
    }  # fmt: skip


@login_required
@require_GET
def plan(request: SignedIn, plan_id: str) -> HttpResponse:
    """One plan: its versions, who is on it and who has signed."""
    found = plan_seen(request.user, plan_id)
    today = timezone.localdate()
    return _plan(
        request, found, AssignForm(initial={"starts_on": today.replace(day=1)}, today=today)
    )


def _plan(
    request: SignedIn, found: PayPlan, form: AssignForm, problems: Any = (), status: int = 200
) -> HttpResponse:
    open_ones = signing(request.user, found).get(found.pk, Signing()).unsigned
    said = request.GET
    wanted, is_open = said.get("q", "").replace("\0", "")[:100].strip(), "unsigned" in said
    assigned = assignments_seen(request.user).filter(pay_plan=found, person__name__contains=wanted)
    listed = [pk for pk in assigned.values_list("pk", flat=True) if not is_open or pk in open_ones]
    persons = persons_paid(request.user)
    page = Paginator(listed, PEOPLE_A_PAGE).get_page(said.get("page"))
    shown = list(assigned.filter(pk__in=list(page)))
    signed = {
        one.assignment.pk: one for one in signatures(request.user, only=[one.pk for one in shown])
    }
    people = [
        {"one": one, "signature": signed.get(one.pk), "last_day": day_before(one.ends_before),
         "sees_pay": persons is None or one.person_id in persons}
        for one in shown
    ]  # fmt: skip
    versions = list(versions_seen(request.user).filter(pay_plan=found))
    context = {
        "page": page, "q": wanted, "is_open": is_open,
        "plan": found, "versions": versions, "people": people, "form": form, "problems": problems,
        "holds": version_on(found, timezone.localdate()), "reads_all": reads_all(request.user),
        "may_design": request.user.role in DESIGNERS, "is_new": not form.errors,
        "has_draft": any(one.status != PayPlanVersion.Status.APPROVED for one in versions),
        "unsigned": len(open_ones),
        "currency": versions[0].text.currency if versions else "",
    }  # fmt: skip
    return render(request, "pay_plans/plan.html", context, status=status)


@login_required
@require_POST
def assign(request: SignedIn, plan_id: str) -> HttpResponse:
    """Put people on the plan."""
    found = plan_seen(request.user, plan_id)
    require(request.user, *DESIGNERS)
    form = AssignForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _plan(request, found, form, status=422)
    try:
        made = assign_pay_plan(
            actor=request.user, plan_id=found.pk, person_ids=form.cleaned_data["people"],
            term=form.term(),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _plan(request, found, form, problems_of(error), 422)
    messages.success(request, _("People put on the plan: %(count)s") % {"count": len(made)})
    return redirect("pay_plan", found.pk)


@login_required
@require_POST
def change(request: SignedIn, assignment_id: str) -> HttpResponse:
    """Give somebody's time on the plan an end or another target pay, or take it back."""
    held = assignment_seen(request.user, assignment_id)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(told[0]) for told in form.errors.values()))
        return redirect("pay_plan", held.pay_plan_id)
    try:
        _changed(request, held, form)
    except (Refused, ValidationError) as error:
        for problem in problems_of(error):
            messages.error(request, f"{problem.reason(spoken())} {problem.remedy(spoken())}")
    else:
        messages.success(request, _("Done."))
    return redirect("pay_plan", held.pay_plan_id)


def _changed(request: SignedIn, held: PayAssignment, form: ChangeForm) -> None:
    seen = version_typed(request.POST)
    if request.POST.get("do") == "drop":
        drop_pay_assignment(actor=request.user, assignment_id=held.pk, version=seen)
        return
    said = form.cleaned_data
    # Whoever may not see the target pay was not asked for it either.
    target = said["target_pay"] if "target_pay" in request.POST else held.target_pay
    term = Term(
        starts_on=held.starts_on, ends_before=day_after(said["ends_on"]), target_pay=target,
        currency=held.currency,
    )  # fmt: skip
    change_pay_assignment(actor=request.user, assignment_id=held.pk, term=term, version=seen)


def problems_of(error: Refused | ValidationError) -> Any:
    """Everything that is wrong, as the page lists it."""
    if isinstance(error, Faulty):
        return error.problems
    return [error.problem] if isinstance(error, Refused) else []


@login_required
@require_GET
def version(request: SignedIn, version_id: str) -> HttpResponse:
    """One version: what it says, its curve, what speaks against it, and where it goes next."""
    found = version_seen(request.user, version_id)
    return shown_version(request, found)


def shown_version(
    request: SignedIn, found: PayPlanVersion, problems: Any = (), status: int = 200
) -> HttpResponse:
    """The page of a version, with what was refused, if anything was."""
    text, quota = found.text, usual_quota(found.starts_on.year)
    told = worded(request.user, found, spoken(), quota)
    others = list(versions_seen(request.user).exclude(pk=found.pk))
    is_author = request.user.pk in (found.written_by_id, found.submitted_by_id)
    context = {
        "one": found, "text": text, "blocks": shown_blocks(told),
        "problems": problems, "others": others, "is_author": is_author,
        "may_design": request.user.role in DESIGNERS,
        "may_approve": request.user.role in APPROVERS,
        "reads_all": reads_all(request.user),
        "place": dict(places_offered())[found.place] if found.place in PROFILES else "",
        **beside(text, found.place, quota), "quota": pen_of(text).money(quota),
        **_studies(request, found, others),
    }  # fmt: skip
    return render(request, "pay_plans/version.html", context, status=status)


def _studies(
    request: SignedIn, found: PayPlanVersion, others: list[PayPlanVersion]
) -> dict[str, Any]:
    if not reads_all(request.user):
        return {}
    named = [(one.pk, str(one)) for one in others]
    with_people = Node.objects.filter(kind=Node.Kind.PERSON).order_by().values("plan")
    goals = Goal.objects.filter(plan__in=with_people, metric="net_revenue").select_related("plan")
    targets = [(one.plan_id, str(one.plan)) for one in goals]
    last = timezone.localdate().year - 1
    return {
        "replay": ReplayForm({"year": last}, versions=named),
        "simulation": SimulationForm(
            {"growth": 0, "spread": 5, "plan_id": targets[-1][0] if targets else ""},
            targets=targets, versions=named,
        ),
        "targets": targets,
        "studies": PayStudy.objects.filter(plan_version=found).select_related(
            "against__pay_plan", "made_by__person", "plan_version__pay_plan")[:GOES_ON],
    }  # fmt: skip


@login_required
@require_POST
def step(request: SignedIn, version_id: str, step: str) -> HttpResponse:
    """Submit, return, approve, take a change back, or throw a draft away."""
    found = version_seen(request.user, version_id)
    if step not in (*STEPS, "drop"):
        raise Http404
    said: dict[str, Any] = {"version": version_typed(request.POST)}
    if step == "return":
        said["reason"] = request.POST.get("reason", "")
    try:
        if step == "drop":
            drop_pay_version(actor=request.user, version_id=found.pk, **said)
            return redirect("pay_plans")
        STEPS[step](actor=request.user, version_id=found.pk, **said)
    except (Refused, ValidationError) as error:
        return shown_version(request, found, problems_of(error), 422)
    messages.success(request, _("Done."))
    return redirect("pay_version_edit" if step == "undo" else "pay_version", found.pk)
