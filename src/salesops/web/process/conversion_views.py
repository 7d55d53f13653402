"""Pages of conversion: cohorts that cannot lie, and why a stage is weak."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.causal.proportions import Difference
from salesops.insights.stages import Factor, Shift, Weakness, costly, stage_findings
from salesops.insights.stages_told import factor_name, stage_name, stand_ins
from salesops.kernel import figures, glossary
from salesops.kernel.period import month_later
from salesops.ledger.ledger import Ledger
from salesops.process.competing import Point
from salesops.process.conversion import Cohort
from salesops.process.counted import MONTH, Of
from salesops.process.said import change_told, cohort_told, why_they_differ
from salesops.reports import conversion as drawn
from salesops.reports.pen import Pen, decimal
from salesops.web.crm.models import Pipeline, Stage
from salesops.web.language import spoken
from salesops.web.people.models import Person, Role
from salesops.web.people.scope import scope_name
from salesops.web.process import conversion_seen as data
from salesops.web.process.called import Names, names_in
from salesops.web.process.figured import figured
from salesops.web.process.weak import weaknesses_of
from salesops.web.signed_in import SignedIn

DAYS: Mapping[Of, Sequence[int]] = {"deals": (30, 60, 90), "leads": (7, 14, 30)}


@figured
def conversion(request: SignedIn, ledger: Ledger) -> HttpResponse:
    """Conversion by cohort beside the period's, the stages in three meanings, the pace."""
    of = data.of_of(request.GET.get("of", ""))
    by = data.by_of(request.GET.get("by", ""), of)
    pen, found = Pen(spoken(), ledger.currency), data.seen(ledger, by, of)
    pipeline = data.pipeline_of(request.GET.get("pipeline", ""))
    whole = found.cohorts.all
    every = found.cohorts.rows
    rows = every[: -data.SHOWN_MONTHS - 1 : -1] if by == MONTH else _largest(every)
    context: dict[str, Any] = {
        "by": by, "of": of, "choices": _choices(pen, of), "pipeline": pipeline, "whole": whole,
        "headline": cohort_told(whole, pen.language, of) if whole.entered else "",
        "rows": [_row(row, found, pen, DAYS[of]) for row in rows], "days": DAYS[of],
        "ripe": None if found.cohorts.ripe_after is None else round(found.cohorts.ripe_after),
        "why": _why(found, pen), "change": _changed(found, pen),
        "scope": scope_name(request.user, ledger.as_of), "as_of": ledger.as_of,
    }  # fmt: skip
    if whole.entered:
        context["chart"] = drawn.chances(whole.curve, pen, of)
    if of == "deals":
        lines, going = data.stage_lines(ledger, pipeline), _going(pipeline)
        names = names_in(pipeline, pen.language)
        context["stages"] = [_stage(line, pen, going, names) for line in lines]
        context["pace"] = _pace(data.pace_of(request.user, ledger, timezone.localdate()), pen)
    return render(request, "process/conversion.html", context)


def _choices(pen: Pen, of: Of) -> list[tuple[str, str]]:
    named = [(name, glossary.label(name, pen.language)) for name in data.CHOICES[of][1:]]
    month = ("创建月份", "Month created") if of == "deals" else ("到来月份", "Month received")
    return [(MONTH, pen.say(*month)), *named]


def _largest(rows: Sequence[Cohort]) -> list[Cohort]:
    return sorted(rows, key=lambda row: -row.entered)[:50]


def _row(row: Cohort, found: data.Seen, pen: Pen, days: Sequence[int]) -> dict[str, Any]:
    last, month = row.curve.last, found.months.get(row.name)

    def share(value: Any) -> str:
        return pen.figure(value, "ratio").text

    return {
        "name": row.name or _("(not recorded)"), "entered": row.entered, "won": row.won,
        "lost": row.lost, "open": row.open, "so_far": share(decimal(float(row.share))),
        "chance": share(last.won), "band": _chances(last, pen) if row.won else figures.NONE,
        "by_day": [share(row.curve.at(day).won) for day in days],
        "period": share(None if month is None or month.period_share is None
                        else float(month.period_share)),
        "is_ripe": row.is_ripe or found.by != MONTH,
    }  # fmt: skip


def _chances(at: Point, pen: Pen) -> str:
    low, high = (pen.figure(x, "ratio").text for x in (at.low, at.high))
    return f"{low} – {high}"


def _why(found: data.Seen, pen: Pen) -> str:
    """The month of which the two figures are furthest apart, of those shown; and why."""
    if found.by != MONTH:
        return ""
    shown = {row.name: row.is_ripe for row in found.cohorts.rows[-data.SHOWN_MONTHS :]}
    apart = [
        (abs(row.period_share - row.cohort_share), row.month, row)
        for row in found.months.values()
        if row.month in shown and row.period_share is not None and row.cohort_share is not None
    ]
    if not apart:
        return ""
    _apart, month, row = max(apart, key=lambda one: one[:2])
    return f"{month} · " + why_they_differ(row, pen.language, is_ripe=shown[month])


def _changed(found: data.Seen, pen: Pen) -> str:
    """What the change of half a year is made of, and which half year."""
    if found.change is None or found.until is None:
        return ""
    return _("Half a year up to %(month)s, against the half year before: %(told)s") % {
        "month": f"{month_later(found.until, -1):%Y-%m}",
        "told": change_told(found.change, pen.language),
    }


