"""What an intervention could show before it starts, and what it shows after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from salesops.causal.bunching import Bunching, bunching
from salesops.causal.effects import Effect, effect
from salesops.causal.guardrails import Guard, guards
from salesops.causal.panel import Panel
from salesops.causal.power import Power, power
from salesops.causal.timing import PeriodEnd, Timing, period_ends, timing
from salesops.kernel.period import month_later
from salesops.ledger.ledger import Ledger
from salesops.web.access import Actor, ledger_of
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import (
    Asked,
    attainments,
    days_of,
    history,
    last_whole_month,
    other_lines,
    with_starts,
)
from salesops.web.people.positions import holding

LEAST_BEFORE = 3
OTHER_LINES = "other_lines"
GUARDED: Mapping[str, bool] = {"margin": True, "discount_rate": False, "return_rate": False,
                               "activity_count": True}  # fmt: skip
"""What is watched beside the metric, and whether more of it is better."""
THRESHOLD, WIDTH = 1.0, 0.02


@dataclass(frozen=True)
class Unfit:
    """Why there is nothing to judge: who has no figures, how many others and months there are."""

    missing: tuple[str, ...] = ()
    others: int = 0
    months: int = 0


@dataclass(frozen=True, eq=False)
class Seen:
    """The effect of an intervention as of a snapshot, with what was watched beside it."""

    as_of: date
    snapshot_id: str
    currency: str
    effect: Effect
    guards: Sequence[Guard]
    timing: Timing
    bunching: Bunching


@dataclass(frozen=True)
class Outlook:
    """What could be found before it starts; `as_of` is the figures' day."""

    as_of: date
    currency: str
    power: Power | None
    unfit: Unfit | None


def outlook(actor: Actor, one: Intervention) -> Outlook:
    """What the figures from before the start say could be found. Raises NoLedger."""
    ledger = ledger_of(actor)
    last = min(last_whole_month(ledger.as_of), month_later(one.starts_on, -1))
    months = one.months_before + one.months_after
    asked = _asked(one, month_later(last, 1 - months), months)
    panel = history(ledger, asked, _only(one))
    treated = [unit for unit in one.treated if panel and unit in panel.units]
    others = len(panel.units) - len(treated) if panel else 0
    found, unfit = None, _unfit(one, treated, others, months)
    if panel and unfit is None:
        found = power(panel, len(treated), one.months_after, one.declared)
    return Outlook(ledger.as_of, ledger.currency, found, unfit)


def _unfit(one: Intervention, treated: Sequence[str], others: int, months: int) -> Unfit | None:
    missing = tuple(sorted(set(one.treated) - set(treated)))
    return Unfit(missing, others, months) if missing or others < 2 else None


def look(actor: Actor, one: Intervention) -> Seen | Unfit | None:
    """The effect by the figures as of now; None before a whole month of it is over.

    Raises NoLedger. Nothing is looked at beyond the months that were declared.
    """
    ledger = ledger_of(actor)
    panel = panel_of(ledger, one)
    if panel is None:
        return None
    if isinstance(panel, Unfit):
        return panel
    _, end = _months(panel)
    found = effect(panel, one.declared)
    return Seen(
        ledger.as_of, ledger.snapshot_id, ledger.currency, found,
        guards(_watched(ledger, one, panel)), _timing(ledger, one, panel),
        bunching(_attained(ledger, one, end), THRESHOLD, WIDTH),
    )  # fmt: skip


def panel_of(ledger: Ledger, one: Intervention) -> Panel | Unfit | None:
    """The panel of the months declared, as far as they are over; None before the first one is."""
    last = min(last_whole_month(ledger.as_of), month_later(one.starts_on, one.months_after - 1))
    if last < one.starts_on:
        return None
    first = month_later(one.starts_on, -one.months_before)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    panel = history(ledger, _asked(one, first, months), _only(one))
    begun = {unit: day for unit, day in one.starts.items() if day <= last}
    treated = [unit for unit in one.treated if panel and unit in panel.units]
    others = len(panel.units) - sum(unit in begun for unit in treated) if panel else 0
    unfit = _unfit(one, treated, others, months)
    if unfit or panel is None:
        return unfit or Unfit(tuple(one.treated), others, months)
    return with_starts(panel, begun)


def _asked(one: Intervention, first: date, months: int) -> Asked:
    lines = (one.product_line,) if one.product_line else ()
    return Asked(one.level, one.metric, first, months, lines)


def _only(one: Intervention) -> Sequence[str]:
    return [*one.treated, *one.compared] if one.compared else []


def _months(panel: Panel) -> tuple[date, date]:
    first = date.fromisoformat(f"{panel.times[0]}-01")
    return first, month_later(first, len(panel.times))


def _watched(ledger: Ledger, one: Intervention, panel: Panel) -> dict[str, Effect]:
    """The effect on whatever else is watched, for the same units and months."""
    first, _ = _months(panel)
    starts = {unit: day for unit, day in one.starts.items() if f"{day:%Y-%m}" in panel.times}
    wanted = {
        name: (Asked(one.level, name, first, len(panel.times)), better)
        for name, better in GUARDED.items() if name != one.metric
    }  # fmt: skip
    if one.product_line and (lines := other_lines(one.product_line)):
        wanted[OTHER_LINES] = (
            Asked(one.level, "net_revenue", first, len(panel.times), lines), True
        )  # fmt: skip
    found = {}
    for name, (asked, better) in wanted.items():
        whole = history(ledger, asked, panel.units)
        watched = with_starts(whole, starts) if whole else None
        if watched and watched.treated and watched.never >= 2:
            declared = replace(one.declared, higher_is_better=better, worth=0.0)
            found[name] = effect(watched, declared)
    return found


def _timing(ledger: Ledger, one: Intervention, panel: Panel) -> Timing:
    """Whether the treated's month ends changed beyond what the others' did."""
    first, end = _months(panel)
    never = [u for u, start in zip(panel.units, panel.starts, strict=True) if start is None]
    own = period_ends(days_of(ledger, one.level, tuple(one.treated), first, end))
    others = {e.period: e for e in period_ends(days_of(ledger, one.level, never, first, end))}
    beyond = [
        PeriodEnd(e.period, e.excess - others[e.period].excess, e.dip - others[e.period].dip)
        for e in own if e.period in others
    ]  # fmt: skip
    start = f"{one.starts_on:%Y-%m}"
    return timing([e for e in beyond if e.period < start], [e for e in beyond if e.period >= start])


def _attained(ledger: Ledger, one: Intervention, end: date) -> list[float]:
    """The attainments of whoever got it, since it started."""
    persons = set(one.treated)
    if one.level == Intervention.Level.TEAM:
        there = holding(one.starts_on).filter(team__in=persons)
        persons = set(there.values_list("person_id", flat=True))
    return attainments(ledger, persons, one.starts_on, end)
