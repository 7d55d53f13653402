"""The editor of a plan's draft: its form, or its TOML, with the pay curve beside it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.incentives.fields import written
from salesops.incentives.form import form_of
from salesops.incentives.form_edited import edited
from salesops.incentives.form_typed import typed
from salesops.incentives.form_worked import worked
from salesops.incentives.placed import place_of
from salesops.incentives.plan import Plan
from salesops.incentives.plan_file import plan_of
from salesops.incentives.plan_file import toml as as_toml
from salesops.incentives.templates import TEMPLATES, Asked, equal_shares
from salesops.kernel.problem import Problem
from salesops.web.access import require
from salesops.web.crm.asked import version as version_typed
from salesops.web.language import spoken
from salesops.web.pay_plans.actions.plans import (
    draft_pay_version,
    make_pay_plan,
    write_pay_version,
)
from salesops.web.pay_plans.forms import NewPlanForm, people_offered
from salesops.web.pay_plans.held import DESIGNERS, plan_seen, version_seen
from salesops.web.pay_plans.models import PayPlanVersion
from salesops.web.pay_plans.shown import beside as drawn
from salesops.web.pay_plans.shown import places_offered, usual_quota
from salesops.web.pay_plans.views import problems_of
from salesops.web.pay_plans.worded import (
    at_field,
    draft_blocks,
    in_form,
    is_missing,
    names_in,
)
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

Status = PayPlanVersion.Status
PERCENT = Decimal(100)
RULES_OF = {"CNY": "CN"}
"""Whose rules a new plan is held against, until somebody says otherwise."""


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Begin a plan with a template."""
    require(request.user, *DESIGNERS)
    if request.method == "GET":
        return render(request, "pay_plans/new.html", {"form": _first(), "is_new": True})
    form = NewPlanForm(request.POST, language=spoken())
    if not form.is_valid():
        return render(request, "pay_plans/new.html", {"form": form}, status=422)
    said = form.cleaned_data
    asked = Asked(
        name=said["name"], currency=said["currency"].upper(), year=said["year"],
        target_pay=said["target_pay"], rate=(said["rate"] or 0) / PERCENT,
        members=equal_shares(said["members"]),
    )  # fmt: skip
    try:
        content = as_toml(TEMPLATES[said["template"]].plan(asked))
        place = RULES_OF.get(asked.currency, "")
        made = make_pay_plan(actor=request.user, content=content, place=place)
    except (Refused, ValidationError) as error:
        context = {"form": form, "problems": problems_of(error)}
        return render(request, "pay_plans/new.html", context, status=422)
    return redirect("pay_version_edit", made.pk)


def _first() -> NewPlanForm:
    workspace = Workspace.objects.first()
    year = timezone.localdate().year
    told = {
        "template": "accelerated", "year": year, "target_pay": 100_000, "rate": 2,
        "currency": workspace.currency if workspace else "CNY",
        "name": f"{year} 年销售激励方案" if spoken() == "zh" else f"Sales incentive plan {year}",
    }  # fmt: skip
    return NewPlanForm(told, language=spoken())


