"""Pages of experiments: all of them, a new one with what it needs, and one with its verdict."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.causal.experiments import Design
from salesops.reports import trial as told
from salesops.reports.pen import Pen
from salesops.web.access import NoLedger, require
from salesops.web.crm.asked import wrong
from salesops.web.crm.models import Lead
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.people.scope import scope_name
from salesops.web.problems import Refused
from salesops.web.process import experiment_actions as actions
from salesops.web.process.experiment_models import Experiment
from salesops.web.process.trials import Look, look, outlook, sizes
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

PERCENT = ("base_rate", "effect", "share")


class DesignForm(forms.Form):
    """A design; shares are typed in per cent."""

    name = forms.CharField(label=_("Name"), max_length=200)
    control = forms.CharField(
        label=_("As it is done now"), max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    treatment = forms.CharField(
        label=_("What is tried"), max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    source = forms.ChoiceField(label=_("Only leads of this source"), required=False)
    goal = forms.ChoiceField(label=_("Success"), choices=Experiment.Goal.choices)
    horizon_days = forms.IntegerField(
        label=_("Days a lead has to succeed"), min_value=1, max_value=365
    )
    base_rate = forms.FloatField(label=_("Success now, %"), min_value=0.1, max_value=99.9)
    effect = forms.FloatField(
        label=_("Smallest improvement worth having, points"), min_value=0.1, max_value=99.9
    )
    share = forms.FloatField(label=_("Share of leads that get it, %"), min_value=5, max_value=95)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the sources that leads have."""
        super().__init__(*args, **kwargs)
        sources = Lead.objects.exclude(source="").order_by("source").values_list(
            "source", flat=True
        )  # fmt: skip
        listed = [(name, name) for name in sources.distinct()[:100]]
        self.fields["source"].choices = [("", _("All")), *listed]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes: shares between 0 and 1."""
        said = self.cleaned_data
        return {**said, **{name: said[name] / 100 for name in PERCENT}}


PLAIN = {"goal": "converted", "horizon_days": 30, "base_rate": 20, "effect": 5, "share": 50}


@login_required
@require_GET
def experiments(request: SignedIn) -> HttpResponse:
    """All experiments, the running ones first."""
    require(request.user, *actions.READERS)
    counts = sizes()
    order = {"running": 0, "draft": 1, "stopped": 2}
    rows = [(one, counts.get(one.pk, 0)) for one in Experiment.objects.all()]
    context = {
        "rows": sorted(rows, key=lambda row: order[row[0].status]),
        "may_design": request.user.role in actions.DESIGNERS,
    }
    return render(request, "process/experiments.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Design an experiment; what it needs stands beside the form before it is kept."""
    require(request.user, *actions.DESIGNERS)
    if request.method == "GET":
        form = DesignForm({**PLAIN, **_rate_now(request), **request.GET.dict()})
        return _designed(request, form)
    form = DesignForm(request.POST)
    if not form.is_valid():
        return _designed(request, form, 422)
    try:
        made = actions.design_experiment(actor=request.user, values=form.values())
    except (Refused, ValidationError) as error:
        for field, sentence in wrong(error)["errors"].items():
            form.add_error(field if field in form.fields else None, sentence)
        return _designed(request, form, 422)
    return redirect("experiment", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SignedIn, experiment_id: str) -> HttpResponse:
    """Another design, as long as it has not begun; what it needs stands beside the form."""
    require(request.user, *actions.DESIGNERS)
    try:
        one = actions.experiment_seen(request.user, experiment_id)
    except Refused as error:
        raise Http404 from error
    if request.method == "GET":
        return _designed(request, DesignForm({**_values_of(one), **request.GET.dict()}), of=one)
    form = DesignForm(request.POST)
    if not form.is_valid():
        return _designed(request, form, 422, one)
    version = request.POST.get("version", "")
    try:
        actions.change_experiment(
            actor=request.user, experiment_id=one.pk, values=form.values(),
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        for field, sentence in wrong(error)["errors"].items():
            form.add_error(field if field in form.fields else None, sentence)
        return _designed(request, form, 422, one)
    return redirect("experiment", one.pk)


def _values_of(one: Experiment) -> dict[str, object]:
    """The design as the form shows it: shares in per cent."""
    told = {name: getattr(one, name) for name in actions.FIELDS}
    return {**told, **{name: round(told[name] * 100, 1) for name in PERCENT}}


def _rate_now(request: SignedIn) -> dict[str, float]:
    """The success rate of the last half year, in per cent, to begin with."""
    try:
        found = outlook(request.user, Design(0.5, 0.1), "", "converted")
    except NoLedger:
        return {}
    return {"base_rate": round(found.rate_now * 100, 1)} if found.rate_now else {}


def _designed(
    request: SignedIn, form: DesignForm, status: int = 200, of: Experiment | None = None
) -> HttpResponse:
    context = {
        "form": form, "needs": _needs(request, form), "is_new": request.method == "GET", "one": of,
        "version": request.POST.get("version") or (of.version if of else ""),
    }  # fmt: skip
    return render(request, "process/experiment_new.html", context, status=status)


def _needs(request: SignedIn, form: DesignForm) -> dict[str, str]:
    """What the design typed so far needs; nothing while its numbers are not there."""
    form.is_valid()
    said = form.cleaned_data
    if not all(said.get(name) for name in (*PERCENT, "horizon_days", "goal")):
        return {}
    base, effect, share = (said[name] / 100 for name in PERCENT)
    design = Design(base, effect, share, said["horizon_days"])
    pen = _pen()
    try:
        found = outlook(request.user, design, said.get("source", ""), said["goal"])
    except NoLedger:
        return {}
    rate = pen.figure(found.rate_now, "ratio").text
    return {
        "takes": told.what_it_takes(found.needed, found.leads_a_week, pen),
        "least": told.in_half_a_year(found.detectable, pen),
        "rate": pen.say(f"最近半年实际为 {rate}", f"it was {rate} in the last half year"),
    }


def _pen() -> Pen:
    workspace = Workspace.objects.first()
    return Pen(spoken(), workspace.currency if workspace else "CNY")


@login_required
@require_GET
def experiment(request: SignedIn, experiment_id: str) -> HttpResponse:
    """One experiment: what is tried, its arms, and the verdict."""
    return _one(request, experiment_id)


def _one(
    request: SignedIn, experiment_id: str, problem: str = "", status: int = 200
) -> HttpResponse:
    try:
        one = actions.experiment_seen(request.user, experiment_id)
    except Refused as error:
        raise Http404 from error
    pen = _pen()
    try:
        seen = look(request.user, one)
    except NoLedger:
        seen = None
    context = {
        "one": one, "seen": seen, "problem": problem, "pen": pen, **_told(one, seen, pen),
        "may_design": request.user.role in actions.DESIGNERS,
        "is_partial": request.user.role == Role.MANAGER,
        "scope": scope_name(request.user, seen.as_of) if seen else "",
    }  # fmt: skip
    if seen is None:
        context |= _before(request, one, pen)
    return render(request, "process/experiment.html", context, status=status)


def _told(one: Experiment, seen: Look | None, pen: Pen) -> dict[str, Any]:
    if seen is None:
        return {}
    rows = [
        (name, arm, pen.figure(arm.rate, "ratio").text)
        for name, arm in ((_("As now"), seen.control), (_("New way"), seen.treatment))
    ]
    return {
        "verdict": told.verdict(seen.result, pen), "rows": rows,
        "because": told.because(seen.result, one.design, pen), "honesty": told.honesty(pen),
        "progress": round(seen.result.progress * 100),
        "decided_of": f"{seen.result.decided} / {seen.result.planned}",
        "band": _band(seen),
    }  # fmt: skip


def _band(seen: Look) -> dict[str, str] | None:
    """Where the interval stands on a scale with nothing in its middle, in per cent of its width."""
    found = seen.result
    if found.difference is None:
        return None
    reach = max(0.1, min(1.0, max(abs(found.low), abs(found.high))))

    def place(value: float) -> float:
        return round(50 + 50 * max(-1.0, min(1.0, value / reach)), 1)

    low, high = place(found.low), place(found.high)
    places = {"low": low, "width": high - low, "middle": place(found.difference)}
    return {name: f"{value:.1f}" for name, value in places.items()}


def _before(request: SignedIn, one: Experiment, pen: Pen) -> dict[str, str]:
    try:
        found = outlook(request.user, one.design, one.source, one.wanted)
    except NoLedger:
        return {}
    return {
        "takes": told.what_it_takes(found.needed, found.leads_a_week, pen),
        "least": told.in_half_a_year(found.detectable, pen),
    }


@login_required
@require_POST
def start(request: SignedIn, experiment_id: str) -> HttpResponse:
    """Begin: from now on leads are put into arms."""
    return _done(
        request, experiment_id, str(_("It runs: leads that arrive are put into an arm.")),
        lambda version: actions.start_experiment(
            actor=request.user, experiment_id=experiment_id, version=version
        ),
    )  # fmt: skip


@login_required
@require_POST
def stop(request: SignedIn, experiment_id: str) -> HttpResponse:
    """End: nobody joins any more."""
    return _done(
        request, experiment_id, str(_("It has ended; its leads go on to be counted.")),
        lambda version: actions.stop_experiment(
            actor=request.user, experiment_id=experiment_id, version=version,
            conclusion=request.POST.get("conclusion", ""),
        ),
    )  # fmt: skip


def _done(
    request: SignedIn, experiment_id: str, word: str, act: Callable[[int | None], object]
) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        act(int(version) if version.isdecimal() else None)
    except (Refused, ValidationError) as error:
        return _one(request, experiment_id, " ".join(wrong(error)["errors"].values()), 422)
    messages.success(request, word)
    return redirect("experiment", experiment_id)
