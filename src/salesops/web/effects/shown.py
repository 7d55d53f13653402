"""An intervention as its page and its file show it: tiles, charts, guards, rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from salesops.causal.effect_record import record
from salesops.causal.effects import Effect
from salesops.causal.effects_told import VERDICTS, told
from salesops.causal.guardrails import Guard
from salesops.causal.guardrails_told import (
    GUARDS,
    LINES,
    bunching_told,
    change_told,
    remedy_told,
    timing_told,
)
from salesops.causal.panel import Panel
from salesops.kernel import figures, glossary
from salesops.kernel.problem import Language
from salesops.metrics import METRICS
from salesops.reports import effect_charts
from salesops.reports.pen import Pen
from salesops.web.effects.looking import Seen, asked_of
from salesops.web.effects.models import Intervention
from salesops.web.effects.moving import Moved
from salesops.web.effects.panels import Asked, names_of
from salesops.web.effects.thresholds import Piled
from salesops.web.effects.watching import days_opened, months_of, opened, paid_people
from salesops.web.explore.addresses import ask_address

MOST_WEIGHTS = 12
NEAR = 0.1
"""How far from the threshold results are listed."""


def page_of(one: Intervention, seen: Seen, pen: Pen) -> dict[str, Any]:
    """Everything the page says of an effect."""
    found, unit = seen.effect, METRICS[one.metric].unit
    whole = record(found)
    panel = found.panel
    treated = [u for u, start in zip(panel.units, panel.starts, strict=True) if start is not None]
    others = [u for u, start in zip(panel.units, panel.starts, strict=True) if start is None]
    own = asked_of(one, months_of(panel)[0], len(panel.times))
    all_sold = replace(own, metric="net_revenue", lines=())
    since = replace(own, first=one.starts_on, months=max(1, own.months - one.months_before))
    sentences = told(found, pen.language, seen.currency if unit in ("money", "price") else None)
    return {
        "verdict": VERDICTS[found.kind][0 if pen.language == "zh" else 1], "kind": found.kind,
        "headline": sentences[0], "basis": sentences[1:3], "advice": sentences[3:],
        "tiles": tiles(found, unit, seen.currency, pen),
        "charts": charts(one, whole, pen), "guards": guard_rows(seen, pen),
        "moved": [(moved_told(each, pen.language), end_rows(each)) for each in seen.moved],
        "piles": [(piled_told(one, pen.language), bin_rows(one)) for one in seen.piles],
        "weights": weight_rows(one, whole, pen), "caveat": caveat(seen, pen),
        "open_treated": ask_address(opened(own, treated)),
        "open_others": ask_address(opened(own, others)),
        "open_days": ask_address(days_opened(all_sold, treated)),
        "open_attained": ask_address(opened(
            Asked("person", "attainment", since.first, since.months), sorted(paid_people(one))
        )),
        "lost": sorted(names_of(one.level, seen.lost).values()),
    }  # fmt: skip


def remedies(seen: Seen, pen: Pen) -> list[str]:
    """What to change because of what was harmed."""
    told = (remedy_told(guard, pen.language) for guard in seen.guards)
    return list(dict.fromkeys(filter(None, told)))


def caveat(seen: Seen, pen: Pen) -> str:
    """What stands against a verdict that it worked."""
    harmed = [guard_name(guard, pen) for guard in seen.guards if guard.kind == "harmed"]
    against = []
    if harmed:
        against.append(pen.say(f"受损：{'、'.join(harmed)}", f"harmed: {', '.join(harmed)}"))
    if any(each.timing.kind == "pulled" for each in seen.moved):
        against.append(pen.say("订单被提前", "orders were pulled forward"))
    if any(one.is_found for one in seen.piles):
        against.append(pen.say("结果堆在门槛上", "results pile up at the threshold"))
    return pen.say("；", "; ").join(against)


def moved_told(one: Moved, language: Language) -> str:
    """What happened at one kind of end."""
    return timing_told(one.timing, language, one.boundary.label(language))


def end_rows(one: Moved) -> list[tuple[str, str, str, bool]]:
    """Each end: excess and dip in usual days beyond the others', and whether it had begun."""
    return [
        (e.period, f"{e.excess:+.1f}".replace("-", "−"), f"{e.dip:+.1f}".replace("-", "−"),
         e.period in one.since)
        for e in one.ends
    ]  # fmt: skip


def piled_told(one: Piled, language: Language) -> str:
    """What stands at one threshold of the plans."""
    return bunching_told(one.found, one.threshold.label(language), language, is_found=one.is_found)


