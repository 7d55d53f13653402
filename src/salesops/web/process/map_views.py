"""Pages of what really happened: the live map, where it strays from the design, two groups."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from salesops.ledger.ledger import Ledger
from salesops.process.bottlenecks import RANKINGS, Held, ranked
from salesops.process.compared import Difference, Interval
from salesops.process.conform import said_of
from salesops.process.flow import Flow
from salesops.process.lasting import lasting, worked
from salesops.process.live_drawing import heat_of, live_map
from salesops.reports.pen import Pen
from salesops.web.crm.models import Deal, Lead
from salesops.web.crm.stages import in_use
from salesops.web.language import spoken
from salesops.web.people.scope import scope_name
from salesops.web.process import map_seen as data
from salesops.web.process.conforming_seen import conformance_of, fittings_of
from salesops.web.process.figured import figured
from salesops.web.signed_in import SignedIn
from salesops.web.workdays import company_hours

SHOWN_VARIANTS, SHOWN_EDGES = 10, 30


def _shared(request: SignedIn, ledger: Ledger, asked: data.Asked) -> dict[str, Any]:
    """What every page of the map shows: who asks for what, as of when, and the other choices."""
    return {
        "asked": asked,
        "scope": scope_name(request.user, ledger.as_of),
        "as_of": ledger.as_of,
        "months": data.MONTHS,
        "teams": data.values_in(ledger, data.TEAM),
        "pipelines": in_use() if asked.kind == "deal" else [],
        "pipeline": asked.pipeline,
        "query": f"kind={asked.kind}&months={asked.months}",
    }


@figured
def live(request: SignedIn, ledger: Ledger) -> HttpResponse:
    """The map of what really happened, over the designed process, with what it is made of."""
    language = spoken()
    asked = data.Asked.read(request.GET.dict(), language)
    flow = data.flow_of(ledger, asked)
    context = _shared(request, ledger, asked) | {"flow": flow, "here": "live"}
    if flow.cases:
        design = data.designed(asked, flow)
        drawing = live_map(design, flow, language)
        context |= {
            "drawing": mark_safe(drawing),  # noqa: S308 - the drawing escapes every text
            "headline": _headline(flow),
            "edges": _edges(flow),
            "more_edges": max(len(flow.edges) - SHOWN_EDGES, 0),
            "variants": _variants(flow, ledger, asked),
            "rework": flow.rework,
            "ping_pong": flow.ping_pong[:5],
            "waiting": [
                (one, lasting(one.seconds.median, language), lasting(one.seconds.p90, language))
                for one in flow.waiting
            ],
            "rankings": _rankings(ledger, asked, flow),
        }
    return render(request, "process/live.html", context)


def _headline(flow: Flow) -> str:
    """The way most cases take, and where they wait longest in all."""
    first = flow.variants[0] if flow.variants else None
    worst = max(flow.edges, key=lambda edge: edge.seconds.total, default=None)
    if first is None or worst is None:
        return _("%(cases)d began; none has moved yet.") % {"cases": flow.cases}
    return _(
        "%(share)s of %(cases)d took the commonest way; most waiting is between %(source)s"
        " and %(target)s, half of it longer than %(median)s."
    ) % {
        "share": f"{first.share:.0%}",
        "cases": flow.cases,
        "source": worst.source,
        "target": worst.target,
        "median": lasting(worst.seconds.median, spoken()),
    }


def _edges(flow: Flow) -> list[dict[str, Any]]:
    longest = max((edge.seconds.median for edge in flow.edges), default=0)
    language = spoken()
    return [
        {
            "edge": edge,
            "heat": heat_of(edge.seconds.median, longest),
            "median": lasting(edge.seconds.median, language),
            "p90": lasting(edge.seconds.p90, language),
            "worked": edge.worked and _worked(edge.worked.median),
            "total": lasting(edge.seconds.total, language),
        }
        for edge in flow.edges[:SHOWN_EDGES]
    ]


def _worked(seconds: float) -> str:
    return worked(seconds, spoken(), company_hours().minutes)


def _variants(flow: Flow, ledger: Ledger, asked: data.Asked) -> list[dict[str, Any]]:
    strays = _strays(flow, asked)
    return [
        {
            "steps": [(name, place in strays[n]) for place, name in enumerate(one.activities)],
            "cases": one.cases,
            "share": f"{one.share:.1%}",
            "coverage": f"{one.coverage:.0%}",
        }
        for n, one in enumerate(flow.variants[:SHOWN_VARIANTS])
    ]


def _strays(flow: Flow, asked: data.Asked) -> Sequence[set[int]]:
    """Of each shown variant, the places of steps the design does not allow."""
    allowed = data.allowed_of(asked, spoken(), flow)
    return [
        {
            place
            for place, pair in enumerate(zip(one.activities, one.activities[1:], strict=False), 1)
            if pair not in allowed.edges
        }
        for one in flow.variants[:SHOWN_VARIANTS]
    ]


def _rankings(ledger: Ledger, asked: data.Asked, flow: Flow) -> list[dict[str, Any]]:
    """The three rankings of bottlenecks, each with what it goes by."""
    language, pen = spoken(), Pen(spoken(), ledger.currency)
    found = data.bottlenecks_of(ledger, asked, data.allowed_of(asked, language, flow))
    titles = {
        "wait": (_("By all waiting"), _("Stays of ended and open cases together")),
        "excess": (_("By time beyond the limit"), _("Only stages with a limit")),
        "lost": (_("By value lost late"), _("Lost from here after too long a stay")),
    }
    return [
        {"title": titles[by][0], "about": titles[by][1],
         "rows": [_ranked_row(one, by, pen) for one in ranked(found, by)[:5]]}
        for by in RANKINGS
        if by != "lost" or asked.kind == "deal"
    ]  # fmt: skip


def _ranked_row(one: Held, by: str, pen: Pen) -> tuple[str, str, str]:
    if by == "lost":
        under = _("%(count)d lost here in all, %(amount)s") % {
            "count": one.lost_cases,
            "amount": pen.money(one.lost),
        }
        return one.stage, pen.money(one.lost_late), under
    if by == "excess":
        under = _("%(late)d of %(stays)d stays too long") % {"late": one.late, "stays": one.stays}
        over = one.excess or 0
        length = _worked(over) if one.is_worked else lasting(over, pen.language)
        return one.stage, length, under
    under = _("%(stays)d stays, %(waiting)d still on") % {
        "stays": one.stays,
        "waiting": one.waiting,
    }
    return one.stage, lasting(one.seconds, pen.language), under


@figured
def conforming(request: SignedIn, ledger: Ledger) -> HttpResponse:
    """How far cases keep to the designed process, in plain words, in total and one by one."""
    language = spoken()
    asked = data.Asked.read(request.GET.dict(), language)
    flow = data.flow_of(ledger, asked)
    context = _shared(request, ledger, asked) | {"flow": flow, "here": "conforming"}
    if flow.cases:
        found, strayed = conformance_of(ledger, asked, language)
        names = _titles(asked, [one.case_id for one in strayed])
        context |= {
            "found": found,
            "share": f"{found.conforming_share:.0%}" if found.conforming_share is not None else "—",
            "fitness": f"{found.fitness:.1%}" if found.fitness is not None else "—",
            "totals": [(said_of(one, language, company_hours()), one) for one in found.totals],
            "strayed": [(one, names.get(one.case_id)) for one in strayed],
            "groups": _fitting_groups(ledger, asked),
        }
    return render(request, "process/conforming.html", context)


def _fitting_groups(ledger: Ledger, asked: data.Asked) -> list[dict[str, Any]]:
    """The share that kept to it by team, owner and version, as far as there are several."""
    titles = {
        "people.team": _("By team"), "people.name": _("By owner"),
        "steps.process_version": _("By version of the process"),
    }  # fmt: skip
    none = {"steps.process_version": _("None yet")}
    return [
        {
            "title": titles[by],
            "rows": [
                (one.name or none.get(by, "—"), one, f"{one.share:.0%}" if one.share else "0%")
                for one in rows[:SHOWN_EDGES]
            ],
        }
        for by, rows in fittings_of(ledger, asked).items()
        if rows
    ]


def _titles(asked: data.Asked, ids: Sequence[str]) -> dict[str, str]:
    """What deals or leads are called, as far as they are still kept."""
    kept = Deal.objects if asked.kind == "deal" else Lead.objects
    field = "name" if asked.kind == "deal" else "company"
    return {str(pk): str(name) for pk, name in kept.filter(pk__in=ids).values_list("pk", field)}


@figured
def sides(request: SignedIn, ledger: Ledger) -> HttpResponse:
    """Two groups of cases beside each other: what one does more often, where it waits longer."""
    asked = data.Asked.read(request.GET.dict(), spoken())
    groups, values, offered = _groups(request, ledger, asked)
    found = data.sides_of(ledger, asked, groups, values)
    stands = [one for one in found.found if _stands(one)]
    context = _shared(request, ledger, asked) | {
        "here": "sides",
        "groups": groups,
        "choices": [
            ("outcome", _("Won and lost")),
            ("team", _("Two teams")),
            ("date", _("Before and after a day")),
            ("version", _("Two versions")),
        ],
        "values": values,
        "offered": offered,
        "names": _names(groups, values, asked),
        "sizes": found.sizes,
        "rows": [_difference(one) for one in found.found],
        "notable": len(stands),
    }
    return render(request, "process/sides.html", context)


def _groups(
    request: SignedIn, ledger: Ledger, asked: data.Asked
) -> tuple[data.Groups, tuple[str, str], list[str]]:
    """By what the cases are split, into which two, and what else there would be."""
    told = request.GET.get("by", "")
    groups: data.Groups = next((one for one in data.GROUPS if one == told), "outcome")
    picked = request.GET.get("a", ""), request.GET.get("b", "")
    values, offered = data.split(ledger, asked, groups, *picked)
    return groups, values, offered


def _names(groups: data.Groups, values: tuple[str, str], asked: data.Asked) -> tuple[str, str]:
    if groups == "outcome":
        if asked.kind == "lead":
            return _("Converted"), _("Invalid")
        return _("Won"), _("Lost")
    if groups == "date":
        return _("Before %(day)s") % {"day": values[0]}, _("From %(day)s") % {"day": values[0]}
    return values


def _stands(one: Difference) -> bool:
    return one.share.is_notable or (one.wait is not None and one.wait.is_notable)


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "one": one,
        "shares": [f"{share:.0%}" for share in one.shares],
        "gap": _points(one.share.value),
        "band": f"{_points(one.share.low)} … {_points(one.share.high)}",
        "wait": one.wait and _times(one.wait),
    }


def _points(share: float) -> str:
    return f"{share * 100:+.0f}".replace("-", "−")


def _times(wait: Interval) -> dict[str, str]:
    return {"ratio": f"{wait.value:.2f}", "band": f"{wait.low:.2f} … {wait.high:.2f}"}
