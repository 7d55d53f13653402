"""The part of the tracking page that says where the period will end; it comes when it is ready."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from salesops.forecast.models import SAID as METHODS
from salesops.insights.period_ends import MONTHS, End, period_ends
from salesops.kernel.period import DAY
from salesops.reports.document import Cell
from salesops.reports.pen import Pen
from salesops.reports.range_bar import RangeBar, range_bar
from salesops.web.access import NoLedger, ledger_for
from salesops.web.explore.questions import cache_folder
from salesops.web.language import spoken
from salesops.web.people.models import Role
from salesops.web.signed_in import SignedIn
from salesops.web.tracking.asked import dimension_of, running_period, span_of, until_of
from salesops.web.tracking.seen import names_of, why_address

SAID = {
    "month": gettext_lazy("Month"), "quarter": gettext_lazy("Quarter"),
    "year": gettext_lazy("Year"),
}  # fmt: skip
SHOWN = 300
"""So many rows of the table, those furthest behind; the interface has all."""


@dataclass(frozen=True)
class EndRow:
    """One node's period as a row of the table."""

    name: str
    address: str
    cells: Mapping[str, Cell]
    interval: str
    method: str
    bar: RangeBar | None


@login_required
@require_GET
def forecast(request: SignedIn) -> HttpResponse:
    """Target, booked, pace and where the period will end, nine times in ten, for every node."""
    if request.user.role in ("", Role.ADMIN):
        return render(request, "workspace/no_figures.html")
    try:
        ledger = ledger_for(request.user)
    except NoLedger:
        return render(request, "workspace/no_figures.html")
    query = request.GET.dict()
    by, until = dimension_of(query), until_of(query, ledger.as_of)
    period, pen = running_period(query, until), Pen(spoken(), ledger.currency)
    found = period_ends(ledger, by, until, period, cache_folder())
    ordered = sorted(found.nodes, key=_furthest_behind)
    nodes, names = ordered[:SHOWN], names_of(ordered[:SHOWN], by)
    rows = [_row(one, names.get(one.node, one.node), by, pen) for one in nodes]
    context: dict[str, Any] = {
        "by": by, "until": f"{until:%Y-%m}", "span": span_of(query), "until_day": until,
        "spans": [(span, SAID[span]) for span in MONTHS], "period": found.period,
        "last_day": found.period.ends_before - DAY, "spread": found.spread,
        "hidden": len(ordered) - len(nodes),
        "shared": any(one.method == "share" for one in found.nodes),
        "rows": [_row(found.everybody, _("Everybody"), by, pen), *rows],
    }  # fmt: skip
    whole = "tracking/ends.html" if request.htmx else "tracking/ends_page.html"
    return render(request, whole, context)


def _furthest_behind(one: End) -> tuple[bool, float]:
    share = one.attained_in_the_end
    return share is None, share or 0.0


def _row(one: End, name: str, by: str, pen: Pen) -> EndRow:
    end = one.end
    figures = {
        "target": pen.figure(one.target or None, "money"),
        "booked": pen.figure(one.booked, "money"),
        "attainment": pen.figure(one.attainment, "ratio"), "pace": pen.figure(one.pace, "ratio"),
        "end": pen.figure(end and round(end.mean), "money"),
        "share": pen.figure(one.attained_in_the_end, "ratio"),
    }  # fmt: skip
    interval = f"{pen.money(round(end.low))} – {pen.money(round(end.high))}" if end else ""
    bar = range_bar(one.target, one.booked, end)
    return EndRow(name, why_address(by, one.node), figures, interval, _method(one, pen), bar)


def _method(one: End, pen: Pen) -> str:
    return pen.say(*METHODS[one.method])
