"""What is done to the company's settings: hours, calendar, rates, and how long old things stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Max, Min

from salesops.kernel.hours import hours_read, hours_written
from salesops.web import audit
from salesops.web.access import EDITORS, Actor, require
from salesops.web.administration.models import Upkeep, WorkingHours
from salesops.web.administration.problems import (
    BAD_CURRENCY,
    BAD_HOURS,
    BAD_RATE,
    DAY_OUT_OF_REACH,
    NO_DAYS,
    NO_SUCH_ZONE,
)
from salesops.web.people.models import Role
from salesops.web.problems import refused
from salesops.web.text import clean_text
from salesops.web.workdays import company_hours, company_zone
from salesops.web.workspace.models import CalendarDay, ExchangeRate, Workspace

Changes = dict[str, tuple[object, object]]
RATE_DECIMALS = 8
MOST_RATE = Decimal(10) ** 9


@dataclass(frozen=True)
class DayTold:
    """What somebody says of a day."""

    day: date
    is_workday: bool
    holiday: str = ""


def set_hours(*, actor: Actor, windows: str, time_zone: str) -> WorkingHours:
    """When people work on a workday, and on whose clock. Raises Refused."""
    require(actor, *EDITORS)
    try:
        hours = hours_read(windows)
    except ValueError:
        raise refused(BAD_HOURS, field="windows", told=windows[:100]) from None
    zone = _zone(time_zone)
    with transaction.atomic():
        changed = _differences(
            {"windows": (hours_written(company_hours()), hours_written(hours)),
             "time_zone": (str(company_zone()), zone)}
        )  # fmt: skip
        values = {"windows": [list(one) for one in hours.windows], "time_zone": zone}
        kept, _made = WorkingHours.objects.update_or_create(pk=1, defaults=values)
        if changed:
            audit.note(actor, "set_hours", zone, table="calendar", changes=changed)
    return kept


def _zone(name: str) -> str:
    try:
        return str(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refused(NO_SUCH_ZONE, field="time_zone", zone=name[:100]) from None


def _differences(told: Mapping[str, tuple[object, object]]) -> Changes:
    return {name: (before, after) for name, (before, after) in told.items() if before != after}


def set_days(*, actor: Actor, days: Sequence[DayTold]) -> int:
    """Make days workdays or not, with the name of their holiday; gives how many changed.

    Raises Refused when a day lies outside the calendar.
    """
    require(actor, *EDITORS)
    if not days:
        raise refused(NO_DAYS)
    with transaction.atomic():
        _within_reach(days)
        rows = CalendarDay.objects.select_for_update().in_bulk([told.day for told in days])
        changed = [one for told in days if (one := _told(rows[told.day], told))]
        for row, _ in changed:
            row.save(update_fields=["is_workday", "holiday"])
        if changed:
            every = {f"{row.day} {name}": pair for row, c in changed for name, pair in c.items()}
            subject = f"{changed[0][0].day}"
            audit.note(actor, "set_days", subject, table="calendar", record_id=subject,
                       changes=every)  # fmt: skip
    return len(changed)


def _told(row: CalendarDay, told: DayTold) -> tuple[CalendarDay, Changes] | None:
    holiday = clean_text(told.holiday)[:100]
    changes = _differences(
        {"is_workday": (row.is_workday, told.is_workday), "holiday": (row.holiday, holiday)}
    )
    row.is_workday, row.holiday = told.is_workday, holiday
    return (row, changes) if changes else None


def _within_reach(days: Sequence[DayTold]) -> None:
    reach = CalendarDay.objects.aggregate(first=Min("day"), last=Max("day"))
    for told in days:
        if reach["first"] is None or not reach["first"] <= told.day <= reach["last"]:
            raise refused(DAY_OUT_OF_REACH, field="day", day=told.day, **reach)


def confirmed_until() -> date | None:
    """The last day of which nothing can change any more; days after it are provisional."""
    first_open = CalendarDay.objects.filter(is_confirmed=False).aggregate(day=Min("day"))["day"]
    confirmed = CalendarDay.objects.filter(is_confirmed=True)
    if first_open:
        confirmed = confirmed.filter(day__lt=first_open)
    return confirmed.aggregate(day=Max("day"))["day"]


def confirm_until(*, actor: Actor, day: date) -> date | None:
    """Say up to which day the calendar is final. Raises Refused."""
    require(actor, *EDITORS)
    with transaction.atomic():
        _within_reach([DayTold(day, is_workday=True)])
        before = confirmed_until()
        CalendarDay.objects.filter(day__lte=day, is_confirmed=False).update(is_confirmed=True)
        CalendarDay.objects.filter(day__gt=day, is_confirmed=True).update(is_confirmed=False)
        if before != day:
            changes: Changes = {"confirmed_until": (before, day)}
            audit.note(actor, "confirm_calendar", str(day), table="calendar", changes=changes)
    return day


def put_rate(*, actor: Actor, currency: str, starts_on: date, rate: Decimal) -> ExchangeRate:
    """What one unit of a currency is worth from a day on; a rate of the same day is replaced.

    Raises Refused.
    """
    require(actor, Role.ADMIN, Role.OPS, Role.FINANCE)
    code = currency.strip().upper()
    own = Workspace.objects.values_list("currency", flat=True).first()
    if not (len(code) == 3 and code.isascii() and code.isalpha()) or code == own:
        raise refused(BAD_CURRENCY, field="currency", currency=code[:20])
    if not (rate.is_finite() and 0 < rate < MOST_RATE and _fits(rate)):
        raise refused(BAD_RATE, field="rate")
    with transaction.atomic():
        stored = ExchangeRate.objects.filter(currency=code, starts_on=starts_on)
        before = stored.values_list("rate", flat=True).first()
        kept, _made = ExchangeRate.objects.update_or_create(
            currency=code, starts_on=starts_on, defaults={"rate": rate}
        )
        if before != rate:
            changes: Changes = {"rate": (before, rate)}
            audit.note(actor, "put_rate", f"{code} {starts_on}", table="exchange_rates",
                       record_id=f"{code} {starts_on}", changes=changes)  # fmt: skip
    return kept


def _fits(rate: Decimal) -> bool:
    return rate == rate.quantize(Decimal(1).scaleb(-RATE_DECIMALS))


def upkeep() -> Upkeep:
    """The rules now in force."""
    return Upkeep.objects.filter(pk=1).first() or Upkeep(pk=1)


def set_upkeep(
    *, actor: Actor, nightly_backups: int, snapshot_days: int, snapshot_months: int | None
) -> Upkeep:
    """How many backups and which snapshots stay. Raises ValidationError."""
    require(actor, Role.ADMIN)
    given = {"nightly_backups": nightly_backups, "snapshot_days": snapshot_days,
             "snapshot_months": snapshot_months}  # fmt: skip
    with transaction.atomic():
        rules = upkeep()
        changed = _differences({name: (getattr(rules, name), v) for name, v in given.items()})
        for name, value in given.items():
            setattr(rules, name, value)
        rules.full_clean(validate_unique=False, validate_constraints=False)
        rules.save()
        if changed:
            audit.note(actor, "set_upkeep", table="upkeep", changes=changed)
    return rules
