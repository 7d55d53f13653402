"""What people are paid at target by the pay plans they are on, as far as a reader may know."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from salesops.kernel.period import DAY
from salesops.web.access import Actor
from salesops.web.pay_plans.held import persons_paid
from salesops.web.pay_plans.in_force import Under, on

MONTHS = 12


def paid_at_target(
    actor: Actor, persons: Collection[str], starts_on: date, months: int, currency: str
) -> dict[str, float]:
    """By person the target pay of so many months, of those whose pay plan says one.

    The plan of the first day counts, or of the day before where the new year's is not approved
    yet. Nobody is told of whose pay the actor may not see, or of one in another currency.
    """
    seen = persons_paid(actor)
    wanted = [person for person in persons if seen is None or person in seen]
    under = on(starts_on - DAY, wanted) | on(starts_on, wanted)
    return {
        person: float(pay * months / MONTHS)
        for person, one in under.items()
        if (pay := _target_pay(one, starts_on, currency))
    }


def _target_pay(one: Under, day: date, currency: str) -> Decimal | None:
    text = one.version.text
    if text.currency != currency or one.assignment.currency not in ("", currency):
        return None
    if one.assignment.target_pay is not None:
        return one.assignment.target_pay
    begun = [version for version in text.versions if version.starts_on <= day]
    return (begun or text.versions)[-1].target_pay or None