@login_required
@require_POST
def draft(request: SignedIn, plan_id: str) -> HttpResponse:
    """Begin another version with the text of the newest one."""
    require(request.user, *DESIGNERS)
    plan = plan_seen(request.user, plan_id)
    newest = plan.versions.first()
    try:
        made = draft_pay_version(
            actor=request.user, plan_id=plan.pk, content=newest.content if newest else "",
            place=newest.place if newest else "",
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        for problem in problems_of(error):
            messages.error(request, f"{problem.reason(spoken())} {problem.remedy(spoken())}")
        return redirect("pay_plan", plan.pk)
    return redirect("pay_version_edit", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, version_id: str) -> HttpResponse:
    """The form of a draft; another part is added to what is typed, and kept with the rest."""
    require(request.user, *DESIGNERS)
    found = version_seen(request.user, version_id)
    if found.status != Status.DRAFT:
        return redirect("pay_version", found.pk)
    if request.method == "GET":
        return _page(request, found, written(found.text))
    told = worked(typed(dict(request.POST.lists())))
    if do := request.POST.get("do", ""):
        return _page(request, found, edited(told, do), is_kept=False)
    text = plan_of(told)
    if isinstance(text, list):
        return _page(request, found, told, text, 422, is_kept=False)
    try:
        write_pay_version(
            actor=request.user, version_id=found.pk, content=as_toml(text),
            version=version_typed(request.POST), note=request.POST.get("note", ""),
            place=request.POST.get("place", ""),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _page(request, found, told, problems_of(error), 422, is_kept=False)
    messages.success(request, _("Saved."))
    return redirect("pay_version_edit", found.pk)


@login_required
@require_POST
def beside(request: SignedIn, version_id: str) -> HttpResponse:
    """The curve and the remarks of what is typed, before it is kept."""
    require(request.user, *DESIGNERS)
    found = version_seen(request.user, version_id)
    told = typed(dict(request.POST.lists()))
    context = _beside(found, told, request.POST.get("place", ""), request.POST.get("at", ""))
    return render(request, "pay_plans/beside.html", {**context, "one": found})


@login_required
@require_http_methods(["GET", "POST"])
def toml(request: SignedIn, version_id: str) -> HttpResponse:
    """The text of a draft as TOML, for whoever writes faster than they click."""
    require(request.user, *DESIGNERS)
    found = version_seen(request.user, version_id)
    if request.method == "GET" or found.status != Status.DRAFT:
        return render(request, "pay_plans/toml.html", {"one": found, "content": found.content})
    content = request.POST.get("content", "")
    try:
        write_pay_version(
            actor=request.user, version_id=found.pk, content=content,
            version=version_typed(request.POST),
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        context = {"one": found, "content": content, "problems": problems_of(error)}
        return render(request, "pay_plans/toml.html", context, status=422)
    messages.success(request, _("Saved."))
    return redirect("pay_version_toml", found.pk)


def _page(
    request: SignedIn, found: PayPlanVersion, told: dict[str, Any],
    problems: Sequence[Problem] = (), status: int = 200, *, is_kept: bool = True,
) -> HttpResponse:  # fmt: skip
    place = request.POST.get("place", found.place)
    context = {
        "one": found, "form": form_of(told, spoken()), "is_kept": is_kept, "place": place,
        "places": places_offered(), "note": request.POST.get("note", found.note),
        "seen": request.POST.get("version", found.version), "here": request.path,
        "people": people_offered(), "names": names_of(told), "components": sorted(_named(told)),
        **_beside(found, told, place, "", problems),
    }  # fmt: skip
    if status == 200:  # what a part just added still asks for is no mistake yet
        context["wrong"] = {}
    return render(request, "pay_plans/edit.html", context, status=status)


def names_of(told: Mapping[str, Any]) -> dict[str, str]:
    """What the people are called whom a plan's data names by their ids."""
    text = plan_of(told)
    return names_in(text) if isinstance(text, Plan) else dict(people_offered())


def _named(told: Mapping[str, Any]) -> set[str]:
    """What the components are called that others may look at."""
    versions = [each for each in told.get("versions") or () if isinstance(each, Mapping)]
    return {str(of["name"]) for each in versions for of in each.get("components") or ()
            if isinstance(of, Mapping) and of.get("name")}  # fmt: skip


def _beside(
    found: PayPlanVersion, told: Mapping[str, Any], place: str, at: str,
    problems: Sequence[Problem] = (),
) -> dict[str, Any]:  # fmt: skip
    """What is wrong, at which field; else the curve with everything that speaks against it."""
    text = plan_of(told)
    wrong = [*problems, *(text if isinstance(text, list) and not problems else [])]
    context: dict[str, Any] = {
        "problems": [in_form(one) for one in wrong if not is_missing(one)],
        "empty": sum(map(is_missing, wrong)), "wrong": _by_place(wrong, told),
    }  # fmt: skip
    if not isinstance(text, Plan):
        return context
    quota = _quota(at) or usual_quota(text.versions[0].starts_on.year)
    context |= {"at": f"{quota:f}", "blocks": draft_blocks(text, quota)}
    return context | drawn(text, place, quota)


def _by_place(wrong: Sequence[Problem], told: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in wrong:
        place = place_of(problem, told) or problem.where.column or ""
        found.setdefault(place, []).append(at_field(problem))
    return found


def _quota(text: str) -> Decimal | None:
    plain = text.replace(",", "").strip()
    if not plain.isascii() or not plain.isdigit() or not 0 < len(plain) <= 15:
        return None
    return Decimal(plain) or None
