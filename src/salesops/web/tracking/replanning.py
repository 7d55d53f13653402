"""The re-plan that a cause asks for: of which plan, and from which month on."""

from dataclasses import dataclass
from datetime import date

from salesops.kernel.period import month_later
from salesops.web.targets.models import Plan


@dataclass(frozen=True)
class Proposed:
    """A published plan, and the first month of it that nobody has begun."""

    plan: Plan
    holds_from: date


def replan_of(today: date, metric: str = "net_revenue") -> Proposed | None:
    """What would be planned anew from next month on; None where no plan made here holds then."""
    holds_from = month_later(today.replace(day=1))
    made = Plan.objects.filter(
        status=Plan.Status.PUBLISHED, goals__metric=metric, starts_on__lte=holds_from,
        holds_from__lte=holds_from,
    )  # fmt: skip
    for plan in made.order_by("-holds_from", "-published_at"):
        if plan.starts_on and holds_from < month_later(plan.starts_on, plan.periods):
            return Proposed(plan, holds_from)
    return None
