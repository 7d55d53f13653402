"""`salesops pay`: a plan and its credits in, what everybody is entitled to and is due out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from salesops.cli.files import refuse, rows_of, text_of
from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from salesops.incentives.calculation import Calculation
    from salesops.incentives.credits import Credits
    from salesops.incentives.pay_rows import Columns, Reader
    from salesops.incentives.plan import Plan
    from salesops.incentives.statement import Entry, Row
    from salesops.kernel.problem import Problem

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
IDS = ("payee", "order")
PLACED = ("payee", "period", "amount")


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
    plan: Path, credits: Path, quotas: Path | None, issued: Path | None, as_of: datetime | None,
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
    held = reader.quotas(rows_of(quotas, QUOTAS, PLACED, IDS)) if quotas else Quotas()
    before: list[Entry] = []
    if issued:
        before = list(reader.issued(rows_of(issued, ISSUED, PLACED, IDS)))
    if reader.problems or not len(columns):
        refuse(reader.problems or [_nothing(credits)])
    day = as_of.date() if as_of else _last_day(columns)
    done, problems = _calculated(reader.plan, columns, held, day)
    _print(done, before, "json" if as_json else form, [*reader.remarks, *problems])


def _plan(path: Path) -> Plan:
    from salesops.incentives.documents import example_problems
    from salesops.incentives.plan_file import plan_file

    found = plan_file(text_of(path), path.name)
    problems = found if isinstance(found, list) else example_problems(found)
    if isinstance(found, list) or problems:
        refuse(problems)
    return found


def _credits(reader: Reader, path: Path, columns: Columns) -> Credits:
    from salesops.incentives.credits import credits_of

    return credits_of(reader.credits(rows_of(path, columns, ("payee", "day", "amount"), IDS)))


def _nothing(path: Path) -> Problem:
    from salesops.incentives.credit_words import NO_CREDITS
    from salesops.kernel.problem import Problem, Where

    return Problem(NO_CREDITS, Where(file=str(path)))


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
