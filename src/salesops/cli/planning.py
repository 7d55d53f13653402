"""Commands that plan on plain files: allocate."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.files import refuse, rows_of, text_of
from salesops.cli.printing import FORMATS, print_rows
from salesops.cli.workspace import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from salesops.kernel.problem import Where
    from salesops.planning.allocate import Allocation
    from salesops.planning.allocate_plan import Plan
    from salesops.planning.goal_file import GoalFile
    from salesops.planning.seasons import DayWeight

# Years of history that working days are looked up for.
LONGEST_HISTORY = 10
IDS = ("node", "parent")


@click.command()
@click.argument("goal", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("tree", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def allocate(goal: Path, tree: Path, form: str, as_json: bool) -> None:
    """Break the goal of a TOML file down the tree of a CSV file or workbook.

    GOAL says the amount, currency, unit, starts_on, periods, weights and, where wanted, seasons
    (or a history to take them from) and products. TREE has the columns node and parent, one a
    weight and, where wanted, pin, floor and cap. Prints a target for every node, period and
    product, and where it comes from. Needs no workspace; ends with exit code 1, and every
    problem, where the goal cannot be split.
    """
    from salesops.planning.allocate import Conflict, allocation
    from salesops.planning.allocate_checks import plan_problems
    from salesops.planning.allocate_rows import plan_of

    file = _goal(goal)
    weight = _day_weight(file)
    plan, found = plan_of(_rows(tree, file), file, number, _working_days(file, weight))
    if found:
        refuse([*found, *plan_problems(plan)])
    if file.history:
        plan = _with_history(plan, goal.parent / file.history, weight)
    try:
        done = allocation(plan)
    except Conflict as conflict:
        refuse(conflict.problems)
    for warning in done.warnings:
        tell(warning)
    _print(done, "json" if as_json else form)


def _goal(path: Path) -> GoalFile:
    from salesops.planning.goal_file import goal_file

    found = goal_file(text_of(path), path.name)
    if isinstance(found, list):
        refuse(found)
    return found


def _rows(path: Path, file: GoalFile) -> list[tuple[Where, Mapping[str, str | None]]]:
    """The tree's rows by canonical column, whatever its encoding, marks and blank lines."""
    from salesops.planning.allocate_rows import columns_of

    return list(rows_of(path, columns_of(file), ("node", "parent"), IDS))


def _with_history(plan: Plan, path: Path, weight: DayWeight | None) -> Plan:
    """The plan with the seasons of a file of node, month and amount."""
    from salesops.planning.allocate_checks import plan_problems
    from salesops.planning.season_history import (
        COLUMNS,
        MonthlySales,
        history_problems,
        with_history,
    )

    sales = MonthlySales()
    for where, row in rows_of(path, COLUMNS, tuple(COLUMNS), IDS):
        sales.add(where, row, number)
    wrong = [*history_problems(plan, sales), *plan_problems(plan)]
    if any(problem.severity == "error" for problem in wrong):
        refuse(wrong)
    for warning in history_problems(plan, sales):
        tell(warning)
    return with_history(plan, sales, weight) if sales.amounts else plan


def number(text: str) -> Decimal | str | None:
    """A number as somebody wrote it; None for no answer, the code of what is wrong with it."""
    from salesops.ingest.amounts import number

    return number(text)


def _day_weight(file: GoalFile) -> DayWeight | None:
    """What a day counts for in China's calendar; None where the goal goes by months."""
    if not file.by_workdays:
        return None
    from salesops.ledger.calendar import seed_days
    from salesops.planning.seasons import day_weight

    first = file.goal.starts_on.replace(year=file.goal.starts_on.year - LONGEST_HISTORY, day=1)
    days = seed_days(first, file.goal.span.ends_before)
    return day_weight(lambda day: days[day].is_workday if day in days else day.isoweekday() <= 5)


def _working_days(file: GoalFile, weight: DayWeight | None) -> Sequence[Fraction]:
    from salesops.planning.seasons import working_days

    return working_days(file.goal.months, weight) if weight else ()


def _print(done: Allocation, form: str) -> None:
    columns = ["node", "period", "product", "target", "share", "shares", "season",
               "product_share", "pin", "held", "rounding"]  # fmt: skip
    if not done.plan.goal.products:
        columns = [name for name in columns if not name.startswith("product")]
    rows = ({name: row[name] for name in columns} for row in _shown(done))
    if form == "json":
        _print_lines(rows)
        return
    flat = [{**row, "shares": _in_words(row["shares"])} for row in rows]
    print_rows(columns, flat, form)


def _shown(done: Allocation) -> Iterator[dict[str, object]]:
    """Every target as the doors show it: amounts as exact strings, shares in six decimals."""
    money = done.plan.goal.money
    pins = {node.name: node.pin for node in done.plan.nodes if node.pin is not None}
    for node, targets in groupby(done.targets(), lambda target: target.node):
        first = next(targets)
        share, pin = _rounded(first.share), pins.get(node)
        shares = {name: _rounded(part) for name, part in first.shares.items()}
        for target in chain([first], targets):
            yield {
                "node": node,
                "period": target.period,
                "product": target.product,
                "target": f"{money(target.units):f}",
                "share": share,
                "shares": shares,
                "season": _rounded(target.season),
                "product_share": _rounded(target.product_share),
                "pin": None if pin is None else f"{money(pin):f}",
                "held": target.held or None,
                # The fit is a float's, so a hundredth of a unit is as much as it should say.
                "rounding": round(target.rounding, 2) + 0,
            }


def _rounded(value: Fraction | float | None) -> float | None:
    return None if value is None else round(float(value), 6) + 0


def _in_words(shares: object) -> str:
    told = shares.items() if isinstance(shares, dict) else ()
    return " ".join(f"{name}={'—' if share is None else share}" for name, share in told)


def _print_lines(rows: Iterator[Mapping[str, object]]) -> None:
    """A JSON list, a row a line: half a million rows are written as they are made."""
    before = "[\n"
    for row in rows:
        sys.stdout.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n"
    sys.stdout.write("\n]\n")
