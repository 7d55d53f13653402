"""The company's own calendar of working days and hours, for whoever counts in them."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from salesops.kernel.worktime import HOURS, Hours
from salesops.selling.workdays import IsWorkday
from salesops.web.administration.models import WorkingHours
from salesops.web.workspace.models import CalendarDay


def company_calendar(since: date | None = None) -> IsWorkday:
    """Whether a day is worked, by the workspace's calendar; other days are as their weekday.

    Days before `since` are not asked about.
    """
    days = CalendarDay.objects.filter(day__gte=since) if since else CalendarDay.objects.all()
    told = dict(days.values_list("day", "is_workday"))

    def is_workday(day: date) -> bool:
        return told.get(day, day.weekday() < 5)

    return is_workday


def company_hours() -> Hours:
    """The hours in which this company works, as the workspace's settings say."""
    told = WorkingHours.objects.filter(pk=1).values_list("windows", flat=True).first()
    return Hours(tuple((opens, closes) for opens, closes in told)) if told else HOURS


def company_zone() -> ZoneInfo:
    """The zone on whose clock those hours stand."""
    told = WorkingHours.objects.filter(pk=1).values_list("time_zone", flat=True).first()
    return ZoneInfo(told or settings.TIME_ZONE)
