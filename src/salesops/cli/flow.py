"""How cases went, from a file of events: the process map, its variants and rework."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from salesops.cli.deadlines import calendar_told
from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import language, said, tell

if TYPE_CHECKING:
    from salesops.ingest.eventlogs.columns import Asked
    from salesops.ingest.eventlogs.reading import Events
    from salesops.process.calendars import Calendar
    from salesops.process.counting import Clock
    from salesops.process.flow import Flow
    from salesops.process.log import EventLog

EPOCH, DAY = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=1)


@click.command()
@click.argument("events", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--case", help="The column of the case; of an OCEL file, the type of object.")
@click.option("--activity", help="The column of what happened.")
@click.option("--at", help="The column of when it happened.")
@click.option("--who", help="The column of who did it, to tell redoing from repeating.")
@click.option("--end", "ends", multiple=True, metavar="ACTIVITY", help="Ends a case; repeatable.")
@click.option("--as-of", metavar="MOMENT", help="Until when open cases wait, in their zone.")
@click.option("--zone", help="Where times without an offset were, such as Asia/Shanghai.")
@click.option("--calendar", help="Waits in working time too: cn, or a calendar in a TOML file.")
@click.option("--time-format", "pattern", help="How times are written: %d-%m-%Y %H:%M:%S")
@click.option("--export", type=click.Path(path_type=Path, dir_okay=False),
              help="Also write the events: .csv .parquet .xes .xes.gz .sqlite .json")  # fmt: skip
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def flow(
    events: Path, case: str | None, activity: str | None, at: str | None, who: str | None,
    ends: tuple[str, ...], as_of: str | None, zone: str | None,
    calendar: str | None, pattern: str | None, export: Path | None, form: str, as_json: bool,
) -> None:  # fmt: skip
    """Draw what really happened in EVENTS: CSV, workbook, Parquet, XES (.gz) or OCEL 2.0.

    Prints who follows whom, how often and after how long, the variants and what was done again.
    With --end, cases that have not ended are counted apart with their waits so far. Needs no
    workspace; ends with exit code 1, and every problem, where events cannot be read.
    """
    from salesops.ingest.eventlogs.columns import Asked
    from salesops.process.counting import flow as counted
    from salesops.process.oddities import oddities

    told = calendar_told(calendar, EPOCH) if calendar else None
    there = zone or (str(told.zone) if told else None)
    asked = Asked(case, activity, at, who, there, pattern)
    until = _moment(as_of, there)
    read, log = _read(events, asked, named=bool(export or ends))
    clock = _clock(calendar, log, until) if calendar else None
    found = [*read.problems, *oddities(log, ends, events.name)]
    if export:
        _export(log, export)
    _print(counted(log, ends, until, clock), "json" if as_json else form, told)
    for problem in found:
        tell(problem)
    if any(problem.severity == "error" for problem in found):
        raise SystemExit(1)


def _clock(calendar: str, log: EventLog, until: datetime | None) -> Clock:
    """Working time along the calendar, long enough for the log and what waits until a moment."""
    from salesops.process.deadlines import Ruler

    first, last = log.span
    last = max(last, until or last)
    told = calendar_told(calendar, first, last)
    return Ruler(told, first.date() - DAY, last.date() + DAY).worked


def _moment(text: str | None, zone: str | None) -> datetime | None:
    """A moment somebody wrote, in the zone or else in UTC unless it says where."""
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            said(
                f"“{text}”不是时刻，写成 2026-03-01T09:30",
                f"“{text}” is no moment: 2026-03-01T09:30",
            ),
            param_hint="--as-of",
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone or "UTC"))


def _read(path: Path, asked: Asked, *, named: bool) -> tuple[Events, EventLog]:
    from salesops.ingest.eventlogs.reading import read_events
    from salesops.ingest.sources import Refused
    from salesops.process.log import event_log

    try:
        read = read_events(path, asked, named=named)
        return read, event_log(read.table)
    except Refused as refused:
        tell(refused.problem)
        raise SystemExit(1) from None


def _export(log: EventLog, path: Path) -> None:
    from salesops.ingest.eventlogs.writing import write_events
    from salesops.ingest.sources import Refused
    from salesops.process.log import table_of

    try:
        write_events(table_of(log), path)
    except Refused as refused:
        tell(refused.problem)
        raise SystemExit(1) from None


def _print(flow: Flow, form: str, calendar: Calendar | None) -> None:
    from salesops.process.told import edge_rows, told

    if form == "json":
        print_json(told(flow))
    elif form == "csv":
        edges = edge_rows(flow.edges)
        print_rows(list(edges[0]) if edges else [], edges, form)
    else:
        _print_tables(flow, calendar)


def _print_tables(flow: Flow, calendar: Calendar | None) -> None:
    from salesops.process.flow_shown import tables

    for table in tables(flow, language(), calendar.hours.minutes if calendar else 24 * 60):
        click.secho(table.caption, bold=True)
        print_rows(list(table.rows[0]), table.rows, "table")
        click.echo()
    click.echo(
        said(
            f"{flow.cases} 个案例，{flow.events} 个事件，{len(flow.variants)} 种走法",
            ", ".join(
                f"{count} {name}" if count == 1 else f"{count} {name}s"
                for count, name in (
                    (flow.cases, "case"),
                    (flow.events, "event"),
                    (len(flow.variants), "variant"),
                )
            ),
        )
    )
