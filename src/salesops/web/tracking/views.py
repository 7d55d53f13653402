"""Pages of tracking: who is behind by node and month, the alerts, and why a node missed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.insights.causes import WORDINGS, reasons, region_names
from salesops.insights.diagnosis import Cause, Diagnosis, diagnosis
from salesops.insights.targets import Tracked, missed_targets, tracked
from salesops.kernel import glossary
from salesops.ledger.ledger import Ledger
from salesops.reports import why as told
from salesops.reports.pen import Pen
from salesops.web.access import NoLedger, ledger_for
from salesops.web.crm.asked import wrong
from salesops.web.explore.addresses import ask_address
from salesops.web.explore.questions import cache_folder
from salesops.web.language import spoken
from salesops.web.lists.people import people_for
from salesops.web.people.models import Role
from salesops.web.people.scope import scope_name
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.held import PLANNERS
from salesops.web.tracking import actions
from salesops.web.tracking.asked import (
    DIMENSIONS,
    PERSON,
    TEAM,
    Why,
    dimension_of,
    until_of,
    why_of,
)
from salesops.web.tracking.models import Fate
from salesops.web.tracking.replanning import replan_of
from salesops.web.tracking.seen import alerts_of, called, months_of, names_of, rows_of

SHOWN = 500
"""So many rows of the heat map, alarms and the longest runs first; the interface has all."""


@login_required
@require_GET
def tracking(request: SignedIn) -> HttpResponse:
    """Attainment by node and month, warm where it is missed, and the alerts."""
    return _tracking(request)


def _tracking(
    request: SignedIn, problem: str = "", typed: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    ledger = _ledger(request)
    if ledger is None:
        return render(request, "workspace/no_figures.html")
    by, until = dimension_of(request.GET.dict()), until_of(request.GET.dict(), ledger.as_of)
    pen, found = Pen(spoken(), ledger.currency), tracked(ledger, by, until)
    rows, findings = rows_of(found, by, pen), missed_targets(ledger, by, until)
    context = {
        "by": by, "choices": choices(pen),
        "until": f"{until:%Y-%m}", "rows": rows[:SHOWN], "hidden": max(len(rows) - SHOWN, 0),
        "months": months_of(found),
        "alerts": alerts_of(findings, by, names_of(found, by), pen),
        "dispositions": Fate.Disposition.choices, "scope": scope_name(request.user, ledger.as_of),
        "may_decide": request.user.role in actions.DECIDERS, "as_of": ledger.as_of,
        "unrecorded": _unrecorded(found),
        "is_silent": bool(found) and not any(map(_is_told, found)),
        "behind": sum(row.run > 0 for row in rows), "problem": problem, "typed": typed or {},
    }  # fmt: skip
    return render(request, "tracking/tracking.html", context, status=status)


def _is_told(node: Tracked) -> bool:
    """Whether sales are on record for any of a node's periods."""
    return bool(node.recorded) or bool(node.running and node.running.is_recorded)


def _unrecorded(found: Sequence[Tracked]) -> str:
    """What cannot be told, since no sales are on record for some of the periods; else nothing."""
    months = [month for node in found for month in node.months]
    silent = [month for month in months if not month.is_recorded]
    if not silent:
        return ""
    if len(silent) == len(months):
        return _("No sales are on record yet, so how far anybody has come cannot be told. Import "
                 "orders with who sold them; quotas stand here until then.")  # fmt: skip
    last = max(month.period for month in silent).ends_before
    return _("Before %(day)s no sales are on record: what was sold then is unknown, not nothing, "
             "and counts as no miss.") % {"day": last}  # fmt: skip


def choices(pen: Pen) -> list[tuple[str, str]]:
    """What may be tracked by, and what people call it: people are known by name."""
    shown = {PERSON: "people.name", TEAM: "people.team"}
    return [(name, glossary.label(shown.get(name, name), pen.language)) for name in DIMENSIONS]


def _ledger(request: SignedIn) -> Ledger | None:
    if request.user.role in ("", Role.ADMIN):
        return None
    try:
        return ledger_for(request.user)
    except NoLedger:
        return None


@login_required
@require_POST
def dispose(request: SignedIn) -> HttpResponse:
    """Keep what somebody said an alert was; what was typed stays when it cannot be kept."""
    said = request.POST.dict()
    version = said.get("version", "")
    try:
        actions.dispose(
            actor=request.user, key=said.get("key", ""), note=said.get("note", ""),
            disposition=said.get("disposition", ""),
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _tracking(request, _told(error), said, 422)
    messages.success(request, _("Noted."))
    return redirect(f"{reverse('tracking')}?{request.GET.urlencode()}")


def _told(error: Refused | ValidationError) -> str:
    return " ".join(wrong(error)["errors"].values())


@login_required
@require_GET
def why(request: SignedIn) -> HttpResponse:
    """Why a node missed its target in some months: its causes, each with what proves it."""
    ledger = _ledger(request)
    if ledger is None:
        return render(request, "workspace/no_figures.html")
    asked = why_of(request.GET.dict(), ledger.as_of)
    pen = Pen(spoken(), ledger.currency)
    found = diagnosis(ledger, asked.where, asked.period, cache_folder())
    links = {c.kind: ask_address(c.questions[0]) for c in found.causes if c.questions}
    context = {
        "asked": asked, "node": _node_name(asked), "found": found,
        "choices": choices(pen),
        "headline": told.headline(found, pen), "chart": told.chart(found, pen, links),
        "causes": _causes(ledger, found, pen), "scope": scope_name(request.user, ledger.as_of),
        "total": pen.difference(found.missing), "as_of": ledger.as_of,
        "may_step": request.user.role in actions.STEPPERS, "people": people_for(request.user),
        "replan": replan_of(ledger.as_of) if request.user.role in PLANNERS else None,
    }  # fmt: skip
    return render(request, "tracking/why.html", context)


def _node_name(asked: Why) -> str:
    node = asked.node.replace("\0", "")
    return called([node], asked.dimension).get(node) or node or _("Everybody")


def _causes(ledger: Ledger, found: Diagnosis, pen: Pen) -> list[dict[str, Any]]:
    names = region_names(ledger)
    rows = told.table(found, pen).rows
    return [
        {
            "cause": cause, "cells": row, "places": told.places(cause, names),
            "reasons": [said.in_(pen.language) for said in reasons(cause)],
            "amount": f"{cause.amount:f}",
            "open": [ask_address(question) for question in cause.questions],
            **_proposal(cause, pen),
        }
        for cause, row in zip(found.causes, rows, strict=True)
    ]  # fmt: skip


def _proposal(cause: Cause, pen: Pen) -> dict[str, str]:
    wording = WORDINGS.get(cause.kind) if cause.is_named else None
    if wording is None:
        return {}
    return {"step": wording.step, "proposal": pen.say(wording.do_zh, wording.do_en)}


@login_required
@require_POST
def step(request: SignedIn) -> HttpResponse:
    """Make the proposed step somebody's task."""
    said = request.POST
    try:
        task = actions.take_step(
            actor=request.user, title=said.get("title", ""), details=said.get("details", "")
        )
    except (Refused, ValidationError) as error:
        messages.error(request, _told(error))
        return redirect(f"{reverse('why')}?{request.GET.urlencode()}")
    messages.success(request, _("The task is on the list."))
    return redirect("task", task.pk)
