"""Which open deals are at risk, said in SQL: the same as the policy says of each, for all at once.

Python judges the few deals a page shows; how many there are only the database can count. What
makes a deal quiet or stuck becomes a day, which one column is compared with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from salesops.selling.flow_asked import morning
from salesops.selling.stalls import Limits
from salesops.selling.workdays import DAY, IsWorkday, last_day_before
from salesops.web.crm.models import Activity, Contact, DealChange, Task


@dataclass(frozen=True)
class Edges:
    """Until which days something must have been for a deal to be quiet, or stuck in its stage."""

    limits: Limits
    today: date
    is_workday: IsWorkday

    @property
    def quiet_on(self) -> date:
        """The last day of contact that is too long ago."""
        return last_day_before(self.today, self.limits.quiet_workdays, self.is_workday)

    def stuck_on(self, limit: int) -> date:
        """The last day of entering a stage of this limit that is too long ago."""
        return last_day_before(self.today + DAY, limit + 1, self.is_workday)


def surely_at_risk(limits: Limits, today: date, is_workday: IsWorkday) -> Q:
    """The deals at risk for whatever reason but a fallen amount, cheapest question first."""
    edges = Edges(limits, today, is_workday)
    plain = Q(expected_close_on__lt=today) | Q(pushes__gte=limits.pushes) | _stuck(edges)
    tasks = Task.objects.filter(deal=OuterRef("pk"), done_at__isnull=True)
    return plain | ~Exists(tasks) | _quiet(edges.quiet_on) | _alone(limits)


def _stuck(edges: Edges) -> Q:
    by_stage = {**edges.limits.usual_stays, **edges.limits.stage_limits}
    return _any(
        Q(stage=stage) & _stood_since(edges.stuck_on(limit)) for stage, limit in by_stage.items()
    )


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for one in conditions:
        found |= one
    return found


def _stood_since(day: date) -> Q:
    """Whatever came into its stage on the day or before, as `entered_on` tells it."""
    after = _after(day)
    unwritten = Q(created_on__lte=day) | Q(created_on__isnull=True, made_at__lt=after)
    return Q(entered_stage_at__lt=after) | Q(entered_stage_at__isnull=True) & unwritten


def _quiet(day: date) -> Q:
    """Nothing after the day; where nothing ever was, it began on the day or before."""
    began = Q(created_on__lte=day) | Q(created_on__isnull=True) & _stood_since(day)
    activities = Activity.objects.filter(deal=OuterRef("pk"))
    is_silent = ~Exists(activities.filter(happened_at__gte=_after(day)))
    return is_silent & (Q(Exists(activities)) | began)


def _alone(limits: Limits) -> Q:
    """Late on the way, and nobody who decides is known there, or only one person."""
    people = Contact.objects.filter(account=OuterRef("account")).order_by()
    decides = Exists(people.filter(part=Contact.Part.DECIDES))
    several = Exists(people.values("pk")[1:2])
    late = Q(stage__in=limits.late_stages) if limits.late_stages else Q()
    return late & (~decides | ~several)


def _after(day: date) -> datetime:
    """The moment after a day of the company's."""
    return morning(day + DAY, timezone.get_default_timezone())


AMOUNT_CHANGED = Exists(DealChange.objects.filter(deal=OuterRef("pk"), field="amount"))
"""Whether a deal's amount was another before; whether it fell too far, the policy says."""
