"""Who works where on a day."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from salesops.web.people.models import Position


def holding(day: date) -> QuerySet[Position]:
    """The one position of everybody who works here on the day.

    A position without an end ends where the person's next one starts: files seldom say more.
    """
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    lasting = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    here = Q(person__left_on__isnull=True) | Q(person__left_on__gt=day)
    since = Coalesce(OuterRef("starts_on"), Value(date.min))
    next_one = Position.objects.filter(
        person=OuterRef("person"), starts_on__lte=day, starts_on__gt=since
    )
    return Position.objects.filter(begun, lasting, here).filter(~Exists(next_one))
