"""Deals at risk: which, why, how much is at stake, and what to do about each reason."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salesops.selling.narrow import narrow_of
from salesops.selling.stalls import Risk, Stall
from salesops.selling.standing import total
from salesops.web.crm.board import rates_on
from salesops.web.crm.models import Deal
from salesops.web.crm.narrowing import offers
from salesops.web.crm.risking import watch
from salesops.web.crm.stages import in_use
from salesops.web.crm.views.board import may_look
from salesops.web.language import spoken
from salesops.web.lists.places import record_place
from salesops.web.paging import BadCursor
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.company import home_currency

# Where on the deal's page each reason can be dealt with.
PLACES = {
    "quiet": "doings", "no_next_task": "doings", "overdue_close": "id_expected_close_on",
    "pushed_often": "id_expected_close_on", "stuck_in_stage": "way", "slower_than_won": "way",
    "amount_shrank": "id_amount", "single_contact": "people", "no_decision_maker": "people",
}  # fmt: skip


@login_required
@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The reader's deals at risk, most amount first; with a cursor only the next of them."""
    may_look(request.user)
    narrow, today = narrow_of(request.GET.dict()), timezone.localdate()
    watched = watch(request.user, narrow, today)
    cursor = request.GET.get("cursor")
    try:
        found = watched.page(cursor)
    except BadCursor as error:
        raise Http404 from error
    shown = {
        "narrow": narrow,
        "rows": [row(deal, stall) for deal, stall in found.rows],
        "next": found.next,
    }
    if cursor:
        return render(request, "crm/deals/risk_rows.html", shown)
    stake, currency = watched.stake(), home_currency()
    return render(request, "crm/deals/risk.html", {
        **shown,
        "pipelines": in_use(),
        "offers": offers(request.user, narrow, today),
        "open": stake.open,
        "whole": total(stake.at_risk, Decimal(1), currency, rates_on(today)),
        "currency": currency,
    })  # fmt: skip


def row(deal: Deal, stall: Stall) -> dict[str, Any]:
    """A deal at risk as a page shows it."""
    return {"deal": deal, "score": stall.score, "reasons": said(deal, stall)}


def said(deal: Deal, stall: Stall) -> list[dict[str, str]]:
    """Each reason in words, and where to do something about it."""
    return [_said(deal, risk) for risk in stall.risks]


def _said(deal: Deal, risk: Risk) -> dict[str, str]:
    language, problem = spoken(), risk.problem
    glyphs = {"high": "▲", "medium": "◐", "low": "○"}
    return {
        "code": problem.code,
        "severity": risk.severity,
        "severity_name": {"high": _("serious"), "medium": _("middling"), "low": _("small")}[
            risk.severity
        ],
        "glyph": glyphs[risk.severity],
        "reason": problem.reason(language),
        "remedy": problem.remedy(language),
        "address": _place(deal, problem.code),
    }


def _place(deal: Deal, code: str) -> str:
    return f"{record_place('deal', deal.pk)}#{PLACES.get(code, '')}"
