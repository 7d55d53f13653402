"""Commands about plans of targets: plans list, show, explain, compare, export, bring."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from salesops.cli.data import refusing
from salesops.cli.explaining import explained
from salesops.cli.files import refuse
from salesops.cli.printing import print_json, print_rows, printed
from salesops.cli.workspace import actor, open_workspace, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from salesops.web.access import Actor
    from salesops.web.targets.models import Goal, Plan

as_user = click.option("--as", "username", metavar="USER", help="See what this user may see.")
metric = click.option("--metric", default="", help="Of the goal in this metric; else the first.")
NODE = ("key", "parent", "name", "kind", "target", "share", "held", "pin", "floor", "cap",
        "offers", "gap", "quotient", "adjusted", "last", "growth", "street", "reason")  # fmt: skip
LINE = ("key", "name", "product", "target")
MONTH = ("key", "name", "period", "target")
BRIDGE = ("key", "parent", "name", "old", "goal", "moved", "new", "change", "change_share")


@click.group()
def plans() -> None:
    """Plans of targets: what they say of everybody, and what they say it from.

    PLAN is a plan's id, or a name that only it has.
    """


@contextmanager
def _found() -> Iterator[None]:
    """Say in a sentence that there is no such plan, goal or node, or that one may not see it."""
    from salesops.web.targets.held import Unseen

    try:
        with refusing():
            yield
    except Unseen:
        told = (
            "没有这个方案、指标或节点，或者看不到。",
            "There is no such plan, metric or node to see.",
        )
        raise click.ClickException(said(*told)) from None


def _seen(plan_id: str, metric: str, username: str | None) -> tuple[Actor, Plan, Goal]:
    """Who asks, and the plan and goal asked for."""
    from salesops.web.targets.held import goal_seen, require_reader

    who = actor(username)
    require_reader(who)
    plan = _plan(who, plan_id)
    return who, plan, goal_seen(plan, metric)


def _plan(who: Actor, text: str) -> Plan:
    """The plan given by its id or by a name that only it has."""
    from salesops.web.targets.held import plan_seen, plans_seen

    named = list(plans_seen(who).filter(name=text).values_list("pk", flat=True)[:2])
    is_name = len(named) == 1 and not plans_seen(who).filter(pk=text).exists()
    return plan_seen(who, named[0] if is_name else text)


@plans.command("list")
@as_user
@printed
def list_plans(username: str | None, form: str) -> None:
    """Every version: how far it has come, from when it holds, what it is to reach."""
    open_workspace()
    from salesops.web.targets.held import plans_seen, require_reader
    from salesops.web.targets.shown import plan_told

    with _found():
        who = actor(username)
        require_reader(who)
        seen = [plan_told(who, one) for one in plans_seen(who).prefetch_related("goals")]
    columns = (
        "plan_id",
        "name",
        "status",
        "starts_on",
        "periods",
        "holds_from",
        "based_on",
        "goals",
    )
    if form == "json":
        print_json(seen)
        return
    rows = [{**one, "goals": " · ".join(_goal(goal) for goal in one["goals"])} for one in seen]
    print_rows(columns, rows, form)


def _goal(goal: Mapping[str, Any]) -> str:
    amount = "" if goal["amount"] is None else f" {goal['amount']} {goal['currency']}".rstrip()
    return f"{goal['metric']}{amount}"


@plans.command()
@click.argument("plan_id", metavar="PLAN")
@metric
@click.option(
    "--by", type=click.Choice(["node", "month", "line"]), default="node", show_default=True,
    help="A row a node, or one for each of its months or product lines.",
)  # fmt: skip
@as_user
@printed
def show(plan_id: str, metric: str, by: str, username: str | None, form: str) -> None:
    """The targets of PLAN, node by node, with the limits and offers they come from.

    Amounts are exact. `quotient` is what came for one that a person offered in plans that are
    over, `adjusted` the offer times it. What keeps the plan from being worked out is told as
    problems, and the exit code is 1 then.
    """
    open_workspace()
    from salesops.web.targets.commitments import with_records
    from salesops.web.targets.shown import grid_told

    with _found():
        who, plan, goal = _seen(plan_id, metric, username)
        told = with_records(who, goal, grid_told(who, plan, goal))
    columns = {"node": NODE, "month": MONTH, "line": LINE}[by]
    print_rows(columns, [{c: row[c] for c in columns} for row in _rows(told, by)], form)
    for problem in told["problems"]:
        click.echo(f"! {problem['reason']} {problem['remedy']}", err=True)
    if not told["is_worked"]:
        raise SystemExit(1)


def _rows(told: Mapping[str, Any], by: str) -> Iterator[dict[str, Any]]:
    """The rows of the grid with units as amounts, or one for each month or line of theirs."""
    unit = Decimal(told["goal"]["unit"])
    names = {
        "month": ("period", told["periods"], "months"),
        "line": ("product", told["lines"], "lines"),
    }
    for row in told["rows"]:
        if by == "node":
            amounts = {n: _amount(row.get(n), unit) for n in ("target", "street")}
            yield dict.fromkeys(NODE) | (row["record"] or {}) | row | amounts
            continue
        column, labels, key = names[by]
        for label, units in zip(labels, row.get(key, ()), strict=False):
            yield {"key": row["key"], "name": row["name"], column: label,
                   "target": _amount(units, unit)}  # fmt: skip


def _amount(units: int | None, unit: Decimal) -> str | None:
    return None if units is None else f"{units * unit:f}"


@plans.command()
@click.argument("plan_id", metavar="PLAN")
@click.argument("node")
@metric
@as_user
@click.option("--json", "as_json", is_flag=True, help="All that is known of it, with its months.")
def explain(plan_id: str, node: str, metric: str, username: str | None, as_json: bool) -> None:
    """Where the number of one NODE of PLAN comes from, what was said of it, who changed what.

    NODE is a key or a name.
    """
    open_workspace()
    from salesops.web.targets.actions.offers import node_of
    from salesops.web.targets.beside import beside

    with _found():
        who, plan, goal = _seen(plan_id, metric, username)
        found = node_of(who, plan, _key(who, plan, node))
        told = beside(who, goal, found)
    if as_json:
        print_json(told)
        return
    for name, value in explained(told):
        click.echo(f"{name}: {value}")


def _key(who: Actor, plan: Plan, node: str) -> str:
    """The key of a node given by its key or by a name that only it has."""
    from salesops.web.targets.held import nodes_seen

    seen = nodes_seen(who).filter(plan=plan)
    named = list(seen.filter(name=node).values_list("key", flat=True)[:2])
    return named[0] if len(named) == 1 and not seen.filter(key=node).exists() else node


@plans.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@metric
@as_user
@printed
def compare(old: str, new: str, metric: str, username: str | None, form: str) -> None:
    """Two versions side by side, node by node; of a re-plan the bridge from OLD to NEW.

    old + goal + moved = new: `goal` is what the goal's change does, `moved` what weights, people
    and limits do on top. Where nobody asked for another number both are 0.
    """
    open_workspace()
    from salesops.web.targets.compared import compared

    with _found():
        who, plan, goal = _seen(new, metric, username)
        told = compared(who, _plan(who, old), plan, goal.metric)
    print_rows(BRIDGE, [{c: row.get(c) for c in BRIDGE} for row in told["rows"]], form)
    if not told["is_worked"]:
        click.echo(said("有一个方案算不出来", "One of them cannot be worked out"), err=True)
        raise SystemExit(1)


@plans.command()
@click.argument("plan_id", metavar="PLAN")
@metric
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write: .csv is the table that `bring` takes back, .xlsx the grid.",
)  # fmt: skip
@as_user
def export(plan_id: str, metric: str, output: Path | None, username: str | None) -> None:
    """PLAN as a file, the same as from its page; without -o the CSV on the output."""
    open_workspace()
    from salesops.web.targets.export import grid_file, table_file

    ending = output.suffix.lower() if output else ".csv"
    if ending not in (".csv", ".xlsx"):
        raise click.BadParameter(
            said("文件名以 .csv 或 .xlsx 结尾", "It must end with .csv or .xlsx")
        )
    with _found():
        who, plan, goal = _seen(plan_id, metric, username)
        if ending == ".xlsx":
            with grid_file(who, plan, goal) as book:
                content = book.read()
        else:
            content = b"".join(table_file(who, plan, goal))
    if output is None:
        click.echo(content, nl=False)
        return
    output.write_bytes(content)
    click.echo(said(f"已写入 {output}", f"Wrote {output}"), err=True)


@plans.command()
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@metric
@click.option("--anyway", is_flag=True, help="Keep it in the draft with its conflicts.")
@click.option("--as", "username", metavar="USER", help="Act as this user.")
def bring(plan_id: str, file: Path, metric: str, anyway: bool, username: str | None) -> None:
    """Make the tree of the draft PLAN, and what is said of it, what the CSV FILE says.

    The file is one that `export` wrote, changed in a spreadsheet. Ends with exit code 1, and
    every problem with its line, where it cannot be taken; nothing is changed then.
    """
    open_workspace()
    from salesops.web.problems import Faulty
    from salesops.web.targets.actions.table import put_table
    from salesops.web.targets.weighing import with_labels

    with _found():
        who, plan, goal = _seen(plan_id, metric, username)
        try:
            count = put_table(
                actor=who, plan_id=plan.pk, metric=goal.metric, content=file.read_bytes(),
                anyway=anyway,
            )  # fmt: skip
        except Faulty as fault:
            refuse([with_labels(problem) for problem in fault.problems])
    click.echo(said(f"读入 {count} 个节点", f"{count} nodes were read"))
