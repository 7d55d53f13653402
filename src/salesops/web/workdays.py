"""The company's own calendar of working days, for whoever counts in them."""

from datetime import date

from salesops.selling.workdays import IsWorkday
from salesops.web.workspace.models import CalendarDay


def company_calendar() -> IsWorkday:
    """Whether a day is worked, by the workspace's calendar; other days are as their weekday."""
    told = dict(CalendarDay.objects.values_list("day", "is_workday"))

    def is_workday(day: date) -> bool:
        return told.get(day, day.weekday() < 5)

    return is_workday
