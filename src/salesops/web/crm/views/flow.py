"""The pipeline's flow between two days: the page, a bar's deals beside it, the file."""

from dataclasses import replace
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salesops.reports import pipeline_flow
from salesops.reports.document import Document, Table
from salesops.reports.pen import Pen
from salesops.reports.render import FORMATS
from salesops.reports.render import render as rendered
from salesops.selling.flow import BUCKETS, LABELS, Bucket
from salesops.selling.flow_asked import BY, Asked, asked_of
from salesops.selling.narrow import Narrow, narrow_of
from salesops.web import audit
from salesops.web.crm.flowing import Told, deals_of, told
from salesops.web.crm.narrowing import offers
from salesops.web.crm.stages import in_use
from salesops.web.crm.views.board import may_look
from salesops.web.language import spoken
from salesops.web.people.models import User
from salesops.web.people.scope import scope_name
from salesops.web.signed_in import SignedIn

MOST_BESIDE = 200
MOST_IN_A_FILE = 20_000


@login_required
@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The flow the address asks for."""
    may_look(request.user)
    narrow, asked, found = _asked(request)
    pen = Pen(spoken(), found.currency)
    opened = _opened(request, found)
    if request.headers.get("HX-Target") == "side":
        return render(request, "crm/deals/flow_deals.html", opened)
    links = {bucket: _address(request, bucket) for bucket in BUCKETS if found.whole.count(bucket)}
    context = {
        "narrow": narrow,
        "asked": asked,
        "pipelines": in_use(),
        "offers": offers(request.user, replace(narrow, period=asked.named), timezone.localdate()),
        "headline": pipeline_flow.headline(found.whole, pen),
        "chart": pipeline_flow.waterfall(found.whole, pen, links),
        "split": pipeline_flow.table(found.split, pen, _by(asked), found.whole),
        "buckets": _buckets(found, pen, links),
        "moved": _moved(found, pen),
        "by_choices": [(name, _by_name(name), name == asked.by) for name in BY],
        "formats": ["xlsx", "pdf"],
        **opened,
    }
    return render(request, "crm/deals/flow.html", context)


def _asked(request: SignedIn) -> tuple[Narrow, Asked, Told]:
    query, zone = request.GET.dict(), timezone.get_default_timezone()
    narrow, asked = narrow_of(query), asked_of(query, timezone.localdate(), zone)
    return narrow, asked, told(request.user, narrow, asked)


def _by(asked: Asked) -> str:
    return _by_name(asked.by)


def _by_name(name: str) -> str:
    names = {
        "owner": _("Owner"), "team": _("Team"), "stage": _("Stage"), "pipeline": _("Pipeline"),
    }  # fmt: skip
    return names[name]


def _address(request: SignedIn, bucket: Bucket) -> str:
    query = request.GET.copy()
    query["open"] = bucket
    return f"?{query.urlencode()}"


def _buckets(found: Told, pen: Pen, links: dict[Bucket, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": LABELS[pen.language][bucket], "count": found.whole.count(bucket),
            "figure": pen.figure(found.whole.total(bucket), "money"), "address": links.get(bucket),
        }
        for bucket in BUCKETS
    ]  # fmt: skip


def _moved(found: Told, pen: Pen) -> list[tuple[str, str, int, str]]:
    rows = [
        (before, after, count, pen.money(amount))
        for (before, after), (count, amount) in found.moved.items()
    ]
    return sorted(rows, key=lambda row: -row[2])


def _opened(request: SignedIn, found: Told) -> dict[str, Any]:
    """The deals of the bar that is open, largest first."""
    bucket = next((one for one in BUCKETS if one == request.GET.get("open")), None)
    if bucket is None:
        return {"opened": None}
    return {
        "opened": LABELS[spoken()][bucket],
        "opened_deals": found.deals(bucket, MOST_BESIDE),
        "opened_count": found.whole.count(bucket),
        "opened_total": found.whole.total(bucket),
        "currency": found.currency,
    }


@login_required
@require_GET
def download(request: SignedIn, form: str) -> HttpResponse:
    """The flow as a file, every bucket with its deals; that it left the system is on record."""
    may_look(request.user)
    if form not in FORMATS:
        raise Http404
    _narrow, asked, found = _asked(request)
    audit.note(
        request.user, "export_flow", f"{asked.starts_on} – {asked.ends_on}",
        {"format": form, "by": asked.by, "deals": sum(map(found.whole.count, BUCKETS))},
    )  # fmt: skip
    document = flow_document(request.user, found, Pen(spoken(), found.currency))
    response = HttpResponse(rendered(document, form), content_type=FORMATS[form])
    name = f"salesops-flow-{asked.starts_on}_{asked.ends_on}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def flow_document(user: User, found: Told, pen: Pen) -> Document:
    """The flow as a document."""
    asked = found.asked
    return pipeline_flow.document(
        found.whole, pipeline_flow.table(found.split, pen, _by(asked), found.whole),
        _details(found, pen), pen, starts_on=asked.starts_on, ends_on=asked.ends_on,
        scope=scope_name(user, asked.ends_on), taken_at=timezone.now(),
    )  # fmt: skip


def _details(found: Told, pen: Pen) -> list[Table]:
    largest = found.largest(MOST_IN_A_FILE)
    described = {
        pk: (pk, str(deal), str(deal.account or ""), str(deal.owner or ""), deal.stage)
        for pk, deal in deals_of(chain(*largest.values())).items()
    }
    heads = [_("Id"), _("Deal"), _("Customer"), _("Owner"), _("Stage")]
    return [
        pipeline_flow.deals_table(bucket, parts, described, heads, pen)
        for bucket, parts in largest.items()
        if parts
    ]
