"""How cases went, from a file of events: the process map, its variants and rework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import said, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from salesops.ingest.eventlogs.columns import Asked
    from salesops.ingest.eventlogs.reading import Events
    from salesops.process.flow import Flow
    from salesops.process.log import EventLog

# Variants that a person reads; files have all of them.
SHOWN = 10


@click.command()
@click.argument("events", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--case", help="The column of the case; of an OCEL file, the type of object.")
@click.option("--activity", help="The column of what happened.")
@click.option("--at", help="The column of when it happened.")
@click.option("--who", help="The column of who did it, to tell redoing from repeating.")
@click.option("--end", "ends", multiple=True, metavar="ACTIVITY", help="Ends a case; repeatable.")
@click.option("--as-of", type=click.DateTime(), help="Until when open cases wait, in UTC.")
@click.option("--zone", help="Where times without an offset were, such as Asia/Shanghai.")
@click.option("--time-format", "pattern", help="How times are written: %d-%m-%Y %H:%M:%S")
@click.option("--export", type=click.Path(path_type=Path, dir_okay=False),
              help="Also write the events, sorted: .csv .parquet .xes .xes.gz .sqlite .json")  # fmt: skip
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def flow(
    events: Path, case: str | None, activity: str | None, at: str | None, who: str | None,
    ends: tuple[str, ...], as_of: Any, zone: str | None, pattern: str | None,
    export: Path | None, form: str, as_json: bool,
) -> None:  # fmt: skip
    """Draw what really happened in EVENTS: CSV, workbook, Parquet, XES (.gz) or OCEL 2.0.

    Prints who follows whom, how often and after how long, the variants and what was done again.
    With --end, cases that have not ended are counted apart with their waits so far. Needs no
    workspace; ends with exit code 1, and every problem, where events cannot be read.
    """
    from salesops.ingest.eventlogs.columns import Asked
    from salesops.process.counting import flow as counted
    from salesops.process.log import event_log

    read = _read(events, Asked(case, activity, at, who, zone, pattern))
    log = event_log(read.table)
    _check_ends(log, ends)
    if export:
        _export(log, export, case)
    until = as_of and as_of.astimezone() if as_of and as_of.tzinfo else as_of
    _print(counted(log, ends, until), "json" if as_json else form)
    for problem in (*read.problems, *_remarks(read, log, ends)):
        tell(problem)
    if read.problems:
        raise SystemExit(1)


def _read(path: Path, asked: Asked) -> Events:
    from salesops.ingest.eventlogs.reading import read_events
    from salesops.ingest.sources import Refused

    try:
        return read_events(path, asked)
    except Refused as refused:
        tell(refused.problem)
        raise SystemExit(1) from None
