"""Killing commands at the worst moment, and the whole state of a workspace to compare."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.doors.rows import rows_of
from tests.doors.shell import PATIENCE, Shell, files_of


def kill_when(shell: Shell, appears: Callable[[Path], bool], *words: object) -> None:
    """Start the command and kill it, hard, as soon as its work appears in the workspace.

    Whom it had started has ended by itself then, and a server is done with it, too: it has undone,
    or brought to its end, what it was at.
    """
    with shell.start(*words) as process:
        looked = time.monotonic()
        until = looked + PATIENCE
        while not appears(shell.home):
            assert process.poll() is None, "it was done before it could be killed"
            assert looked < until
            # Often enough to meet any moment, and yet leaving the processor to the command: it
            # rests for as long as it looked.
            time.sleep(min(max(0.0003, time.monotonic() - looked), 0.003))
            looked = time.monotonic()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL
    ended(process.pid)
    if shell.database:
        let_go(shell.database)


def ended(family: int) -> None:
    """Wait until nobody is left of those a command had started."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            os.killpg(family, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < until
        time.sleep(0.01)


def let_go(database: str) -> None:
    """Wait until the server has noticed that nobody is at the other end of its connections."""
    import psycopg

    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(database, autocommit=True) as connection:
        until = time.monotonic() + PATIENCE
        while connection.execute(others).fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.01)


def state(shell: Shell) -> tuple[str, str]:
    """Its files, and its database written out, a row a line."""
    rows = rows_of(shell)
    return files_of(shell.home), "\n".join(f"{name} {row}" for name in rows for row in rows[name])