def bin_rows(one: Piled) -> list[tuple[str, int, str]]:
    """Results around a threshold as shares, beside what a smooth curve holds."""
    found, at = one.found, 1.0 if one.threshold.is_amount else float(one.threshold.at)
    return [
        (f"{start:.0%}", count, f"{curve:.1f}")
        for start, count, curve in zip(found.starts, found.counts, found.curve, strict=True)
        if abs(start - at) <= NEAR
    ]


def tiles(found: Effect, unit: str, currency: str, pen: Pen) -> list[tuple[str, str, str]]:
    """Size, share, whole and interval: label, figure, what stands below."""
    of = found.estimate
    low, high = (difference(v, unit, currency, pen) for v in (of.low, of.high))
    relative = figures.NONE if found.relative is None else figures.change(
        found.relative, "count", pen.language
    )  # fmt: skip
    rows = [
        (_("A unit and month"), difference(of.size, unit, currency, pen),
         pen.say(f"95% 区间 {low} 至 {high}", f"95% interval {low} to {high}")),
        (_("Of what would have been"), relative,
         figures.short(Decimal(found.usual), unit, currency, pen.language)),
    ]  # fmt: skip
    if unit != "ratio":
        cells = found.estimate.gaps.cells()
        rows.append((_("Altogether"), difference(found.total, unit, currency, pen),
                     pen.say(f"{cells} 个单位月", f"{cells} unit months")))  # fmt: skip
    return rows


def difference(value: float, unit: str, currency: str, pen: Pen) -> str:
    """A change of the metric with its sign."""
    if not isfinite(value):
        return ("−" if value < 0 else "+") + "∞"
    if unit == "ratio":
        return figures.points(Decimal(value), pen.language)
    return figures.difference(Decimal(value), unit, currency, pen.language)


def charts(one: Intervention, whole: Mapping[str, Any], pen: Pen) -> list[tuple[str, str, Any]]:
    """Title, what it says in words, and the chart."""
    words = {"actual": pen.say("受影响", "Treated"), "otherwise": pen.say("本来会", "Otherwise")}
    since = pen.say("开始以来的月数", "Months since the start")
    return [
        (_("What they reached, and what they would have"),
         _("Mean of everybody who got it; the dashed line is the comparison."),
         effect_charts.against(whole["paths"], f"{one.starts_on:%Y-%m}", words, pen.language)),
        (_("Month by month since the start"),
         _("Grey: as far as chance alone gets. Before the start the dots should lie in it."),
         effect_charts.by_month(whole["events"], {"since": since}, pen.language)),
        (_("How far chance gets"),
         _("Each stroke is the same estimate with others said to have got it."),
         effect_charts.chance(whole["placebos"], whole["effect"], pen.language)),
    ]  # fmt: skip


def guard_rows(seen: Seen, pen: Pen) -> list[dict[str, str]]:
    """Everything watched: its name, what became of it."""
    return [
        {
            "name": guard_name(guard, pen), "kind": guard.kind,
            "word": GUARDS[guard.kind][0 if pen.language == "zh" else 1],
            "told": change_told(guard, guard_unit(guard), seen.currency, pen.language),
            "href": ask_address(opened(seen.asked[guard.name], guard.effect.panel.units)),
        }
        for guard in seen.guards
    ]  # fmt: skip


def guard_name(guard: Guard, pen: Pen) -> str:
    """What people call what was watched."""
    if guard.name == LINES:
        return pen.say("其他产品线的收入", "Revenue of other product lines")
    if guard.name.startswith(f"{LINES}:"):
        line = guard.name.partition(":")[2]
        return pen.say(f"产品线“{line}”的收入", f"Revenue of {line}")
    return glossary.label(guard.name, pen.language)


def guard_unit(guard: Guard) -> str:
    """The unit of what was watched."""
    return "money" if guard.name.startswith(LINES) else METRICS[guard.name].unit


def weight_rows(one: Intervention, whole: Mapping[str, Any], pen: Pen) -> Sequence[tuple[str, str]]:
    """Who the comparison is made of, the largest share first."""
    rows = [row for row in whole["weights"] if row["unit"]][:MOST_WEIGHTS]
    names = names_of(one.level, [row["unit"] for row in rows])
    return [
        (names.get(row["unit"], row["unit"]),
         figures.short(Decimal(str(row["share"])), "ratio", None, pen.language))
        for row in rows
    ]  # fmt: skip


def file_rows(panel: Panel, names: Mapping[str, str]) -> Iterator[list[Any]]:
    """The panel as `salesops effect` reads it: unit, month, value, whether it had begun."""
    for place, unit in enumerate(panel.units):
        start = panel.starts[place]
        for at, month in enumerate(panel.times):
            begun = int(start is not None and at >= start)
            value = repr(float(panel.values[place, at]))
            yield [f"{names.get(unit, unit)} ({unit})", month, value, begun]
