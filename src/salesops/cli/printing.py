"""Rows on the terminal: as a table, as CSV, or as JSON with exact numbers."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

import click

FORMATS = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="How to print.",
)  # fmt: skip

Command = TypeVar("Command", bound=Callable[..., object])
_JSON = "salesops.cli.json"


def printed(command: Command) -> Command:
    """The option that says how to print, and `--json`, short for the form that programs read."""
    short = click.option(
        "--json", is_flag=True, is_eager=True, expose_value=False, callback=_remembered,
        help="The same as --format json.",
    )  # fmt: skip
    form = click.option(
        "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
        show_default=True, help="How to print.", callback=_form,
    )  # fmt: skip
    return form(short(command))


def _remembered(context: click.Context, _option: click.Parameter, told: bool) -> None:
    context.meta[_JSON] = told


def _form(context: click.Context, _option: click.Parameter, form: str) -> str:
    return "json" if context.meta.get(_JSON) else form


def print_rows(columns: Sequence[str], rows: Sequence[Mapping[str, object]], form: str) -> None:
    """Print the rows in one of the three forms."""
    if form == "json":
        print_json([dict(row) for row in rows])
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows(
            [["" if row[c] is None else _exact(row[c]) for c in columns] for row in rows]
        )
    else:
        _print_table(columns, rows)


def print_json(value: object) -> None:
    """Print as JSON: amounts with all their digits, dates as ISO writes them."""
    import simplejson

    click.echo(
        simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=2, default=_text)
    )


def _text(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


def _exact(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else _text(value)


def _print_table(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    numeric = {c for c in columns if any(isinstance(row[c], Decimal | int | float) for row in rows)}
    for column in columns:
        table.add_column(column, justify="right" if column in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(row[column]) for column in columns))
    # A file or pipe has no width: its lines are as long as they need to be.
    Console(width=None if sys.stdout.isatty() else 10_000).print(table)


def _shown(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, Decimal | float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return _text(value)
