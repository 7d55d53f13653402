"""The company's calendar as a page: a year of months, one day to change, hours, what is final."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.kernel.hours import hours_written
from salesops.kernel.yeargrid import Told, year_grid
from salesops.web.access import EDITORS, require
from salesops.web.administration import actions
from salesops.web.administration.actions import DayTold
from salesops.web.administration.forms import ConfirmedForm, DayForm, HoursForm
from salesops.web.people.blame import blame
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workdays import company_hours, company_zone
from salesops.web.workspace.models import CalendarDay

ONE = timedelta(days=1)


@login_required
@require_http_methods(["GET", "POST"])
def show(request: SignedIn) -> HttpResponse:
    """A year of days, and the forms to change them."""
    require(request.user, *EDITORS)
    if request.method == "POST":
        return _done(request)
    return _page(request, _chosen(request.GET.get("day", "")), {})


def _done(request: SignedIn) -> HttpResponse:
    do = {"day": _set_days, "hours": _set_hours, "confirm": _confirm}
    chosen = do.get(request.POST.get("do", ""))
    return chosen(request) if chosen else redirect("company_calendar")


def _set_days(request: SignedIn) -> HttpResponse:
    form = DayForm(request.POST)
    status = 422
    if form.is_valid():
        said = form.cleaned_data
        last = said["through"] or said["day"]
        days = [
            DayTold(said["day"] + n * ONE, said["is_workday"], said["holiday"])
            for n in range((last - said["day"]).days + 1)
        ]
        try:
            count = actions.set_days(actor=request.user, days=days)
        except Refused as refusal:
            status = blame(form, refusal)
        else:
            told = _("Changed days: %s. The figures follow in a moment.") % count
            messages.success(request, told)
            return redirect(f"{reverse('company_calendar')}?day={said['day']}")
    day = _chosen(request.POST.get("day", ""))
    return _page(request, day, {"day_form": form}, status)


def _set_hours(request: SignedIn) -> HttpResponse:
    form = HoursForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.set_hours(actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            status = blame(form, refusal)
        else:
            messages.success(request, _("Saved. The figures follow in a moment."))
            return redirect("company_calendar")
    return _page(request, None, {"hours_form": form}, status)


def _confirm(request: SignedIn) -> HttpResponse:
    form = ConfirmedForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.confirm_until(actor=request.user, day=form.cleaned_data["until"])
        except Refused as refusal:
            status = blame(form, refusal)
        else:
            messages.success(request, _("Saved. The figures follow in a moment."))
            return redirect("company_calendar")
    return _page(request, None, {"confirmed_form": form}, status)


def _chosen(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(
    request: SignedIn, day: date | None, forms: dict[str, Any], status: int = 200
) -> HttpResponse:
    until, hours = actions.confirmed_until(), company_hours()
    year = _year(request.GET.get("year", ""), day)
    months = year_grid(year, _told(year))
    context = {
        "year": year,
        "months": months,
        "workdays": sum(month.workdays for month in months),
        "weekdays": [_weekday(n) for n in range(7)],
        "chosen": day,
        "today": timezone.localdate(),
        "confirmed": until,
        "is_provisional": until is None or until < date(year, 12, 31),
        "hours": hours_written(hours),
        "hours_a_day": hours.minutes / 60,
        "zones": sorted(available_timezones()),
        "hours_form": HoursForm(
            initial={"windows": hours_written(hours), "time_zone": str(company_zone())}
        ),
        "confirmed_form": ConfirmedForm(initial={"until": until}),
        "day_form": DayForm(initial=_initial(day)),
        **forms,
    }
    return render(request, "administration/calendar.html", context, status=status)


def _year(text: str, day: date | None) -> int:
    """The year asked for, or the nearest one the calendar knows."""
    told = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
    wanted = told or (day or timezone.localdate()).year
    reach = CalendarDay.objects.aggregate(first=Min("day"), last=Max("day"))
    if not reach["first"]:
        return timezone.localdate().year
    return min(max(wanted, reach["first"].year), reach["last"].year)


def _initial(day: date | None) -> dict[str, Any]:
    row = CalendarDay.objects.filter(pk=day).first() if day else None
    if row is None:
        return {"day": day}
    said = "yes" if row.is_workday else "no"
    return {"day": day, "is_workday": said, "holiday": row.holiday}


def _weekday(number: int) -> str:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")][number]


def _told(year: int) -> dict[date, Told]:
    rows = CalendarDay.objects.filter(day__year=year)
    return {row.day: Told(row.is_workday, row.holiday, row.is_confirmed) for row in rows}
