"""The command line, in this process or in one of its own, and what its workspace holds."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from django.db import connection

PROGRAM = (sys.executable, "-m", "salesops.cli.run")
PATIENCE = 600
"""Seconds after which a program is thought to hang: far more than it takes on a busy machine."""
# Not state: locks are empty, and a cache can be asked again.
BESIDE = ("writing.lock", "worker.lock", "backup.lock", "cache", "scratch")


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output, read as JSON."""
        return json.loads(self.out)


def run(*words: object) -> Said:
    """A command, in this process and on the test's own database."""
    from salesops.cli import main

    result = CliRunner().invoke(main, list(map(str, words)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Shell:
    """A command line in a process of its own, before a workspace of its own."""

    home: Path
    database: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """What its processes find in their environment."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESOPS_", "DJANGO_"))}
        env = {**kept, "SALESOPS_HOME": str(self.home), "SALESOPS_LANGUAGE": "en"}
        if self.database:
            env["SALESOPS_DATABASE_URL"] = self.database
        return {**env, **self.more}

    def start(self, *words: object) -> subprocess.Popen[str]:
        """The command, under way, at the head of a family of its own."""
        command = [*PROGRAM, *map(str, words)]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.env, text=True, stdout=pipe, stderr=pipe, start_new_session=True
        )

    def python(self, *words: object) -> str:
        """What a program before the same workspace prints: a script's path, or `-c` and code."""
        command = [sys.executable, *map(str, words)]
        done = subprocess.run(command, env=self.env, check=True, text=True, stdout=subprocess.PIPE)
        return done.stdout

    def __call__(self, *words: object) -> Said:
        """The command, done."""
        with self.start(*words) as process:
            out, err = process.communicate(timeout=PATIENCE)
        return Said(process.returncode, out, err)


def files_of(home: Path) -> str:
    """The names and bytes of everything the workspace keeps in files."""
    held = hashlib.sha256()
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        is_database = name.name.startswith("salesops.sqlite3")
        if path.is_file() and name.parts[0] not in BESIDE and not is_database:
            held.update(f"{name}\0".encode() + path.read_bytes())
    return held.hexdigest()


def rows_of_database() -> Sequence[str]:
    """Every row of every table of the test's database.

    An index by words is no table, nor is what a connection keeps for itself.
    """
    from salesops.web.workspace.incoming import TABLE

    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        tables = [name for name in names if not name.startswith(("grams_", TABLE))]
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += sorted(f"{table} {row}" for row in cursor.fetchall())
    return found


def state(home: Path) -> tuple[str, Sequence[str]]:
    """The whole workspace, to be compared with itself later."""
    return files_of(home), rows_of_database()
