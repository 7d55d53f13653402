"""The home page: where the period stands, why, and what moved."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from salesops.kernel.period import Period, period
from salesops.ledger.ledger import Ledger
from salesops.reports.asked import written
from salesops.reports.document import Chart, Heading, Table, flat
from salesops.reports.overview import Attained, Overview, Parts, overview
from salesops.web.access import NoLedger, ledger_for
from salesops.web.design.components import Bullet
from salesops.web.explore.questions import cache_folder
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.people.scope import scope_name
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.periods import offered


@login_required
@require_GET
def home(request: SignedIn) -> HttpResponse:
    """The year's figures, or those of the period in the address."""
    if request.user.role in ("", Role.ADMIN):
        return render(request, "workspace/no_figures.html")
    try:
        ledger = ledger_for(request.user)
    except NoLedger:
        return render(request, "workspace/empty.html")
    chosen = _period(request, ledger)
    shown = overview(ledger, chosen, spoken(), cache_folder())
    context = {
        "overview": shown,
        "periods": offered(chosen, ledger.as_of),
        "scope": scope_name(request.user, ledger.as_of),
        "figures": [(f.tile, _ask(chosen, f.metric, "calendar.month")) for f in shown.figures],
        "bullets": [_bullets(parts, chosen) for parts in shown.parts if parts.rows],
        **_blocks(shown),
    }
    return render(request, "workspace/home.html", context)


def _period(request: SignedIn, ledger: Ledger) -> Period:
    """The period in the address; the running year where there is none to be read."""
    try:
        return period(request.GET.get("period", ""))
    except ValueError:
        return period(str(ledger.as_of.year))


def _ask(chosen: Period, metric: str, by: str, *where: str) -> str:
    """The question that leads on from a figure."""
    pairs = [("metrics", metric), ("by", by), *(("where", one) for one in where),
             ("period", written(chosen)), ("compare", "last_year")]  # fmt: skip
    return f"{reverse('ask')}?{urlencode(pairs)}"


def _bullets(parts: Parts, chosen: Period) -> dict[str, Any]:
    return {
        "title": parts.title,
        "rows": [_bullet(one, parts, chosen) for one in parts.rows],
        "has_due": any(one.due is not None for one in parts.rows),
        "address": f"{reverse('ask')}?{urlencode(_question(parts, chosen))}",
    }


def _question(parts: Parts, chosen: Period) -> list[tuple[str, str]]:
    metrics = [("metrics", name) for name in ("net_revenue", "quota", "attainment", "pace")]
    return [*metrics, ("by", parts.dimension), ("period", written(chosen))]


def _bullet(one: Attained, parts: Parts, chosen: Period) -> Bullet:
    where = f"{parts.dimension}={one.name or ''}"
    return Bullet(
        name=one.label,
        value=one.attainment.text,
        exact=one.attainment.exact or one.attainment.why or "",
        actual=float(one.share or 0),
        pace=None if one.due is None else float(one.due),
        top=float(parts.scale),
        detail=one.distance.text if one.distance.value is not None else one.actual.text,
        address=_ask(chosen, "net_revenue", "calendar.month", where),
    )


def _blocks(shown: Overview) -> dict[str, Any]:
    """The titles, charts and tables, each where the page wants it."""
    trend = [block for block in shown.trend if isinstance(block, Chart)]
    moved = list(flat(shown.movers))
    tables = [block for block in moved if isinstance(block, Table)]
    return {
        "trend_title": next((b.text for b in shown.trend if isinstance(b, Heading)), ""),
        "trend": trend[0] if trend else None,
        "movers_title": next((b.text for b in moved if isinstance(b, Heading)), ""),
        "movers": next((block for block in moved if isinstance(block, Chart)), None),
        "mover_tables": [table for table in tables if table.title],
    }
