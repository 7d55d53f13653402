"""On which days somebody works, and when a day of theirs begins: as the nearest team above says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from salesops.selling.workdays import IsWorkday
from salesops.web.people.models import Team
from salesops.web.people.positions import holding
from salesops.web.process.models import TeamHours
from salesops.web.workdays import company_calendar, company_zone


@dataclass(frozen=True)
class WorkingDays:
    """The calendars of the company and its teams, read once for a request.

    Everybody of a calendar is given the same function, for what is counted with it is kept.
    """

    @cached_property
    def company(self) -> IsWorkday:
        """The company's days."""
        return company_calendar()

    def of(self, person_id: str | None) -> IsWorkday:
        """The days of this person; nobody's are the company's."""
        return self._of_team.get(self._place.get(person_id or ""), self.company)

    def day(self, person_id: str | None, moment: datetime) -> date:
        """The day on which this person's clock shows the moment; nobody's is the company's."""
        return moment.astimezone(self.zone(person_id)).date()

    def at(self, person_id: str | None, day: date, hour: time) -> datetime:
        """When this person's clock shows the hour on that day."""
        return datetime.combine(day, hour, tzinfo=self.zone(person_id))

    def zone(self, person_id: str | None) -> ZoneInfo:
        """Where the clock of this person stands."""
        return self._zone_of_team.get(self._place.get(person_id or ""), self._zone)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return company_zone()

    @cached_property
    def _hours(self) -> list[TeamHours]:
        return list(TeamHours.objects.all())

    @cached_property
    def _of_team(self) -> Mapping[str | None, IsWorkday]:
        """By team, where it has or inherits days of its own."""
        nearest = self._nearest(one.team_id for one in self._hours if one.days)
        own = {one.team_id: _over(self.company, one.days) for one in self._hours}
        return {team: own[found] for team, found in nearest.items()}

    @cached_property
    def _zone_of_team(self) -> Mapping[str | None, ZoneInfo]:
        """By team, where it has or inherits hours of its own."""
        nearest = self._nearest(one.team_id for one in self._hours)
        own = {one.team_id: ZoneInfo(one.time_zone) for one in self._hours}
        return {team: own[found] for team, found in nearest.items()}

    def _nearest(self, teams: Iterable[str]) -> Mapping[str | None, str]:
        """By team, which of these it is or stands under; those under none are left out."""
        wanted = set(teams)
        above = dict(Team.objects.values_list("pk", "parent")) if wanted else {}
        found = {team: _nearest(team, above, wanted) for team in above}
        return {team: nearest for team, nearest in found.items() if nearest}

    @cached_property
    def _place(self) -> Mapping[str, str | None]:
        """The team in which each stands today, if it matters."""
        if not self._hours:
            return {}
        rows = holding(timezone.localdate()).order_by("starts_on", "pk")
        return dict(rows.values_list("person_id", "team"))


def _over(company: IsWorkday, days: Mapping[str, bool]) -> IsWorkday:
    own = {date.fromisoformat(day): is_worked for day, is_worked in days.items()}

    def is_workday(day: date) -> bool:
        return own[day] if day in own else company(day)

    return is_workday


def _nearest(team: str | None, above: Mapping[str, str | None], wanted: set[str]) -> str | None:
    while team is not None and team not in wanted:
        team = above.get(team)
    return team
