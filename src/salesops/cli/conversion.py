"""The command that says how many cases are won, from a plain file: conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import language, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from salesops.kernel.problem import Problem, Where
    from salesops.process.conversion_file import Case
    from salesops.process.conversion_told import Told

COLUMNS = ("case", "start", "end", "outcome", "activity", "at", "by")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--case", metavar="COL", help="Column of the case; a row is a case without one.")
@click.option("--start", metavar="COL", help="Column of when the case began.")
@click.option("--end", metavar="COL", help="Column of when it was won or lost.")
@click.option("--outcome", metavar="COL", help="Column of how it ended; empty is open.")
@click.option("--activity", metavar="COL", help="Column of the stage: then a row is an event.")
@click.option("--at", metavar="COL", help="Column of when the event happened.")
@click.option("--by", metavar="COL", help="Column to compare: a source, a person, a product.")
@click.option("--won", multiple=True, metavar="VALUE", help="Outcome or stage that means won.")
@click.option("--lost", multiple=True, metavar="VALUE", help="Outcome or stage that means lost.")
@click.option("--stage", "stages", multiple=True, metavar="NAME", help="The stages in order.")
@click.option("--as-of", "as_of", type=click.DateTime(), help="Counted as of; else the last event.")
@click.option(
    "--day", "days", type=int, multiple=True, default=(7, 14, 30, 60, 90), show_default=True,
    help="Days after which the chance to be won is told.",
)  # fmt: skip
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def conversion(
    file: str, won: Sequence[str], lost: Sequence[str], stages: Sequence[str],
    as_of: datetime | None, days: Sequence[int], form: str, as_json: bool, **named: str | None,
) -> None:  # fmt: skip
    """Say how likely cases are won, by cohort, with open ones counted properly.

    FILE has a row a case (--start, --end, --outcome) or a row an event (--activity, --at). Prints
    the Aalen–Johansen estimate with its interval, every month's cohort beside its period figure,
    and for events the stages in three meanings of reached. Needs no workspace; rows that cannot
    be counted are told as problems, and the exit code is 1 where none can.
    """
    from pathlib import Path

    from salesops.process.conversion_file import cases_of_events, cases_of_rows, words
    from salesops.process.conversion_told import told

    is_events = bool(named["activity"] or named["at"])
    said = words(won, lost, stages)
    read = cases_of_events if is_events else cases_of_rows
    cases, problems = read(_rows(Path(file), named, is_events=is_events), said, _moment)
    cases, problems = _seen(cases, problems, as_of)
    found = told(cases, as_of or _last(cases), days, said, language())
    if as_json or form == "json":
        print_json(found.record())
    else:
        _print(found, form)


def _seen(
    cases: list[Case], problems: list[Problem], as_of: datetime | None
) -> tuple[list[Case], list[Problem]]:
    """The cases as of the day; ends with the problems where there is nothing to count."""
    from salesops.kernel.problem import Problem
    from salesops.process.conversion_file import seen_until
    from salesops.process.conversion_wordings import NO_CASES

    if as_of:
        cases, late = seen_until(cases, as_of)
        problems = [*problems, *late]
    problems = problems if cases else [*problems, Problem(NO_CASES)]
    for problem in problems:
        tell(problem)
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(1)
    return cases, problems


def _last(cases: Sequence[Case]) -> datetime:
    from salesops.process.conversion_file import last_seen

    return last_seen(cases)


def _moment(text: str) -> datetime | str | None:
    from salesops.ingest.dates import moment

    return moment(text)


def _rows(
    path: Path, named: Mapping[str, str | None], *, is_events: bool
) -> Iterator[tuple[Where, Mapping[str, str | None]]]:
    """Each row by canonical column, with its place; ends with the reason where it is no table."""
    from salesops.ingest.sources import LINE, Refused
    from salesops.kernel.problem import Where as Place

    try:
        for columns, chunks in _tables(path, named, is_events=is_events):
            for chunk in chunks:
                for cells in chunk.iter_rows(named=True):
                    row = {name: cells[column] for name, column in columns.items()}
                    yield Place(file=path.name, line=cells[LINE]), row
    except Refused as refused:
        _refuse(refused.problem)


def _tables(
    path: Path, named: Mapping[str, str | None], *, is_events: bool
) -> Iterator[tuple[Mapping[str, str], Iterator]]:
    from salesops.ingest.fields import Field, Intake
    from salesops.ingest.mapping import SourceOptions
    from salesops.ingest.sources import open_sources
    from salesops.process.conversion_file import CASE_COLUMNS, EVENT_COLUMNS

    wanted = EVENT_COLUMNS if is_events else CASE_COLUMNS
    fields = tuple(Field(n, "text", names=(named[n] or "", *names)) for n, names in wanted.items())
    for source in open_sources(path, SourceOptions(), Intake("cases", "fact", fields, ("case",))):
        yield _found(path, source.columns, named, is_events=is_events), source.chunks()


def _found(
    path: Path, held: Sequence[str], named: Mapping[str, str | None], *, is_events: bool
) -> dict[str, str]:
    """The column of the file for each canonical one; ends where one that is needed is missing."""
    from salesops.kernel.problem import Problem
    from salesops.kernel.problem import Where as Place
    from salesops.process.conversion_file import CASE_COLUMNS, EVENT_COLUMNS
    from salesops.process.conversion_wordings import NO_COLUMN

    wanted = {**(EVENT_COLUMNS if is_events else CASE_COLUMNS), "by": ()}
    by_name, found = {name.strip().lower(): name for name in held}, {}
    for name, usual in wanted.items():
        asked = named[name]
        heading = next(
            (by_name[n.lower()] for n in ([asked] if asked else [name, *usual])
             if n.lower() in by_name), None,
        )  # fmt: skip
        needed = asked or not (name == "by" or (name == "case" and not is_events))
        if heading is not None and (asked or name != "by"):
            found[name] = heading
        elif needed:
            values = {"column": asked or name, "option": name, "known": "、".join(held)}
            _refuse(Problem(NO_COLUMN, Place(file=path.name), values))
    return found


def _refuse(problem: Problem) -> NoReturn:
    tell(problem)
    raise SystemExit(1)


def _print(found: Told, form: str) -> None:
    """The cohorts as a table, and below them, on a terminal, the sentences."""
    for columns, rows in found.tables():
        print_rows(columns, rows, form)
        click.echo()
    for sentence in found.sentences if form == "table" else ():
        click.echo(sentence)
