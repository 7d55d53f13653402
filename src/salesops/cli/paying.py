"""`salesops pay`: a plan and its credits in, what everybody is entitled to and is due out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import click

from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import said, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from pathlib import Path

    from salesops.incentives.calculation import Calculation
    from salesops.incentives.credits import Credits
    from salesops.incentives.pay_rows import Columns, Reader
    from salesops.incentives.plan import Plan
    from salesops.incentives.statement import Entry, Row
    from salesops.kernel.problem import Problem, Where

FILE = click.Path(path_type=str, exists=True, dir_okay=False)


@click.command()
@click.argument("plan", type=FILE)
@click.argument("credits", type=FILE)
@click.option("--quotas", type=FILE, help="Quotas: payee, period, amount and, if any, component.")
@click.option("--issued", type=FILE, help="What was issued: payee, period, component, amount.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="A day of the open period;"
              " the last credit's without it.")  # fmt: skip
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="With every line: the same as --format json.")
def pay(
    plan: str, credits: str, quotas: str | None, issued: str | None, as_of: datetime | None,
    form: str, as_json: bool,
) -> None:  # fmt: skip
    """Work out what the plan of a TOML file pays on the credits of a CSV file or workbook.

    CREDITS has the columns payee, day, amount and, where wanted, quantity, order, basis, role,
    product, original and currency. Prints per payee and period what is entitled, issued and due;
    everything due is posted to the open period. Needs no workspace. Who something is wrong with
    is left out and told, and the exit code is 1; a plan that is wrong pays nobody.
    """
    from salesops.incentives.pay_rows import CREDITS, ISSUED, QUOTAS, Reader
    from salesops.incentives.quotas import Quotas

    reader = Reader(_plan(plan), _number, _day)
    columns = _credits(reader, credits, CREDITS)
    held = (
        reader.quotas(_rows(quotas, QUOTAS, ("payee", "period", "amount"))) if quotas else Quotas()
    )
    before: list[Entry] = []
    if issued:
        before = list(reader.issued(_rows(issued, ISSUED, ("payee", "period", "amount"))))
    if reader.problems or not len(columns):
        _refuse(reader.problems or [_nothing(credits)])
    day = as_of.date() if as_of else _last_day(columns)
    done, problems = _calculated(reader.plan, columns, held, day)
    _print(done, before, "json" if as_json else form, [*reader.remarks, *problems])


def _refuse(problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        tell(problem)
    raise SystemExit(1)


def _plan(path: str) -> Plan:
    from pathlib import Path

    from salesops.incentives.documents import example_problems
    from salesops.incentives.plan_file import plan_file

    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(
            said(f"{path} 不是 UTF-8，请另存为 UTF-8", f"{path} is not UTF-8: save it as that")
        ) from None
    found = plan_file(text, Path(path).name)
    problems = found if isinstance(found, list) else example_problems(found)
    if isinstance(found, list) or problems:
        _refuse(problems)
    return found


def _credits(reader: Reader, path: str, columns: Columns) -> Credits:
    from salesops.incentives.credits import credits_of

    return credits_of(reader.credits(_rows(path, columns, ("payee", "day", "amount"))))


def _nothing(path: str) -> Problem:
    from salesops.incentives.words import NO_CREDITS
    from salesops.kernel.problem import Problem, Where

    return Problem(NO_CREDITS, Where(file=path))


def _last_day(credits: Credits) -> date:
    from datetime import date

    return date.fromordinal(int(credits.day.max()))


def _calculated(
    plan: Plan, credits: Credits, quotas: Any, day: date
) -> tuple[Calculation, list[Problem]]:
    from salesops.incentives.calculation import calculated
    from salesops.incentives.credit_checks import world_of

    world, problems = world_of(plan, credits, quotas, day)
    return calculated(world), problems


def _rows(
    path: str, columns: Columns, needed: Sequence[str]
) -> Iterator[tuple[Where, Mapping[str, str | None]]]:
    """Each row with its place, by canonical column; ends with the reason where it has none."""
    from pathlib import Path

    from salesops.ingest.clean import plain_id
    from salesops.ingest.sources import LINE, Refused
    from salesops.kernel.problem import Where as Place
    from salesops.planning.allocate_rows import canonical

    file, plain = Path(path), cache(plain_id)
    try:
        for source in _sources(file, columns, needed):
            names = canonical(source.columns, columns)
            for chunk in source.chunks():
                for cells in chunk.iter_rows(named=True):
                    row = {name: cells[column] for column, name in names.items()}
                    row |= {n: plain(row[n] or "") for n in ("payee", "order") if n in row}
                    yield Place(file=file.name, line=cells[LINE]), row
    except Refused as refused:
        _refuse([refused.problem])


def _sources(path: Path, columns: Columns, needed: Sequence[str]) -> Sequence[Any]:
    """The tables of a file; Refused where a column is missing from one."""
    from salesops.incentives.words import NO_COLUMN
    from salesops.ingest.intake import Field, Intake
    from salesops.ingest.mapping import SourceOptions
    from salesops.ingest.sources import Refused, open_sources
    from salesops.kernel.problem import Problem
    from salesops.kernel.problem import Where as Place
    from salesops.planning.allocate_rows import canonical

    fields = tuple(Field(name, "text", names=names) for name, names in columns.items())
    sources = open_sources(path, SourceOptions(), Intake("pay", "fact", fields, ("payee",)))
    for source in sources:
        held = canonical(source.columns, columns).values()
        for name in needed:
            if name not in held:
                told = {"column": name, "columns": ", ".join(needed)}
                raise Refused(Problem(NO_COLUMN, Place(file=path.name), told))
    return sources


@cache
def _number(text: str) -> Decimal | str | None:
    from salesops.ingest.amounts import number

    return number(text)


@cache
def _day(text: str) -> date | str | None:
    from datetime import datetime

    from salesops.ingest.dates import moment

    found = moment(text)
    return found.date() if isinstance(found, datetime) else found


def _print(
    of: Calculation, issued: Sequence[Entry], form: str, problems: Sequence[Problem]
) -> None:
    """The rows, then what was wrong; exit code 1 where anybody was left out."""
    from salesops.incentives.statement import (
        changed_after_issue,
        due,
        order_lines,
        payables,
        rows,
    )

    entries = due(of, issued)
    found, unpaid = payables(of, entries)
    if form == "json":
        print_json({
            "open_period": of.world.periods.label(of.world.periods.open),
            "currency": of.plan.currency,
            "rows": [_shown(row) for row in rows(of, issued)],
            "orders": [vars(line) for line in order_lines(of)],
            "entries": [vars(entry) for entry in entries],
            "payables": [vars(one) for one in found],
        })  # fmt: skip
    else:
        columns = ["payee", "period", "entitled", "issued", "due", "posted_in"]
        print_rows(columns, [{n: vars(row)[n] for n in columns} for row in rows(of, issued)], form)
    told = [*problems, *unpaid, *changed_after_issue(of, issued)]
    for problem in told:
        tell(problem)
    if any(problem.severity == "error" for problem in told):
        raise SystemExit(1)


def _shown(row: Row) -> dict[str, Any]:
    return {**vars(row), "lines": [vars(line) for line in row.lines]}
