"""REST: the company's calendar of working days."""

from __future__ import annotations

from datetime import date

from ninja import Query, Router, Schema
from pydantic import Field

from salesops.web.access import EDITORS, require
from salesops.web.administration.actions import DayTold, set_days
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import CalendarDay

router = Router(tags=["calendar"])
MOST_DAYS = 1000


class DayOut(Schema):
    """A day; one that is not confirmed may still change."""

    day: date
    is_workday: bool
    holiday: str
    is_confirmed: bool


class DaysOut(Schema):
    """Days in their order; `next` is the day to go on from, if any are left."""

    items: list[DayOut]
    next: date | None


class CalendarDays(Schema):
    """From a day until before another."""

    starts_on: date = Field(alias="from")
    ends_before: date = Field(alias="before")


class DayIn(Schema):
    """What a day becomes."""

    day: date
    is_workday: bool
    holiday: str = Field("", max_length=100)


class DaysIn(Schema):
    """The days to change."""

    days: list[DayIn] = Field(max_length=MOST_DAYS)


class Changed(Schema):
    """How many days are not what they were."""

    changed: int


@router.get("/calendar", response=DaysOut)
def days(request: SignedIn, asked: Query[CalendarDays]) -> dict[str, object]:
    """Workdays and holidays; at most a thousand at a time."""
    found = CalendarDay.objects.filter(day__gte=asked.starts_on, day__lt=asked.ends_before)
    items = list(found.order_by("day")[: MOST_DAYS + 1])
    rest = items[MOST_DAYS].day if len(items) > MOST_DAYS else None
    return {"items": items[:MOST_DAYS], "next": rest}


@router.patch("/calendar", response=Changed)
def change(request: SignedIn, told: DaysIn) -> dict[str, int]:
    """Make days workdays or not; the figures follow in the background."""
    require(request.user, *EDITORS)
    given = [DayTold(one.day, one.is_workday, one.holiday) for one in told.days]
    return {"changed": set_days(actor=request.user, days=given)}
