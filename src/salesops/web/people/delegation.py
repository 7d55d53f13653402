"""Who stands in for whom on a day: what widens what somebody sees while a colleague is away."""

from datetime import date

from django.db.models import QuerySet

from salesops.web.people.models import Delegation
from salesops.web.prepared import Prepared


def running(day: date) -> QuerySet[Delegation]:
    """The delegations that hold on the day and were not ended."""
    return Delegation.objects.filter(
        starts_on__lte=day, ends_before__gt=day, revoked_at__isnull=True
    )


def stood_in_for(person_id: str | None, day: date) -> list[str]:
    """The ids of the people somebody stands in for on the day, without those *they* stand in for.

    What is passed on is one's own work: a stand-in of a stand-in would see customers whose
    owner never named them.
    """
    if not person_id:
        return []
    return sorted({one["absent_id"] for one in _stood_in_for([person_id], [day])})


_stood_in_for = Prepared(
    lambda persons, days: (
        running(days[0]).filter(stand_in=persons[0]).order_by().values("absent_id")
    )
)
