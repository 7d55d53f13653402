"""The page of the rules that give leads out: their order, a form for one, a try and a rehearsal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.kernel.problem import Problem
from salesops.selling.assignment import Assignment
from salesops.selling.rehearsal import Rehearsal
from salesops.web.access import EDITORS, Owner, require
from salesops.web.crm import replaying
from salesops.web.crm.actions import assignment as actions
from salesops.web.crm.actions.assignment import Draft
from salesops.web.crm.assigning import active_rules, tried
from salesops.web.crm.models import AssignmentRule, Lead
from salesops.web.crm.views.leads import refusal
from salesops.web.lists.people import people_for
from salesops.web.market.models import Product, Region
from salesops.web.people.models import Person, Team
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

NEW = "new"


@dataclass(frozen=True)
class Line:
    """One rule as the list shows it, with names for ids."""

    rule: AssignmentRule
    people: Sequence[str]
    region: str


@dataclass(frozen=True)
class Tallied:
    """How many leads somebody got and would have got, by name."""

    name: str
    was: int
    would: int
    share: float


@login_required
@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The rules in their order; with `rule` the form of one, with `try` who would get a lead."""
    require(request.user, *EDITORS)
    chosen = request.GET.get("rule", "")
    form = next((d for d in actions.drafts() if str(d.rule_id) == chosen), None)
    if chosen == NEW:
        form = Draft("")
    context = _around() | {"form": form, "tried": _tried(request.GET)}
    return render(request, "crm/leads/assignment.html", context)


def _around() -> dict[str, Any]:
    models = list(AssignmentRule.objects.select_related("region"))
    ids = {one for rule in models for one in rule.candidates}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    names |= dict(Team.objects.values_list("pk", "name"))
    return {
        "lines": [
            Line(
                rule,
                [names.get(one, one) for one in (*rule.teams, *rule.candidates)],
                rule.region.name if rule.region else "",
            )
            for rule in models
        ],
        "edition": actions.edition(),
        "methods": AssignmentRule.Method.choices,
        "people": _everybody(ids),
        "teams": Team.objects.order_by("path").values_list("pk", "path"),
        "regions": Region.objects.order_by("name").values_list("pk", "name"),
        "product_lines": Product.objects.exclude(line="").order_by("line")
        .values_list("line", flat=True).distinct(),
        "sources": Lead.objects.exclude(source="").order_by("source")
        .values_list("source", flat=True).distinct()[:100],
        "errors": {},
    }  # fmt: skip


def _everybody(chosen: set[str]) -> list[tuple[str, str]]:
    offered = list(people_for(Owner()))
    missing = chosen - {pk for pk, _name in offered}
    return offered + list(Person.objects.filter(pk__in=missing).values_list("pk", "name"))


def _tried(told: QueryDict) -> dict[str, Any] | None:
    if "try" not in told:
        return None
    names = ("source", "product_line", "region_id")
    values = {name: told.get(name, "").replace("\0", "")[:200] for name in names}
    lead = Lead(
        source=values["source"], product_line=values["product_line"],
        region_id=values["region_id"] or None,
    )  # fmt: skip
    found: Assignment = tried(active_rules(), lead)
    person = Person.objects.filter(pk=found.person_id or "").first()
    return {"values": values, "why": found.why, "person": person, "rule": found.rule}


@login_required
@require_POST
def save(request: SignedIn) -> HttpResponse:
    """Rehearse the rule being edited, or keep it, or take it away."""
    require(request.user, *EDITORS)
    form = _draft(request.POST)
    wanted = _with(form, is_gone="remove" in request.POST)
    try:
        if "rehearse" in request.POST:
            found = replaying.rehearsed([actions.as_model(one) for one in wanted])
            context = _around() | {"form": form, "rehearsal": _shown(found)}
            return render(request, "crm/leads/assignment.html", context)
        actions.set_assignment_rules(
            actor=request.user, rules=wanted, seen_edition=request.POST.get("edition")
        )
    except (Refused, ValidationError) as error:
        context = _around() | {"form": form} | refusal(error)
        return render(request, "crm/leads/assignment.html", context, status=422)
    messages.success(request, _("The rules are set."))
    return redirect("assignment")


def _draft(told: QueryDict) -> Draft:
    def number(name: str) -> int | None:
        text = told.get(name, "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None

    return Draft(
        name=told.get("name", ""), method=told.get("method", "round_robin"),
        candidates=tuple(told.getlist("candidates")), teams=tuple(told.getlist("teams")),
        source=told.get("source", ""), region_id=told.get("region_id") or None,
        product_line=told.get("product_line", ""), cap=number("cap"),
        is_active="is_active" in told, rule_id=number("rule_id"),
    )  # fmt: skip


def _with(form: Draft, *, is_gone: bool = False) -> list[Draft]:
    """The rules as they would be with this one changed, added or gone."""
    held = actions.drafts()
    if form.rule_id is None:
        return [*held, form]
    kept = [one for one in held if not (is_gone and one.rule_id == form.rule_id)]
    return [form if one.rule_id == form.rule_id else one for one in kept]


def _shown(found: Rehearsal) -> dict[str, Any]:
    tallies = found.tallies()
    ids = [one.person_id for one in tallies if one.person_id]
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    most = max([1, *(max(one.was, one.would) for one in tallies)])
    reasons: list[Problem] = [one.why for one in found.unassigned[:1]]
    return {
        "days": replaying.REHEARSED_DAYS,
        "leads": len(found.each),
        "others": len(found.others),
        "unassigned": len(found.unassigned),
        "reasons": reasons,
        "tallies": [
            Tallied(names.get(one.person_id or "", ""), one.was, one.would, one.would / most)
            for one in tallies
        ],
    }


@login_required
@require_POST
def move(request: SignedIn, rule_id: int) -> HttpResponse:
    """Put a rule before the one above it, or behind the one below, or out of or into use."""
    require(request.user, *EDITORS)
    held = actions.drafts()
    at = next((i for i, one in enumerate(held) if one.rule_id == rule_id), None)
    if at is not None:
        if "toggle" in request.POST:
            held[at] = replace(held[at], is_active=not held[at].is_active)
        else:
            to = at - 1 if "up" in request.POST else at + 1
            held.insert(min(max(to, 0), len(held) - 1), held.pop(at))
        _set(request, held)
    return redirect("assignment")


def _set(request: SignedIn, wanted: list[Draft]) -> None:
    try:
        actions.set_assignment_rules(
            actor=request.user, rules=wanted, seen_edition=request.POST.get("edition")
        )
    except (Refused, ValidationError) as error:
        messages.error(request, refusal(error)["problem"])
