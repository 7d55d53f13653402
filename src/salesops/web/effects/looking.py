"""What an intervention could show before it starts, and what it shows after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from salesops.causal.effects import Effect
from salesops.causal.guardrails import Guard, guards
from salesops.causal.panel import Panel
from salesops.causal.power import Power, power
from salesops.kernel.period import month_later
from salesops.ledger.ledger import Ledger
from salesops.web.access import Actor, ledger_of
from salesops.web.effects.kept import MOST_SECONDS, cost, keep_only, kept_effect
from salesops.web.effects.models import Intervention
from salesops.web.effects.moving import Moved, moved
from salesops.web.effects.panels import Asked, history, last_whole_month, with_starts
from salesops.web.effects.thresholds import Piled, piles
from salesops.web.effects.watching import (
    months_of,
    paid_people,
    watched_panels,
    watches,
)

WHOLE = ""
MOST_LOST = 0.1
"""So many of the treated may leave in between: they are named, and the others judged."""


@dataclass(frozen=True)
class Unfit:
    """Why there is nothing to judge: who has no figures, how many others and months there are."""

    missing: tuple[str, ...] = ()
    others: int = 0
    months: int = 0


@dataclass(frozen=True, eq=False)
class Seen:
    """The effect of an intervention as of a snapshot, with what was watched beside it.

    `asked` is what each thing watched was read from, `lost` who got it and has no complete figures
    any more.
    """

    as_of: date
    snapshot_id: str
    currency: str
    effect: Effect
    guards: Sequence[Guard]
    moved: Sequence[Moved]
    piles: Sequence[Piled]
    asked: Mapping[str, Asked] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """It is being worked out from the figures of this day."""

    as_of: date


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
    asked = asked_of(one, month_later(last, 1 - months), months)
    panel = history(ledger, asked, _only(one))
    treated = [unit for unit in one.treated if panel and unit in panel.units]
    others = len(panel.units) - len(treated) if panel else 0
    found, unfit = None, _unfit(one, treated, others, months)
    if panel and unfit is None:
        found = power(panel, len(treated), one.months_after, one.declared)
    return Outlook(ledger.as_of, ledger.currency, found, unfit)


def _unfit(
    one: Intervention, treated: Sequence[str], others: int, months: int, spared: float = 0.0
) -> Unfit | None:
    missing = tuple(sorted(set(one.treated) - set(treated)))
    is_few = len(missing) <= spared * len(one.treated)
    return None if is_few and others >= 2 else Unfit(missing, others, months)


def look(
    actor: Actor, one: Intervention, *, is_patient: bool = True
) -> Seen | Unfit | Waiting | None:
    """The effect by the figures as of now; None before a whole month of it is over.

    Raises NoLedger. Nothing is looked at beyond the months that were declared. Who is not patient
    is told to wait where it takes longer than a page may, and nobody has worked it out before.
    """
    ledger = ledger_of(actor)
    panel = panel_of(ledger, one)
    if panel is None:
        return None
    if isinstance(panel, Unfit):
        return panel
    wanted = {WHOLE: (panel, one.declared), **watched_panels(ledger, one, panel)}
    if not is_patient and cost(one.pk, wanted.values()) > MOST_SECONDS:
        return Waiting(ledger.as_of)
    found = {name: kept_effect(one.pk, *told) for name, told in wanted.items()}
    keep_only(one.pk, wanted.values())
    whole, people = found.pop(WHOLE), paid_people(one)
    piled = piles(ledger, people, one.starts_on, months_of(panel)[1])
    return Seen(
        ledger.as_of, ledger.snapshot_id, ledger.currency, whole, guards(found),
        moved(ledger, one, panel, people), piled,
        {name: watch.asked for name, watch in watches(ledger, one, panel).items()},
        tuple(sorted(set(one.treated) - set(panel.units))),
    )  # fmt: skip


def panel_of(ledger: Ledger, one: Intervention) -> Panel | Unfit | None:
    """The panel of the months declared, as far as they are over; None before the first one is."""
    last = min(last_whole_month(ledger.as_of), month_later(one.starts_on, one.months_after - 1))
    if last < one.starts_on:
        return None
    first = month_later(one.starts_on, -one.months_before)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    panel = history(ledger, asked_of(one, first, months), _only(one))
    begun = {unit: day for unit, day in one.starts.items() if day <= last}
    treated = [unit for unit in one.treated if panel and unit in panel.units]
    others = len(panel.units) - sum(unit in begun for unit in treated) if panel else 0
    unfit = _unfit(one, treated, others, months, MOST_LOST)
    if unfit or panel is None:
        return unfit or Unfit(tuple(one.treated), others, months)
    return with_starts(panel, begun)


def asked_of(one: Intervention, first: date, months: int) -> Asked:
    """The figures it is judged by, of these months."""
    lines = (one.product_line,) if one.product_line else ()
    return Asked(one.level, one.metric, first, months, lines)


def _only(one: Intervention) -> Sequence[str]:
    return [*one.treated, *one.compared] if one.compared else []
