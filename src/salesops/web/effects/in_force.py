"""The approved plan texts that these people were paid by in some days."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from salesops.web.pay_plans.models import PayAssignment, PayPlanVersion


def versions_of(persons: Collection[str], first: date, end: date) -> Sequence[PayPlanVersion]:
    """Each text that held on any of the days, of every plan that any of the people was on."""
    held = PayAssignment.objects.filter(
        Q(ends_before=None) | Q(ends_before__gt=first), starts_on__lt=end, person__in=list(persons)
    )
    return list(
        PayPlanVersion.objects.filter(
            pay_plan__in=held.values("pay_plan"), status=PayPlanVersion.Status.APPROVED,
            starts_on__lt=end, ends_before__gt=first,
        )
    )  # fmt: skip
