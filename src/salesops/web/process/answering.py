"""By when each lead is to be contacted, as its process says, for figures over many leads."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from salesops.process.deadlines import due_times
from salesops.process.limits import Limit
from salesops.web.crm.models import Step
from salesops.web.process.calendars import company
from salesops.web.process.clocks import lead_limits, versions_of
from salesops.web.process.versions import leads_version
from salesops.web.workdays import company_hours

EARLIER = timedelta(days=400)


def limit_in_force() -> str:
    """What the answers below follow from, besides the leads: nothing where no process says."""
    version = leads_version()
    if version is None:
        return ""
    limit, _ = lead_limits(version)
    days = sorted(company().told.items()) if limit.unit != "hours" else []
    return f"{version.code} {limit} {company_hours().windows} {days}"


def answer_by(leads: Sequence[tuple[str, datetime | None]]) -> list[datetime | None]:
    """By when each lead, by id and arrival, is to be contacted; None where nobody says."""
    newest, found = leads_version(), [None] * len(leads)
    if newest is None:
        return list(found)
    kept = versions_of(Step.Kind.LEAD, [lead_id for lead_id, _ in leads])
    by_limit: dict[Limit, list[int]] = defaultdict(list)
    for place, (lead_id, came) in enumerate(leads):
        if came is not None:
            by_limit[lead_limits(kept.get(lead_id, newest))[0]].append(place)
    told: dict[int, datetime] = {}
    for limit, places in by_limit.items():
        told |= dict(zip(places, _due([leads[n][1] for n in places], limit), strict=True))
    return [told.get(place) for place in range(len(leads))]


def _due(came: Sequence[datetime | None], limit: Limit) -> list[datetime]:
    moments = [one.astimezone(UTC).replace(tzinfo=None) for one in came if one is not None]
    calendar = company(min(moments).date() - EARLIER)
    due = due_times(np.array(moments, "datetime64[us]"), limit, calendar)
    return [one.replace(tzinfo=UTC) for one in due.tolist()]
