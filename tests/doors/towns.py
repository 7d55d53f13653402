"""The world as a workspace in a folder, built once a run on each database and then copied."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doors.shell import Shell
from tests.postgres import fresh

TOWN = "town"
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.requires("postgresql"))
on_both = pytest.mark.parametrize("shell", ["sqlite", POSTGRESQL], indirect=True)
"""For a test whose `shell` shall be before SQLite and once more before PostgreSQL."""
later_on_both = pytest.mark.parametrize("later", ["sqlite", POSTGRESQL], indirect=True)
"""The same for a test of a town that was backed up and then went on; see later.py."""


def once_a_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that whichever worker asks first makes, and all others find."""
    room = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        room = room.parent
    # Two runs of one suite may share what they make.
    room = Path(os.environ.get("SALESOPS_TEST_ROOM") or room)
    with (room / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = room / name
        if not made.exists():
            half = room / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            make(half)
            half.rename(made)
    return made


def build(folder: Path, database: str = "") -> None:
    """A new town in the folder, by the script, in a process of its own."""
    script = Path(__file__).with_name("town.py")
    home = folder / "workspace"
    subprocess.run([sys.executable, script, home], env=Shell(home, database).env, check=True)


def build_on(server: str, folder: Path) -> None:
    """A new town whose database, `town`, is on the server."""
    build(folder, fresh(server, name=TOWN))


def copied(town: Path, home: Path, server: str = "", of: str = TOWN, name: str = "") -> Shell:
    """A command line before a copy of the town, its database on the server if one is given."""
    shutil.copytree(town / "workspace", home)
    return Shell(home, server and fresh(server, of, name))
