"""Pages of administration: what there is to look after, company, rates, duties."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from salesops.web import audit
from salesops.web.access import EDITORS, require
from salesops.web.administration import actions, cards
from salesops.web.administration.forms import CompanyForm, RateForm
from salesops.web.administration.models import DutyRun
from salesops.web.people.blame import blame
from salesops.web.people.models import Role
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workdays import company_zone
from salesops.web.workspace.actions import Choices, set_up
from salesops.web.workspace.models import ExchangeRate, Workspace

RATES_SHOWN = 500


@login_required
@require_GET
def index(request: SignedIn) -> HttpResponse:
    """Everything there is to look after."""
    require(request.user, *EDITORS)
    context = {"groups": cards.offered(request.user.role)}
    return render(request, "administration/index.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def company(request: SignedIn) -> HttpResponse:
    """What the company is called and how it counts."""
    require(request.user, Role.ADMIN)
    kept = Workspace.objects.first() or Workspace(pk=1)
    form = CompanyForm(request.POST or None, instance=kept)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                told = Choices(**{name: form.cleaned_data[name] for name in asdict(Choices())})
                set_up(actor=request.user, choices=told, today=timezone.localdate())
            except ValidationError as error:
                status = blame(form, error)
            else:
                messages.success(request, _("Saved. The figures follow in a moment."))
                return redirect("company")
    context = {"form": form, "zone": company_zone(), "server_zone": settings.TIME_ZONE}
    return render(request, "administration/company.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def rates(request: SignedIn) -> HttpResponse:
    """What one unit of other currencies is worth, from which day on."""
    require(request.user, Role.ADMIN, Role.OPS, Role.FINANCE)
    form = RateForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = actions.put_rate(actor=request.user, **form.cleaned_data)
            except Refused as refusal:
                status = blame(form, refusal)
            else:
                said = {"currency": kept.currency, "day": kept.starts_on}
                messages.success(request, _("%(currency)s from %(day)s is saved.") % said)
                return redirect("rates")
    found = ExchangeRate.objects.order_by("currency", "-starts_on")[:RATES_SHOWN]
    own = Workspace.objects.values_list("currency", flat=True).first()
    context = {"form": form, "rates": _marked(list(found)), "own": own}
    return render(request, "administration/rates.html", context, status=status)


def _marked(found: list[ExchangeRate]) -> list[dict[str, Any]]:
    """The rates, those in force today marked: of each currency the newest that has begun."""
    today, seen, marked = timezone.localdate(), set(), []
    for rate in found:
        begun = rate.starts_on <= today
        in_force = begun and rate.currency not in seen
        marked.append({"rate": rate, "worth": audit.plain(rate.rate), "in_force": in_force})
        if begun:
            seen.add(rate.currency)
    return marked


@login_required
@require_GET
def duties(request: SignedIn) -> HttpResponse:
    """What the worker does by the clock, and how it went the last time."""
    from salesops.web.ticking import DUTIES

    require(request.user, *EDITORS)
    runs = {run.name: run for run in DutyRun.objects.all()}
    told = duty_names()
    shown = [
        {"duty": duty, "label": told.get(duty.name, duty.name), "run": runs.get(duty.name)}
        for duty in DUTIES
    ]
    return render(request, "administration/duties.html", {"duties": shown})


def duty_names() -> dict[str, str]:
    """The duties' names for people; one that is missing goes by its own."""
    return {
        "refresh_figures": _("Figures follow edits"),
        "nightly_backup": _("Make the night's backup"),
        "prune_snapshots": _("Throw away old snapshots"),
        "forget_old_jobs": _("Forget jobs of long ago"),
        "sweep_half_done": _("Sweep up what was interrupted"),
        "forget_answers": _("Forget answers kept against repetition"),
        "sweep_files": _("Sweep up files nothing refers to"),
        "sweep_sheets": _("Remove workbooks made a day ago"),
        "recycle": _("Bring neglected customers back to the pool"),
        "run_rules": _("Run automation rules"),
        "look_daily": _("Look through records for daily rules"),
        "call_webhooks": _("Deliver webhooks"),
        "sweep_sent": _("Forget what was sent long ago"),
        "send_messages": _("Send messages"),
        "remind_of_tasks": _("Remind of tasks that are due"),
    }
