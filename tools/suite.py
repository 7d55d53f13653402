"""Run every test this machine can run: all of them, then what touches a database on PostgreSQL.

Both runs use one server and one folder, so that what is heavy to prepare is prepared once.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import parts
from tests.postgres import cluster

ROOT = parts.ROOT
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=15"]
# One more than there are processors: tests often wait for programs they started.
WORKERS = ["-n", os.environ.get("SALESOPS_TEST_WORKERS", str((os.cpu_count() or 1) + 1))]
ALL = [*PYTEST, *WORKERS, "tests"]
# Marked by tests/conftest.py: a test that never opens the run's database would only be repeated.
AGAIN = [*PYTEST, *WORKERS, "-m", "database", "tests"]


@contextmanager
def server(room: Path) -> Iterator[str]:
    """The URL of a PostgreSQL server while the suite runs; nothing where there is none."""
    if parts.missing("postgresql"):
        print(f"left out: all on PostgreSQL. To add: {parts.PARTS['postgresql'].how}.")
        yield ""
        return
    with cluster(room) as url:
        yield url


def passed(command: list[str], **more: str) -> bool:
    """Whether the command ended well, with these more variables in its environment."""
    env = {**os.environ, **more}
    # A test's rewritten asserts are compiled once, not by each worker of each run.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def main() -> int:
    """Run them all, whatever the first ones say; 1 when any failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as room, server(Path(room)) as url:
        more = {"SALESOPS_TEST_ROOM": room}
        codes = [passed(ALL, **more, SALESOPS_TEST_SERVER=url)]
        if url:
            codes.append(passed(AGAIN, **more, SALESOPS_DATABASE_URL=url))
    return int(not all(codes))


if __name__ == "__main__":
    sys.exit(main())
