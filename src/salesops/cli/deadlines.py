"""When something is due: due."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.printing import print_json, print_rows
from salesops.cli.workspace import language, said, tell

if TYPE_CHECKING:
    from salesops.process.calendars import Calendar
    from salesops.process.limits import Limit

YEARS_AROUND = 2
FIRST_YEAR, LAST_YEAR = 1950, 2200


@click.command()
@click.option("--start", required=True, help="When it began, such as 2026-02-13T17:00.")
@click.option("--limit", required=True, help='Such as "24 hours", "2 working hours".')
@click.option("--calendar", "which", default="cn", show_default=True,
              help="cn, or a calendar in a TOML file.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Print every stretch up to then and what it counted.")
@click.option("--json", "as_json", is_flag=True, help="Print all that is known of it as JSON.")
def due(start: str, limit: str, which: str, explain: bool, as_json: bool) -> None:
    """Say when something is due that may take so long.

    A limit is so many hours (that pass, day and night), working hours or working days. cn is
    09:00-18:00 in Shanghai with China's holidays and make-up workdays; a TOML file may say
    time_zone, hours, weekdays, holidays, workdays and confirmed_until. A start without an offset
    is on the calendar's clock, and so is the answer. Needs no workspace.
    """
    from salesops.process.deadlines import due_at

    begun = _start(start)
    calendar, wanted = calendar_told(which, begun), _limit(limit)
    at = begun if begun.tzinfo else begun.replace(tzinfo=calendar.zone)
    try:
        found = due_at(at, wanted, calendar)
    except (ValueError, OverflowError):
        raise click.ClickException(
            said("按这个日历，一年之内没有工作日", "The calendar has no working day within a year")
        ) from None
    shown = found.at.isoformat(timespec="auto" if found.at.second else "minutes")
    told = shown if begun.tzinfo else shown[:-6]
    if as_json:
        print_json({
            "due_at": shown, "is_provisional": found.is_provisional, "limit": str(wanted),
            "time_zone": str(calendar.zone), "confirmed_until": calendar.confirmed_until,
        })  # fmt: skip
        return
    if explain:
        _explain(at, found.at, wanted, calendar)
    else:
        click.echo(told)
    if found.is_provisional:
        click.echo(
            said(
                f"暂定：日历只确认到 {calendar.confirmed_until}",
                f"Provisional: the calendar is confirmed until {calendar.confirmed_until} only",
            ),
            err=True,
        )


def _start(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found and FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    raise click.ClickException(
        said(
            f"看不懂开始时间“{text}”，写成 2026-02-13T17:00",
            f'The start "{text}" is not clear: write it as 2026-02-13T17:00',
        )
    )


def _limit(text: str) -> Limit:
    from salesops.kernel.problem import Problem
    from salesops.process.limits import limit_read

    found = limit_read(text)
    if isinstance(found, Problem):
        tell(found)
        raise SystemExit(1)
    return found


def calendar_told(which: str, start: datetime, end: datetime | None = None) -> Calendar:
    """The calendar somebody named, for what began then; ends with the reason where it is none."""
    if which == "cn":
        return china(start, end)
    from salesops.kernel.problem import Problem
    from salesops.process.calendars import calendar_read

    try:
        text = Path(which).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise click.ClickException(
            said(f"读不了日历 {which}：写 cn，或一个 UTF-8 的 TOML 文件",
                 f"Cannot read the calendar {which}: say cn, or give a TOML file in UTF-8")
        ) from None  # fmt: skip
    found = calendar_read(text, Path(which).name)
    if isinstance(found, Problem):
        tell(found)
        raise SystemExit(1)
    return found


def china(start: datetime, end: datetime | None = None) -> Calendar:
    """How China works around a day, or from one to another, as far as that is announced."""
    from salesops.ledger.calendar import seed_days
    from salesops.process.calendars import Calendar

    first = start.date() - timedelta(days=400)
    days = seed_days(first, (end or start).date() + timedelta(days=366 * YEARS_AROUND))
    told = {day: kind.is_workday for day, kind in days.items()}
    names = {day: kind.holiday for day, kind in days.items() if kind.holiday}
    final = [day for day, kind in days.items() if not kind.is_provisional]
    return Calendar(told=told, names=names, confirmed_until=max(final, default=first))


def _explain(start: datetime, end: datetime, limit: Limit, calendar: Calendar) -> None:
    from salesops.process.explaining import stretches

    rows = [
        {
            "from": f"{one.starts_at:%Y-%m-%d %H:%M}", "to": f"{one.ends_at:%Y-%m-%d %H:%M}",
            "what": one.said(language()), "minutes": one.counted // timedelta(minutes=1),
            "total": one.total // timedelta(minutes=1),
        }
        for one in stretches(start, end, limit, calendar)
    ]  # fmt: skip
    print_rows(["from", "to", "what", "minutes", "total"], rows, "table")
