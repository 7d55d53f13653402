"""Rows on the terminal: as a table, as CSV, or as JSON with exact numbers."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal

import click

FORMATS = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="How to print.",
)  # fmt: skip


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
