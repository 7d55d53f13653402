"""The working calendars of this company: its own, and those of teams that work otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils import timezone

from salesops.kernel.worktime import Hours
from salesops.process.calendars import Calendar
from salesops.web.notices.addressing import teams_up
from salesops.web.people.positions import holding
from salesops.web.process.models import TeamHours
from salesops.web.workdays import company_hours, company_zone
from salesops.web.workspace.models import CalendarDay

LOOKED_BACK = timedelta(days=800)
SOON = timedelta(days=45)
"""How long before its end a calendar that is confirmed no further is told of."""


def company(since: date | None = None) -> Calendar:
    """The company's calendar of the last years, or since a day, final as far as it is confirmed."""
    since = since or timezone.localdate() - LOOKED_BACK
    rows = CalendarDay.objects.filter(day__gte=since)
    told = list(rows.values_list("day", "is_workday", "holiday"))
    first_open = rows.filter(is_confirmed=False).aggregate(day=Min("day"))["day"]
    last = max((day for day, _, _ in told), default=None)
    until = first_open - timedelta(days=1) if first_open else last
    return Calendar(
        company_hours(), company_zone(), {day: worked for day, worked, _ in told},
        {day: name for day, _, name in told if name}, until,
    )  # fmt: skip


def calendar_for(person_id: str | None, whole: Calendar | None = None) -> Calendar:
    """The calendar somebody works by: that of the nearest team above with hours of its own."""
    return calendars_for([person_id], whole)[person_id]


def calendars_for(
    persons: Iterable[str | None], whole: Calendar | None = None
) -> dict[str | None, Calendar]:
    """The calendar of each of these people; nobody's is the company's."""
    found = dict.fromkeys(persons, whole or company())
    own = {hours.team_id: hours for hours in TeamHours.objects.all()}
    if not own:
        return found
    places = holding(timezone.localdate()).filter(person_id__in=[p for p in found if p])
    for place in places.select_related("team"):
        hours = next((own[team.pk] for team in teams_up(place.team) if team.pk in own), None)
        if hours is not None:
            found[place.person_id] = of_team(hours, found[place.person_id])
    return found


def of_team(hours: TeamHours, whole: Calendar) -> Calendar:
    """A team's calendar: its hours and zone, the company's days and over them its own."""
    own = {date.fromisoformat(day): worked for day, worked in hours.days.items()}
    windows = Hours(tuple((opens, closes) for opens, closes in hours.windows))
    names = {day: name for day, name in whole.names.items() if day not in own}
    until = hours.confirmed_until or whole.confirmed_until
    return Calendar(windows, ZoneInfo(hours.time_zone), {**whole.told, **own}, names, until)


@dataclass(frozen=True)
class Ending:
    """A calendar that is known for only a little longer: whose, and until when."""

    whose: str
    until: date


def ending_soon(today: date) -> list[Ending]:
    """The calendars, the company's with no name first, that are not confirmed for long any more."""
    last = today + SOON
    told = [Ending("", company().confirmed_until or today)]
    own = TeamHours.objects.filter(confirmed_until__isnull=False).select_related("team")
    told += [Ending(one.team.path, one.confirmed_until) for one in own if one.confirmed_until]
    return [one for one in told if one.until < last]
