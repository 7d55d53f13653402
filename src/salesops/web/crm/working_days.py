"""On which days somebody works: those of the nearest team above with days of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from salesops.selling.workdays import IsWorkday
from salesops.web.people.models import Team
from salesops.web.people.positions import holding
from salesops.web.process.models import TeamHours
from salesops.web.workdays import company_calendar


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

    @cached_property
    def _of_team(self) -> Mapping[str | None, IsWorkday]:
        """By team, where it has or inherits days of its own."""
        own = {
            hours.team_id: _over(self.company, hours.days)
            for hours in TeamHours.objects.all()
            if hours.days
        }
        if not own:
            return {}
        above = dict(Team.objects.values_list("pk", "parent"))
        nearest = {team: _nearest(team, above, own) for team in above}
        return {team: own[found] for team, found in nearest.items() if found}

    @cached_property
    def _place(self) -> Mapping[str, str | None]:
        """The team in which each stands today, if it matters."""
        if not self._of_team:
            return {}
        rows = holding(timezone.localdate()).order_by("starts_on", "pk")
        return dict(rows.values_list("person_id", "team"))


def _over(company: IsWorkday, days: Mapping[str, bool]) -> IsWorkday:
    own = {date.fromisoformat(day): is_worked for day, is_worked in days.items()}

    def is_workday(day: date) -> bool:
        return own[day] if day in own else company(day)

    return is_workday


def _nearest(
    team: str | None, above: Mapping[str, str | None], own: Mapping[str, IsWorkday]
) -> str | None:
    while team is not None and team not in own:
        team = above.get(team)
    return team
