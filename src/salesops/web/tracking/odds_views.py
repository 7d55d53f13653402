"""The page on which a plan's year is lived through many times, with sliders."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from salesops.kernel import figures
from salesops.planning.achievability import Outlook, PayCurve, Sliders
from salesops.planning.allocate import Conflict
from salesops.reports import odds as drawn
from salesops.reports.document import Cell
from salesops.reports.pen import Pen
from salesops.web.access import require
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.signed_in import SignedIn
from salesops.web.targets.held import plan_seen
from salesops.web.targets.models import Goal
from salesops.web.tracking.odds import RAMP, Odds, odds
from salesops.web.tracking.paid import paid_at_target

SEERS = (Role.OPS, Role.EXECUTIVE, Role.FINANCE)


class Slider(forms.NumberInput):
    """A number that is dragged, or moved with the arrow keys; what it is stands beside it."""

    input_type = "range"


def _slider(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=Slider)


class SliderForm(forms.Form):
    """What may be moved, in per cent and months."""

    growth = _slider(_("Growth on last year, %"), -50, 100)
    over = _slider(_("Over-assignment, %"), 0, 50)
    shock = _slider(_("Economy, %"), -50, 50)
    spread = _slider(_("Economy uncertain by ±%"), 0, 50)
    late = _slider(_("Hiring late, months"), 0, 12)
    rate = forms.DecimalField(
        label=_("Target incentive, % of the target"), min_value=0, max_value=100,
        decimal_places=2,
    )  # fmt: skip


PLAIN = {"growth": 0, "over": 0, "shock": 0, "spread": 0, "late": 0, "rate": 3}


@login_required
@require_GET
def page(request: SignedIn, plan_id: str) -> HttpResponse:
    """How likely everybody makes the plan, as it stands and with the sliders moved."""
    require(request.user, *SEERS)
    plan = plan_seen(request.user, plan_id)
    goal = plan.goals.first()
    if goal is None:
        raise Http404
    form = SliderForm({**PLAIN, **request.GET.dict()})
    if not form.is_valid():
        return render(request, "tracking/odds.html", {"plan": plan, "form": form}, status=422)
    context: dict[str, Any] = {"plan": plan, "form": form, "goal": goal}
    try:
        said = form.cleaned_data
        paid = _paid(request, goal)
        found = odds(goal, _sliders(said), said["growth"] / 100, float(said["rate"]) / 100, paid)
    except Conflict as conflict:
        context["problems"] = conflict.problems
        return render(request, "tracking/odds.html", context)
    if found:
        is_moved = any(said[name] != PLAIN[name] for name in PLAIN if name != "rate")
        context |= _told(found, Pen(spoken(), goal.currency), is_moved=is_moved)
        context["rate"] = figures.short(said["rate"] / 100, "ratio")
    return render(request, "tracking/odds.html", context)


def _paid(request: SignedIn, goal: Goal) -> dict[str, float]:
    """What those who stand in the plan are paid at target, as far as the reader may know."""
    plan = goal.plan
    persons = plan.nodes.exclude(person=None).values_list("person_id", flat=True)
    first: Any = plan.starts_on
    return paid_at_target(request.user, list(persons), first, plan.periods, goal.currency)


def _sliders(said: dict[str, Any]) -> Sliders:
    return Sliders(
        over_assignment=said["over"] / 100, shock_mean=said["shock"] / 100,
        shock_spread=said["spread"] / 100, hired_late=said["late"], ramp=RAMP,
    )  # fmt: skip


def _told(found: Odds, pen: Pen, *, is_moved: bool) -> dict[str, Any]:
    band, top = found.after.sales[found.top], found.names[found.top]
    return {
        "found": found, "tiles": _tiles(found, pen), "chances": _chances(found, pen),
        "band": [pen.money(v) for v in (band.low, band.mean, band.high)],
        "sentences": [
            change.sentence(pen.language, pen.currency).replace(found.top, top, 1)
            for change in found.changes if is_moved and change.name != "pay"
        ],
        "pay": _pay(found.after, pen), "pay_before": pen.money(round(found.before.pay.mean)),
        "incentive": pen.money(round(found.incentive)), "curve": _curve(pen),
        "chart": drawn.scatter(found.after.fairness, found.names, pen),
        "steps": _steps(found, pen), "alone": _alone(found, pen),
        "error": pen.figure(found.after.error, "ratio"), "years": f"{found.after.years:,}",
    }  # fmt: skip


def _tiles(found: Odds, pen: Pen) -> list[tuple[str, Cell, Cell]]:
    """The three figures that matter, with the sliders and as planned."""
    one, other = found.after, found.before
    named = [
        ("全公司达成概率", "Chance of the company's goal",
         one.chances[found.top], other.chances[found.top]),
        ("预计达标人数占比", "People at target", one.share_at_target, other.share_at_target),
        ("激励支出占目标奖金", "Pay, of the pay at target",
         _of_target(one, found), _of_target(other, found)),
    ]  # fmt: skip
    return [
        (pen.say(zh, en), pen.figure(now, "ratio"), pen.figure(was, "ratio"))
        for zh, en, now, was in named
    ]


def _steps(found: Odds, pen: Pen) -> list[list[Cell]]:
    """What over-assignment alone does: chance, sales, people at target, pay, step by step."""
    return [
        [
            pen.figure(step, "ratio"), pen.figure(one.chances[found.top], "ratio"),
            pen.figure(round(one.sales[found.top].mean), "money"),
            pen.figure(one.share_at_target, "ratio"), pen.figure(round(one.pay.mean), "money"),
        ]
        for step, one in found.over_assigned
    ]  # fmt: skip


def _alone(found: Odds, pen: Pen) -> dict[str, str]:
    """The first and the last of these steps, for a sentence with its figures."""
    (_zero, none), (step, most) = found.over_assigned[0], found.over_assigned[-1]
    ratio = {
        "step": step, "chance": most.chances[found.top],
        "before": none.share_at_target, "after": most.share_at_target,
    }  # fmt: skip
    told = {name: pen.figure(value, "ratio").text for name, value in ratio.items()}
    return told | {"sales": pen.money(round(most.sales[found.top].mean))}


def _of_target(one: Outlook, found: Odds) -> float | None:
    return one.pay.mean / found.incentive if found.incentive else None


def _pay(one: Outlook, pen: Pen) -> list[str]:
    """The pay of a year in money: nineteen years in twenty are above the first, mean, and last."""
    return [pen.money(round(value)) for value in (one.pay.low, one.pay.mean, one.pay.high)]


def _curve(pen: Pen) -> list[tuple[str, str]]:
    """The pay curve that is assumed: attainment, and pay as a share of the pay at target."""
    return [
        (pen.figure(at, "ratio").text, pen.figure(paid, "ratio").text)
        for at, paid in PayCurve().points[1:]
    ]


def _chances(found: Odds, pen: Pen) -> list[tuple[str, Cell, Cell]]:
    """Every node that is no person, as planned and with the sliders."""
    one, other = found.before.chances, found.after.chances
    return [
        (found.names[key], pen.figure(one[key], "ratio"), pen.figure(other[key], "ratio"))
        for key in found.nodes
    ]
