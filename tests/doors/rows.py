"""What the database of a workspace in a folder holds, whichever database it is."""

import sqlite3
from contextlib import closing
from typing import Any

from tests.doors.shell import Shell

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
# What comes and goes with every command.
PASSING = ("django_session", "administration_dutyrun")


def asked(shell: Shell, *queries: str) -> list[list[tuple[Any, ...]]]:
    """The rows of each query, by a connection of its own."""
    if shell.database:
        import psycopg

        with psycopg.connect(shell.database) as connection:
            return [connection.execute(query).fetchall() for query in queries]
    path = shell.home / "salesops.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        return [opened.execute(query).fetchall() for query in queries]


def rows_of(shell: Shell) -> dict[str, list[str]]:
    """Every row of every table; an index by words is no table."""
    (found,) = asked(shell, TABLES["postgresql" if shell.database else "sqlite"])
    kept = (name for (name,) in found if name not in PASSING and not name.startswith("grams_"))
    names = sorted(kept)
    held = asked(shell, *(f'SELECT * FROM "{name}"' for name in names))
    return {name: sorted(map(str, rows)) for name, rows in zip(names, held, strict=True)}


def actions(shell: Shell) -> list[str]:
    """What was done, oldest first."""
    (found,) = asked(shell, "SELECT action FROM workspace_auditentry ORDER BY id")
    return [action for (action,) in found]
