"""What the ledger's history says of a goal: how the year swings, and how lines share it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesops.planning.seasons import normalised, ratio_to_trend
from salesops.planning.versions import month
from salesops.web.access import Actor, NoLedger
from salesops.web.explore.questions import ask

YEARS = 3
PLACES = Decimal("0.0001")


def seasons_known(actor: Actor, starts_on: date, periods: int, metric: str) -> list[str]:
    """A seasonal index for each month of a year's plan, from up to three years before it.

    Ratio to the straight trend, mean 1. Empty where a month of the year was never seen, or the
    plan is not of whole years.
    """
    firsts = [month(starts_on, n) for n in range(-12 * YEARS, 0)]
    found = _asked(actor, metric, "calendar.month", firsts[0], starts_on)
    known = [found.get(f"{first:%Y-%m}") for first in firsts]
    while known[:12] and not any(known[:12]):
        known = known[12:]
    if not known or periods % 12:
        return []
    ratios = ratio_to_trend([max(v, Decimal(0)) if v is not None else None for v in known]).ratios
    seen = [ratio for ratio in ratios if ratio is not None]
    if len(seen) < 12 or not any(seen):
        return []
    return [_text(index) for index in normalised(seen)] * (periods // 12)


def lines_known(actor: Actor, starts_on: date, periods: int, metric: str) -> dict[str, str]:
    """What share each product line had in as many months before; lines without one are left out."""
    found = _asked(actor, metric, "products.line", month(starts_on, -periods), starts_on)
    sold = {line: value for line, value in found.items() if line and value and value > 0}
    whole = sum(sold.values())
    return {line: _text(Fraction(value) / Fraction(whole)) for line, value in sorted(sold.items())}


def sold_by_person(
    actor: Actor, metric: str, starts_on: date, ends_before: date
) -> Iterator[tuple[str, date, Decimal]]:
    """Who sold what in which month, those without a person left out; nothing without a ledger."""
    params = {
        "metrics": [metric], "by": ["people.person_id", "calendar.month"],
        "starts_on": starts_on.isoformat(), "ends_before": ends_before.isoformat(),
    }  # fmt: skip
    try:
        rows = ask(actor, params).rows
    except NoLedger:
        return
    for row in rows:
        person, label = row["people.person_id"], row["calendar.month"]
        if person and label and row[metric] is not None:
            yield person, date.fromisoformat(f"{label}-01"), Decimal(str(row[metric]))


def _asked(
    actor: Actor, metric: str, by: str, starts_on: date, ends_before: date
) -> Mapping[str, Decimal | None]:
    params = {
        "metrics": [metric], "by": [by], "starts_on": starts_on.isoformat(),
        "ends_before": ends_before.isoformat(),
    }  # fmt: skip
    try:
        rows = ask(actor, params).rows
    except NoLedger:
        return {}
    return {row[by]: None if row[metric] is None else Decimal(str(row[metric])) for row in rows}


def _text(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(PLACES).normalize():f}"