def _going(pipeline: Pipeline | None) -> set[str]:
    """The stages from which a deal is still to be won or lost."""
    stages = pipeline.stages.all() if pipeline else ()
    return {stage.name for stage in stages if stage.kind == Stage.Kind.OPEN}


def _stage(line: data.StageLine, pen: Pen, going: Collection[str], names: Names) -> dict[str, Any]:
    went, stay = line.entrants, line.stay
    share = went.advanced / went.decided if went.decided else None
    return {
        "name": names.get(line.reached.stage, line.reached.stage),
        "reached": line.reached, "went": went,
        "onward": pen.figure(share, "ratio").text,
        "median": pen.figure(stay.median if stay else None, "days").text,
        "still": stay.still_here if stay else 0, "is_going": line.reached.stage in going,
    }  # fmt: skip


def _pace(pace: data.Pace, pen: Pen) -> list[tuple[str, str, str]]:
    """What the tiles say: label, figure, and what it is made of."""

    def ratio(value: Decimal | None) -> str:
        return figures.NONE if value is None else f"{value:.2f} ×"

    slipped = pace.slipped
    return [
        (_("Velocity"), pen.figure(pace.velocity, "money").text, _("a day")),
        (_("Coverage"), ratio(pace.net), f"{pace.quarter} · {_('gross')} {ratio(pace.gross)}"),
        (_("Slippage"), pen.figure(slipped.amount_share, "ratio").text,
         _("%(slipped)d of %(due)d due when %(quarter)s began")
         % {"slipped": slipped.slipped, "due": slipped.due, "quarter": pace.before}),
    ]  # fmt: skip


@figured
def stages(request: SignedIn, ledger: Ledger) -> HttpResponse:
    """Why a stage is weak: what goes with success and failure in each, said as association."""
    pen = Pen(spoken(), ledger.currency)
    pipeline = data.pipeline_of(request.GET.get("pipeline", ""))
    found = _called(weaknesses_of(ledger, pipeline), names_in(pipeline, pen.language))
    context = {
        "findings": [
            (one.claim.in_(pen.language), pen.money(one.impact), one.suggestion.in_(pen.language),
             one.key.split(":")[2] == "version")
            for one in stage_findings(found)
        ],
        "stages": [_weak(one, pen) for one in found if one.recent.cases or one.usual.cases],
        "pipeline": pipeline,
        "stand_ins": stand_ins(_known(found), pen.language),
        "may_design": request.user.role == Role.OPS,
        "scope": scope_name(request.user, ledger.as_of), "as_of": ledger.as_of,
    }  # fmt: skip
    return render(request, "process/stages.html", context)


def _called(found: Sequence[Weakness], names: Names) -> list[Weakness]:
    return [replace(one, stage=names.get(one.stage, one.stage)) for one in found]


def _known(found: Sequence[Weakness]) -> set[str]:
    """The factors of which anything is known of any case."""
    return {
        name
        for one in found
        for cell in one.seen.cells
        for name, value in cell.factors
        if value is not None
    }


def _weak(one: Weakness, pen: Pen) -> dict[str, Any]:
    against = one.against_usual
    shifts = {shift.factor: shift for shift in costly(one)}
    names = dict(Person.objects.filter(pk__in=list(one.people)).values_list("pk", "name"))
    usual = one.usual.value
    return {
        "name": stage_name(one.stage, pen.language),
        "recent": pen.figure(one.recent.value if one.recent.cases else None, "ratio").text,
        "usual": pen.figure(usual if one.usual.cases else None, "ratio").text,
        "n": one.recent.cases, "difference": _points(against.value, pen),
        "is_sure": against.low > 0 or against.high < 0, "is_worse": against.high < 0,
        "change": one.change and change_told(one.change, pen.language),
        "factors": [_factor(factor, shifts, pen) for factor in one.factors],
        "people": _people(one, names, pen),
    }  # fmt: skip


def _factor(factor: Factor, shifts: Mapping[Factor, Shift], pen: Pen) -> dict[str, Any]:
    told, shift = factor.goes_with, shifts.get(factor)
    return {
        "name": factor_name(factor.name, factor.value, pen.language),
        "with": f"{pen.figure(told.first.value, 'ratio').text} · {told.first.cases}",
        "without": f"{pen.figure(told.second.value, 'ratio').text} · {told.second.cases}",
        "difference": _points(told.value, pen), "is_found": factor.is_found,
        "band": _band(told, pen),
        "tone": "bad" if told.value < 0 else "good",
        "took": _points(shift.points, pen) if shift else "",
    }  # fmt: skip


def _people(one: Weakness, names: Mapping[str, str], pen: Pen) -> list[tuple[str, str, str]]:
    """Those whose share differs from everybody's by more than chance, after drawing it in."""
    everybody = sum(c.won for c in one.seen.cells)
    cases = everybody + sum(c.lost for c in one.seen.cells)
    usual = everybody / cases if cases else 0.0
    apart = [(who, told) for who, told in one.people.items()
             if told.low < told.high and told.excludes(usual)]  # fmt: skip

    def share(value: float) -> str:
        return pen.figure(max(0.0, min(1.0, value)), "ratio").text

    return [
        (names.get(who, who), share(told.value), f"{share(told.low)} – {share(told.high)}")
        for who, told in sorted(apart, key=lambda pair: pair[1].value)
    ]


def _band(told: Difference, pen: Pen) -> str:
    """An interval in points, the word for them said once."""
    low = _points(told.low, pen).partition(" ")[0]
    return f"{low} … {_points(told.high, pen)}"


def _points(value: float, pen: Pen) -> str:
    return figures.points(decimal(value), pen.language)
